"""A condition explained back in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from bot.api.boards.audience import Trait
from bot.api.text import Length, T, Text, bold, lines

from .tree import (
    And,
    Everybody,
    Flag,
    Leaf,
    Not,
    Number,
    Or,
    Segment,
    Sign,
    Time,
    Tree,
    Word,
    leaves,
)

_OPPOSITE: Mapping[Sign, Sign] = {
    "=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">",
}  # fmt: skip


def explained(tree: Tree, traits: Mapping[str, Trait]) -> Text:
    """The condition as a sentence, and below it what each trait in it says."""
    asked = {leaf.trait: None for leaf in leaves(tree) if not isinstance(leaf, Segment)}
    return lines(
        said(tree),
        T("“not” means everybody else, also those of whom nothing is known.")
        if _leaves_unknown(tree)
        else None,
        *(
            T("{name}: {description}", name=bold(name), description=traits[name].description)
            for name in asked
        ),
    )


def _leaves_unknown(tree: Tree) -> bool:
    """Whether something is denied that need not be known of everybody, as `activity` is."""
    match tree:
        case Not(inner):
            return any(
                isinstance(leaf, Time) or (isinstance(leaf, Word) and leaf.trait != "activity")
                for leaf in leaves(inner)
            )
        case And(parts) | Or(parts):
            return any(_leaves_unknown(part) for part in parts)
        case _:
            return False


def said(tree: Tree) -> Text:
    """The sentence."""
    match tree:
        case Everybody():
            return T("everybody who is here")
        case And(parts):
            said_parts = [_inside(part, And, Or) for part in parts]
            return reduce(
                lambda one, other: T("{one} and {other}", one=one, other=other), said_parts
            )
        case Or(parts):
            said_parts = [_inside(part, Or) for part in parts]
            return reduce(
                lambda one, other: T("{one} or {other}", one=one, other=other), said_parts
            )
        case Not(inner):
            if isinstance(inner, And | Or | Not | Everybody):
                return T("not ({what})", what=said(inner))
            return _denied(inner)
        case _:
            return _stated(tree)


def _inside(tree: Tree, *looser: type[And] | type[Or]) -> Text:
    return T("({what})", what=said(tree)) if isinstance(tree, looser) else said(tree)


def _stated(leaf: Leaf) -> Text:
    match leaf:
        case Flag(trait):
            return trait
        case Number(trait, sign, value):
            return _compared(trait, sign, value)
        case Time(trait, True):
            return T("{name} within the last {length}", name=trait, length=_length(leaf))
        case Time(trait):
            return T("{name} more than {length} ago", name=trait, length=_length(leaf))
        case Word(trait, word):
            return T("{name} is “{word}”", name=trait, word=word)
        case Segment(name):
            return T("in the segment “{name}”", name=name)


def _denied(leaf: Leaf) -> Text:
    match leaf:
        case Flag(trait):
            return T("not {name}", name=trait)
        case Number(trait, sign, value):
            return _compared(trait, _OPPOSITE[sign], value)
        case Time(trait, True):
            return T("{name} not within the last {length}", name=trait, length=_length(leaf))
        case Time(trait):
            return T("{name} not more than {length} ago", name=trait, length=_length(leaf))
        case Word(trait, word):
            return T("{name} is not “{word}”", name=trait, word=word)
        case Segment(name):
            return T("not in the segment “{name}”", name=name)


def _compared(name: str, sign: Sign, value: int) -> Text:
    match sign:
        case "=":
            return T("{name} is {number}", name=name, number=value)
        case "!=":
            return T("{name} is not {number}", name=name, number=value)
        case "<":
            return T("{name} is less than {number}", name=name, number=value)
        case "<=":
            return T("{name} is at most {number}", name=name, number=value)
        case ">":
            return T("{name} is more than {number}", name=name, number=value)
        case ">=":
            return T("{name} is at least {number}", name=name, number=value)


def _length(time: Time) -> Length:
    return Length(time.length // 1000)
