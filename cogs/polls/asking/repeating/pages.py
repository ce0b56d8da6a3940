"""What people see of repeated polls."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.calendar.rhythm import LONGEST_MONTH, TITLES, WEEK, Due, Rhythm
from bot.api.calendar.rhythm import Every as Days
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import CommandHint, Length, Moment, N, T, Text, bold, clip, lines

from ...model import DAY_MS
from ...store import Series
from ..checking import HOUR_MS
from ..payloads import Every, Show, Stop

IN_ROW = 5


def days(draft_id: int) -> Reply:
    """On which days a draft is to be asked."""

    def row(*which: Days) -> list[Button]:
        return [Button(TITLES[every], Every(draft_id, every)) for every in which]

    return Reply(
        T("On which days shall this poll be asked? I ask for the time next."),
        [
            row("daily", "workdays", "monthly"),
            row(*WEEK[:4]),
            row(*WEEK[4:]),
            [Button(T("Back"), Show(draft_id))],
        ],
    )


def time_form(payload: Every, day: int) -> Form:
    """The time of day; for a monthly poll also the day."""
    fields = [Field("time", T("Time of day"), "09:00", value="09:00", max=10)]
    if payload.every == "monthly":
        label = T("Day of the month, 1 to {n}", n=LONGEST_MONTH)
        fields.insert(0, Field("day", label, str(day), value=str(day), max=2))
    return Form(T("Repeat this poll"), fields, payload)


def begun(series: Series, rhythm: Rhythm, first: Due) -> Text:
    """A new series, in words; the first moment is said so that a misreading is seen."""
    return lines(
        T(
            "“{question}” is asked {rhythm} from now on; each poll stays open for {length}.",
            question=bold(clip(series.draft.question, 100)),
            rhythm=rhythm.told(),
            length=_long(series.draft.lasts),
        ),
        T("The first one comes on {when}.", when=Moment(first.at)),
        T("To see or stop what is repeated: {command}", command=CommandHint("polls series")),
    )


def _long(ms: int) -> Text:
    """A length exactly, where it is one of whole days or hours: it is said once and for all."""
    days, rest = divmod(ms, DAY_MS)
    if not rest:
        return N("{n} day", "{n} days", days)
    hours, rest = divmod(ms, HOUR_MS)
    return Length(ms // 1000) if rest else N("{n} hour", "{n} hours", hours)


def listed(series: Sequence[tuple[Series, Due]]) -> Reply:
    """All series of a community, with a button each to stop it."""
    if not series:
        return Reply(
            T(
                "No poll is repeated. {command} repeats one.",
                command=CommandHint("polls repeat", "monday #12"),
            )
        )
    told = [
        T(
            "#{number} {question} · {rhythm} · next {when}",
            number=str(each.id),
            question=bold(clip(each.draft.question, 60)),
            rhythm=Rhythm.read(each.rhythm).told(),
            when=Moment(due.at),
        )
        for each, due in series
    ]
    stops = [
        Button(T("Stop #{number}", number=str(each.id)), Stop(each.id), Look.DANGER)
        for each, _ in series
    ]
    rows = [stops[i : i + IN_ROW] for i in range(0, len(stops), IN_ROW)]
    return Reply(lines(bold(T("Repeated polls")), *told), rows)
