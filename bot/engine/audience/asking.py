"""What may follow a trait of each kind.

More is understood than what is written back: above all the sentences by which a condition is
explained (`said`), for that is what people copy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, cast

from bot.api.text import T, Text, code

from .cursor import Cursor, unexpected
from .tree import UNIT_MS, Leaf, Not, Number, Segment, Sign, Time, Unit, Word

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}")
_AMOUNT = re.compile(r"[0-9]{1,4}")
_GLUED = re.compile(r"([0-9]{1,4})([a-z]+)")
_ONE = ("a", "an", "one")
_SPOKEN: Final[Mapping[tuple[str, ...], Sign]] = {
    ("at", "least"): ">=",
    ("at", "most"): "<=",
    ("more", "than"): ">",
    ("less", "than"): "<",
    ("fewer", "than"): "<",
}
_WITHIN = (("within",), ("in",), ("less", "than"))
_OVER = (("over",), ("more", "than"))
_NOT_A_WORD = frozenset({"and", "or", "not", "is"})


def number(at: Cursor, name: str) -> Leaf | Not:
    """`>= 2`, `is 0`, `is not 3`, `is at least 2`"""
    hint = T("{name} is a number, as in {example}", name=code(name), example=code(f"{name} >= 2"))
    is_, not_ = at.took("is"), at.took("not")
    spoken = next((sign for phrase, sign in _SPOKEN.items() if at.took(*phrase)), None)
    if spoken is not None:
        sign: Sign = spoken
    elif at.ahead().kind == "sign" and not is_:
        sign = cast(Sign, at.take().text)
    elif is_ or not_:
        sign = "="
    else:
        raise unexpected(at.take(), hint)
    value = at.take()
    if not _NUMBER.fullmatch(value.key):
        raise unexpected(value, hint)
    if not_ and sign == "=":
        return Number(name, "!=", int(value.text))
    found = Number(name, sign, int(value.text))
    return Not(found) if not_ else found


def time(at: Cursor, name: str) -> Leaf | Not:
    """`within 30 days`, `over 2 weeks ago`, `more than a year ago`, `in the last week`"""
    hint = T(
        "{name} is a time, as in {within} or {over}",
        name=code(name),
        within=code(f"{name} within 30 days"),
        over=code(f"{name} over 2 weeks ago"),
    )
    at.took("is")
    negated = at.took("not")
    within = any(at.took(*phrase) for phrase in _WITHIN)
    if not within and not any(at.took(*phrase) for phrase in _OVER):
        raise unexpected(at.take(), hint)
    at.took("the")
    if not at.took("last"):
        at.took("past")
    amount, unit = _length(at, hint)
    at.took("ago")
    found = Time(name, within, amount, unit)
    return Not(found) if negated else found


def _length(at: Cursor, hint: Text) -> tuple[int, Unit]:
    amount = at.take()
    glued = _GLUED.fullmatch(amount.key)
    if glued is not None and (unit := _unit(glued[2])) is not None:
        return int(glued[1]), unit
    if (unit := _unit(amount.key)) is not None:
        return 1, unit
    if not (_AMOUNT.fullmatch(amount.key) or amount.key in _ONE):
        raise unexpected(amount, hint)
    named = at.take()
    unit = _unit(named.key)
    if unit is None:
        raise unexpected(named, hint)
    return 1 if amount.key in _ONE else int(amount.text), unit


def _unit(named: str) -> Unit | None:
    singular = named.removesuffix("s")
    return singular if singular in UNIT_MS else None


def word(at: Cursor, name: str) -> Leaf | Not:
    """`Trainer`, `is Trainer`, `is not Trainer`, `= Trainer`"""
    negated = _equals(at)
    found = Word(name, _one_word(at, T("a word for {name} comes here", name=code(name))))
    return Not(found) if negated else found


def segment(at: Cursor) -> Leaf | Not:
    """`regulars`, `is regulars`, `is not "my people"`"""
    negated = _equals(at)
    found = Segment(_one_word(at, T("the name of a segment comes here")))
    return Not(found) if negated else found


def _equals(at: Cursor) -> bool:
    """Passes what may stand before a word; whether it denies it."""
    if at.ahead().kind == "sign" and at.ahead().text in ("=", "!="):
        return at.take().text == "!="
    at.took("is")
    return at.took("not")


def _one_word(at: Cursor, hint: Text) -> str:
    token = at.take()
    if token.kind == "quoted" or (token.kind == "word" and token.key not in _NOT_A_WORD):
        return token.text
    raise unexpected(token, hint)
