"""Find the entry that a text is about: words, their stems and near spellings, English and German.

Pure Python and rapidfuzz, no model: fast enough for the message path with a few thousand entries.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

# Measured: from here on at most 3 of 100 questions about something else are answered, and 17 to 40%
# of those that an entry answers, depending on how many phrasings there are
# (docs/models/matching.md).
SURE = 0.7

_WORD = re.compile(r"[^\W_]+")
_STOP_WORDS = frozenset(
    """a about am an and any are as at be been by can could did do does for from get had has have
    hello help hey hi how i if in is it its just know let like me much my need no not now of on or
    our out please s so some tell thanks that the their them then there these they this to up us
    want was we were what when where which who why will with would you your
    aber als also am an auch auf aus bei bin bis bitte da danke das dass dem den der des die dir du
    ein eine einem einen einer eines er es euch euer eure fur gibt habe haben habt hallo hat ich ihr
    ihre im in ist ja kann kannst kein keine konnen man mein meine mich mir mit mochte nach nicht
    noch nun nur ob oder schon sehr sie sich sind so um und uns unser unsere vom von wann war warum
    was welche welcher welches wenn wer werden wie wieso will wir wird wo zu zum zur""".split()  # noqa: SIM905
)
_STOP_WEIGHT = 0.2
_SUFFIXES = ("ungen", "ings", "ing", "ung", "ies", "ied", "est", "ed", "es", "en", "er", "em",
             "ly", "s", "e", "y")  # fmt: skip
_SHORTEST_STEM = 3
_K1, _B = 1.2, 0.5
_CANDIDATES = 25
_NEAR = 0.88  # Jaro-Winkler likeness from which a word may be a misspelt other
_MOST_CHARACTERS, _MOST_WORDS = 4_000, 64  # what is read of one text
_BIAS, _WEIGHTS = -4.91, (2.66, 2.93, 6.64, 1.45, -0.77)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how sure it is (0..1) that the text is about it."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    counts: Mapping[str, int]
    length: int


class Index:
    """Entries by id, searched by text. Cheap to change: nothing is rebuilt."""

    def __init__(self, entries: Iterable[tuple[int, str]] = ()) -> None:
        self._entries: dict[int, _Entry] = {}
        self._postings: dict[str, dict[int, int]] = {}
        self._length = 0
        for id_, text in entries:
            self.add(id_, text)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, id_: int) -> bool:
        return id_ in self._entries

    def add(self, id_: int, text: str) -> None:
        """Add an entry; one with the same id is replaced."""
        self.remove(id_)
        tokens = _tokens(text)
        entry = _Entry(" ".join(tokens), Counter(tokens), len(tokens))
        self._entries[id_] = entry
        self._length += entry.length
        for token, count in entry.counts.items():
            self._postings.setdefault(token, {})[id_] = count

    def remove(self, id_: int) -> None:
        """Forget an entry; unknown ids are ignored."""
        entry = self._entries.pop(id_, None)
        if entry is None:
            return
        self._length -= entry.length
        for token in entry.counts:
            del self._postings[token][id_]
            if not self._postings[token]:
                del self._postings[token]

    def search(self, query: str, limit: int = 5) -> list[Match]:
        """The best entries, surest first; empty when no word is alike."""
        asked = _tokens(query)
        if not asked:
            return []
        near = self._near(set(asked))
        ranks = self._ranks(near)
        best = heapq.nlargest(max(limit, _CANDIDATES), ranks, key=ranks.__getitem__)
        matches = [Match(id_, self._certainty(asked, near, self._entries[id_])) for id_ in best]
        matches.sort(key=lambda match: -match.score)
        return matches[:limit]

    def _near(self, asked: set[str]) -> dict[str, dict[str, float]]:
        """For each word asked, the indexed words that it may stand for, with their likeness."""
        near: dict[str, dict[str, float]] = {}
        for word in asked:
            if word in self._postings:
                near[word] = {word: 1.0}
            elif len(word) > _SHORTEST_STEM:
                found = process.extract(
                    word, self._postings.keys(), scorer=JaroWinkler.similarity,
                    score_cutoff=_NEAR, limit=3,
                )  # fmt: skip
                near[word] = {other: likeness for other, likeness, _ in found}
            else:
                near[word] = {}
        return near

    def _ranks(self, near: Mapping[str, Mapping[str, float]]) -> dict[int, float]:
        """BM25 of every entry that has at least one of the words."""
        ranks: dict[int, float] = {}
        mean = self._length / max(1, len(self._entries))
        for others in near.values():
            for token, likeness in others.items():
                weight = likeness * self._weight(token) * (_K1 + 1)
                for id_, count in self._postings[token].items():
                    norm = _K1 * (1 - _B + _B * self._entries[id_].length / mean)
                    ranks[id_] = ranks.get(id_, 0.0) + weight * count / (count + norm)
        return ranks

    def _certainty(
        self, asked: Sequence[str], near: Mapping[str, Mapping[str, float]], entry: _Entry
    ) -> float:
        """A logistic regression of "this entry answers it": docs/models/matching.md."""
        evidence = self._evidence(asked, near, entry)
        logit = _BIAS + sum(w * value for w, value in zip(_WEIGHTS, evidence, strict=True))
        return 1 / (1 + math.exp(-logit))

    def _evidence(
        self, asked: Sequence[str], near: Mapping[str, Mapping[str, float]], entry: _Entry
    ) -> tuple[float, ...]:
        """Shares of the question and of the entry that are met, likeness of spelling, how much the
        met words tell, and how many entries there are to be wrong about."""
        met: dict[str, float] = {}
        covered = total = 0.0
        for word in set(asked):
            weight = self._weight(word)
            total += weight
            shared = [(likeness, other) for other, likeness in near[word].items()
                      if other in entry.counts]  # fmt: skip
            if shared:
                likeness, other = max(shared)
                covered += weight * likeness
                met[other] = max(met.get(other, 0.0), likeness)
        told = sum(self._weight(word) * likeness for word, likeness in met.items())
        whole = sum(self._weight(word) for word in entry.counts)
        spelling = fuzz.token_sort_ratio(" ".join(asked), entry.text) / 100
        return (covered / total, told / whole, spelling, math.log1p(told), math.log(len(self)))

    def _weight(self, token: str) -> float:
        held = len(self._postings.get(token, ()))
        rarity = math.log(1 + (len(self._entries) - held + 0.5) / (held + 0.5))
        return rarity * (_STOP_WEIGHT if token in _STOP_WORDS else 1.0)


def rank(query: str, entries: Iterable[tuple[int, str]], limit: int = 5) -> list[Match]:
    """`Index.search` over entries that are searched only once."""
    return Index(entries).search(query, limit)


def _tokens(text: str) -> list[str]:
    """Words in lower case without accents, stemmed; stop words stay as they are."""
    folded = unicodedata.normalize("NFKD", text[:_MOST_CHARACTERS].casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    words = islice(_WORD.finditer(plain), _MOST_WORDS)
    return [_stem(match.group()) for match in words]


def _stem(word: str) -> str:
    if word in _STOP_WORDS:
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word
