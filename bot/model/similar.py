"""townhall model similar: how alike pairs of texts are, JSON lines in, JSON lines out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from bot.understanding.card import ModelError
from bot.understanding.embeddings.card import EMBEDDER_CARD, EmbedderCard, read_embedder_card
from bot.understanding.embeddings.embedder import open_encoder

if TYPE_CHECKING:
    from bot.understanding.embeddings.encoder import Encoder

DONE, UNUSABLE = 0, 2
_AT_ONCE = 256
_MOST_THREADS = 4


class Pair(NamedTuple):
    """Two texts to compare."""

    a: str
    b: str


class BadLine(Exception):
    """A line that is not a pair; the text says which one and what was expected."""


def run(_: argparse.Namespace) -> int:
    """Read {"a", "b"} lines from stdin, write a {"score"} line for each: their cosine.

    0 when all were read; 2 with a sentence on stderr at a bad line or without a model.
    """
    try:
        card = read_embedder_card(EMBEDDER_CARD)
        threads = min(os.cpu_count() or 1, _MOST_THREADS)
        _compare_all(card, open_encoder(card, EMBEDDER_CARD.parent, threads=threads))
    except (ModelError, BadLine) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    return DONE


def _compare_all(card: EmbedderCard, encoder: Encoder) -> None:
    columns = (TextColumn("{task.completed:,.0f} pairs compared"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        for pairs in _batches():
            for score in _scores(card, encoder, pairs):
                sys.stdout.write(json.dumps({"score": score}) + "\n")
            sys.stdout.flush()
            progress.advance(task, len(pairs))


def _batches() -> Iterator[list[Pair]]:
    """Pairs in groups; what came before a bad line is given before it is complained about."""
    pairs: list[Pair] = []
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            pairs.append(_pair(line))
        except (ValueError, TypeError, KeyError, RecursionError):
            yield pairs
            raise BadLine(
                f"Line {number} is not a pair: write one JSON object a line, "
                'with two texts "a" and "b".'
            ) from None
        if len(pairs) == _AT_ONCE:
            yield pairs
            pairs = []
    yield pairs


def _pair(line: bytes) -> Pair:
    row = json.loads(line)
    a, b = row["a"], row["b"]
    if not (isinstance(a, str) and isinstance(b, str)):
        raise TypeError
    return Pair(a, b)


def _scores(card: EmbedderCard, encoder: Encoder, pairs: list[Pair]) -> list[float]:
    """The cosine of each pair; 0 where a text has nothing to read."""
    # texts that are compared with each other are all a "query" to this kind of model
    texts = [card.prefixed(text, "query") for pair in pairs for text in pair]
    vectors = encoder.vectors(texts)
    return [round(float(cosine), 6) for cosine in (vectors[::2] * vectors[1::2]).sum(1)]
