"""Whether a member is here, worked out from what is known of one: no I/O.

A member may be in several spaces and counts once: they come when they enter a first one and go
when they leave the last. Where no joining was seen they are taken to have been in a space from the
first sign of them, or from their first message there when they join it only afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SEEN, JOINED, RETURNED, LEFT = range(4)
"""Kinds of comings: seen for the first time without a join, joined, joined again, left."""


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A join or leave of a space; `id` orders what happens in the same millisecond."""

    at: int
    id: int
    day: int
    space: int
    joined: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """`net` is by how much the number of members changed: +1, -1, or 0 for a join by somebody
    who was taken to be here."""

    at: int
    day: int
    kind: int
    net: int


Moment = tuple[int, int]
"""UTC milliseconds and the local day."""


@dataclass(slots=True)
class Trace:
    """All that is known of a member: when they were met, their first message in each space, their
    moves, and further spaces that they are in for all that is known."""

    met: Moment
    wrote: dict[int, Moment] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    open: set[int] = field(default_factory=set)

    def comings(self) -> list[Coming]:
        """Everything that changed whether they are here, in order."""
        walk = _Walk()
        for step in sorted(self._steps()):
            walk.take(step)
        return walk.found

    def first_day(self, comings: Sequence[Coming]) -> int:
        """The local day on which they were first here."""
        return min([*(day for _, day in self.wrote.values()), *(c.day for c in comings)])

    def _steps(self) -> Iterable[tuple[Move, bool]]:
        """Moves, and (marked True) guesses of when they came where nobody saw it."""
        by_space: dict[int, list[Move]] = {}
        for move in sorted(self.moves):
            by_space.setdefault(move.space, []).append(move)
        base = min([self.met, *self.wrote.values()])
        spaces = by_space.keys() | self.wrote.keys() | self.open
        for space in spaces or {0}:
            moves = by_space.get(space, [])
            since = _since(base, self.wrote.get(space), moves)
            if since is not None:
                yield Move(since[0], -1, since[1], space, True), True
            yield from ((move, False) for move in moves)


def _since(base: Moment, wrote: Moment | None, moves: Sequence[Move]) -> Moment | None:
    if not moves:
        return base
    first = (moves[0].at, moves[0].day)
    if not moves[0].joined:
        return min(base, first)
    return wrote if wrote is not None and wrote[0] < first[0] else None


class _Walk:
    """Goes through the steps. A space holds as many joins as accounts of the member are in it."""

    def __init__(self) -> None:
        self.found: list[Coming] = []
        self._joined: Counter[int] = Counter()
        self._guessed: set[int] = set()

    def take(self, step: tuple[Move, bool]) -> None:
        move, guess = step
        space = move.space
        before = self._here()
        elsewhere = bool(before - {space})
        if guess:
            self._guessed.add(space)
            self._note(move, SEEN, 0 if before else 1, heard=not before)
        elif move.joined:
            news = not elsewhere and not self._joined[space]
            self._joined[space] += 1
            self._guessed.discard(space)
            kind = RETURNED if self._was_here(move.day) else JOINED
            self._note(move, kind, 0 if before else 1, heard=news)
        else:
            self._joined[space] = max(self._joined[space] - 1, 0)
            self._guessed.discard(space)
            self._note(move, LEFT, -1, heard=bool(before) and not self._here())

    def _note(self, move: Move, kind: int, net: int, *, heard: bool) -> None:
        if heard:
            self.found.append(Coming(move.at, move.day, kind, net))

    def _here(self) -> set[int]:
        return self._guessed | {space for space, count in self._joined.items() if count}

    def _was_here(self, day: int) -> bool:
        return any(coming.kind == LEFT or coming.day < day for coming in self.found)
