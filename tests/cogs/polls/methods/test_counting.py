"""Counting is exact and fair to voters and options, and ties are settled by the stated rule."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.polls.methods import METHODS, Ballots, Count, drawn
from cogs.polls.model import Kind, Rules, padded, trimmed

from .elections import Election, elections, relaxed

SCORED: tuple[Kind, ...] = ("single", "multiple", "rating", "dots", "dates")
FREE: tuple[Kind, ...] = (*SCORED, "ranked")


@relaxed
@given(elections(), st.randoms())
def test_the_order_of_the_ballots_does_not_matter(election: Election, random: Any) -> None:
    shuffled = list(election.ballots)
    random.shuffle(shuffled)
    for lots in (True, False):
        other = replace(election, ballots=tuple(shuffled))
        assert other.count(lots=lots) == election.count(lots=lots)


def moved(values: tuple[Any, ...], to: list[int]) -> tuple[Any, ...]:
    """The value of option i, at to[i]."""
    return tuple(value for _, value in sorted(zip(to, values, strict=True)))


@relaxed
@given(elections(FREE), st.data())
def test_the_order_of_the_options_does_not_matter(election: Election, data: st.DataObject) -> None:
    to = data.draw(st.permutations(range(election.options)))
    count = election.count()
    other = Election(
        election.rules,
        election.options,
        tuple(moved(marks, to) for marks in election.ballots),
        tuple(to[option] for option in election.order),
    ).count()
    assert other.voters == count.voters == len(election.ballots)
    assert other.scores == moved(count.scores, to)
    assert other.shares == moved(count.shares, to)
    assert other.winner == (None if count.winner is None else to[count.winner])
    assert set(other.winners) == {to[option] for option in count.winners}
    assert set(other.level) == {to[option] for option in count.level}
    assert other.lot == count.lot
    assert not count.detail or other.detail == moved(count.detail, to)
    for mine, theirs in zip(count.rounds, other.rounds, strict=True):
        placed = dict(zip(to, mine.counts, strict=True))
        assert theirs.counts == tuple(placed[option] for option in range(election.options))
        assert set(theirs.out) == {to[option] for option in mine.out}


@relaxed
@given(elections(FREE))
def test_ballots_older_than_an_option_count_as_if_it_had_got_nothing(election: Election) -> None:
    grown = replace(
        election, options=election.options + 1, order=(*election.order, election.options)
    )
    short = replace(grown, ballots=tuple(map(trimmed, election.ballots)))
    long = replace(grown, ballots=tuple(padded(marks, grown.options) for marks in election.ballots))
    before, after = election.count(), short.count()
    assert after == long.count()
    assert after.scores == (*before.scores, 0) and after.shares == (*before.shares, 0)
    assert (after.winner, after.winners, after.lot) == (before.winner, before.winners, before.lot)


def test_the_same_ballot_written_twice_is_counted_twice() -> None:
    for kind in FREE:
        count = METHODS[kind].count({(1,): 2, (1, 0): 3}, 3, Rules(kind=kind))
        assert count.voters == 5


def merit(election: Election, option: int) -> tuple[Any, ...]:
    """What the class of each method says is compared, from single ballots."""
    given = [marks[option] for marks in election.ballots]
    match election.rules.kind:
        case "rating":
            stars = [star for star in given if star]
            mean = Fraction(sum(stars), len(stars) or 1)
            return (mean, *(stars.count(star) for star in (5, 4, 3, 2, 1)))
        case "dots":
            return (sum(given), sum(dots > 0 for dots in given))
        case "dates":
            return (sum(said >= 2 for said in given), sum(said == 3 for said in given))
        case _:
            return (sum(given),)


@relaxed
@given(elections(SCORED))
def test_the_best_by_the_stated_rules_win(election: Election) -> None:
    count = election.count()
    able = set(range(election.options))
    if election.rules.kind == "rating":
        stars = [sum(marks[option] for marks in election.ballots) for option in able]
        able = {option for option in able if stars[option] * 2 >= max(stars)}
    merits = {option: merit(election, option) for option in able}
    best = max(merits.values())
    expected = {option for option in able if merits[option] == best and best[0]}
    assert set(count.winners) == expected
    assert count.lot == (len(expected) > 1)
    assert count.winner == next((o for o in election.order if o in expected), None)
    for option in able:
        assert count.scores[option] == merits[option][0]
    still_open = election.count(lots=False)
    assert still_open.winner == (count.winner if len(expected) == 1 else None)


@relaxed
@given(elections())
def test_shares_are_exact_and_counts_survive_json(election: Election) -> None:
    count = election.count()
    assert all(isinstance(share, Fraction) and 0 <= share <= 1 for share in count.shares)
    assert Count.from_data(json.loads(json.dumps(count.to_data()))) == count


def test_foreign_data_is_no_count() -> None:
    data = Count(1, (Fraction(1, 3),), (Fraction(1),)).to_data()
    assert data["scores"] == ["1/3"]
    for wrong in ({**data, "extra": 1}, {"voters": 1}, [], {**data, "scores": ["x"]}):
        with pytest.raises(ValueError):
            Count.from_data(wrong)


# ---- each rule by an example


def counted(kind: Kind, ballots: Ballots, options: int, order: tuple[int, ...] = ()) -> Count:
    return METHODS[kind].count(ballots, options, Rules(kind=kind), order or None)


@settings(relaxed, max_examples=30)
@given(st.binary(min_size=1, max_size=40), st.integers(2, 20))
def test_the_lot_is_drawn_from_the_fingerprint(seed: bytes, options: int) -> None:
    order = drawn(seed, options)
    assert sorted(order) == list(range(options))
    keys = [sha256(seed + bytes([0, 0, 0, option])).hexdigest() for option in order]
    assert keys == sorted(keys)


def test_a_lot_settles_what_no_rule_does() -> None:
    ballots = {(1,): 2, (0, 1): 2, (0, 0, 1): 1}
    assert counted("single", ballots, 3, (2, 1, 0)).winner == 1
    assert counted("single", ballots, 3, (0, 2, 1)).winner == 0
    assert counted("single", ballots, 3).winner is None


def test_more_people_break_a_tie_of_dots() -> None:
    count = counted("dots", {(4, 1): 1, (0, 2): 1, (0, 1): 1}, 2)
    assert (count.level, count.winners, count.winner, count.lot) == ((0, 1), (1,), 1, False)
    assert count.detail == ((1,), (3,))


def test_fewer_if_need_be_break_a_tie_of_dates() -> None:
    count = counted("dates", {(3, 2, 1): 2, (2, 2, 0): 1}, 3)
    assert (count.level, count.winner) == ((0, 1), 0)
    assert count.detail == ((0, 1, 2), (0, 3, 0), (2, 0, 0))
    assert counted("dates", {(1, 1): 3}, 2).winners == ()


def test_more_fives_break_a_tie_of_averages() -> None:
    count = counted("rating", {(5, 4): 1, (3, 4): 1}, 2)
    assert (count.scores, count.level, count.winner) == ((4, 4), (0, 1), 0)
    assert counted("rating", {(4, 5): 1, (4, 2): 1, (1, 2): 1}, 2).winner == 1


def test_a_single_five_does_not_win_a_rating() -> None:
    count = counted("rating", {(4, 0): 9, (0, 5): 1}, 2)
    assert count.scores == (4, 5) and count.winner == 0
    # half of the stars are enough, one star less is not
    assert counted("rating", {(4, 0): 5, (0, 5): 2}, 2).winner == 1
    assert counted("rating", {(4, 0): 5, (1, 0): 1, (0, 5): 2}, 2).winner == 0


def test_a_motion_needs_more_yes_than_no() -> None:
    method = METHODS["yesno"]
    for ballots, share, winner, passed in (
        ({(1,): 3, (0, 1): 2, (0, 0, 1): 9}, Fraction(3, 5), 0, True),
        ({(1,): 2, (0, 1): 2}, Fraction(1, 2), 1, False),
        ({(1,): 1, (0, 1): 2}, Fraction(1, 3), 1, False),
        ({(0, 0, 1): 4}, 0, None, False),
        ({}, 0, None, False),
    ):
        count = counted("yesno", ballots, 3, (0, 1, 2))
        assert (count.shares[0], count.winner, count.lot) == (share, winner, False)
        assert method.passes(count, Rules(kind="yesno")) is passed
    tie = counted("yesno", {(1,): 2, (0, 1): 2}, 3)
    assert tie.winners == (0, 1)


@pytest.mark.parametrize(
    ("kind", "ballots", "reached", "missed"),
    [
        ("single", {(1,): 2, (0, 1): 1}, 66, 67),
        ("multiple", {(1,): 2, (0, 1): 1, (1, 1): 1}, 75, 76),
        ("yesno", {(1,): 3, (0, 1): 2, (0, 0, 1): 5}, 60, 61),
        ("rating", {(3,): 1}, 60, 61),
        ("ranked", {(1,): 2, (0, 1): 1, (0, 0, 1): 2}, 40, 41),
        ("dots", {(3, 1): 1, (2, 2): 1}, 62, 63),
        ("dates", {(3,): 1, (2, 3): 1, (1, 1): 2}, 50, 51),
    ],
)
def test_thresholds_are_exact(kind: Kind, ballots: Ballots, reached: int, missed: int) -> None:
    method, order = METHODS[kind], (0, 1, 2)
    for threshold, passes in ((reached, True), (missed, False)):
        rules = Rules(kind=kind, threshold=threshold)
        assert method.passes(method.count(ballots, 3, rules, order), rules) is passes
    if kind != "yesno":
        assert method.passes(method.count(ballots, 3, Rules(kind=kind)), Rules(kind=kind)) is None
    nobody = method.count(Counter(), 3, Rules(kind=kind), order)
    assert method.passes(nobody, Rules(kind=kind, threshold=1)) is False
