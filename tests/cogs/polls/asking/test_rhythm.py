"""When repeated polls are due: one a local day, in every zone and over both clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.calendar.rhythm import (
    EVERY,
    Rhythm,
    day_at,
    newest_due,
    next_due,
)

BERLIN = "Europe/Berlin"
HOUR_MS = 3_600_000
NIGHT = time(2, 30)
RHYTHMS = st.builds(
    Rhythm,
    st.sampled_from(sorted(EVERY)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(1, 31),
)
ZONES = st.sampled_from(
    ["UTC", BERLIN, "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
)
MOMENTS = st.integers(1_600_000_000_000, 1_900_000_000_000)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


def local(at: int, zone: str = BERLIN) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def coming(rhythm: Rhythm, now: int, count: int) -> list[str]:
    found = []
    for _ in range(count):
        due = next_due(rhythm, now, BERLIN)
        found.append(local(due.at))
        now = due.at
    return found


def test_every_weekday_and_every_day() -> None:
    thursday = utc(2026, 5, 28, 20, 26)
    assert coming(Rhythm("mon", time(9)), thursday, 2) == ["2026-06-01 09:00", "2026-06-08 09:00"]
    assert coming(Rhythm("thu", time(23)), thursday, 1) == ["2026-05-28 23:00"]
    assert coming(Rhythm("daily", time(9)), thursday, 2) == ["2026-05-29 09:00", "2026-05-30 09:00"]
    friday, monday = "2026-05-29 09:00", "2026-06-01 09:00"
    assert coming(Rhythm("workdays", time(9)), thursday, 2) == [friday, monday]


def test_a_month_without_that_day_has_it_on_its_last() -> None:
    days = coming(Rhythm("monthly", time(9), 31), utc(2027, 12, 31, 12), 4)
    assert [day[:10] for day in days] == ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]


def test_the_hour_that_exists_twice_asks_once() -> None:
    days = coming(Rhythm("daily", NIGHT), utc(2026, 10, 23, 12), 4)
    assert days == [f"2026-10-{day} 02:30" for day in (24, 25, 26, 27)]
    # the first 02:30, still in summer time; an hour later, at the second one, it is over
    assert next_due(Rhythm("daily", NIGHT), utc(2026, 10, 24, 12), BERLIN).at == utc(
        2026, 10, 25, 0, 30
    )
    second = utc(2026, 10, 25, 1, 30)
    assert newest_due(Rhythm("daily", NIGHT), second, BERLIN).at == utc(2026, 10, 25, 0, 30)


def test_the_hour_that_does_not_exist_asks_all_the_same() -> None:
    days = coming(Rhythm("daily", NIGHT), utc(2026, 3, 27, 12), 3)
    assert days == ["2026-03-28 02:30", "2026-03-29 03:30", "2026-03-30 02:30"]


@pytest.mark.parametrize("zone", [BERLIN, "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("every", ["daily", "workdays", "sun", "monthly"])
def test_a_year_has_each_day_once(every: str, zone: str) -> None:
    rhythm = Rhythm.read(str(Rhythm(every, NIGHT, 29)))  # type: ignore[arg-type]
    now, end = (
        round(datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).timestamp() * 1000)
        for year in (2026, 2027)
    )
    periods = []
    while (due := next_due(rhythm, now, zone)).at < end:
        assert newest_due(rhythm, due.at, zone) == due
        periods.append(due.period)
        now = due.at
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert periods == [day.isoformat() for day in days if rhythm.falls_on(day)]


@given(RHYTHMS, ZONES, MOMENTS)
def test_nothing_lies_between_the_newest_and_the_next(rhythm: Rhythm, zone: str, now: int) -> None:
    newest, coming = newest_due(rhythm, now, zone), next_due(rhythm, now, zone)
    assert newest.at <= now < coming.at and newest.period < coming.period
    assert newest_due(rhythm, coming.at - 1, zone) == newest
    assert next_due(rhythm, newest.at, zone) == coming


@given(RHYTHMS)
def test_a_rhythm_reads_what_it_writes(rhythm: Rhythm) -> None:
    again = Rhythm.read(str(rhythm))
    assert str(again) == str(rhythm)
    assert (again.every, again.clock) == (rhythm.every, rhythm.clock)


@pytest.mark.parametrize(
    "text", ["", "daily", "daily 25:00", "weekly monday 09:00", "monthly 0 09:00", "hourly 09:00"]
)
def test_what_is_no_rhythm(text: str) -> None:
    with pytest.raises(ValueError, match=r"rhythm|time|isoformat|hour"):
        Rhythm.read(text)


def test_today_is_where_the_community_is() -> None:
    late = utc(2026, 5, 31, 22, 30)  # half past midnight of the first of June in Berlin
    assert (day_at(late, BERLIN), day_at(late, "UTC")) == (1, 31)
