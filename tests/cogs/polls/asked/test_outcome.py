"""The ranking: everybody in it once, the winner first, and nothing that the count does not say."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import given, settings

from bot.api.boards.polling import Outcome
from cogs.polls.asked.outcome import Ranking, outcome, ranking
from cogs.polls.methods import Count
from cogs.polls.model import Kind, Marks, Poll, Rules
from cogs.polls.record import make_record
from tests.cogs.polls.record.closed import CLOSED_AT, asked, cast, closings

BOARD: tuple[Kind, ...] = ("single", "multiple", "ranked")


def ranked(kind: Kind, *ballots: Marks) -> Ranking:
    poll = asked(Rules(kind=kind), 4)
    return ranking(make_record(poll, cast(ballots), CLOSED_AT, None).count)


@pytest.mark.parametrize(
    ("kind", "ballots", "expected"),
    [
        ("single", [], ()),
        ("single", [(1,), (1,), (0, 0, 1)], ((0,), (2,), (1, 3))),
        ("multiple", [(1, 1, 1), (1, 1), (1,)], ((0,), (1,), (2,), (3,))),
        # 3 leaves at once; then 2 has the fewest, and its votes go to 1, who has 5 of 9 then
        (
            "ranked",
            [(1,)] * 4 + [(0, 1)] * 3 + [(0, 2, 1)] * 2,
            ((1,), (0,), (2,), (3,)),
        ),
        # 2 and 3 leave together: even both are fewer than any other
        ("ranked", [(1,)] * 5 + [(0, 1)] * 4 + [(0, 2, 1), (0, 2, 0, 1)], ((1,), (0,), (2, 3))),
        # more than half at once: the others by what they had
        ("ranked", [(1,)] * 5 + [(0, 0, 1)] * 2 + [(0, 1)], ((0,), (2,), (1,), (3,))),
    ],
)
def test_rankings(kind: Kind, ballots: list[Marks], expected: Ranking) -> None:
    assert ranked(kind, *ballots) == expected


@settings(max_examples=60, deadline=None)
@given(closings(BOARD))
def test_everybody_is_in_it_once_and_the_winner_first(
    closing: tuple[Poll, list[tuple[str, Marks]], int, int | None],
) -> None:
    record = make_record(*closing)
    found = outcome(closing[0], record, "key")
    assert Outcome.of(found.to_data()) == found
    options = list(chain.from_iterable(found.ranking))
    if not record.count.voters:
        assert (found.verdict, found.ranking, found.winner) == ("nobody", (), None)
        return
    assert sorted(options) == list(range(len(record.options)))
    assert found.ranking[0] == (record.count.winner,)
    if not record.count.rounds:
        behind = [found.counts[group[0]] for group in found.ranking]
        assert behind == sorted(behind, reverse=True)
    else:
        out = [option for stage in record.count.rounds[:-1] for option in stage.out]
        assert set(options[len(options) - len(out) :]) == set(out)
    decided = record.outcome in ("decided", "tie", "passed")
    assert found.winner == (record.count.winner if decided else None)


def test_level_ones_without_a_lot_stand_together() -> None:
    two = (Fraction(1), Fraction(1))
    assert ranking(Count(2, two, two, (0, 1), (0, 1))) == ((0, 1),)


def test_what_is_no_outcome() -> None:
    with pytest.raises(ValueError):
        Outcome.of({"poll": 1})
