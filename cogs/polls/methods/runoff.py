"""Instant run-off: round after round, until one option has more than half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from ..model import Marks
from .count import Ballots, Round

By = Literal["fewest", "earlier", "lot"]
Preferences = tuple[int, ...]
WORK = 20_000  # ballots to look at for the question whether lots matter, about 50 ms


def preferences(marks: Marks) -> Preferences:
    """The options that a ballot ranks, the first choice first."""
    return tuple(sorted((i for i, mark in enumerate(marks) if mark), key=lambda i: marks[i]))


def run(ballots: Ballots, options: int, order: Sequence[int]) -> list[Round]:
    """The rounds of an instant run-off; none when nobody voted.

    The last round either has an option with more than half of the ballots that still count, or
    its `out` leaves only the winner.
    """
    cast = _cast(ballots)
    rounds: list[Round] = []
    standing = set(range(options)) if cast else set()
    while standing:
        counts = _counts(cast, standing)
        ended = sum(n for _, n in cast) - sum(counts.values())
        shown = tuple(counts.get(option) for option in range(options))
        if 2 * max(counts.values()) > sum(counts.values()) or len(standing) == 1:
            return [*rounds, Round(shown, ended)]
        out, by = _last(counts, rounds, order)
        rounds.append(Round(shown, ended, out, by))
        standing -= set(out)
        if len(standing) == 1:
            break
    return rounds


def possible(ballots: Ballots, options: int) -> frozenset[int] | None:
    """Everyone who wins by some outcome of the lots; None when there are too many outcomes to
    go through."""
    cast = _cast(ballots)
    winners = set[int]()
    waiting: list[tuple[frozenset[int], tuple[Round, ...]]] = [(frozenset(range(options)), ())]
    seen = set[tuple[frozenset[int], tuple[tuple[int | None, ...], ...]]]()
    while waiting:
        standing, earlier = waiting.pop()
        # what is yet to come depends on those left and on what they had, not on who left when
        state = standing, tuple(tuple(past.counts[i] for i in sorted(standing)) for past in earlier)
        if state in seen:
            continue
        seen.add(state)
        if len(seen) * len(cast) > WORK:
            return None
        counts = _counts(cast, set(standing))
        most = max(counts.values())
        if 2 * most > sum(counts.values()) or len(standing) == 1:
            winners.add(max(counts, key=lambda option: counts[option]))
            continue
        past = (*earlier, Round(tuple(counts.get(option) for option in range(options))))
        level, by = _level(counts, earlier)
        outs = [(option,) for option in level] if by == "lot" else [level]
        waiting.extend((standing - set(out), past) for out in outs)
    return frozenset(winners)


def winner(rounds: Sequence[Round]) -> int:
    """Who is left of a run-off that has taken place."""
    last = rounds[-1]
    counts = {i: n for i, n in enumerate(last.counts) if n is not None and i not in last.out}
    return max(counts, key=lambda option: counts[option])


def _cast(ballots: Ballots) -> list[tuple[Preferences, int]]:
    """How many ballots have which preferences, however they are written."""
    cast = Counter[Preferences]()
    for marks, n in ballots.items():
        cast[preferences(marks)] += n
    del cast[()]
    return list(cast.items())


def _counts(cast: Sequence[tuple[Preferences, int]], standing: set[int]) -> dict[int, int]:
    """Each ballot for the first of its choices that is left."""
    counts = dict.fromkeys(sorted(standing), 0)
    for choices, n in cast:
        choice = next((option for option in choices if option in standing), None)
        if choice is not None:
            counts[choice] += n
    return counts


def _last(
    counts: dict[int, int], earlier: Sequence[Round], order: Sequence[int]
) -> tuple[tuple[int, ...], By]:
    """Who leaves, and why."""
    level, by = _level(counts, earlier)
    return ((max(level, key=order.index),) if by == "lot" else level), by


def _level(counts: dict[int, int], earlier: Sequence[Round]) -> tuple[tuple[int, ...], By]:
    """Who leaves, or between whom the lot decides."""
    fewest = min(counts.values())
    level = [option for option, n in counts.items() if n == fewest]
    rest = [n for n in counts.values() if n > fewest]
    if len(level) == 1:
        return tuple(level), "fewest"
    # even together they would stay behind all others: they all leave, whatever their order
    if rest and fewest * len(level) < min(rest):
        return tuple(level), "fewest"
    for past in reversed(earlier):
        then = {option: past.counts[option] or 0 for option in level}
        level = [option for option in level if then[option] == min(then.values())]
    return tuple(level), "earlier" if len(level) == 1 else "lot"
