"""The instant run-off against its definition, published elections and the stated tie rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from hypothesis import assume, given, settings

from cogs.polls.methods import METHODS, Count, Round
from cogs.polls.methods.runoff import possible
from cogs.polls.model import Marks, Rules

from .elections import Election, elections, ranked, relaxed

RULES = Rules(kind="ranked")
Papers = list[list[int]]  # each with the choices in their order


def count(ballots: dict[Marks, int], options: int, order: Sequence[int] | None = None) -> Count:
    return METHODS["ranked"].count(ballots, options, RULES, order)


# ---- the definition, once more and otherwise


def papers(election: Election) -> Papers:
    found: Papers = []
    for marks in election.ballots:
        choices = [(mark, option) for option, mark in enumerate(marks) if mark]
        found.append([option for _, option in sorted(choices)])
    return found


def piles(ballots: Papers, left: frozenset[int]) -> Counter[int]:
    """Every paper lies on the pile of its first choice that is left."""
    tops = [next((choice for choice in paper if choice in left), None) for paper in ballots]
    return Counter({option: tops.count(option) for option in left})


def textbook(ballots: Papers, left: frozenset[int]) -> set[int]:
    """One leaves at a time, a majority ends it; everyone who can win when ties go any way."""
    heights = piles(ballots, left)
    for option in left:
        if heights[option] * 2 > heights.total() or len(left) == 1:
            return {option}
    lowest = [option for option in left if heights[option] == min(heights.values())]
    return set[int]().union(*(textbook(ballots, left - {option}) for option in lowest))


def stated(ballots: Papers, left: frozenset[int], past: tuple[Counter[int], ...]) -> set[int]:
    """Everyone who can win by the tie rules that the class states, the lot going any way."""
    heights = piles(ballots, left)
    for option in left:
        if heights[option] * 2 > heights.total() or len(left) == 1:
            return {option}
    lowest = [option for option in left if heights[option] == min(heights.values())]
    others = [heights[option] for option in left if option not in lowest]
    history = (*past, heights)
    if len(lowest) > 1 and others and sum(heights[option] for option in lowest) < min(others):
        return stated(ballots, left - set(lowest), history)
    for before in past[::-1]:
        if len({before[option] for option in lowest}) > 1:
            lowest = [o for o in lowest if before[o] == min(before[p] for p in lowest)]
    return set[int]().union(*(stated(ballots, left - {o}, history) for o in lowest))


@settings(relaxed, max_examples=150)
@given(elections(["ranked"], most=5, voters=12))
def test_the_winner_is_one_of_the_textbook(election: Election) -> None:
    assume(election.ballots)
    result, everyone = election.count(), frozenset(range(election.options))
    by_the_book = textbook(papers(election), everyone)
    assert set(result.winners) <= by_the_book
    assert result.winner in result.winners
    if len(by_the_book) == 1:
        assert not result.lot
    assert set(result.winners) == stated(papers(election), everyone, ())
    assert result.lot == (len(result.winners) > 1)


@relaxed
@given(elections(["ranked"], most=4, voters=6))
def test_lots_decide_exactly_what_is_said(election: Election) -> None:
    assume(election.ballots)
    orders = permutations(range(election.options))
    winners = {replace(election, order=order).count().winner for order in orders}
    result = election.count()
    assert winners <= set(result.winners)
    if not result.lot:
        assert winners == {result.winner} == {election.count(lots=False).winner}
    else:
        assert election.count(lots=False).winner is None


@relaxed
@given(elections(["ranked"], voters=12))
def test_who_has_a_majority_of_first_choices_wins(election: Election) -> None:
    firsts = Counter(marks.index(1) for marks in election.ballots)
    for option, n in firsts.items():
        if 2 * n > len(election.ballots):
            result = election.count()
            assert (result.winner, result.winners, result.lot) == (option, (option,), False)
            assert len(result.rounds) == 1


@relaxed
@given(elections(["ranked"], voters=12))
def test_the_rounds_add_up(election: Election) -> None:
    result, gone = election.count(), set[int]()
    for stage in result.rounds:
        standing = {i: n for i, n in enumerate(stage.counts) if n is not None}
        assert standing.keys() == set(range(election.options)) - gone
        assert sum(standing.values()) + stage.ended == len(election.ballots)
        assert all(standing[option] == min(standing.values()) for option in stage.out)
        assert bool(stage.out) == bool(stage.by)
        gone |= set(stage.out)
    assert result.winner not in gone


# ---- published elections


def test_the_capital_of_tennessee() -> None:
    """The usual example of textbooks: Knoxville, though Nashville would beat each other city."""
    memphis, nashville, chattanooga, knoxville = range(4)
    result = count(
        {
            ranked(memphis, nashville, chattanooga, knoxville, options=4): 42,
            ranked(nashville, chattanooga, knoxville, memphis, options=4): 26,
            ranked(chattanooga, knoxville, nashville, memphis, options=4): 15,
            ranked(knoxville, chattanooga, nashville, memphis, options=4): 17,
        },
        4,
    )
    assert result.rounds == (
        Round((42, 26, 15, 17), 0, (chattanooga,), "fewest"),
        Round((42, 26, None, 32), 0, (nashville,), "fewest"),
        Round((42, None, None, 58)),
    )
    assert (result.winner, result.lot) == (knoxville, False)


def test_burlington_2009() -> None:
    """The three leading candidates of the mayoral election: 4314 to 4064 in the last round, as
    the head-to-head count of the published ballots has it, though Montroll would have beaten both.
    """
    montroll, kiss, wright = range(3)
    result = count(
        {
            ranked(montroll, kiss, wright, options=3): 1332,
            ranked(montroll, wright, kiss, options=3): 767,
            ranked(montroll, options=3): 455,
            ranked(kiss, montroll, wright, options=3): 2043,
            ranked(kiss, wright, montroll, options=3): 371,
            ranked(kiss, options=3): 568,
            ranked(wright, montroll, kiss, options=3): 1513,
            ranked(wright, kiss, montroll, options=3): 495,
            ranked(wright, options=3): 1289,
        },
        3,
    )
    assert result.rounds == (
        Round((2554, 2982, 3297), 0, (montroll,), "fewest"),
        Round((None, 4314, 4064), 455),
    )
    assert result.winner == kiss


# ---- ties


def test_those_who_cannot_catch_up_leave_together() -> None:
    result = count(
        {ranked(0, options=5): 4, ranked(1, options=5): 4, ranked(2, 1, options=5): 1}, 5
    )
    assert [stage.out for stage in result.rounds] == [(3, 4), (2,), ()]
    assert result.winner == 1 and not result.lot


def test_an_earlier_round_decides_who_leaves() -> None:
    ballots = {
        ranked(0, options=4): 6,
        ranked(1, options=4): 4,
        ranked(2, options=4): 3,
        ranked(3, 2, options=4): 1,
    }
    result = count(ballots, 4)
    assert result.rounds[1].counts == (6, 4, 4, None)
    assert (result.rounds[1].out, result.rounds[1].by) == ((2,), "earlier")
    assert result.winner == 0 and not result.lot


def test_a_level_last_round_goes_to_who_had_more_before() -> None:
    ballots = {ranked(0, options=3): 4, ranked(1, options=3): 3, ranked(2, 1, options=3): 1}
    result = count(ballots, 3)
    assert (result.level, result.winners, result.winner, result.lot) == ((0, 1), (0,), 0, False)
    assert (result.rounds[-1].out, result.rounds[-1].by) == ((1,), "earlier")


def test_a_lot_settles_a_tie_of_the_last_two() -> None:
    ballots = {ranked(0, options=2): 3, ranked(1, options=2): 3}
    for order in ((0, 1), (1, 0)):
        result = count(ballots, 2, order)
        assert (result.winner, result.winners, result.lot) == (order[0], (0, 1), True)
    assert count(ballots, 2).winner is None


def test_a_lot_that_changes_nothing_is_no_tie() -> None:
    ballots = {ranked(0, options=3): 2, ranked(1, 0, options=3): 1, ranked(2, 0, options=3): 1}
    for order in permutations(range(3)):
        result = count(ballots, 3, order)
        assert result.rounds[0].by == "lot"
        assert (result.winner, result.winners, result.lot) == (0, (0,), False)
    assert count(ballots, 3).winner == 0


def test_who_left_first_may_decide_much_later() -> None:
    """Whoever of the last two was helped first was ahead in an earlier round."""
    ballots = {
        ranked(0, options=4): 3,
        ranked(1, options=4): 3,
        ranked(2, 0, options=4): 2,
        ranked(3, 1, options=4): 2,
    }
    for order, won in (((0, 1, 2, 3), 1), ((0, 1, 3, 2), 0)):
        result = count(ballots, 4, order)
        assert [stage.by for stage in result.rounds] == ["lot", "fewest", "earlier"]
        assert (result.winner, result.winners, result.lot) == (won, (0, 1), True)


def test_too_many_lots_are_admitted() -> None:
    options = 14
    ballots = {
        ranked(i, *(j for j in range(options) if j not in (i, skipped)), options=options): 1
        for i in range(options)
        for skipped in range(options)
        if i != skipped
    }
    assert possible(ballots, options) is None
    result = count(ballots, options, range(options))
    assert result.lot and result.winners == (result.winner,)
    assert count(ballots, options).winner is None
