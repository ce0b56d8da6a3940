"""townhall model score: how a text is judged, JSON lines in, JSON lines out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from bot.understanding.card import Card, ModelError, read_card, read_weights

from .cards import card_path

if TYPE_CHECKING:
    from bot.understanding.network import Network

OK, UNUSABLE = 0, 2
# So many lines are read, sorted by length and answered at a time.
WINDOW = 512
_MOST_THREADS = 4


class BadLine(Exception):
    """A line that is not a text; the sentence says which one and what was expected."""


def run(chosen: argparse.Namespace) -> int:
    """Read {"text"} lines from stdin, write a line of labels and "flag" for each.

    0 when all were read or nobody reads on, 2 with a sentence on stderr at a bad line (those
    before it are answered) or without a model.
    """
    try:
        card, network = opened(card_path(chosen.model), min(os.cpu_count() or 1, _MOST_THREADS))
        _score_all(card, network)
    except (ModelError, BadLine) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    except BrokenPipeError:
        # `| head` has seen enough: without this, Python would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def opened(path: Path, threads: int) -> tuple[Card, Network]:
    """The card at `path` with its network. Raises ModelError."""
    card = read_card(path)
    model, tokenizer = (read_weights(path.parent, part) for part in (card.model, card.tokenizer))
    from bot.understanding.network import Network

    return card, Network(card, model, tokenizer, threads=threads)


def answers(card: Card, network: Network, texts: list[str]) -> Iterator[dict[str, object]]:
    """For each text every label's probability (null without anything to read) and "flag"."""
    try:
        rows = network.probabilities(texts)
    except Exception as error:  # onnxruntime has no base class of its own for them
        raise ModelError(
            f"{card.name} failed on one of these texts ({type(error).__name__}): "
            "see that the card's inputs and max_length are what the model was made for."
        ) from error
    for row in rows:
        if row is None:
            yield {**{label.name: None for label in card.labels}, "flag": False}
        else:
            score = card.score([round(value, 6) for value in row])
            yield {**score.labels, "flag": bool(score.flagged)}


def _score_all(card: Card, network: Network) -> None:
    columns = (TextColumn("{task.completed:,.0f} texts scored"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        for texts in _windows(sys.stdin.buffer):
            for answer in answers(card, network, texts):
                sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
            progress.advance(task, len(texts))


def _windows(lines: Iterable[bytes]) -> Iterator[list[str]]:
    """Texts in groups; what came before a bad line is given before it is complained about."""
    texts: list[str] = []
    for number, line in enumerate(lines, 1):
        try:
            texts.append(_text(line))
        except (ValueError, TypeError, KeyError, RecursionError):
            yield texts
            raise BadLine(
                f"Line {number} is not a text: write one JSON object a line, "
                'such as {"text": "good morning"}.'
            ) from None
        if len(texts) == WINDOW:
            yield texts
            texts = []
    yield texts


def _text(line: bytes) -> str:
    text = json.loads(line)["text"]
    if not isinstance(text, str):
        raise TypeError
    return text
