"""The part of the command line that is about the FAQ."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cogs.faq.retrieval import SURE

Command = Callable[[argparse.Namespace], int]


def register(commands: Any, bring: Command, attempt: Command) -> None:
    """Add `faq import` and `faq try`, which are to be run by these."""
    faq = commands.add_parser("faq", help="entries from files, and a try of how they are found")
    kinds = faq.add_subparsers(required=True, metavar="WHAT")
    one = kinds.add_parser("import", help="take entries from Markdown, a web page or a table")
    one.add_argument(
        "file", type=Path, metavar="FILE-or-FOLDER", help="what ends with .md, .html or .csv"
    )
    one.add_argument("--community", metavar="NAME", help="where there are several")
    one.add_argument(
        "--prune", action="store_true", help="delete entries that their source no longer has"
    )
    one.add_argument(
        "--dry-run", action="store_true", help="say what it would come to, and write nothing"
    )
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=bring)
    one = kinds.add_parser("try", help="answer a file of questions from a file of entries")
    for name in ("entries", "questions"):
        one.add_argument(
            f"--{name}", type=Path, required=True, metavar="FILE",
            help='JSON lines {"intent", "text"} (also .gz)'
            + ("; texts of one intent are phrases of one entry" if name == "entries" else ""),
        )  # fmt: skip
    one.add_argument(
        "--threshold", type=_share, default=SURE, metavar="N",
        help="how sure an answer must be, from 0 to 1 (default: %(default)s)",
    )  # fmt: skip
    one.add_argument("--json", action="store_true", help="print one JSON object a question")
    one.set_defaults(command=attempt)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f'a threshold is a number from 0 to 1; "{text}" is none')
    return share
