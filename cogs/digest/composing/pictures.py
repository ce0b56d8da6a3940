"""The one picture of a digest; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.api.calendar import midnight
from bot.api.chart import Chart, Series
from bot.api.services.measures import Day
from bot.api.text import Join, Moment, T, Text, joined

WEEK = 7
WEEKS = 12
FEWEST = 2
NOON_MS = 12 * 3_600_000
SHORT_DAYS = (T("Mon"), T("Tue"), T("Wed"), T("Thu"), T("Fri"), T("Sat"), T("Sun"))


def two_weeks(days: Sequence[Day], zone: str, *, running: bool) -> Chart | None:
    """Messages of the last seven of 14 days against the seven before; None when there is nothing
    to see. `running` says that the last day is not over."""
    if not any(day.messages for day in days):
        return None
    earlier, present = days[:WEEK], days[WEEK:]
    labels = [_short_day(day.day) for day in present]
    return Chart(
        "bars",
        T("Messages per day"),
        labels,
        [
            Series(T("7 days before"), [day.messages for day in earlier]),
            Series(T("These 7 days"), [day.messages for day in present]),
        ],
        alt=T(
            "Messages per day from {first} to {last}: {present}; the seven days before: {earlier}.",
            first=_dated(present[0].day, zone),
            last=_dated(present[-1].day, zone),
            present=joined(
                [
                    Join((label, " ", _number(day.messages)))
                    for label, day in zip(labels, present, strict=True)
                ]
            ),
            earlier=joined([_number(day.messages) for day in earlier]),
        ),
        note=T("The last day is not over yet.") if running else "",
    )


def twelve_weeks(writers: Sequence[tuple[int, int]], zone: str) -> Chart | None:
    """How many people wrote in each week; (first day of the week as an ordinal, people), oldest
    first. None where nobody did, or in one week only."""
    if len(writers) < FEWEST or not any(count for _, count in writers):
        return None
    return Chart(
        "line",
        T("People who wrote, week by week"),
        [_day_month(day) for day, _ in writers],
        [Series(T("People"), [count for _, count in writers])],
        alt=T(
            "People who wrote in each week, from that of {first} to that of {last}: {counts}.",
            first=_dated(writers[0][0], zone),
            last=_dated(writers[-1][0], zone),
            counts=joined([_number(count) for _, count in writers]),
        ),
    )


def _number(value: int) -> Text:
    return T("{n}", n=value)


def _short_day(ordinal: int) -> Text:
    return SHORT_DAYS[date.fromordinal(ordinal).weekday()]


def _day_month(ordinal: int) -> Text:
    on = date.fromordinal(ordinal)
    return f"{on.day}.{on.month}."


def _dated(ordinal: int, zone: str) -> Text:
    # noon: the same date wherever a reader is shown it in the community's zone
    return Moment(midnight(date.fromordinal(ordinal), zone) + NOON_MS, "date")
