"""Warnings in words; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.api.calendar import midnight
from bot.api.chart import Chart
from bot.api.chart import Series as Row
from bot.api.model import Channel
from bot.api.reply import Button, Reply
from bot.api.reply import Look as Shade
from bot.api.text import CommandHint, Moment, T, Text, bold, lines

from ..model import Series, Unusual
from ..payloads import Look, Mute, Unmute
from .judging import Expected, Side

USUAL = 0.1
"""The band called usual leaves out one day in ten on either side."""
RARE = 10_000

HEADS: Mapping[tuple[Series, Side], T] = {
    ("messages", "up"): T("Unusually many messages"),
    ("messages", "down"): T("Unusually few messages"),
    ("leaves", "up"): T("Unusually many people have left"),
    ("negative", "up"): T("Unusually many messages sound unhappy"),
    ("flags", "up"): T("Unusually many messages were flagged"),
    ("unanswered", "up"): T("Unusually many questions found no answer"),
    ("topics", "up"): T("Unusually many subjects are rising"),
}
TITLES: Mapping[Series, T] = {
    "messages": T("messages"),
    "leaves": T("people who left"),
    "negative": T("messages that sound unhappy"),
    "flags": T("flagged messages"),
    "unanswered": T("questions without an answer"),
    "topics": T("rising subjects"),
}
A_DAY: Mapping[Series, T] = {
    "messages": T("Messages a day"),
    "leaves": T("People who left, a day"),
    "negative": T("Messages that sound unhappy, a day"),
    "flags": T("Flagged messages a day"),
    "unanswered": T("Questions without an answer, a day"),
    "topics": T("Rising subjects a day"),
}
LOOK: Mapping[Series, tuple[str, str]] = {
    "flags": ("queue", ""),
    "unanswered": ("faq gaps", ""),
}


def warning(event: Unusual, zone: str, running: bool, busiest: Channel | None) -> Reply:
    """One message for an event: what happened, how unusual, where to look."""
    buttons = [
        [
            Button(T("Show"), Look(event.series, event.side, event.first_day), Shade.PRIMARY),
            Button(T("Mute for a week"), Mute(event.series)),
        ]
    ]
    text = lines(
        bold(HEADS[event.series, event.side]),
        what(event, zone, running=running),
        how_unusual(event.chance),
        where(event, busiest),
    )
    return Reply(text, buttons, tone="warn")


def what(event: Unusual, zone: str, *, running: bool) -> Text:
    """The count, and what is usual."""
    low, high = Expected(event.mean, event.dispersion).band(USUAL)
    count = event.count
    if running:
        return T(
            "{count} so far today; on a day like this {low} to {high} are usual.",
            count=count, low=low, high=high,
        )  # fmt: skip
    return T(
        "{count} on {day}; on a day like this {low} to {high} are usual.",
        count=count, low=low, high=high, day=on(event.first_day, zone),
    )  # fmt: skip


def on(day: int, zone: str) -> Text:
    """A local day."""
    return Moment(midnight(date.fromordinal(day), zone), "date")


def how_unusual(chance: float) -> Text:
    """In days, which everybody can picture."""
    days = RARE if chance * RARE < 1 else round(1 / chance)
    if days >= RARE:
        return T("By chance that happens less than once in {days} days.", days=RARE)
    return T("By chance that happens about once in {days} days.", days=days)


def where(event: Unusual, busiest: Channel | None) -> Text:
    """Where to look next."""
    if (event.series, event.side) == ("messages", "down"):
        return T(
            "Was there an outage, or was I offline? Then that is why. Otherwise {command} shows "
            "the week.",
            command=CommandHint("digest now"),
        )
    if event.series in LOOK:
        return T("Look at {command}.", command=CommandHint(*LOOK[event.series]))
    if busiest is not None:
        return T("Look at #{channel} first: most was written there.", channel=busiest.name)
    return T("{command} shows the week.", command=CommandHint("digest now"))


def muted(series: Series, until: int) -> Reply:
    """Quiet, with the way back."""
    return Reply(
        T("No warnings about {what} until {when}.", what=TITLES[series], when=Moment(until)),
        [[Button(T("Warn again"), Unmute(series))]],
    )


def heard(series: Series) -> Text:
    """Warnings again."""
    return T("I warn about {what} again.", what=TITLES[series])


def chart(
    event: Unusual,
    days: Sequence[tuple[int, float, tuple[float, float] | None]],
    zone: str,
) -> Reply:
    """The days around it: (local day, count, usual band)."""
    title = A_DAY[event.series]
    low, high = Expected(event.mean, event.dispersion).band(USUAL)
    picture = Chart(
        "line",
        title,
        [on(day, zone) for day, _, _ in days],
        [Row(title, [value for _, value, _ in days])],
        alt=T(
            "{title}: {count} on {day}, where {low} to {high} are usual.",
            title=title,
            count=event.count,
            day=on(event.first_day, zone),
            low=low,
            high=high,
        ),
        note=T("The band is what was usual for such a day: four days in five are within."),
        bands=[band for _, _, band in days],
    )
    head = HEADS[event.series, event.side]
    return Reply(
        lines(bold(head), what(event, zone, running=False), how_unusual(event.chance)),
        picture=picture,
    )


def listed(
    events: Sequence[Unusual], muted: Mapping[str, int], zone: str, false_alarms: float
) -> Text:
    """What was unusual lately, what is muted, and how to change how much is told."""
    found: list[Text] = [
        T("{day}: {head} ({count})", day=on(one.first_day, zone),
          head=HEADS[one.series, one.side], count=one.count)
        for one in events
    ]  # fmt: skip
    quiet: list[Text] = [
        T("Muted until {when}: {what}", when=Moment(until), what=TITLES[series])
        for series in TITLES
        if (until := muted.get(series)) is not None
    ]
    rate = f"{false_alarms:g}"
    return lines(
        bold(T("Unusual in the last 28 days")),
        *(found or [T("Nothing.")]),
        *quiet,
        T(
            "False alarms allowed a month: {rate}. An owner changes that with {command}.",
            rate=rate,
            command=CommandHint("settings set", "outlook.false_alarms_per_month 2"),
        ),
    )
