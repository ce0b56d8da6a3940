"""What the board says of a closed poll; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bot.api.boards.polling import Outcome

from ..methods import Count
from ..methods.count import Round
from ..model import Poll
from ..record import Record

Ranking = tuple[tuple[int, ...], ...]


def outcome(poll: Poll, record: Record, key: str) -> Outcome:
    """The outcome of a closed poll of one answer, several answers, or an order of preference."""
    count = record.count
    return Outcome(
        community=poll.community_id,
        poll=poll.id,
        key=key,
        verdict=record.outcome,
        ranking=ranking(count),
        counts=tuple(int(score) for score in count.scores),
        voters=count.voters,
        eligible=record.eligible,
    )


def ranking(count: Count) -> Ranking:
    """All options, the best first; level ones together, but the winner alone. () without votes."""
    if not count.voters:
        return ()
    rounds = count.rounds
    groups = _run_off(rounds) if rounds else _levels(dict(enumerate(count.scores)))
    won = count.winner
    if won is None:
        return tuple(groups)
    others = (tuple(option for option in group if option != won) for group in groups)
    return ((won,), *(group for group in others if group))


def _run_off(rounds: tuple[Round, ...]) -> list[tuple[int, ...]]:
    """Those of the last round by what they had in it, then those who left, the last first."""
    *earlier, last = rounds
    had = {option: Fraction(n) for option, n in enumerate(last.counts) if n is not None}
    return [*_levels(had), *(stage.out for stage in reversed(earlier))]


def _levels(had: Mapping[int, Fraction]) -> list[tuple[int, ...]]:
    """Options by what they had, the most first."""
    return [
        tuple(option for option, n in had.items() if n == number)
        for number in sorted(set(had.values()), reverse=True)
    ]
