"""The words that are known, by frequency, and what an unknown one may stand for."""

import math
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "words.txt"
_LONGEST_WORD = 18
_LONGEST_TOKEN = 60
_WATCHED = "!"
# The most a split may cost a letter; dearer ones are names and typing errors more often than words.
_DEAREST = 1.92
_DEAREST_BOLD = 2.4
_ODD_PIECE = 3.0
_WATCHED_BONUS = 2.0
_IMPOSSIBLE = 100.0
_COMMON = 40
_FREQUENT = 500
_RARE = 6_000
_SHORTEST_WATCHED = 4


class Lexicon:
    """Words with their rank (0 is the most frequent), and the watched ones among them.

    Watched words (groups of people, insults, threats) are recognised with one letter missing or
    two letters swapped; other unknown words are left alone.
    """

    def __init__(self, lines: list[str]) -> None:
        """`lines` in order of frequency, those of watched words end with "!"."""
        words = [line.rstrip(_WATCHED) for line in lines]
        self._rank = {word: rank for rank, word in enumerate(words)}
        # Zipf's law: frequency falls as 1 / rank, and this makes the frequencies add up to one
        self._harmonic = math.log(math.log(len(words) + 2) + 1)
        self._meant: dict[str, str] = {}
        for word, line in zip(words, lines, strict=True):
            if line.endswith(_WATCHED) and len(word) >= _SHORTEST_WATCHED:
                for slip in sorted(_slips(word)):
                    if slip not in self._rank:
                        self._meant.setdefault(slip, word)
        self._watched = frozenset(w for w, line in zip(words, lines, strict=True) if line != w)
        self._shapes: dict[tuple[str, int], list[str]] | None = None

    def __contains__(self, word: str) -> bool:
        return word in self._rank

    def watches(self, word: str) -> bool:
        """Whether this is a watched word."""
        return word in self._watched

    def common(self, word: str) -> bool:
        """Whether this is one of the words that everybody uses all the time."""
        return self._rank.get(word, _FREQUENT) < _FREQUENT

    def meant(self, word: str) -> str | None:
        """The watched word of which this is a slip of one letter."""
        return self._meant.get(word)

    def masked(self, token: str) -> str | None:
        """The most frequent word that fits a token with asterisks for single letters."""
        if self._shapes is None:
            self._shapes = defaultdict(list)
            for word in self._rank:
                self._shapes[word[0], len(word)].append(word)
        pattern = re.compile(re.escape(token).replace(r"\*", "[a-z]"))
        fits = self._shapes.get((token[0], len(token)), ())
        return next((word for word in fits if pattern.fullmatch(word)), None)

    def split(self, token: str, *, bold: bool = False) -> str | None:
        """The likeliest known words that make up the token, or None when none are likely.

        `bold` is for letters that somebody held apart: they were meant to be read together.
        """
        if token in self._rank:
            return token
        if not token.isalpha() or len(token) > _LONGEST_TOKEN:
            return None
        if (meant := self._meant.get(token)) is not None:
            return meant
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(token) + 1):
            options = [
                (best[start][0] + self._piece(token[start:end]), start)
                for start in range(max(0, end - _LONGEST_WORD), end)
            ]
            best.append(min(options))
        if best[-1][0] / len(token) > (_DEAREST_BOLD if bold else _DEAREST):
            return None
        words = []
        end = len(token)
        while end:
            start = best[end][1]
            words.append(token[start:end])
            end = start
        return " ".join(reversed(words))

    def _piece(self, piece: str) -> float:
        """The cost of a piece: -log of its frequency, more for what is a word by accident."""
        word = self._meant.get(piece, piece)
        if word not in self._rank or (len(piece) == 1 and piece not in "aiu"):
            return _IMPOSSIBLE
        cost = math.log(self._rank[word] + 2) + self._harmonic
        if word in self._watched:
            cost -= _WATCHED_BONUS
        if len(piece) <= 2 and self._rank[word] > _COMMON:
            cost += _ODD_PIECE
        return cost

    def rejoined(self, text: str) -> str:
        """Two neighbours of which one is no known word, as the watched word they make up."""
        tokens = text.split(" ")
        at = 0
        while at + 1 < len(tokens):
            first, second = tokens[at], tokens[at + 1]
            if self._strange(first) or self._strange(second):
                whole = first + second
                if whole in self._watched:
                    tokens[at : at + 2] = [whole]
                    continue
            at += 1
        return " ".join(tokens)

    def _strange(self, token: str) -> bool:
        return token.isalpha() and self._rank.get(token, _RARE) >= _RARE


def _slips(word: str) -> set[str]:
    """The word with one letter missing (not the first) or two neighbours swapped."""
    # four letters less one are too often another word
    cut = len(word) if len(word) > _SHORTEST_WATCHED else 0
    missing = {word[:i] + word[i + 1 :] for i in range(1, cut)}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return (missing | swapped) - {word}


@cache
def lexicon() -> Lexicon:
    """The shipped words (made by `python -m training.corpus.words`), read once."""
    return Lexicon(_FILE.read_text("utf-8").split())
