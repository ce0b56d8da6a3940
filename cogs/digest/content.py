"""What a digest says: figures against the period before, a chart, suggestions; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.api.boards.figures import Suggestion
from bot.api.calendar import local_date
from bot.api.chart import Chart, Series
from bot.api.reply import Reply
from bot.api.services import Count
from bot.api.text import Join, Length, Moment, Percent, T, Text, bold, italic, joined, lines

from .figures import FEW_MEMBERS, Facts
from .logic import Span, rounded_seconds

SUGGESTIONS = 3
PERCENT_FROM = 20
MOOD_FROM = 20
WEEK = 7
SHORT_DAYS = (T("Mon"), T("Tue"), T("Wed"), T("Thu"), T("Fri"), T("Sat"), T("Sun"))


def weekly(community: str, span: Span) -> Text:
    """The head of a weekly digest."""
    days = T(
        "{first} to {last}", first=Moment(span.start, "date"), last=Moment(span.end - 1, "date")
    )
    return lines(bold(T("The week at {community}", community=community)), days)


def daily(community: str, span: Span) -> Text:
    """The head of a daily digest."""
    day = T(
        "{weekday}, {date}",
        weekday=Moment(span.start, "weekday"),
        date=Moment(span.start, "date"),
    )
    return lines(bold(T("The day at {community}", community=community)), day)


def on_request(community: str, span: Span) -> Text:
    """The head of a digest that somebody asked for."""
    return lines(
        bold(T("The last 7 days at {community}", community=community)),
        T("up to now: {moment}", moment=Moment(span.end)),
    )


def late(due: int) -> Text:
    """Why a digest comes at an odd time."""
    return T("This comes late: I was switched off on {moment}.", moment=Moment(due))


def digest(
    head: Text, facts: Facts, suggestions: Sequence[Suggestion], zone: str, note: Text | None = None
) -> Reply:
    """The whole message; the buttons stand in the order of the suggestions."""
    chosen = suggestions[:SUGGESTIONS]
    advice: list[Text] = [Join(("• ", suggestion.text)) for suggestion in chosen]
    if advice:
        advice = ["", bold(T("What you can do now")), *advice]
    return Reply(
        lines(head, note, "", *figure_lines(facts), *advice),
        buttons=[[suggestion.button] for suggestion in chosen],
        picture=chart(facts, zone),
        tone="info",
    )


def figure_lines(facts: Facts) -> list[Text]:
    """One line a figure, each against the period before."""
    members = _line("👥", T("Members"), facts.members)
    if facts.still:
        return [members, T("Nobody came, left, wrote or asked anything, nor in the time before.")]
    offered: list[tuple[str, Text, Count | None]] = [
        ("💡", T("New ideas"), facts.ideas),
        ("📊", T("Polls"), facts.polls),
        ("❓", T("Unanswered questions"), facts.unanswered),
        ("🚩", T("Flagged messages"), facts.flags),
    ]
    return [
        members,
        _line("👋", T("Joined"), facts.joins),
        *(
            [_line("🚪", T("Left"), facts.leaves)]
            if facts.leaves.now or facts.leaves.before
            else []
        ),
        _line("🙋", T("Wrote something"), facts.active),
        _line("💬", T("Messages"), facts.messages, facts.rates),
        *(_line(sign, name, c) for sign, name, c in offered if c is not None),
        *_settled(facts.settle_ms),
        *_mood(facts),
    ]


def number(value: int) -> Text:
    """A whole number as the reader's language writes it."""
    return T("{n}", n=value)


def _line(sign: str, name: Text, count: Count, rates: bool = False) -> Text:
    return Join(
        (sign, " ", name, ": ", bold(number(count.now)), "\u00a0(", change(count, rates), ")")
    )


def change(count: Count, rates: bool) -> Text:
    """ "▲ 12" or "same"; with `rates` "▼ 30%" of a number that is large enough for that."""
    difference = count.now - count.before
    if difference == 0:
        return T("same")
    share = abs(difference) / count.before if count.before >= PERCENT_FROM else 0.0
    by = Percent(share) if rates and share >= 0.01 else number(abs(difference))
    return _moved(difference, by)


def _moved(difference: int, by: Text) -> Text:
    return Join(("▲ " if difference > 0 else "▼ ", by))


def _settled(settle_ms: tuple[int | None, int | None]) -> list[Text]:
    now, before = (None if ms is None else rounded_seconds(ms) for ms in settle_ms)
    if now is None:
        return []
    parts: list[Text] = ["⏱️ ", T("Typical time to a decision"), ": ", bold(Length(now))]
    if before is not None:
        difference = now - before
        moved = _moved(difference, Length(abs(difference))) if difference else T("same")
        parts += ["\u00a0(", moved, ")"]
    return [Join(tuple(parts))]


def _mood(facts: Facts) -> list[Text]:
    """Nothing of a few messages, nor of a few people: it is about the crowd, not about anybody."""
    mood = facts.mood
    if mood is None or mood.judged.now < MOOD_FROM or facts.active.now < FEW_MEMBERS:
        return []

    def share(count: Count) -> Text:
        now = bold(Percent(count.now / mood.judged.now))
        if mood.judged.before < MOOD_FROM:
            return now
        before = T("before: {share}", share=Percent(count.before / mood.judged.before))
        return Join((now, "\u00a0(", before, ")"))

    said = T(
        "Mood: {positive} of {judged} judged messages sounded positive, {negative} negative.",
        positive=share(mood.positive),
        judged=number(mood.judged.now),
        negative=share(mood.negative),
    )
    source = T("Read by word list (VADER), English only.")
    return [Join(("🌤️ ", said, " ", italic(source)))]


def chart(facts: Facts, zone: str) -> Chart | None:
    """Messages per day against the week before; None when there is nothing to see."""
    per_day = facts.per_day
    if not any(count for _, count in per_day):
        return None
    earlier, present = per_day[-2 * WEEK : -WEEK], per_day[-WEEK:]
    labels = [_short_day(local_date(start, zone)) for start, _ in present]
    return Chart(
        "bars",
        T("Messages per day"),
        labels,
        [
            Series(T("7 days before"), [count for _, count in earlier]),
            Series(T("These 7 days"), [count for _, count in present]),
        ],
        alt=T(
            "Messages per day from {first} to {last}: {present}; the seven days before: {earlier}.",
            first=Moment(present[0][0], "date"),
            last=Moment(present[-1][0], "date"),
            present=joined(
                [
                    Join((label, " ", number(count)))
                    for label, (_, count) in zip(labels, present, strict=True)
                ]
            ),
            earlier=joined([number(count) for _, count in earlier]),
        ),
        note=T("The last day is not over yet.") if facts.running else "",
    )


def _short_day(day: date) -> T:
    return SHORT_DAYS[day.weekday()]
