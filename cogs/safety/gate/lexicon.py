"""A list of words as it is matched: Discord's keyword syntax, on every platform. No I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.api.errors import UserError
from bot.api.services import Spelling
from bot.api.text import T

MOST_WORDS, LONGEST_WORD = 1000, 60
"""What Discord takes in one rule; the same everywhere, as it is one list."""

FEWEST_LETTERS = 2
"""With a star: "a*" would be every second message."""

_STANDS_FOR_MANY = frozenset({"url", "user", "@user"})
"""What `Spelling` makes of every link and every mention."""

_QUESTION = re.compile(r"[^\W_]\?[^\W_]")
"""Meant as a sign for any letter, which Discord does not know."""

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"


def spelt(typed: str) -> str:
    """A word as the list keeps it."""
    plain = unicodedata.normalize("NFKC", typed.replace("\0", "")).lower()
    return re.sub(r"\A\*+ ?| ?\*+\Z", "*", " ".join(plain.split()))


def checked(typed: str) -> str:
    """A word as the list keeps it; UserError says what is wrong with it.

    A star at the beginning or the end stands for any letters: "scum*" is also "scumbag".
    """
    word = spelt(typed)
    core = word.strip("*")
    if len(word) > LONGEST_WORD:
        raise UserError(
            T("A word of the list has at most {most} characters; shorten it.", most=LONGEST_WORD)
        )
    if "*" in core:
        raise UserError(T("A star can only stand at the beginning or the end of a word."))
    if _QUESTION.search(core):
        raise UserError(
            T("A question mark stands for no letter; only a star at the beginning or the end does.")
        )
    if not core.strip():
        raise UserError(T("Please give a word, not only signs."))
    if core != word and sum(map(str.isalnum, core)) < FEWEST_LETTERS:
        raise UserError(T("Beside a star, please give at least {n} letters.", n=FEWEST_LETTERS))
    return word


class Lexicon:
    """A list of words, ready to be looked for."""

    def __init__(self, words: Sequence[str], spelling: Spelling) -> None:
        self.words = tuple(words)
        self._spelling = spelling
        # of two that begin at the same place the longer one says more
        ordered = sorted(self.words, key=lambda word: (-len(word), word))
        self._literal = _Finder([(word, _folded(word)) for word in ordered])
        self._plain = _Finder([(word, plain) for word in ordered if (plain := self._read(word))])

    def found(self, text: str) -> tuple[str, ...]:
        """Words of the list in a text, each once, in the order of the text; as written, or else
        with disguised spelling undone."""
        if not self.words:
            return ()
        return self._literal.found(_folded(text)) or self._plain.found(self._spelling.plain(text))

    def _read(self, word: str) -> str:
        """The word as it reads in a text whose spelling is undone; empty when it would not."""
        core = word.strip("*")
        if not any(map(str.isalpha, core)):
            return ""
        plain = self._spelling.plain(core).strip("* ")
        if not plain or not _STANDS_FOR_MANY.isdisjoint(plain.split()):
            return ""
        return f"{'*' if word[0] == '*' else ''}{plain}{'*' if word[-1] == '*' else ''}"


class _Finder:
    """Looks for many words at once: those that begin a word are only tried where one begins."""

    def __init__(self, words: Sequence[tuple[str, str]]) -> None:
        # punctuation and emoji need no gap around them
        self._searches = [
            _search([(w, form) for w, form in words if form[0].isalnum()], _START),
            _search([(w, form) for w, form in words if not form[0].isalnum()], ""),
        ]

    def found(self, text: str) -> tuple[str, ...]:
        hits: list[tuple[int, str]] = []
        for search, words in self._searches:
            if search is not None:
                hits += [(m.start(), words[(m.lastindex or 1) - 1]) for m in search.finditer(text)]
        return tuple(dict.fromkeys(word for _, word in sorted(hits)))


def _search(
    words: Sequence[tuple[str, str]], before: str
) -> tuple[re.Pattern[str] | None, list[str]]:
    if not words:
        return None, []
    parts = (f"({_body(form)})" for _, form in words)
    return re.compile(f"{before}(?:{'|'.join(parts)})"), [word for word, _ in words]


def _body(form: str) -> str:
    core = r"\s+".join(map(re.escape, form.strip("*").split()))
    return f"{core}{_END}" if form[-1].isalnum() else core


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
