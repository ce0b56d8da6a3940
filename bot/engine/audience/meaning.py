"""Who a condition means, among those who are here and by what is known of them."""

from __future__ import annotations

import operator
from collections.abc import Awaitable, Callable, Mapping

from bot.api.boards.audience import Known

from .tree import And, Everybody, Flag, Leaf, Not, Number, Or, Segment, Sign, Time, Tree, Word, same

_COMPARE: Mapping[Sign, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Meaning:
    """One evaluation. `values` gives what is known of a trait, asked once and only if needed;
    `segments` are the trees of the segments that are named, by `same(name)`."""

    def __init__(
        self,
        here: frozenset[int],
        values: Callable[[str], Awaitable[Mapping[int, Known]]],
        segments: Mapping[str, Tree],
        now: int,
    ) -> None:
        self._here = here
        self._values = values
        self._segments = segments
        self._now = now
        self._known: dict[str, Mapping[int, Known]] = {}
        self._found: dict[Leaf, frozenset[int]] = {}

    async def members(self, tree: Tree) -> frozenset[int]:
        """Ids of those who are meant."""
        match tree:
            case Everybody():
                return self._here
            case Not(inner):
                return self._here - await self.members(inner)
            case And(parts):
                found = self._here
                for part in parts:
                    found &= await self.members(part)
                return found
            case Or(parts):
                found = frozenset()
                for part in parts:
                    found |= await self.members(part)
                return found
            case _:
                if tree not in self._found:
                    self._found[tree] = await self._leaf(tree)
                return self._found[tree]

    async def _leaf(self, leaf: Leaf) -> frozenset[int]:
        if isinstance(leaf, Segment):
            return await self.members(self._segments[same(leaf.name)])
        if leaf.trait not in self._known:
            self._known[leaf.trait] = await self._values(leaf.trait)
        known, fits = self._known[leaf.trait], _test(leaf, self._now)
        return frozenset(id_ for id_ in self._here if fits(known.get(id_)))


def _test(leaf: Flag | Number | Time | Word, now: int) -> Callable[[Known | None], bool]:
    """Whether what is known of one member fits; None is what nobody knows."""
    match leaf:
        case Flag():
            return lambda value: value is True
        case Number(_, sign, wanted):
            compare = _COMPARE[sign]
            return lambda value: compare(value if isinstance(value, int) else 0, wanted)
        case Time(_, within):
            edge = now - leaf.length
            return lambda value: isinstance(value, int) and (value >= edge) is within
        case Word(_, word):
            wanted_word = same(word)

            def has(value: Known | None) -> bool:
                words = {value} if isinstance(value, str) else value
                return isinstance(words, set | frozenset) and any(
                    same(each) == wanted_word for each in words
                )

            return has
