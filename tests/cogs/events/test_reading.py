"""What people type about times, and the timeline that is made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.api.errors import UserError
from bot.engine.commands.times import parse_when
from cogs.events.config import EventsConfig
from cogs.events.model import DAY_MS, HOUR_MS, Event, Plan, checked, number_in
from cogs.events.planning.reading import Reader, repeated
from cogs.events.planning.timeline import overtaken, steps
from tests.support.community import Community

from .stage import MORNING, STARTS, TITLE, WHEN, announce, moderator
from .test_reminding import BERLIN, at

ZONE = "Europe/Berlin"
READER = Reader(
    lambda typed: parse_when(typed, now=MORNING, zone=ZONE, locale="en"), MORNING, ZONE, HOUR_MS
)
PLAN = Plan("Baking", starts_at=STARTS, ends_at=STARTS + HOUR_MS, zone=ZONE)


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("2h", "2026-06-05T20:00"),
        ("90 minutes", "2026-06-05T19:30"),
        ("for 2h 30m", "2026-06-05T20:30"),
        ("1,5 Stunden", "2026-06-05T19:30"),
        ("3 days", "2026-06-08T18:00"),
        ("20:00", "2026-06-05T20:00"),
        ("until 20:15", "2026-06-05T20:15"),
        ("bis 21 Uhr", "2026-06-05T21:00"),
        ("8pm", "2026-06-05T20:00"),
        ("02:00", "2026-06-06T02:00"),
        ("2026-06-07 12:00", "2026-06-07T12:00"),
    ],
)
def test_how_long_it_lasts(typed: str, ends: str) -> None:
    assert READER.ends(PLAN, typed).ends_at == at(ends)


@pytest.mark.parametrize("typed", ["someday", "long", "2026-13-40", "x" * 200])
def test_what_is_no_end(typed: str) -> None:
    with pytest.raises(UserError):
        READER.ends(PLAN, typed)


def test_a_form_that_comes_back_as_it_was_changes_nothing() -> None:
    begun = replace(PLAN, starts_at=MORNING - HOUR_MS, ends_at=MORNING + HOUR_MS, title="Baking")
    answers = {
        "title": "Baking",
        "when": READER.shown_start(begun),
        "until": READER.shown_end(begun),
    }
    assert READER.filled(begun, answers) == (begun, None)


def test_another_beginning_keeps_the_length() -> None:
    moved, note = READER.filled(PLAN, {"title": "Baking", "when": "2026-06-06 10:00"})
    assert note is None
    assert (moved.starts_at, moved.lasts) == (at("2026-06-06T10:00"), HOUR_MS)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "title"),
        ({"starts_at": 0, "ends_at": 0}, "begin"),
        ({"starts_at": MORNING}, "passed"),
        ({"ends_at": STARTS}, "ends after"),
        ({"ends_at": STARTS + 15 * DAY_MS}, "two weeks"),
    ],
)
def test_what_cannot_be_announced(change: dict[str, object], words: str) -> None:
    with pytest.raises(UserError, match=words):
        checked(replace(PLAN, **change), MORNING)  # type: ignore[arg-type]


def test_months_without_the_day_have_it_on_their_last() -> None:
    first = at("2026-12-31T18:00")
    plan = replace(PLAN, starts_at=first, ends_at=first + HOUR_MS)
    made = repeated(plan, "month", at("2027-04-30T23:00"), 30)
    shown = [datetime.fromtimestamp(p.starts_at / 1000, BERLIN) for p in made]
    assert [f"{each:%m-%d %H:%M}" for each in shown] == [
        "01-31 18:00",
        "02-28 18:00",
        "03-31 18:00",
        "04-30 18:00",
    ]
    for until, words in ((first + DAY_MS, "No repetition"), (first + 900 * DAY_MS, "at most")):
        with pytest.raises(UserError, match=words):
            repeated(plan, "week", until, 30)


def test_a_skipped_and_a_doubled_hour() -> None:
    for day, clock, ends in (
        ("2027-03-21", "02:30", "2027-03-28T03:30"),  # there is no 02:30 on the 28th
        ("2026-10-18", "02:30", "2026-10-25T02:30"),  # 02:30 comes twice: the first one
    ):
        start = at(f"{day}T{clock}")
        plan = replace(PLAN, starts_at=start, ends_at=start + HOUR_MS)
        [once] = repeated(plan, "week", start + 8 * DAY_MS, 5)
        assert once.starts_at == at(ends)


def test_the_timeline() -> None:
    event = Event(1, 1, 7, PLAN, "planned", MORNING, MORNING, posted_at=MORNING)
    due = steps(event, EventsConfig())
    end = PLAN.ends_at
    assert due == {
        "first": STARTS - 24 * HOUR_MS,
        "second": STARTS - HOUR_MS,
        "start": STARTS,
        "over": end,
        "close": end + 6 * HOUR_MS,
        "results": end + 6 * HOUR_MS + 3 * DAY_MS,
        "forget": end + 30 * DAY_MS,
    }
    bare = EventsConfig(first_reminder_hours=0, second_reminder_minutes=0, pulse=False)
    assert {"first", "second", "results"}.isdisjoint(steps(event, bare))
    # nothing is forgotten before the organiser has heard of it
    at_once = steps(event, EventsConfig(keep_days=0))
    assert at_once["forget"] > at_once["results"]
    assert steps(replace(event, posted_at=None), bare)["post"] == STARTS - 7 * DAY_MS
    assert set(steps(replace(event, state="cancelled"), bare)) == {"forget"}
    assert steps(replace(event, state="draft"), bare) == {}


def test_a_plan_off_its_wall() -> None:
    wall = PLAN.wall
    assert wall == "2026-06-05T18:00"
    assert PLAN.kept(wall) == PLAN
    other = replace(PLAN, starts_at=STARTS + HOUR_MS, ends_at=STARTS + 3 * HOUR_MS)
    assert other.kept(wall) == replace(PLAN, ends_at=STARTS + 2 * HOUR_MS)
    # the second 02:30 of the night with two stays the second
    second = at("2026-10-25T02:30") + HOUR_MS
    twice = replace(PLAN, starts_at=second, ends_at=second + HOUR_MS)
    assert twice.kept(twice.wall) == twice


def test_numbers() -> None:
    typed = ("#12 Baking", "12", " #3", "Baking", "#x", "9" * 16, "5 rhythms", "#4: rye")
    assert [number_in(t) for t in typed] == [12, 12, 3, None, None, None, None, 4]


@pytest.mark.parametrize(("begins", "ends"), [("19T18:00", "21T12:00"), ("20T22:00", "21T06:00")])
def test_the_end_keeps_its_clock_too_over_a_clock_change(begins: str, ends: str) -> None:
    """A weekend, and a night, a week before the night that is an hour shorter."""
    plan = replace(PLAN, starts_at=at(f"2027-03-{begins}"), ends_at=at(f"2027-03-{ends}"))
    [again] = repeated(plan, "week", plan.starts_at + 8 * DAY_MS, 5)
    shown = [datetime.fromtimestamp(t / 1000, BERLIN) for t in (again.starts_at, again.ends_at)]
    week = timedelta(days=7)
    for now, before in zip(shown, (begins, ends), strict=True):
        assert now.replace(tzinfo=None) - datetime.fromisoformat(f"2027-03-{before}") == week


@pytest.mark.parametrize(
    ("hours", "minutes", "expected"), [(24, 60, True), (1, 1440, False), (1, 60, True)]
)
def test_of_two_late_reminders_the_nearer_one_is_said(
    hours: int, minutes: int, expected: bool
) -> None:
    event = Event(1, 1, 7, PLAN, "planned", MORNING, MORNING, posted_at=MORNING)
    config = EventsConfig(first_reminder_hours=hours, second_reminder_minutes=minutes)
    assert overtaken(event, config, STARTS - HOUR_MS) is expected
    assert not overtaken(event, config, STARTS - 24 * HOUR_MS)


async def test_a_number_is_never_taken_for_another_event(chat: Community) -> None:
    mo = await moderator(chat)
    await announce(chat, mo, title="Top 20 rolls")
    for typed in ("2", "20", "#2"):
        await mo.command("events cancel", event=typed, reason="No")
        await mo.command("events edit", event=typed, capacity=3)
        await chat.settle()
    assert "I know no such event" in mo.told_so_far()[-1]
    assert not [t for t in mo.told_so_far() if "called off" in t or "Changed" in t]
    await mo.command("events edit", event="20 rolls", capacity=3)
    await mo.told("Changed:")


async def test_what_was_typed_beside_the_form_is_in_it(chat: Community) -> None:
    mo = await moderator(chat)
    await mo.command("event", title=TITLE, until="2h")
    await mo.fill(when=WHEN)
    await mo.told("6:00 PM CEST to 8:00 PM")
