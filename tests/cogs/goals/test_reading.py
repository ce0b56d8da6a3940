"""Goals as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.api.calendar import local_date
from bot.api.errors import UserError
from bot.api.text import T
from bot.engine.commands.times import parse_when
from bot.engine.rendering.catalogue import Catalogue
from cogs.goals.asking.catalogue import ADDED_UP, COUNTED, LOCALES, completions, find
from cogs.goals.asking.reading import Number, in_unit, read_due, read_number, read_since
from cogs.goals.asking.wishing import Here, Wish, read_wish
from cogs.goals.model import Metric

BERLIN = "Europe/Berlin"
NOW = round(datetime(2026, 3, 2, 10, tzinfo=UTC).timestamp() * 1000)
CHURN = Metric("outlook.churn", "May leave soon", "level", "down", "share", "outlook")
STICKY = Metric("activity.stickiness", "Stickiness", "level", "up", "share", "insights.activity")
WAIT = Metric("responses.median_ms", "Half wait at most", "level", "down", "ms", "insights")
GINI = Metric("participation.gini", "Unevenness", "level", "up", "number", "insights")
ALL = [*COUNTED, *ADDED_UP, CHURN, STICKY, WAIT, GINI]


def when(text: str) -> int:
    return parse_when(text, now=NOW, zone=BERLIN, locale="en")


HERE = Here(NOW, BERLIN, when)


def wish(metric: str, number: str = "", date_: str = "") -> Wish:
    return read_wish(metric, number, date_, ALL, HERE)


def last_day(due_at: int | None) -> date:
    assert due_at is not None
    assert local_date(due_at, BERLIN) == local_date(due_at - 1, BERLIN) + timedelta(days=1)
    return local_date(due_at - 1, BERLIN)


@pytest.mark.parametrize(
    ("typed", "metric", "target", "aim", "until"),
    [
        ("20 ideas by June", "ideas.posted", 20, "up", date(2026, 6, 30)),
        ("at least 1,000 new members until end of 2026", "growth.joins", 1000, "up",
         date(2026, 12, 31)),
        ("10 sales by referral code until 31 December", "referrals.conversions", 10, "up",
         date(2026, 12, 31)),
        ("20 Ideen bis Ende Mai", "ideas.posted", 20, "up", date(2026, 5, 31)),
        ("churn under 5%", "outlook.churn", 0.05, "down", None),
        ("stickiness over 20 % by february", "activity.stickiness", 0.2, "up", date(2027, 2, 28)),
        ("at most 3 flags by the end of the month", "safety.flags", 3, "down", date(2026, 3, 31)),
        ("responses.median_ms unter 2 stunden", "responses.median_ms", 7_200_000, "down", None),
        ("20 ideas in 3 months", "ideas.posted", 20, "up", date(2026, 6, 2)),
        ("sales 10 31 December", "referrals.conversions", 10, "up", date(2026, 12, 31)),
        ("stickiness 20% june", "activity.stickiness", 0.2, "up", date(2026, 6, 30)),
        ("5 polls within 3 weeks", "polls.opened", 5, "up", date(2026, 3, 23)),
        ("turnover 5,000 by June", "referrals.conversion_value", 5000, "up", date(2026, 6, 30)),
        ("20ideas by June", "ideas.posted", 20, "up", date(2026, 6, 30)),
        ("participation.gini under 0.125", "participation.gini", 0.125, "down", None),
    ],
)  # fmt: skip
def test_a_whole_goal_in_one_sentence(
    typed: str, metric: str, target: float, aim: str, until: date | None
) -> None:
    found = wish(typed)
    assert (found.metric.name, found.target, found.aim) == (metric, target, aim)
    assert found.due_at is None if until is None else last_day(found.due_at) == until


def test_three_options() -> None:
    found = wish("sales by code", "10", "31 December")
    assert (found.metric.name, found.target) == ("referrals.conversions", 10)
    assert last_day(found.due_at) == date(2026, 12, 31)
    assert wish("stickiness", "under 20%").aim == "down"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("twenty ideas by June", "I see no number"),
        ("20 ideas", "By when?"),
        ("20 unicorns by June", "I cannot count “unicorns”"),
        ("2.5 ideas by June", "whole numbers"),
        ("5% ideas by June", "This is a number"),
        ("0 ideas by June", "reached already"),
        ("stickiness over 120%", "at most 100%"),
        ("responses.median_ms under 5", "a length of time"),
        ("stickiness over 3 hours", "This is a share"),
        ("20 ideas by 2029", "two years"),
        ("20 ideas by blue moon", "I cannot read"),
        ("9" * 40 + " ideas by June", "I see no number"),
    ],
)
def test_what_cannot_be_read_is_said(typed: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        wish(typed)


def test_numbers() -> None:
    assert read_number("1.000") == Number(1000, None, "count")
    assert read_number("0,5 %") == Number(0.005, None, "share")
    assert read_number("mindestens 30") == Number(30, "up", "count")
    assert read_number("≤ 90 min") == Number(5_400_000, "down", "ms")
    assert read_number("3 Tage") == Number(259_200_000, None, "ms")
    assert read_number("1.2.3") is read_number("20 ideas") is read_number("") is None
    assert in_unit(Number(5, None, "count"), "share") == 0.05
    assert in_unit(Number(0.2, None, "count"), "share") == 0.2
    assert in_unit(Number(0.4, None, "count"), "number") == 0.4


def test_days_that_have_begun() -> None:
    def since(text: str) -> date:
        return local_date(read_since(text, NOW, BERLIN), BERLIN)

    assert since("2026-02-01") == date(2026, 2, 1)
    assert since("since 1 March") == date(2026, 3, 1)
    assert since("4.12.") == date(2025, 12, 4)
    assert since("December") == date(2025, 12, 1)
    assert since("today") == date(2026, 3, 2)
    for bad in ("2026-02-30", "2026-03-03", "2020-01-01", "soon", "31.2."):
        with pytest.raises(UserError):
            since(bad)


def test_a_date_ends_with_its_day_over_a_clock_change() -> None:
    due = read_due("by 29 March", NOW, BERLIN, when)  # 23 hours long
    assert datetime.fromtimestamp(due / 1000, UTC) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    today = read_due("today 18:00", NOW, BERLIN, when)
    assert last_day(today) == date(2026, 3, 2)
    with pytest.raises(UserError, match="passed"):
        read_due("end of january 2026", NOW, BERLIN, when)


def test_found_by_words() -> None:
    def name(typed: str) -> str | None:
        found = find(typed, ALL)
        return found.name if found else None

    assert name("growth.joins") == "growth.joins"
    assert name("Neue  Mitglieder") == "growth.joins"
    assert name("Sales") == "referrals.conversions"
    assert name("people brought") == "referrals.brought"
    assert name("weather") is None
    assert name("messages") == "digest.messages"
    with pytest.raises(UserError, match="several things"):
        find("members", ALL)


def test_offered_while_typing() -> None:
    assert completions("ide", ALL, locale="en", most=25) == ["new ideas"]
    assert completions("verk", ALL, locale="de-AT", most=25) == ["Verkäufe über Codes"]
    assert completions("verk", ALL, locale="fr", most=25) == ["sales by code"]
    assert len(completions("", ALL, locale="en", most=5)) == 5


def test_what_is_offered_is_what_the_catalogue_of_translations_says() -> None:
    catalogue = Catalogue()
    catalogue.add(LOCALES)
    for metric in (*COUNTED, *ADDED_UP):
        assert isinstance(metric.words, T)
        said = catalogue.translate(metric.words, "de")
        assert completions(metric.name, [metric], locale="de", most=1) == [said]
        assert find(said, [metric]) is metric


@pytest.mark.parametrize("typed", ["ideas -5 by June", "-5 ideas by June", "10k ideas by June"])
def test_another_number_than_was_typed_is_never_taken(typed: str) -> None:
    with pytest.raises(UserError, match="no number"):
        wish(typed)


@pytest.mark.parametrize("typed", ["31.12.9999", "9999-12-31"])
def test_a_date_at_the_end_of_the_calendar_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        read_due(typed, NOW, BERLIN, when)
