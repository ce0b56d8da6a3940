"""What speaks for each entry as the answer to a question; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.api.similar import Index

from .families import Families, Floats, Ints, Prior
from .head import Head

CANDIDATES = 5  # by each of the views
NEIGHBOURS = 10
FEATURES = (
    "bias", "ratio", "ratio ahead", "strangeness", "cosine", "cosine ahead", "neighbours",
    "logit", "logit ahead", "words", "words ahead", "entries", "has head",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """`entries` that come into question, and for each a row of `FEATURES`, the same times a measure
    of its phrases, and times one of how many entries there are."""

    entries: Ints
    rows: NDArray[np.float64]


class Shelf:
    """The phrases of some entries, ready to be asked. Building it may take seconds: use a thread.

    Four views: what an entry's questions have in common (`Families`), the nearest phrases, a
    classifier (`Head`), and the words (`bot.api.similar`).
    """

    def __init__(
        self, texts: Sequence[str], vectors: Floats, owners: Ints, entries: int, prior: Prior
    ) -> None:
        self.words = Index(enumerate(texts))
        self._vectors, self._owners, self._entries = vectors, owners, entries
        self._families = Families(vectors, owners, entries, prior)
        self._head: Head | None = None
        if Head.worth(len(texts), entries):
            self._head = Head(self._families.placed(vectors), owners, entries)

    def evidence(self, text: str, vector: Floats) -> Evidence:
        """What speaks for the entries that any view names."""
        place = self._families.placed(vector[None])[0]
        ratios = self._families.ratios(place)
        near = self._vectors @ vector
        cosines = np.full(self._entries, -1.0)
        np.maximum.at(cosines, self._owners, near)
        logits = self._head.logits(place) if self._head else np.zeros(self._entries)
        words = self._by_words(text)
        chosen = np.unique(
            np.concatenate([_best(view) for view in (ratios, cosines, logits, words)])
        )
        votes = np.bincount(self._owners[_best(near, NEIGHBOURS)], minlength=self._entries)
        each = np.ones(len(chosen))
        columns = (
            each,
            np.arcsinh(ratios[chosen] / 10),
            np.arcsinh(_ahead(ratios, chosen) / 10),
            each * np.log(self._families.strangeness(place)),
            (cosines[chosen] - 0.9) * 10,
            _ahead(cosines, chosen) * 10,
            votes[chosen] / min(NEIGHBOURS, len(near)),
            logits[chosen] / 5,
            _ahead(logits, chosen) / 5,
            words[chosen],
            _ahead(words, chosen),
            each * np.log(self._entries) / 5,
            each * (self._head is not None),
        )
        rows = np.stack(columns, 1)
        # the same evidence weighs differently for entries with many phrases, and among many entries
        many = np.log(self._families.counts[chosen]) / 3
        among = np.log(self._entries) / 3 - 1
        return Evidence(chosen, np.concatenate([rows, rows * many[:, None], rows * among], 1))

    def _by_words(self, text: str) -> NDArray[np.float64]:
        words = np.zeros(self._entries)
        for match in self.words.search(text, 25):
            owner = self._owners[match.id]
            words[owner] = max(words[owner], match.score)
        return words


def _best(view: NDArray[np.floating], count: int = CANDIDATES) -> Ints:
    if len(view) <= count:
        return np.arange(len(view))
    return np.argpartition(view, -count)[-count:]


def _ahead(view: NDArray[np.float64], chosen: Ints) -> NDArray[np.float64]:
    """By how much each is over the best other one; 0 where there is no other."""
    if len(view) < 2:
        return np.zeros(len(chosen))
    second, first = np.partition(view, -2)[-2:]
    mine = view[chosen]
    ahead: NDArray[np.float64] = np.where(mine >= first, mine - second, mine - first)
    return ahead
