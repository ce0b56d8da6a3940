"""Hours, balance and due times of announcements, without a chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.api.calendar import local
from bot.api.errors import UserError
from bot.api.model import Space
from cogs.announcements.drafting import reading
from cogs.announcements.model import (
    Announcement,
    Balance,
    best_hours,
    checked_text,
    first_due,
    following,
    newest,
    next_of,
)
from cogs.announcements.payloads import turn_of

BERLIN = "Europe/Berlin"
HOUR_MS = 3_600_000
OF = Announcement(
    1, 1, 7, "Fresh rolls", "", None, False, None, "", "draft", None, None, None, 1_000
)
SPACES = (Space(1, 1, "discord", "10", "Sourdough"), Space(2, 1, "telegram", "20", "Die Bäckerei"))


def utc(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc,arg-type]


def test_once_and_at_once() -> None:
    now = utc(2026, 5, 1, 10)
    assert first_due(OF, now, BERLIN).at == now
    later = replace(OF, starts_at=now + HOUR_MS)
    assert first_due(later, now, BERLIN).at == now + HOUR_MS
    assert following(later, now, BERLIN) is None


def test_every_week_keeps_its_hour_over_both_clock_changes() -> None:
    start = utc(2026, 3, 22, 17)  # a Sunday, 18:00 in Berlin
    weekly = replace(OF, starts_at=start, rhythm=reading.rhythm("every week", start, BERLIN))
    assert weekly.rhythm == "weekly sun 18:00"
    first = first_due(weekly, start - HOUR_MS, BERLIN)
    second = following(weekly, first.at, BERLIN)
    assert second is not None
    assert (second.at - first.at) // HOUR_MS == 7 * 24 - 1
    assert f"{local(second.at, BERLIN):%H:%M}" == "18:00"
    third = newest(weekly, second.at + 20 * 24 * HOUR_MS, BERLIN)
    assert third.period == "2026-04-12"


def test_a_rhythm_never_starts_before_its_day() -> None:
    now, start = utc(2026, 5, 1, 10), utc(2026, 5, 20, 10)
    monthly = replace(OF, starts_at=start, rhythm=reading.rhythm("month", start, BERLIN))
    assert first_due(monthly, now, BERLIN).at == start


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", ""),
        ("einmal", ""),
        ("every day", "daily 12:00"),
        ("jeden Montag", "weekly mon 12:00"),
        ("every friday.", "weekly fri 12:00"),
        ("Workdays", "workdays 12:00"),
        ("each month", "monthly 1 12:00"),
        ("wöchentlich", "weekly fri 12:00"),
    ],
)
def test_how_often(said: str, expected: str) -> None:
    assert reading.rhythm(said, utc(2026, 5, 1, 10), BERLIN) == expected


def test_an_unknown_rhythm_says_what_there_is() -> None:
    with pytest.raises(UserError, match="every week"):
        reading.rhythm("when the moon is full", 0, BERLIN)


def test_places() -> None:
    assert reading.places("", SPACES) is None
    assert reading.places("all", SPACES) is None
    assert reading.places("Discord", SPACES) == (1,)
    assert reading.places("die bäckerei", SPACES) == (2,)
    assert reading.places("discord, telegram", SPACES) is None
    assert reading.places("#2", SPACES) == (2,)
    assert reading.places("Rye, Wheat", (*SPACES, Space(3, 1, "discord", "3", "Rye, Wheat"))) == (
        3,
    )
    with pytest.raises(UserError, match=r"not in “slack”.*telegram"):
        reading.places("slack", SPACES)


def test_words_are_needed_and_bounded() -> None:
    assert checked_text("  hello ") == "hello"
    assert checked_text("🥖" * 1000)
    for bad in ("  ", "x" * 2001, "🥖" * 1001):
        with pytest.raises(UserError):
            checked_text(bad)


def test_a_handful_of_posts_is_never_too_much_selling() -> None:
    assert not Balance(0, 0).beyond(25, selling=True)
    assert not Balance(2, 2).beyond(25, selling=True)
    assert Balance(1, 3).beyond(25, selling=True)
    assert not Balance(1, 3).beyond(50, selling=True)
    assert not Balance(3, 3).beyond(25, selling=False)


def test_best_hours_are_by_day_and_by_what_follows() -> None:
    monday = utc(2026, 4, 27, 0) // HOUR_MS  # 02:00 in Berlin
    busy = {
        monday + 1: 500,  # 03:00, at night
        monday + 16: 90,  # 18:00
        monday + 17: 60,  # 19:00
        monday + 6: 100,  # 08:00, and nothing after
    }
    best = best_hours(busy, BERLIN)
    assert [(one.weekday, one.hour) for one in best] == [(0, 18), (0, 7), (0, 8)]
    assert best_hours({monday: 99}, BERLIN) == []
    now = utc(2026, 5, 1, 10)
    assert f"{local(next_of(best, now, BERLIN), BERLIN):%a %H:%M}" == "Mon 07:00"


def test_what_is_approved_is_what_was_seen() -> None:
    assert turn_of(OF) == turn_of(replace(OF, state="waiting", approved_by=3))
    changes = ({"text": "x"}, {"audience": "new"}, {"starts_at": 5}, {"selling": True})
    assert len({turn_of(OF), *(turn_of(replace(OF, **change)) for change in changes)}) == 5


@pytest.mark.parametrize("said", ["", "day", "workdays", "monday", "month"])
def test_a_rhythm_is_typed_as_it_was_read(said: str) -> None:
    start = utc(2026, 5, 31, 10)  # a Sunday
    kept = reading.rhythm(said, start, BERLIN)
    assert reading.typed(kept) == said
    if kept:
        later = reading.next_alike(kept, utc(2026, 6, 1), BERLIN)
        assert reading.rhythm(reading.typed(kept), later, BERLIN) == kept
