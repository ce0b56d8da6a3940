"""Presses always make valid ballots, and invalid ones are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.errors import UserError
from cogs.polls.methods import METHODS
from cogs.polls.model import Kind, Marks, Rules, padded, trimmed

from .elections import KINDS, Election, elections, relaxed, words


def press(kind: Kind, *options: int, rules: Rules | None = None) -> Marks:
    marks: Marks = ()
    for option in options:
        marks = METHODS[kind].pressed(marks, option, rules or Rules(kind=kind))
    return marks


def test_there_is_a_method_for_every_kind() -> None:
    assert tuple(METHODS) and set(METHODS) == set(KINDS)
    assert all(METHODS[kind].kind == kind for kind in KINDS)


@relaxed
@given(elections())
def test_valid_ballots_are_taken_however_many_options_they_knew(election: Election) -> None:
    for marks in election.ballots:
        for written in (marks, trimmed(marks)):
            assert election.method.check(written, election.options, election.rules)
        more = padded(marks, election.options + 1)
        assert election.rules.kind == "yesno" or election.method.check(
            more, election.options + 1, election.rules
        )
        assert not election.method.check(more, election.options, election.rules)


@relaxed
@given(elections(), st.lists(st.integers(0, 4), max_size=30))
def test_any_presses_make_a_valid_ballot_or_none(election: Election, presses: list[int]) -> None:
    method, rules, marks = election.method, election.rules, ()
    for option in (n % election.options for n in presses):
        try:
            marks = method.pressed(marks, option, rules)
        except UserError:
            assert rules.kind == "dots" and sum(marks) == rules.budget
        assert not any(marks) or method.check(marks, election.options, rules)
        assert rules.kind != "dots" or sum(marks) <= rules.budget


@relaxed
@given(elections(), st.integers(0, 4))
def test_every_valid_ballot_can_be_pressed_further(election: Election, option: int) -> None:
    option %= election.options
    for marks in map(trimmed, election.ballots):
        try:
            pressed = election.method.pressed(marks, option, election.rules)
        except UserError:
            assert sum(marks) == election.rules.budget
        else:
            assert not any(pressed) or election.method.check(
                pressed, election.options, election.rules
            )


BAD: dict[Kind, list[Marks]] = {
    "single": [(1, 1), (2, 0)],
    "multiple": [(2,), (1, 1, 3)],
    "yesno": [(1, 0, 1), (0, 2, 0)],
    "rating": [(6,), (1, 9)],
    "ranked": [(2,), (1, 3), (1, 1), (2, 2), (0, 1, 4)],
    "dots": [(6,), (3, 0, 3), (0, 0, 100)],
    "dates": [(4,), (1, 2, 7)],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_ballot(kind: Kind) -> None:
    check, rules = METHODS[kind].check, Rules(kind=kind)
    for marks in [*BAD[kind], (), (0, 0, 0), (-1, 1, 1), (1, 0, 0, 0)]:
        assert not check(marks, 3, rules), marks
    assert check((1,), 3, rules)
    assert not check((True,), 3, rules)
    assert not check((1.0,), 3, rules)  # type: ignore[arg-type]
    assert not check(("1",), 3, rules)  # type: ignore[arg-type]


def test_what_a_press_does() -> None:
    assert press("single", 1, 0) == (1,)
    assert press("single", 2, 2) == (0, 0, 1)
    assert press("yesno", 0, 2) == (0, 0, 1)
    assert press("multiple", 2, 0, 2) == (1, 0, 0)
    assert press("rating", 1, 1, 1) == (0, 3)
    assert press("rating", *[0] * 6) == (0,)
    assert press("ranked", 2, 0, 1) == (2, 3, 1)
    assert press("ranked", 2, 0, 1, 2) == (1, 2, 0)
    assert [press("dates", *[0] * n) for n in (1, 2, 3, 4)] == [(3,), (2,), (1,), (0,)]
    assert press("dots", 1, 1, 0) == (1, 2)


def test_dots_end_with_the_budget() -> None:
    rules = Rules(kind="dots", budget=2)
    marks = press("dots", 0, 1, rules=rules)
    assert words(METHODS["dots"].left((1,), rules)) == "1 dot left"
    assert words(METHODS["dots"].left(marks, rules)) == "0 dots left"
    with pytest.raises(UserError, match="clear them to spread them anew"):
        METHODS["dots"].pressed(marks, 0, rules)


def test_given_options_cannot_be_chosen() -> None:
    method = METHODS["yesno"]
    assert method.options((), 10) == ("Yes", "No", "Abstain")
    assert method.options(["Yes", "No", "Abstain"], 10) == ("Yes", "No", "Abstain")
    with pytest.raises(UserError, match="leave the options out"):
        method.options(["Maybe", "Perhaps"], 10)
    assert METHODS["rating"].options(["The party"], 10) == ("The party",)
    with pytest.raises(UserError, match="needs 2 to 10 options, and I count 1"):
        METHODS["single"].options(["The party"], 10)
