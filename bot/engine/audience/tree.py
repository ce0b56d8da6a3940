"""What a condition means, as a tree, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias
from unicodedata import normalize

Sign = Literal["=", "!=", "<", "<=", ">", ">="]
Unit = Literal["hour", "day", "week", "month", "year"]

UNIT_MS: dict[Unit, int] = {
    "hour": 3_600_000,
    "day": 86_400_000,
    "week": 7 * 86_400_000,
    "month": 30 * 86_400_000,
    "year": 365 * 86_400_000,
}
EVERYBODY = frozenset({"everybody", "everyone", "all"})
RESERVED = EVERYBODY | {"and", "or", "not", "is", "in", "segment", "within", "over", "ago"}
BARE = re.compile(r"""[^\s()"'“”„«»<>=!≤≥≠][^\s()"“”„«»<>=!≤≥≠]*""")
"""A word that needs no quotation marks."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """`everybody`, or an empty condition"""


@dataclass(frozen=True, slots=True)
class Flag:
    """`anonymous`"""

    trait: str


@dataclass(frozen=True, slots=True)
class Number:
    """`ideas >= 2`"""

    trait: str
    sign: Sign
    value: int


@dataclass(frozen=True, slots=True)
class Time:
    """`joined within 30 days`, `joined over 2 weeks ago`"""

    trait: str
    within: bool
    amount: int
    unit: Unit

    @property
    def length(self) -> int:
        """In milliseconds; a month is 30 days, a year 365."""
        return self.amount * UNIT_MS[self.unit]


@dataclass(frozen=True, slots=True)
class Word:
    """`role "Head coach"`"""

    trait: str
    word: str


@dataclass(frozen=True, slots=True)
class Segment:
    """`segment regulars`"""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """`not ...`"""

    of: Tree


@dataclass(frozen=True, slots=True)
class And:
    """Two or more that must all be true."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more of which one must be true."""

    parts: tuple[Tree, ...]


Leaf: TypeAlias = Flag | Number | Time | Word | Segment
Tree: TypeAlias = Everybody | Leaf | Not | And | Or


def same(word: str) -> str:
    """A word as it is compared: case and spaces do not matter, nor how an umlaut is composed."""
    return " ".join(normalize("NFC", word.casefold()).split())


def written(tree: Tree) -> str:
    """The condition as it is typed; reading it gives the same tree."""
    match tree:
        case Everybody():
            return "everybody"
        case Flag(trait):
            return trait
        case Number(trait, sign, value):
            return f"{trait} {sign} {value}"
        case Time(trait, within, amount, unit):
            length = f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"
            return f"{trait} within {length}" if within else f"{trait} over {length} ago"
        case Word(trait, word):
            return f"{trait} is {quoted(word)}"
        case Segment(name):
            return f"segment {quoted(name)}"
        case Not(inner):
            return f"not {_inside(inner, And, Or)}"
        case And(parts):
            return " and ".join(_inside(part, And, Or) for part in parts)
        case Or(parts):
            return " or ".join(_inside(part, Or) for part in parts)


def quoted(word: str) -> str:
    """A word as it is typed, in quotation marks where they are needed."""
    if BARE.fullmatch(word) and word.casefold() not in RESERVED:
        return word
    return '"' + word.replace('"', '""') + '"'


def leaves(tree: Tree) -> list[Leaf]:
    """Everything that is asked, from left to right."""
    match tree:
        case Everybody():
            return []
        case Not(inner):
            return leaves(inner)
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case _:
            return [tree]


def _inside(tree: Tree, *looser: type[And] | type[Or]) -> str:
    return f"({written(tree)})" if isinstance(tree, looser) else written(tree)
