"""When digests are due: one a period, in every zone and over both clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.calendar import stamp
from cogs.digest import logic
from cogs.digest.config import DigestConfig
from cogs.digest.logic import Schedule

BERLIN = "Europe/Berlin"
HOUR_MS = 3_600_000
NIGHT = time(2, 30)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


def local(at: int, zone: str = BERLIN) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def run_through(schedule: Schedule, start: int, end: int, step: int) -> list[logic.Due]:
    """What a bot does that looks at its clock again and again: wait, post, plan the next."""
    posted: list[logic.Due] = []
    for now in range(start, end, step):
        due = logic.newest_due(schedule, now)
        if due.at > start and due.period not in [p.period for p in posted]:
            posted.append(due)
    return posted


def test_a_weekly_digest_comes_on_its_weekday() -> None:
    schedule = Schedule("week", 0, time(9), BERLIN)
    due = logic.next_due(schedule, utc(2026, 5, 28, 20, 26))
    assert (local(due.at), due.period) == ("2026-06-01 09:00", "2026-W23")
    assert logic.newest_due(schedule, utc(2026, 5, 28, 20, 26)).period == "2026-W22"


def test_at_its_minute_a_digest_is_due_and_no_longer_the_next() -> None:
    schedule = Schedule("week", 0, time(9), BERLIN)
    at = utc(2026, 6, 1, 7)
    assert logic.newest_due(schedule, at).at == at
    assert logic.next_due(schedule, at).period == "2026-W24"
    assert logic.newest_due(schedule, at - 1).period == "2026-W22"


def test_a_period_that_is_done_is_not_planned_again() -> None:
    friday = Schedule("week", 4, time(9), BERLIN)
    now = utc(2026, 6, 2, 12)
    assert local(logic.next_due(friday, now).at) == "2026-06-05 09:00"
    assert local(logic.next_due(friday, now, {"2026-W23"}).at) == "2026-06-12 09:00"
    assert logic.next_due(friday, now, {f"2026-W{n}" for n in range(23, 31)}).period == "2026-W31"


def test_the_hour_that_exists_twice_is_due_once() -> None:
    schedule = Schedule("day", 0, NIGHT, BERLIN)
    posted = run_through(schedule, utc(2026, 10, 23, 12), utc(2026, 10, 27, 12), HOUR_MS // 4)
    assert [due.period for due in posted] == [f"2026-10-{day}" for day in (24, 25, 26, 27)]
    assert posted[1].at == utc(2026, 10, 25, 0, 30)  # the first 02:30, still summer time


def test_the_hour_that_does_not_exist_is_due_all_the_same() -> None:
    schedule = Schedule("day", 0, NIGHT, BERLIN)
    posted = run_through(schedule, utc(2026, 3, 27, 12), utc(2026, 3, 31, 12), HOUR_MS // 4)
    assert [due.period for due in posted] == [f"2026-03-{day}" for day in (28, 29, 30, 31)]
    assert local(posted[1].at) == "2026-03-29 03:30"


@pytest.mark.parametrize("weekday", [0, 6])
@pytest.mark.parametrize("around", [(2026, 3, 29), (2026, 10, 25)])
def test_weeks_over_a_clock_change_have_one_each(
    weekday: int, around: tuple[int, int, int]
) -> None:
    schedule = Schedule("week", weekday, NIGHT, BERLIN)
    start = utc(*around) - 20 * logic.DAY_MS
    posted = run_through(schedule, start, start + 42 * logic.DAY_MS, HOUR_MS)
    assert len(posted) == len({due.period for due in posted}) == 6


@given(
    st.integers(utc(2024, 1, 1), utc(2031, 1, 1)),
    st.sampled_from(["week", "day"]),
    st.integers(0, 6),
    st.times(),
    st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_newest_and_next_are_neighbours(
    now: int, every: str, weekday: int, clock: time, zone: str
) -> None:
    schedule = Schedule("week" if every == "week" else "day", weekday, clock, zone)
    newest, coming = logic.newest_due(schedule, now), logic.next_due(schedule, now)
    assert newest.at <= now < coming.at
    assert coming.day - newest.day == timedelta(days=7 if every == "week" else 1)
    assert newest.period != coming.period


def test_a_week_is_seven_local_days_also_over_a_clock_change() -> None:
    schedule = Schedule("week", 0, time(9), BERLIN)
    due = logic.newest_due(schedule, utc(2026, 10, 26, 12))
    span = logic.whole_days(schedule, due)
    assert [local(at) for at in (span.before, span.start, span.end)] == [
        "2026-10-12 00:00",
        "2026-10-19 00:00",
        "2026-10-26 00:00",
    ]
    assert span.end - span.start == 7 * logic.DAY_MS + HOUR_MS
    assert span.chart == span.before


def test_a_day_is_set_against_the_day_before_and_drawn_with_two_weeks() -> None:
    schedule = Schedule("day", 0, time(9), BERLIN)
    span = logic.whole_days(schedule, logic.newest_due(schedule, utc(2026, 5, 28, 12)))
    assert [local(at) for at in (span.before, span.start, span.end, span.chart)] == [
        "2026-05-26 00:00",
        "2026-05-27 00:00",
        "2026-05-28 00:00",
        "2026-05-14 00:00",
    ]


@pytest.mark.parametrize("day", [28, 29, 30])
def test_the_local_day_begins_at_midnight_over_a_clock_change(day: int) -> None:
    assert local(logic.midnight(utc(2026, 3, day, 12), BERLIN)) == f"2026-03-{day} 00:00"


def test_on_request_it_is_the_last_seven_days() -> None:
    now = utc(2026, 5, 28, 20, 26)
    span = logic.up_to(now, BERLIN)
    assert (now - span.start, span.start - span.before) == (7 * logic.DAY_MS, 7 * logic.DAY_MS)
    assert local(span.chart) == "2026-05-15 00:00"


def test_iso_weeks_belong_to_the_iso_year() -> None:
    assert logic.week_of(date(2027, 1, 1)) == "2026-W53"
    assert logic.week_of(date(2024, 12, 30)) == "2025-W01"


def test_an_unknown_zone_is_utc() -> None:
    assert stamp(date(2026, 5, 28), time(9), "Nowhere/Land") == utc(2026, 5, 28, 9)


@pytest.mark.parametrize(
    ("milliseconds", "seconds"),
    [(5, 1), (61_400, 61), (754_000, 780), (7_310_000, 7320), (200_000_000, 201_600)],
)
def test_lengths_are_rounded_to_what_is_worth_reading(milliseconds: int, seconds: int) -> None:
    assert logic.rounded_seconds(milliseconds) == seconds


@pytest.mark.parametrize("wrong", ["9:00", "24:00", "09:60", "noon", "09:00:00", ""])
def test_a_wrong_time_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(ValueError, match="like 09:00"):
        DigestConfig(time=wrong)
