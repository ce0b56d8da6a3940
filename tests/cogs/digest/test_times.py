"""When digests are due: one a period, in every zone and over both clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.calendar import stamp
from cogs.digest.config import DigestConfig
from cogs.digest.schedule import due as dues
from cogs.digest.schedule import spans
from cogs.digest.schedule.due import Due, Kind, Schedule

BERLIN = "Europe/Berlin"
HOUR_MS = 3_600_000
NIGHT = time(2, 30)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


def local(at: int, zone: str = BERLIN) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def run_through(schedule: Schedule, start: int, end: int, step: int) -> list[Due]:
    """What a bot does that looks at its clock again and again: wait, post, plan the next."""
    posted: list[Due] = []
    for now in range(start, end, step):
        due = dues.newest_due(schedule, now)
        if due.at > start and due.period not in [p.period for p in posted]:
            posted.append(due)
    return posted


def test_a_weekly_digest_comes_on_its_weekday() -> None:
    schedule = Schedule("week", time(9), BERLIN)
    due = dues.next_due(schedule, utc(2026, 5, 28, 20, 26))
    assert (local(due.at), due.period) == ("2026-06-01 09:00", "2026-W23")
    assert dues.newest_due(schedule, utc(2026, 5, 28, 20, 26)).period == "2026-W22"


def test_at_its_minute_a_digest_is_due_and_no_longer_the_next() -> None:
    schedule = Schedule("week", time(9), BERLIN)
    at = utc(2026, 6, 1, 7)
    assert dues.newest_due(schedule, at).at == at
    assert dues.next_due(schedule, at).period == "2026-W24"
    assert dues.newest_due(schedule, at - 1).period == "2026-W22"


def test_a_period_that_is_done_is_not_planned_again() -> None:
    friday = Schedule("week", time(9), BERLIN, 4)
    now = utc(2026, 6, 2, 12)
    assert local(dues.next_due(friday, now).at) == "2026-06-05 09:00"
    assert local(dues.next_due(friday, now, {"2026-W23"}).at) == "2026-06-12 09:00"
    assert dues.next_due(friday, now, {f"2026-W{n}" for n in range(23, 31)}).period == "2026-W31"


def test_the_hour_that_exists_twice_is_due_once() -> None:
    schedule = Schedule("day", NIGHT, BERLIN)
    posted = run_through(schedule, utc(2026, 10, 23, 12), utc(2026, 10, 27, 12), HOUR_MS // 4)
    assert [due.period for due in posted] == [f"2026-10-{day}" for day in (24, 25, 26, 27)]
    assert posted[1].at == utc(2026, 10, 25, 0, 30)  # the first 02:30, still summer time


def test_the_hour_that_does_not_exist_is_due_all_the_same() -> None:
    schedule = Schedule("day", NIGHT, BERLIN)
    posted = run_through(schedule, utc(2026, 3, 27, 12), utc(2026, 3, 31, 12), HOUR_MS // 4)
    assert [due.period for due in posted] == [f"2026-03-{day}" for day in (28, 29, 30, 31)]
    assert local(posted[1].at) == "2026-03-29 03:30"


@pytest.mark.parametrize("weekday", [0, 6])
@pytest.mark.parametrize("around", [(2026, 3, 29), (2026, 10, 25)])
def test_weeks_over_a_clock_change_have_one_each(
    weekday: int, around: tuple[int, int, int]
) -> None:
    schedule = Schedule("week", NIGHT, BERLIN, weekday)
    start = utc(*around) - 20 * spans.DAY_MS
    posted = run_through(schedule, start, start + 42 * spans.DAY_MS, HOUR_MS)
    assert len(posted) == len({due.period for due in posted}) == 6


ZONES = [BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
MOMENTS = st.integers(utc(2024, 1, 1), utc(2031, 1, 1))
KINDS = st.sampled_from(["week", "day", "month"])


@given(MOMENTS, KINDS, st.integers(0, 6), st.integers(0, 24 * 60 - 1), st.sampled_from(ZONES))
def test_newest_and_next_are_neighbours(
    now: int, kind: Kind, weekday: int, minute: int, zone: str
) -> None:
    schedule = Schedule(kind, time(minute // 60, minute % 60), zone, weekday)
    newest, coming = dues.newest_due(schedule, now), dues.next_due(schedule, now)
    assert newest.at <= now < coming.at
    assert newest.period != coming.period
    assert dues.kind_of(newest.period) == dues.kind_of(coming.period) == kind
    if kind == "month":
        assert (newest.day.day, coming.day) == (1, dues.month_from(newest.day, 1))
    else:
        assert coming.day - newest.day == timedelta(days=7 if kind == "week" else 1)


@given(MOMENTS, KINDS, st.sampled_from(ZONES))
def test_periods_meet_each_other_and_a_code_brings_them_back(
    now: int, kind: Kind, zone: str
) -> None:
    due = dues.newest_due(Schedule(kind, time(9), zone), now)
    span = spans.whole(kind, due.day, zone)
    assert spans.coded(span.code, zone) == span
    assert len(span.code) == 11
    period = span.period
    assert period.before < period.start < period.end <= due.at
    earlier = spans.whole(kind, datetime.fromtimestamp(period.start / 1000, ZoneInfo(zone)).date(),
                          zone)  # fmt: skip
    assert (earlier.period.start, earlier.period.end) == (period.before, period.start)


def test_the_review_of_a_month_comes_on_its_first_day_also_over_a_clock_change() -> None:
    schedule = Schedule("month", time(9), BERLIN)
    posted = run_through(schedule, utc(2026, 1, 15), utc(2027, 1, 15), 6 * HOUR_MS)
    assert [due.period for due in posted] == [
        *(f"2026-{month:02}" for month in range(2, 13)),
        "2027-01",
    ]
    assert {local(due.at)[5:] for due in posted} == {f"{m:02}-01 09:00" for m in range(1, 13)}
    march = spans.whole("month", date(2026, 4, 1), BERLIN)
    bounds = (march.period.before, march.period.start, march.period.end)
    assert [local(at) for at in bounds] == [
        "2026-02-01 00:00",
        "2026-03-01 00:00",
        "2026-04-01 00:00",
    ]


def test_a_week_is_seven_local_days_also_over_a_clock_change() -> None:
    schedule = Schedule("week", time(9), BERLIN)
    due = dues.newest_due(schedule, utc(2026, 10, 26, 12))
    period = spans.whole("week", due.day, BERLIN).period
    assert [local(at) for at in (period.before, period.start, period.end)] == [
        "2026-10-12 00:00",
        "2026-10-19 00:00",
        "2026-10-26 00:00",
    ]
    assert period.end - period.start == 7 * spans.DAY_MS + HOUR_MS
    assert not spans.running(period, BERLIN)
    assert spans.last_day(period, BERLIN) == date(2026, 10, 25)


def test_on_request_it_is_the_last_seven_days() -> None:
    now = utc(2026, 5, 28, 20, 26)
    span = spans.up_to(now)
    period = span.period
    assert (period.end - period.start, period.start - period.before) == (7 * spans.DAY_MS,) * 2
    assert period.end == now + spans.MINUTE_MS  # what was written just now is in it
    assert spans.running(period, BERLIN)
    assert spans.last_day(period, BERLIN) == date(2026, 5, 28)
    assert spans.up_to(now + spans.MINUTE_MS - 1) == span
    assert spans.coded(span.code, BERLIN) == span


@pytest.mark.parametrize(
    "code", ["", "x2026-06-01", "w2026-13-01", "n", "n-5", "n99999999999", "w"]
)
def test_what_is_no_code_is_no_span(code: str) -> None:
    assert spans.coded(code, BERLIN) is None


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"week": "both", "month": "owners"}),
        ({"every": "day"}, {"day": "both", "month": "owners"}),
        ({"moderators_every": "day"}, {"week": "owners", "day": "moderators", "month": "owners"}),
        ({"every": "day", "moderators_every": "week", "month_review": False},
         {"day": "owners", "week": "moderators"}),
        ({"moderators_every": "off"}, {"week": "owners", "month": "owners"}),
        ({"to_owner": False}, {"week": "moderators"}),
        ({"every": "off"}, {}),
        ({"every": "off", "moderators_every": "week"}, {"week": "moderators"}),
        ({"enabled": False}, {}),
    ],
)  # fmt: skip
def test_who_reads_what(settings: dict[str, object], expected: dict[str, str]) -> None:
    made = dues.schedules(DigestConfig.model_validate(settings), BERLIN)
    names = {frozenset(("moderators", "owners")): "both"}
    found = {
        kind: names.get(schedule.readers) or next(iter(schedule.readers))
        for kind, schedule in made.items()
    }
    assert found == expected


def test_iso_weeks_belong_to_the_iso_year() -> None:
    assert dues.week_of(date(2027, 1, 1)) == "2026-W53"
    assert dues.week_of(date(2024, 12, 30)) == "2025-W01"


def test_an_unknown_zone_is_utc() -> None:
    assert stamp(date(2026, 5, 28), time(9), "Nowhere/Land") == utc(2026, 5, 28, 9)


@pytest.mark.parametrize("wrong", ["9:00", "24:00", "09:60", "noon", "09:00:00", ""])
def test_a_wrong_time_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(ValueError, match="like 09:00"):
        DigestConfig(time=wrong)


def test_names_of_numbers_may_be_typed_with_commas() -> None:
    typed = DigestConfig.model_validate({"numbers": "growth.members, digest.waiting"})
    assert typed.numbers == ("growth.members", "digest.waiting")
    for wrong in ("members", "", "Growth.Members"):
        with pytest.raises(ValueError, match="names of figures"):
            DigestConfig.model_validate({"numbers": wrong})
