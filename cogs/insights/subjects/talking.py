"""Activity, answers and participation: how much, how quickly, how evenly; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.reports import FEW, Figure, Section
from bot.api.boards.sections_text import amount
from bot.api.calendar import local
from bot.api.chart import Chart, Series
from bot.api.services.measures import Active, Day, Responses, Spread
from bot.api.text import N, Percent, T, Text

from .common import TOO_FEW, long_date, share, share_figure, short_date

HOUR_MS = 3_600_000
HOURS = 24
BUSY_HOURS = 3
WORTH_SAYING = 20
TENTH_FROM = 10
WEEKDAYS: tuple[Text, ...] = (
    T("Mondays"),
    T("Tuesdays"),
    T("Wednesdays"),
    T("Thursdays"),
    T("Fridays"),
    T("Saturdays"),
    T("Sundays"),
)


# ---- activity


def activity(
    now: Active,
    before: Active,
    days: Sequence[Day],
    hours: Mapping[int, int],
    zone: str,
    *,
    running: bool = False,
) -> Section:
    """How many take part, and when. `hours` are messages by hour (UTC ms // 3,600,000); `running`:
    the last of the days is not over."""
    figures = [
        Figure("activity.dau", T("Wrote yesterday"), now.day, before.day, better="up"),
        Figure("activity.wau", T("Wrote in 7 days"), now.week, before.week, better="up"),
        Figure("activity.mau", T("Wrote in 28 days"), now.month, before.month, better="up"),
        share_figure(
            "activity.stickiness",
            T("Come back day by day (stickiness)"),
            _sticky(now),
            _sticky(before),
        ),
    ]
    charts = [chart for chart in (_per_day(days, zone, running), _per_hour(hours, zone)) if chart]
    busy = busiest(hours, zone)
    return Section(figures, charts=charts, notes=[busy] if busy else [])


def _sticky(active: Active) -> float | None:
    return active.stickiness if active.month >= FEW else None


def _per_day(days: Sequence[Day], zone: str, running: bool) -> Chart | None:
    if not any(day.messages for day in days):
        return None
    total = sum(day.messages for day in days)
    return Chart(
        "bars",
        T("Messages per day"),
        [short_date(day.day) for day in days],
        [Series(T("Messages"), [day.messages for day in days])],
        alt=T(
            "Messages per day from {first} to {last}: {total} in all, at most {most} on a day.",
            first=long_date(days[0].day, zone),
            last=long_date(days[-1].day, zone),
            total=total,
            most=max(day.messages for day in days),
        ),
        note=T("The last day is not over yet.") if running else "",
    )


def _local_hours(hours: Mapping[int, int], zone: str) -> tuple[list[int], list[int]]:
    """Messages by local hour of the day, and by weekday."""
    by_hour, by_weekday = [0] * HOURS, [0] * len(WEEKDAYS)
    for hour, messages in hours.items():
        at = local(hour * HOUR_MS, zone)
        by_hour[at.hour] += messages
        by_weekday[at.weekday()] += messages
    return by_hour, by_weekday


def _per_hour(hours: Mapping[int, int], zone: str) -> Chart | None:
    by_hour, _ = _local_hours(hours, zone)
    if not any(by_hour):
        return None
    start, end, part = _busy(by_hour)
    return Chart(
        "bars",
        T("Messages by hour of the day"),
        [f"{hour}:00" for hour in range(HOURS)],
        [Series(T("Messages"), by_hour)],
        alt=T(
            "Messages by hour of the day: {share} of them between {start} and {end}.",
            share=Percent(part),
            start=start,
            end=end,
        ),
    )


def busiest(hours: Mapping[int, int], zone: str) -> Text | None:
    """When most is written, a good time for what all should see; None of a few messages."""
    by_hour, by_weekday = _local_hours(hours, zone)
    if sum(by_hour) < WORTH_SAYING:
        return None
    start, end, part = _busy(by_hour)
    return T(
        "Most is written on {weekday} and between {start} and {end} ({share}): a good time for "
        "what everybody should see.",
        weekday=WEEKDAYS[by_weekday.index(max(by_weekday))],
        start=start,
        end=end,
        share=Percent(part),
    )


def _busy(by_hour: Sequence[int]) -> tuple[str, str, float]:
    """The three hours in a row, also over midnight, with the most messages, and their share."""
    sums = [sum(by_hour[(h + n) % HOURS] for n in range(BUSY_HOURS)) for h in range(HOURS)]
    first = sums.index(max(sums))
    return f"{first}:00", f"{(first + BUSY_HOURS) % HOURS}:00", sums[first] / sum(by_hour)


# ---- answers


def responses(now: Responses, before: Responses) -> Section:
    """Whether people get answers, and how soon."""
    answered = share(now.answered, now.opened)
    figures = [
        share_figure(
            "responses.answered_share",
            T("Were answered"),
            answered,
            share(before.answered, before.opened),
            note=N(
                "of {n} message that began a conversation",
                "of {n} messages that began a conversation",
                now.opened,
            ),
        ),
        _waited("responses.median_ms", T("Half wait at most"), now.median_ms, before.median_ms),
        _waited("responses.p90_ms", T("Nine of ten wait at most"), now.p90_ms, before.p90_ms),
    ]
    if not now.opened:
        return Section(figures, notes=[T("No conversation was counted in this time.")])
    return Section(figures, notes=[_pace(now, answered)] if now.median_ms is not None else [])


def _waited(name: str, label: Text, now: int | None, before: int | None) -> Figure:
    if now is None:
        return Figure(name, label, None, unit="ms", better="down", note=T("nothing was answered"))
    return Figure(name, label, now, before, "ms", "down")


def _pace(now: Responses, answered: float | None) -> Text:
    median = amount(now.median_ms or 0, "ms")
    if answered is not None and answered < 0.5:
        return T(
            "More than half of what people begin stays without an answer; where one comes, half of "
            "them wait no longer than {median}.",
            median=median,
        )
    return T("Who asks and is answered typically waits {median}.", median=median)


# ---- participation


def participation(now: Spread, before: Spread) -> Section:
    """How many carry the conversation."""
    tenth = now.top_tenth if now.writers >= TENTH_FROM else None
    tenth_before = before.top_tenth if before.writers >= TENTH_FROM else None
    gini = now.gini if now.writers >= FEW else None
    figures = [
        Figure("participation.writers", T("Wrote"), now.writers, before.writers, better="up"),
        Figure(
            "participation.reach",
            T("Wrote or reacted"),
            now.reach,
            before.reach,
            better="up",
            note=_of_members(now),
        ),
        share_figure(
            "participation.top_tenth", T("Written by the busiest tenth"), tenth, tenth_before, ""
        ),
        Figure(
            "participation.gini",
            T("Unevenness (Gini: 0 all alike, 1 one alone)"),
            gini,
            before.gini if before.writers >= FEW else None,
            "number",
            note="" if gini is not None else TOO_FEW,
        ),
    ]
    return Section(figures, notes=[_spread(tenth)] if tenth is not None else [])


def _of_members(now: Spread) -> Text:
    part = share(now.reach, now.members)
    if part is None:
        return ""
    return T("of {n} members, {share}", n=now.members, share=Percent(part))


def _spread(tenth: float) -> Text:
    said = T("The busiest tenth wrote {share} of all messages.", share=Percent(tenth))
    if tenth < 0.7:
        return said
    return T(
        "{said} Should they pause, it gets quiet: invite others by name.",
        said=said,
    )
