"""The commands about models: townhall model score | similar | audit | show | export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

WHICH = 'a model\'s card, "shipped", or an exported "detoxify:NAME" (default: shipped)'


def register(commands: Any) -> None:
    """Add `model` and what belongs to it to the sub-commands of an ArgumentParser."""
    model = commands.add_parser("model", help="about the models that read texts")
    kinds = model.add_subparsers(required=True, metavar="WHAT")
    one = kinds.add_parser(
        "score",
        help="score texts: JSON lines in, JSON lines out",
        description='Reads {"text"} lines from the standard input and writes one JSON object a '
        "line in the same order: the probability of every label by its name, and whether any is "
        'at or over its default threshold as "flag". A text without anything to read has null '
        "probabilities and is not flagged.",
    )
    one.add_argument("--jsonl", action="store_true", required=True, help="the form of the input")
    one.add_argument("--model", default="shipped", metavar="WHICH", help=WHICH)
    one.set_defaults(command=_score)
    one = kinds.add_parser(
        "similar",
        help="compare pairs of texts: JSON lines in, JSON lines out",
        description='Reads {"a", "b"} lines from the standard input and writes {"score"} lines in '
        "the same order: 1 for the same meaning, about 0 for nothing in common.",
    )
    one.set_defaults(command=_similar)
    _add_audit(kinds)
    one = kinds.add_parser("show", help="say in plain words what a model is")
    one.add_argument("model", nargs="?", default="shipped", metavar="WHICH", help=WHICH)
    one.set_defaults(command=_show)
    one = kinds.add_parser(
        "export", help="turn a Detoxify checkpoint into a fast model that needs no PyTorch"
    )
    one.add_argument("name", metavar="NAME", help="such as detoxify:unbiased")
    one.add_argument(
        "--from", dest="source", type=Path, metavar="DIR",
        help="a folder with the files, for machines without a network (default: fetch them)",
    )  # fmt: skip
    one.add_argument(
        "--to", dest="target", type=Path, metavar="DIR",
        help="where to write it (default: where the bot looks)",
    )  # fmt: skip
    one.set_defaults(command=_export)


def _add_audit(kinds: Any) -> None:
    one = kinds.add_parser(
        "audit",
        help="measure whether a model treats all people alike",
        description="Scores harmless and abusive sentences about people of about 60 identities "
        "and says for each how many harmless ones are flagged and how well abuse is told apart "
        "(docs/models/bias.md). It takes about a minute with the shipped model.",
    )
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--markdown", action="store_true", help="print tables in Markdown")
    one.add_argument(
        "--toxicity", metavar="NAME", help=f"{WHICH.partition(' (')[0]} (default: the settings')"
    )
    one.add_argument(
        "--sample", type=_count, metavar="N",
        help="only N harmless and N abusive sentences, for a quick look (default: all)",
    )  # fmt: skip
    one.set_defaults(command=_audit)


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f'expected a whole number over 0, not "{text}"')
    return int(text)


# Each needs libraries that the other commands do not wait for.


def _score(chosen: argparse.Namespace) -> int:
    from .score import run

    return run(chosen)


def _similar(chosen: argparse.Namespace) -> int:
    from .similar import run

    return run(chosen)


def _audit(chosen: argparse.Namespace) -> int:
    from .audit import run

    return run(chosen)


def _show(chosen: argparse.Namespace) -> int:
    from .show import run

    return run(chosen)


def _export(chosen: argparse.Namespace) -> int:
    from .export import run

    return run(chosen)
