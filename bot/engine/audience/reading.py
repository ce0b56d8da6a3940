"""Reads a condition: recursive descent, and a sentence for whatever is not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.api.errors import UserError
from bot.api.text import T, Text, code

from . import asking
from .cursor import Cursor, unexpected
from .guessing import instead, usual
from .tree import EVERYBODY, And, Everybody, Flag, Not, Or, Tree, Word
from .words import Token, tokens

MAX_LENGTH = 500
MAX_DEPTH = 20

Kind = Literal["flag", "number", "time", "words"]


class UnknownWord(UserError):
    """No trait is called `word`. `after` is the trait whose word came just before, as in `role
    Trainer or Guest`."""

    def __init__(self, text: Text, word: str, after: str | None) -> None:
        super().__init__(text)
        self.word = word
        self.after = after


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which traits there are and of what kind; `short` has words that alone say enough: `new`
    stands for `activity is new`."""

    kinds: Mapping[str, Kind]
    short: Mapping[str, str]

    @property
    def words(self) -> list[str]:
        """All that a condition can begin with."""
        return sorted({*self.kinds, *self.short, "segment"})


def read(condition: str, vocabulary: Vocabulary) -> Tree:
    """The tree of a condition; UserError names the word that was not understood."""
    if len(condition) > MAX_LENGTH:
        raise UserError(
            T("This is too long: a condition has at most {n} characters.", n=MAX_LENGTH)
        )
    return _Reader(Cursor(tokens(condition)), vocabulary).whole()


class _Reader:
    def __init__(self, at: Cursor, vocabulary: Vocabulary) -> None:
        self._at = at
        self._depth = 0
        self._vocabulary = vocabulary
        self._before: Tree | None = None
        """What was asked just before."""

    def whole(self) -> Tree:
        if self._at.ahead().kind == "end":
            return Everybody()
        tree = self._either()
        token = self._at.ahead()
        if token.kind == "close":
            raise UserError(T("There is a closing parenthesis too many."))
        if token.kind != "end":
            raise unexpected(
                token,
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
        while self._at.took("or"):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _every(self) -> Tree:
        parts = [self._one()]
        while self._at.took("and"):
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
        if self._at.took("not"):
            return Not(self._one())
        if self._at.ahead().kind == "open":
            self._at.take()
            return self._enclosed()
        self._before, before = None, self._before
        self._before = found = self._asked(before)
        return found

    def _enclosed(self) -> Tree:
        tree = self._either()
        if self._at.ahead().kind == "end":
            raise UserError(T("A parenthesis is not closed."))
        if self._at.ahead().kind != "close":
            raise unexpected(
                self._at.ahead(), T("close the parenthesis, or go on with “and” or “or”")
            )
        self._at.take()
        return tree

    def _asked(self, before: Tree | None) -> Tree:
        if (
            self._at.took("segment")
            or self._at.took("in", "segment")
            or self._at.took("in", "the", "segment")
        ):
            return asking.segment(self._at)
        token = self._at.take()
        name = token.key
        if name in EVERYBODY:
            return Everybody()
        kind = self._vocabulary.kinds.get(name)
        if kind is not None:
            return self._tested(name, kind)
        if name in self._vocabulary.short:
            return Word(self._vocabulary.short[name], name)
        raise self._unknown(token, before)

    def _tested(self, name: str, kind: Kind) -> Tree:
        match kind:
            case "flag":
                return Flag(name)
            case "time":
                return asking.time(self._at, name)
            case "number":
                return asking.number(self._at, name)
            case "words":
                return asking.word(self._at, name)

    def _unknown(self, token: Token, before: Tree | None) -> UserError:
        text, known = token.text, self._vocabulary.words
        if token.kind == "end":
            return UserError(
                T("Something is missing at the end. {choice}", choice=instead(text, known))
            )
        if token.key in ("and", "or", "is"):
            return UserError(
                T("There is nothing that “{word}” could belong to; say more before it.", word=text)
            )
        if token.kind == "close":
            return UserError(T("There is nothing between the parentheses."))
        if token.kind == "quoted" and text.casefold() in known:
            return UserError(T("Leave out the quotation marks around {word}.", word=code(text)))
        if text[-1] in ",;" and text[:-1].casefold() in known:
            return UserError(
                T("Write {and_} or {or_} in place of the comma.", and_=code("and"), or_=code("or"))
            )
        said = usual(text, known)
        choice = (
            T("Did you mean {word}?", word=code(said)) if said is not None else instead(text, known)
        )
        inner = before.of if isinstance(before, Not) else before
        after = inner.trait if isinstance(inner, Word) else None
        return UnknownWord(
            T("I do not know “{word}”. {choice}", word=text, choice=choice), text, after
        )
