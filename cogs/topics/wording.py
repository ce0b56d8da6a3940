"""What is said about topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.reports import FEW, Column, Figure, Table
from bot.api.chart import Chart, Series
from bot.api.text import CommandHint, Join, N, T, Text, bold, italic, joined, lines

from .model import EMOTIONS, INTENTS, Said, Talk, Topic

IN_PICTURE = 8
IN_LIST = 12
JUDGED_FROM = 10  # messages that a tone could be heard of: of fewer nothing is said

INTENT_NAMES: Mapping[str, T] = {
    "help": T("asked for help"),
    "feedback": T("gave feedback"),
    "purchase": T("wanted to buy or book"),
    "thanks": T("said thank you"),
}
EMOTION_NAMES: Mapping[str, T] = {
    "joy": T("joy"),
    "gratitude": T("gratitude"),
    "anticipation": T("anticipation"),
    "frustration": T("frustration"),
    "worry": T("worry"),
}

NOTHING_YET = T(
    "No topic has come together yet: it takes {n} people who write about the same thing within a "
    "week.",
    n=FEW,
)
NO_MODEL = T(
    "Topics are not counted now, because the language model could not be loaded; the log says why."
)
NOT_YET_COMPARED = T("What is rising can be said once two periods have been counted.")
READ_BY = T(
    "Read by a small local model that misses many of them: compare a number with the one before, "
    "not with the others."
)

COLUMNS = (
    Column("topic", T("Topic")),
    Column("about", T("Its words")),
    Column("messages", T("Messages"), "count"),
    Column("people", T("People"), "count"),
    Column("before", T("Before"), "count"),
    Column("positive", T("Sounded positive"), "share"),
    Column("negative", T("Sounded negative"), "share"),
    Column("example", T("For example")),
)


def share(part: int, said: Said) -> float | None:
    """Of the messages that a tone could be heard of; None of too few."""
    return part / said.judged if said.judged >= JUDGED_FROM else None


def number(said: Said) -> int | None:
    """Messages; None of too few people to say."""
    return said.messages if said.shown or not said.messages else None


def number_text(before: Said) -> Text:
    """The same in a sentence."""
    count = number(before)
    return T("few") if count is None else str(count)


def table(talk: Talk) -> Table:
    """Topics of the period, the busiest first."""
    rows: list[list[float | int | Text | None]] = [
        [
            topic.title,
            joined(topic.about),
            now.messages,
            now.people,
            number(before) if talk.compared else None,
            share(now.positive, now),
            share(now.negative, now),
            topic.example,
        ]
        for topic, now, before in talk.shown()
    ]
    return Table("topics.topics", T("What people talked about"), COLUMNS, rows, note=_few(talk))


def _few(talk: Talk) -> Text:
    """How many topics are not in the table, and why."""
    few = sum(not said.shown for said in talk.now.values())
    if not few:
        return ""
    return N(
        "{n} topic of fewer than {few} people is not shown.",
        "{n} topics of fewer than {few} people each are not shown.",
        few,
        few=FEW,
    )


def notes(talk: Talk) -> list[Text]:
    """What it means, in sentences."""
    shown, rising = talk.shown(), talk.rising()
    found: list[Text] = []
    if shown:
        most = [Join((bold(topic.title), f" ({now.messages})")) for topic, now, _ in shown[:3]]
        found.append(T("People talked most about: {topics}.", topics=joined(most, "; ")))
    found += [
        T(
            "Rising: {topic}, {now} messages by {people} people after {before} in the period "
            "before.",
            topic=bold(topic.title),
            now=now.messages,
            people=now.people,
            before=number_text(before),
        )
        for topic, now, before in rising[:3]
    ]
    if not talk.compared:
        found.append(NOT_YET_COMPARED)
    return found


def figures(talk: Talk) -> list[Figure]:
    """Topics, how much of the talk they cover, and how many rise."""
    placed = sum(said.messages for said in talk.now.values())
    part = placed / talk.spoken.messages if talk.spoken.messages else None
    return [
        Figure("topics.topics", T("Topics of five people or more"), len(talk.shown())),
        Figure(
            "topics.placed",
            T("Messages that belong to a topic"),
            part,
            unit="share",
            note=T("The others were too short to say what they are about, or like no others."),
        ),
        Figure("topics.rising", T("Rising topics"), len(talk.rising()) if talk.compared else None),
    ]


def picture(talk: Talk) -> Chart | None:
    """The busiest topics against the period before; None when there is nothing to compare."""
    shown = talk.shown()[:IN_PICTURE]
    if len(shown) < 2 or not talk.compared:
        return None
    said = joined(
        [
            T(
                "{topic}: {now} after {before}",
                topic=topic.title,
                now=now.messages,
                before=number_text(before),
            )
            for topic, now, before in shown
        ],
        "; ",
    )
    return Chart(
        "hbars",
        T("What people talked about"),
        [topic.title for topic, _, _ in shown],
        [
            Series(T("Period before"), [number(before) or 0 for _, _, before in shown]),
            Series(T("This period"), [now.messages for _, now, _ in shown]),
        ],
        alt=T("Messages by topic. {topics}.", topics=said),
    )


def kinds(
    name: str,
    title: T,
    names: Mapping[str, T],
    now: Mapping[int, Said],
    before: Mapping[int, Said] | None,
) -> Table:
    """Intents or emotions: messages and people, nothing of fewer than five. `before` is None while
    the period before was not counted."""
    rows: list[list[float | int | Text | None]] = []
    for position, key in enumerate(names, start=1):
        said = now.get(position, Said())
        rows.append([
            names[key],
            number(said),
            said.people if said.shown or not said.people else f"<{FEW}",
            None if before is None else number(before.get(position, Said())),
        ])  # fmt: skip
    columns = (
        Column("kind", title),
        Column("messages", T("Messages"), "count"),
        Column("people", T("People"), "count"),
        Column("before", T("Before"), "count"),
    )
    return Table(name, title, columns, rows, note=READ_BY)


def listing(talk: Talk, hidden: Sequence[Topic]) -> Text:
    """For moderators: the numbers to rename and hide by."""
    shown = talk.shown()
    if not shown and not hidden:
        return NOTHING_YET
    rows = [
        lines(
            T(
                "{number} {topic}: {messages} by {people}{before}",
                number=f"#{topic.id}",
                topic=bold(topic.title),
                messages=N("{n} message", "{n} messages", now.messages),
                people=N("{n} person", "{n} people", now.people),
                before=T(", {n} in the week before", n=number_text(before))
                if talk.compared
                else "",
            ),
            italic(T("About: {words}", words=joined(topic.about))) if topic.about else None,
            T("For example: {title}", title=topic.example) if topic.example else None,
        )
        for topic, now, before in shown[:IN_LIST]
    ]
    more = len(shown) - IN_LIST
    return lines(
        bold(T("What people talked about in the last 7 days")),
        *rows,
        N("and {n} more topic", "and {n} more topics", more) if more > 0 else None,
        *(T("{number} {topic} is hidden.", number=f"#{t.id}", topic=t.title) for t in hidden[:5]),
        T(
            "A better name: {rename}. Show it no more: {hide}.",
            rename=CommandHint("topics rename"),
            hide=CommandHint("topics hide"),
        ),
    )


def named(names: Sequence[str]) -> Mapping[str, T]:
    """Intents or emotions in words, in the order in which they are counted."""
    every = {**INTENT_NAMES, **EMOTION_NAMES}
    return {name: every[name] for name in names}


assert tuple(INTENT_NAMES) == INTENTS and tuple(EMOTION_NAMES) == EMOTIONS  # noqa: S101
