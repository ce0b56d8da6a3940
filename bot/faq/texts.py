"""Entries and questions as JSON lines: {"intent": ..., "text": ...}."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.api.errors import SetupError


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and what it is about where that is known."""

    text: str
    intent: str | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Entries by name, and their phrases with the number of the entry of each."""

    names: Sequence[str]
    texts: Sequence[str]
    owners: Sequence[int]


def entries(path: Path) -> Shelf:
    """Several texts of one intent are phrases of one entry. Raises SetupError."""
    numbers: dict[str, int] = {}
    texts, owners = [], []
    for number, said in _lines(path):
        if said.intent is None:
            raise SetupError(
                f'{path}, line {number}: an entry needs an "intent" (its name) and a "text".'
            )
        texts.append(said.text)
        owners.append(numbers.setdefault(said.intent, len(numbers)))
    if not texts:
        raise SetupError(f"{path} has no entries: write one JSON object a line.")
    return Shelf(list(numbers), texts, owners)


def questions(path: Path) -> list[Said]:
    """What is asked, in order; the intent may be missing. Raises SetupError."""
    return [said for _, said in _lines(path)]


def _lines(path: Path) -> Iterator[tuple[int, Said]]:
    try:
        with _open(path) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _said(path, number, line)
    except (OSError, EOFError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is damaged"
        raise SetupError(f"I cannot read {path}: {why}.") from None


def _open(path: Path) -> BinaryIO:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _said(path: Path, number: int, line: bytes) -> Said:
    try:
        row = json.loads(line)
        text, intent = row["text"], row.get("intent")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        text = intent = None
    if not isinstance(text, str) or not isinstance(intent, str | None):
        raise SetupError(
            f'{path}, line {number}: write one JSON object a line, with a "text" and the name of '
            'its entry as "intent".'
        )
    return Said(text, intent)
