"""Quiet hours, the week's room, and time zones as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.errors import UserError
from cogs.contact import zones
from cogs.contact.config import ContactConfig
from cogs.contact.logic import WEEK_MS, Quiet, decide, quiet_until, room_at

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
NIGHT = Quiet(21 * 60, 8 * 60)
HOUR_MS = 3_600_000
# the days around the clock changes of these zones
CHANGES = [date(2026, m, d) for m, d in ((3, 29), (10, 25), (3, 8), (11, 1), (4, 5), (10, 4))]
MOMENTS = st.builds(
    lambda day, minutes: utc(day.year, day.month, day.day) + minutes * 60_000,
    st.sampled_from(CHANGES),
    st.integers(-2 * 1440, 2 * 1440),
)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


def local(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("22:00-07:00", "22:00-07:00"),
        ("22 - 7", "22:00-07:00"),
        ("10pm to 7am", "22:00-07:00"),
        ("22.30 bis 7 Uhr", "22:30-07:00"),
        ("13–15", "13:00-15:00"),
        ("off", "off"),
        ("Aus", "off"),
    ],
)
def test_hours_as_people_type_them(typed: str, read: str) -> None:
    assert str(Quiet.read(typed)) == read


@pytest.mark.parametrize(
    "typed", ["", "22", "22-", "0:00-24:00", "7-7", "25-7", "22:61-7", "13pm-7", "always"]
)
def test_what_is_no_span_of_time(typed: str) -> None:
    with pytest.raises(ValueError, match=r"time|hour|minute"):
        Quiet.read(typed)


def test_the_setting_is_checked() -> None:
    assert ContactConfig(quiet="22-7").quiet == "22:00-07:00"
    with pytest.raises(ValueError, match="21:00-08:00"):
        ContactConfig(quiet="at night")


def test_the_night_ends_in_the_morning() -> None:
    late = utc(2026, 5, 28, 20, 26)  # 22:26 in Berlin
    assert quiet_until(NIGHT, late, BERLIN) == utc(2026, 5, 29, 6)
    assert quiet_until(NIGHT, utc(2026, 5, 29, 5, 59), BERLIN) == utc(2026, 5, 29, 6)
    assert quiet_until(NIGHT, utc(2026, 5, 29, 6), BERLIN) is None
    assert quiet_until(NIGHT, late, NEW_YORK) is None
    assert quiet_until(Quiet(0, 0), late, BERLIN) is None


def test_the_hour_that_comes_twice_does_not_open_the_night() -> None:
    until_half_past_two = Quiet(22 * 60, 2 * 60 + 30)
    # quiet until the first 02:30; at the second one nobody is asked to wait for the past
    assert quiet_until(until_half_past_two, utc(2026, 10, 25, 0, 29), BERLIN) == utc(
        2026, 10, 25, 0, 30
    )
    assert quiet_until(until_half_past_two, utc(2026, 10, 25, 1, 0), BERLIN) is None
    # the night of the change is an hour longer, or shorter
    assert quiet_until(NIGHT, utc(2026, 10, 24, 20), BERLIN) == utc(2026, 10, 25, 7)
    assert quiet_until(NIGHT, utc(2026, 3, 28, 21), BERLIN) == utc(2026, 3, 29, 6)


@given(
    MOMENTS,
    st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, "UTC"]),
    st.integers(0, 1439),
    st.integers(0, 1439),
)
def test_the_end_of_the_quiet_is_outside_of_it(now: int, zone: str, start: int, end: int) -> None:
    quiet = Quiet(start, end)
    until = quiet_until(quiet, now, zone)
    if until is None:
        return
    assert now < until <= now + 25 * HOUR_MS
    assert quiet_until(quiet, until, zone) is None or start == end
    then = local(until, zone)
    # at the typed minute, or after the hour that was skipped
    gap = then - timedelta(hours=1)
    assert 60 * then.hour + then.minute == end or then.utcoffset() != gap.utcoffset()


def test_the_week_has_room_when_the_oldest_falls_out() -> None:
    now = 10 * WEEK_MS
    sent = [now - WEEK_MS, now - 5, now - 3, now - 1]
    assert room_at(sent, 4, now) is None
    assert room_at(sent, 3, now) == now - 5 + WEEK_MS
    # the cap was lowered: two have to fall out
    assert room_at(sent, 2, now) == now - 3 + WEEK_MS


def test_what_they_asked_for_waits_for_the_morning_only() -> None:
    noon, full = utc(2026, 5, 28, 10), [utc(2026, 5, 27, 10)]
    wanted = decide(full, 1, NIGHT, BERLIN, noon, wanted=True, known=False)
    assert wanted.granted
    held = decide(full, 1, NIGHT, BERLIN, noon, wanted=False, known=False)
    assert held.at == full[0] + WEEK_MS and not held.refused
    again = decide(full, 1, NIGHT, BERLIN, noon, wanted=False, known=True)
    assert again.granted
    night = utc(2026, 5, 28, 22)
    assert decide([], 1, NIGHT, BERLIN, night, wanted=True, known=True).at == utc(2026, 5, 29, 6)


def test_room_at_night_is_said_for_the_morning() -> None:
    late = utc(2026, 5, 21, 20, 30)  # 22:30 in Berlin
    leave = decide([late], 1, NIGHT, BERLIN, utc(2026, 5, 22, 10), wanted=False, known=False)
    assert leave.at == utc(2026, 5, 29, 6)


@pytest.mark.parametrize(
    ("typed", "locale", "zone"),
    [
        ("Europe/Berlin", "en", "Europe/Berlin"),
        ("berlin", "en", "Europe/Berlin"),
        ("new york", "en", "America/New_York"),
        ("Wien", "de", "Europe/Vienna"),
        ("zurich", "en", "Europe/Zurich"),
        ("Zürich", "de", "Europe/Zurich"),
        ("são paulo", "en", "America/Sao_Paulo"),
        ("utc", "en", "UTC"),
    ],
)
def test_a_city_is_a_zone(typed: str, locale: str, zone: str) -> None:
    assert zones.found(typed, locale) == zone


def test_an_unknown_city_gets_a_hint() -> None:
    with pytest.raises(UserError, match="Did you mean Europe/Berlin"):
        zones.found("Berln", "en")
    with pytest.raises(UserError, match="nearest large city"):
        zones.found("", "en")
    with pytest.raises(UserError, match="nearest large city"):
        zones.found("x" * 500, "xx-unknown")


def test_zones_are_offered_while_they_are_typed() -> None:
    assert zones.offered("ber", "en")[0] == "Europe/Berlin"
    assert len(zones.offered("", "en")) == 25
    assert zones.offered("qqqq", "en") == []
