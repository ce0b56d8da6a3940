"""Reads a condition: recursive descent, and a sentence for whatever is not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from rapidfuzz import fuzz, process

from bot.api.errors import UserError
from bot.api.text import T, Text, code, joined

from .tree import (
    UNIT_MS,
    And,
    Everybody,
    Flag,
    Not,
    Number,
    Or,
    Segment,
    Sign,
    Time,
    Tree,
    Word,
)
from .words import Token, tokens

MAX_LENGTH = 500
MAX_DEPTH = 20
_MAX_SHOWN = 15
_NEAR = 60
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}")
_AMOUNT = re.compile(r"[0-9]{1,4}")

Kind = Literal["flag", "number", "time", "words"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which traits there are and of what kind; `short` has words that alone say enough: `new`
    stands for `activity is new`."""

    kinds: Mapping[str, Kind]
    short: Mapping[str, str]

    @property
    def words(self) -> list[str]:
        """All that a condition can begin with."""
        return sorted({*self.kinds, *self.short})


def read(condition: str, vocabulary: Vocabulary) -> Tree:
    """The tree of a condition; UserError names the word that was not understood."""
    if len(condition) > MAX_LENGTH:
        raise UserError(
            T("This is too long: a condition has at most {n} characters.", n=MAX_LENGTH)
        )
    return _Reader(tokens(condition), vocabulary).whole()


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that this may be a misspelling of."""
    found = process.extractOne(word, list(known), scorer=fuzz.ratio, processor=str.casefold)
    return found[0] if found is not None and found[1] >= _NEAR else None


def instead(word: str, known: Iterable[str]) -> Text:
    """What could stand there instead of a word."""
    words = list(known)
    near = nearest(word, words)
    if near is not None:
        return T("Did you mean {word}?", word=code(near))
    shown = joined(code(other) for other in words[:_MAX_SHOWN])
    if len(words) > _MAX_SHOWN:
        return T("You can use {words} …", words=shown)
    return T("You can use {words}.", words=shown)


class _Reader:
    def __init__(self, found: list[Token], vocabulary: Vocabulary) -> None:
        self._found = found
        self._at = 0
        self._depth = 0
        self._vocabulary = vocabulary

    def _ahead(self) -> Token:
        return self._found[self._at]

    def _take(self) -> Token:
        token = self._ahead()
        if token.kind != "end":
            self._at += 1
        return token

    def _took(self, word: str) -> bool:
        if self._ahead().key != word:
            return False
        self._at += 1
        return True

    def whole(self) -> Tree:
        if self._ahead().kind == "end":
            return Everybody()
        tree = self._either()
        if self._ahead().kind == "close":
            raise UserError(T("There is a closing parenthesis too many."))
        if self._ahead().kind != "end":
            raise _unexpected(
                self._ahead(),
                T(
                    "after a condition comes {and_}, {or_} or nothing, and words that belong"
                    " together need quotation marks",
                    and_=code("and"),
                    or_=code("or"),
                ),
            )
        return tree

    def _either(self) -> Tree:
        parts = [self._every()]
        while self._took("or"):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _every(self) -> Tree:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Tree:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UserError(T("This is nested too deeply; save a part of it as a segment."))
        tree = self._negated_or_plain()
        self._depth -= 1
        return tree

    def _negated_or_plain(self) -> Tree:
        if self._took("not"):
            return Not(self._one())
        if self._ahead().kind == "open":
            self._take()
            tree = self._either()
            if self._ahead().kind == "end":
                raise UserError(T("A parenthesis is not closed."))
            if self._take().kind != "close":
                self._at -= 1
                raise _unexpected(
                    self._ahead(), T("close the parenthesis, or go on with “and” or “or”")
                )
            return tree
        if self._took("segment"):
            return Segment(self._word(T("the name of a segment comes here")))
        return self._asked()

    def _asked(self) -> Tree:
        token = self._take()
        name = token.key
        kind = self._vocabulary.kinds.get(name)
        if kind is not None:
            return self._tested(name, kind)
        if name in self._vocabulary.short:
            return Word(self._vocabulary.short[name], name)
        choice = instead(token.text, self._vocabulary.words)
        if token.kind == "end":
            raise UserError(T("Something is missing at the end. {choice}", choice=choice))
        raise UserError(T("I do not know “{word}”. {choice}", word=token.text, choice=choice))

    def _tested(self, name: str, kind: Kind) -> Tree:
        if kind == "flag":
            return Flag(name)
        if kind == "time":
            return self._time(name)
        if kind == "number":
            return self._number(name)
        self._took("is")
        negated = self._took("not")
        found = Word(name, self._word(T("a word for {name} comes here", name=code(name))))
        return Not(found) if negated else found

    def _number(self, name: str) -> Tree:
        hint = T(
            "{name} is a number, as in {example}", name=code(name), example=code(f"{name} >= 2")
        )
        token = self._take()
        sign = token.text if token.kind == "sign" else "="
        if token.key == "is":
            sign = "!=" if self._took("not") else "="
        elif token.kind != "sign":
            raise _unexpected(token, hint)
        value = self._take()
        if not _NUMBER.fullmatch(value.key):
            raise _unexpected(value, hint)
        return Number(name, cast(Sign, sign), int(value.text))

    def _time(self, name: str) -> Tree:
        hint = T(
            "{name} is a time, as in {within} or {over}",
            name=code(name),
            within=code(f"{name} within 30 days"),
            over=code(f"{name} over 2 weeks ago"),
        )
        how = self._take()
        if how.key not in ("within", "over"):
            raise _unexpected(how, hint)
        amount, unit = self._take(), self._take()
        if not _AMOUNT.fullmatch(amount.key):
            raise _unexpected(amount, hint)
        singular = unit.key.removesuffix("s")
        if singular not in UNIT_MS:
            raise _unexpected(unit, hint)
        if how.key == "over":
            self._took("ago")
        return Time(name, how.key == "within", int(amount.text), singular)

    def _word(self, hint: Text) -> str:
        token = self._take()
        if token.kind == "quoted":
            return token.text
        if token.kind != "word" or token.key in ("and", "or", "not", "is"):
            raise _unexpected(token, hint)
        return token.text


def _unexpected(token: Token, hint: Text) -> UserError:
    if token.kind == "end":
        return UserError(T("Something is missing at the end: {hint}.", hint=hint))
    return UserError(T("I do not understand “{word}” here: {hint}.", word=token.text, hint=hint))
