"""Times and lengths of time in natural words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.api.errors import UserError
from bot.api.model import zone_of
from bot.engine.commands.times import parse_duration, parse_when

BERLIN = zone_of("Europe/Berlin")
WEDNESDAY = datetime(2026, 7, 22, 15, 0, tzinfo=BERLIN)


def when(text: str, base: datetime = WEDNESDAY, locale: str = "en") -> str:
    at = parse_when(text, now=stamp(base), zone="Europe/Berlin", locale=locale)
    return f"{datetime.fromtimestamp(at / 1000, BERLIN):%a %Y-%m-%d %H:%M}"


def stamp(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("friday 18:00", "Fri 2026-07-24 18:00"),
        ("Friday, 6 p.m.", "Fri 2026-07-24 18:00"),
        ("friday 18", "Fri 2026-07-24 18:00"),
        ("in 2h", "Wed 2026-07-22 17:00"),
        ("2h", "Wed 2026-07-22 17:00"),
        ("in 90 minutes", "Wed 2026-07-22 16:30"),
        ("in half an hour", "Wed 2026-07-22 15:30"),
        ("in a week", "Wed 2026-07-29 15:00"),
        ("in 2 days at noon", "Fri 2026-07-24 12:00"),
        ("2 hours from now", "Wed 2026-07-22 17:00"),
        ("tomorrow", "Thu 2026-07-23 12:00"),
        ("tomorrow 9am", "Thu 2026-07-23 09:00"),
        ("tomorrow at 9", "Thu 2026-07-23 09:00"),
        ("tomorrow afternoon", "Thu 2026-07-23 15:00"),
        ("tonight", "Wed 2026-07-22 20:00"),
        ("tonight 9:30", "Wed 2026-07-22 21:30"),
        ("today", "Wed 2026-07-22 23:59"),
        ("noon", "Thu 2026-07-23 12:00"),
        ("midnight", "Thu 2026-07-23 00:00"),
        ("friday midnight", "Sat 2026-07-25 00:00"),
        ("18:30", "Wed 2026-07-22 18:30"),
        ("9:00", "Thu 2026-07-23 09:00"),
        ("wednesday 18:00", "Wed 2026-07-22 18:00"),
        ("wednesday 14:00", "Wed 2026-07-29 14:00"),
        ("next wednesday 18:00", "Wed 2026-07-29 18:00"),
        ("next monday", "Mon 2026-07-27 12:00"),
        ("monday next week", "Mon 2026-07-27 12:00"),
        ("next week", "Mon 2026-07-27 12:00"),
        ("dec 24 18:00", "Thu 2026-12-24 18:00"),
        ("24th of december at 18:00", "Thu 2026-12-24 18:00"),
        ("12/24 6pm", "Thu 2026-12-24 18:00"),
        ("2026-12-24 18:00", "Thu 2026-12-24 18:00"),
        ("2026-12-24T18:00", "Thu 2026-12-24 18:00"),
        ("2026-12-24T18:00:00Z", "Thu 2026-12-24 19:00"),
        ("in 1 month", "Sat 2026-08-22 15:00"),
    ],
)
def test_english(text: str, expected: str) -> None:
    assert when(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("morgen um 9 Uhr", "Thu 2026-07-23 09:00"),
        ("morgen früh", "Thu 2026-07-23 09:00"),
        ("freitag 18 Uhr", "Fri 2026-07-24 18:00"),
        ("am Freitag um 18:30 Uhr", "Fri 2026-07-24 18:30"),
        ("24.12. 18:00", "Thu 2026-12-24 18:00"),
        ("1.8. 9.30 Uhr", "Sat 2026-08-01 09:30"),
        ("1.1.", "Fri 2027-01-01 12:00"),
        ("3/8 18:00", "Mon 2026-08-03 18:00"),
        ("am 3. Oktober um 12 Uhr", "Sat 2026-10-03 12:00"),
        ("heute Abend um 8", "Wed 2026-07-22 20:00"),
        ("übermorgen 7 Uhr", "Fri 2026-07-24 07:00"),
        ("nächste Woche Montag", "Mon 2026-07-27 12:00"),
        ("in zwei Stunden", "Wed 2026-07-22 17:00"),
        ("in einer halben Stunde", "Wed 2026-07-22 15:30"),
        ("in 3 Tagen um 18 Uhr", "Sat 2026-07-25 18:00"),
        ("morgen halb 9", "Thu 2026-07-23 08:30"),
        ("bis Freitag Mitternacht", "Sat 2026-07-25 00:00"),
    ],
)
def test_german(text: str, expected: str) -> None:
    assert when(text, locale="de") == expected


@pytest.mark.parametrize(
    ("base", "text", "expected"),
    [
        # the clock skips 02:00-03:00 on 2026-03-29 and repeats it on 2026-10-25
        ((2026, 3, 28, 12), "sunday 02:30", "Sun 2026-03-29 03:30"),
        ((2026, 10, 24, 12), "sunday 02:30", "Sun 2026-10-25 02:30"),
        ((2026, 10, 24, 12), "in 1 day", "Sun 2026-10-25 12:00"),
        ((2026, 10, 24, 12), "in 24 hours", "Sun 2026-10-25 11:00"),
        ((2027, 6, 1, 12), "29.2.", "Tue 2028-02-29 12:00"),
    ],
)
def test_calendar(base: tuple[int, int, int, int], text: str, expected: str) -> None:
    assert when(text, datetime(*base, tzinfo=BERLIN)) == expected


def test_an_ambiguous_time_is_the_first_of_the_two() -> None:
    base = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    at = parse_when("sunday 02:30", now=stamp(base), zone="Europe/Berlin", locale="en")
    assert datetime.fromtimestamp(at / 1000, BERLIN).utcoffset() == timedelta(hours=2)


def test_an_unknown_zone_is_utc() -> None:
    for zone in ("Mars/Olympus", "", "../etc/passwd", "Europe"):
        at = parse_when("tomorrow 9:00", now=stamp(WEDNESDAY), zone=zone, locale="en")
        assert at == stamp(datetime(2026, 7, 23, 9, tzinfo=zone_of("UTC")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "5",
        "in 5",
        "25:00",
        "13pm",
        "31.02.",
        "-2h",
        "20261224",
        "in 999999999 days",
        "friday " * 50,
    ],
)
def test_unreadable(text: str) -> None:
    with pytest.raises(UserError, match="Write it like friday 18:00"):
        when(text)


@pytest.mark.parametrize("text", ["yesterday", "2026-01-01", "today 9:00", "in 0 minutes"])
def test_past(text: str) -> None:
    with pytest.raises(UserError, match="has already passed"):
        when(text)


@pytest.mark.parametrize("text", ["2028-01-01", "in 400 days", "in 2 years"])
def test_too_far(text: str) -> None:
    with pytest.raises(UserError, match="more than a year ahead"):
        when(text)


@given(text=st.text(max_size=30), base=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_future_time_or_refused(text: str, base: datetime) -> None:
    now = stamp(base.replace(tzinfo=BERLIN))
    try:
        at = parse_when(text, now=now, zone="Europe/Berlin", locale="de")
    except UserError:
        return
    assert now < at <= now + 366 * 86_400_000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10m", 600),
        ("10min", 600),
        ("2h 30m", 9000),
        ("1h30m", 5400),
        ("3 days", 259_200),
        ("1 Woche", 604_800),
        ("2 Std.", 7200),
        ("1,5 h", 5400),
        ("a week", 604_800),
        ("10 minutes and 5 seconds", 605),
        ("2 Monate", 5_184_000),
    ],
)
def test_duration(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "abc", "-5m", "0s", "99999 years", "10m x", "m"])
def test_no_duration(text: str) -> None:
    with pytest.raises(UserError, match="Write it like 10m, 2h 30m or 3 days"):
        parse_duration(text)
