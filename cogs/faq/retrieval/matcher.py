"""Which of some entries a question is about, and how probable that is; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.api.similar import SURE, Index

from .evidence import Shelf
from .families import Floats, Ints
from .numbers import Numbers

COPY = 0.99  # how sure it is when somebody asks in the very words of one entry alone
LOOKED_AT = 25
# Of an embedder that nothing was fitted for: a cosine of MIDDLE is even odds.
SLOPE, MIDDLE = 24.0, 0.75


@dataclass(frozen=True, slots=True)
class Phrases:
    """What entries 0.. are asked by: texts, the entry of each, and their vectors of unit length
    (None without a model), made by `embedder` (name@hash8)."""

    texts: Sequence[str]
    owners: Ints
    vectors: Floats | None = None
    embedder: str = ""

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return int(self.owners.max()) + 1 if len(self.owners) else 0


class Matcher:
    """Phrases, ready to be asked. Building it may take seconds with thousands: use a thread."""

    def __init__(self, phrases: Phrases, numbers: Numbers) -> None:
        self._phrases, self._numbers = phrases, numbers
        self._copies = _copies(phrases)
        self._shelf: Shelf | None = None
        vectors = phrases.vectors
        if vectors is not None and phrases.entries and phrases.embedder == numbers.embedder:
            self._shelf = Shelf(
                phrases.texts, vectors, phrases.owners, phrases.entries, numbers.prior
            )
        self._words = self._shelf.words if self._shelf else Index(enumerate(phrases.texts))

    def match(self, question: str, vector: Floats | None) -> list[tuple[int, float]]:
        """(entry, probability 0..1 that it answers), the most probable first. `vector` is that of
        the question, as a "query"; without one only words count."""
        if vector is None or not vector.any():
            found = self._by_words(question)
        elif self._shelf is not None:
            found = self._by_evidence(self._shelf, question, vector)
        else:
            found = self._by_words(question)
            for owner, likely in self._by_likeness(vector).items():
                found[owner] = max(likely, found.get(owner, 0.0))
        copied = self._copies.get(_plain(question))
        if copied is not None:
            found[copied] = max(COPY, found.get(copied, 0.0))
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))

    def _by_evidence(self, shelf: Shelf, question: str, vector: Floats) -> dict[int, float]:
        evidence = shelf.evidence(question, vector)
        likely = 1 / (1 + np.exp(-(evidence.rows @ self._numbers.weights)))
        return dict(zip(evidence.entries.tolist(), likely.tolist(), strict=True))

    def _by_likeness(self, vector: Floats) -> dict[int, float]:
        vectors = self._phrases.vectors
        if vectors is None or not self._phrases.entries:
            return {}
        cosines = np.full(self._phrases.entries, -1.0)
        np.maximum.at(cosines, self._phrases.owners, vectors @ vector)
        best = np.argsort(-cosines, kind="stable")[:LOOKED_AT]
        likely = 1 / (1 + np.exp(-SLOPE * (cosines[best] - MIDDLE)))
        return dict(zip(best.tolist(), likely.tolist(), strict=True))

    def _by_words(self, question: str) -> dict[int, float]:
        found: dict[int, float] = {}
        for match in self._words.search(question, LOOKED_AT):
            owner = int(self._phrases.owners[match.id])
            found[owner] = max(_evened(match.score), found.get(owner, 0.0))
        return found


def _evened(score: float) -> float:
    """What words alone say with `similar.SURE` is worth even odds here, so that thresholds mean
    the same with a model and without."""
    odds = score * (1 - SURE)
    return odds / (odds + (1 - score) * SURE)


def _copies(phrases: Phrases) -> Mapping[str, int]:
    """The entry of each phrase that belongs to one alone."""
    owners: dict[str, set[int]] = {}
    for text, owner in zip(phrases.texts, phrases.owners.tolist(), strict=True):
        owners.setdefault(_plain(text), set()).add(owner)
    return {text: found.pop() for text, found in owners.items() if text and len(found) == 1}


def _plain(text: str) -> str:
    """Words in lower case: what is left when marks and spaces do not count."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
