"""What people type in the forms of a poll."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from bot.api.errors import UserError
from cogs.polls.asking import checking, typed
from cogs.polls.config import PollsConfig
from cogs.polls.model import DAY_MS, Draft, Kind, Poll, Rules

NOW = round(datetime(2026, 5, 28, 20, 26, tzinfo=UTC).timestamp() * 1000)
CONFIG = PollsConfig()


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Apple\nPlum\n\n Cherry ", ("Apple", "Plum", "Cherry")),
        ("Apple; Plum | Cherry", ("Apple", "Plum", "Cherry")),
        ("Apple, Plum", ("Apple", "Plum")),
        ("Apple, with cream; Plum", ("Apple, with cream", "Plum")),
        ("Apple, with cream\nPlum; no cream", ("Apple, with cream", "Plum; no cream")),
        ("Just  us", ("Just us",)),
        (" ; ", ()),
    ],
)
def test_answers_of_a_form(text: str, options: tuple[str, ...]) -> None:
    assert typed.listed(text) == options


@pytest.mark.parametrize(
    ("text", "found"),
    [("20", (20, 0)), ("30%", (0, 30)), ("30 %", (0, 30)), ("0", (0, 0)), ("100%", (0, 100))],
)
def test_a_quorum_is_a_number_or_a_share(text: str, found: tuple[int, int]) -> None:
    assert typed.quorum(text) == found


@pytest.mark.parametrize("text", ["101%", "half", "-3", "1.5", "", "2000000", "٣"])
def test_what_is_no_quorum(text: str) -> None:
    with pytest.raises(UserError, match="a number or a share"):
        typed.quorum(text)


def test_threshold_and_dots() -> None:
    assert (typed.threshold("60%"), typed.threshold("60"), typed.threshold("0")) == (60, 60, 0)
    assert (typed.dots("1"), typed.dots("100")) == (1, 100)
    for text in ("101", "sixty"):
        with pytest.raises(UserError, match="from 0 to 100 percent"):
            typed.threshold(text)
    for text in ("0", "101", "5%"):
        with pytest.raises(UserError, match="1 to 100 dots"):
            typed.dots(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9", time(9)),
        ("09:30", time(9, 30)),
        ("18.00", time(18)),
        ("6 pm", time(18)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("18 Uhr", time(18)),
        ("0:05", time(0, 5)),
    ],
)
def test_a_time_of_day(text: str, found: time) -> None:
    assert typed.clock(text) == found


@pytest.mark.parametrize("text", ["24:01", "9:60", "13 pm", "0 am", "noon", ""])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(UserError, match="09:00"):
        typed.clock(text)


def test_dates_say_which_day_is_meant_where_the_words_leave_it_open() -> None:
    saturday = round(datetime(2026, 5, 29, 22, 30, tzinfo=UTC).timestamp() * 1000)

    def read(text: str) -> int:
        if not text.startswith("sat"):
            raise UserError("no time")
        return saturday

    options = ("sat  10:00", "30.5. 10:00", "2026-06-01", "5/30", "some evening", "sat " + "x" * 75)
    # half past ten in the evening of the 29th in London is the 30th in Berlin
    assert typed.dated(options, read, "Europe/Berlin") == (
        "sat 10:00 · 2026-05-30",
        "30.5. 10:00",
        "2026-06-01",
        "5/30",
        "some evening",
        "sat " + "x" * 75,
    )
    assert typed.dated(["sat 10:00"], read, "UTC") == ("sat 10:00 · 2026-05-29",)


# ---- what may be posted


def draft(kind: Kind, *options: str, **rules: object) -> Draft:
    return Draft("Which cake?", options, Rules(kind=kind, **rules))  # type: ignore[arg-type]


def test_a_kind_with_given_answers_ignores_what_was_typed_for_another_kind() -> None:
    ready = checking.ready(draft("yesno", "Apple", "Plum", add_options=True), CONFIG, NOW)
    assert ready.options == ("Yes", "No", "Abstain")
    assert not ready.rules.add_options


def test_but_a_command_that_names_answers_there_is_refused() -> None:
    with pytest.raises(UserError, match="leave the options out"):
        checking.without_given(draft("yesno", "Apple", "Plum"), CONFIG)
    with pytest.raises(UserError, match="nobody can add any"):
        checking.without_given(draft("yesno", add_options=True), CONFIG)
    checking.without_given(draft("single", "Apple", add_options=True), CONFIG)


def test_one_answer_is_enough_for_stars_only() -> None:
    assert checking.ready(draft("rating", "Us"), CONFIG, NOW).options == ("Us",)
    with pytest.raises(UserError, match="2 to 10 options, and I count 1"):
        checking.ready(draft("single", "Us"), CONFIG, NOW)


def test_a_draft_of_an_old_poll_stays_open_as_long() -> None:
    poll = Poll(7, 1, 2, 3, "Which?", ("a", "b"), Rules(hidden=True), NOW, NOW + DAY_MS, True)
    assert checking.again(poll) == Draft("Which?", ("a", "b"), Rules(hidden=True), None, DAY_MS)


def test_what_is_used_more_than_once_has_a_length_and_no_end() -> None:
    named = Draft("Which?", closes_at=NOW + 3 * DAY_MS)
    assert checking.timeless(named, NOW) == Draft("Which?", lasts=3 * DAY_MS)
    assert checking.timeless(named, NOW + 4 * DAY_MS) == Draft("Which?", lasts=DAY_MS)


@pytest.mark.parametrize("what", checking.TURNS)
def test_turning_a_rule_comes_round_to_where_it_began(what: str) -> None:
    seen = [Rules()]
    while (turned := checking.TURNS[what](seen[-1])) != Rules():
        seen.append(turned)
        assert Rules.from_json(turned.to_json()) == turned
    assert len(seen) == {"kind": 7, "secrecy": 3, "voters": 3}.get(what, 2)
