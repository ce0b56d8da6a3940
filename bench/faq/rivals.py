"""What the FAQ is compared with: BM25 alone, and rapidfuzz alone, over the same phrases."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process, utils

_WORD = re.compile(r"\w+")


class Bm25:
    """Okapi BM25 (k1 = 1.2, b = 0.75); the entry of the phrase with the highest sum."""

    name = "bm25"

    def __init__(self, texts: Sequence[str], owners: Sequence[int]) -> None:
        self._owners = owners
        counts = [Counter(_WORD.findall(text.casefold())) for text in texts]
        lengths = np.array([sum(count.values()) for count in counts], float)
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for word, times in count.items():
                postings[word].append((number, times))
        norms = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
        self._found = {}
        for word, places in postings.items():
            rows = np.array([number for number, _ in places])
            often = np.array([times for _, times in places], float)
            weight = math.log(1 + (len(texts) - len(rows) + 0.5) / (len(rows) + 0.5))
            self._found[word] = rows, weight * often * 2.2 / (often + norms[rows])

    def best(self, question: str) -> tuple[int, float]:
        """The entry, and a score that only orders questions."""
        sums = np.zeros(len(self._owners))
        for word in _WORD.findall(question.casefold()):
            if word in self._found:
                rows, weights = self._found[word]
                sums[rows] += weights
        first = int(sums.argmax())
        return self._owners[first], float(sums[first])


class Fuzzy:
    """rapidfuzz's token_sort_ratio, the best of its scorers here; the likest phrase's entry."""

    name = "rapidfuzz"

    def __init__(self, texts: Sequence[str], owners: Sequence[int]) -> None:
        self._owners = owners
        self._texts = [utils.default_process(text) for text in texts]

    def best(self, question: str) -> tuple[int, float]:
        """The entry, and how alike it is (0 to 100)."""
        asked = utils.default_process(question)
        found = process.extractOne(asked, self._texts, scorer=fuzz.token_sort_ratio)
        if found is None:
            return -1, 0.0
        _, score, number = found
        return self._owners[number], score
