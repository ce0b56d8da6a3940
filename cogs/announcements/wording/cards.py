"""The draft, and the team's card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.reply import Button, Look, Reply
from bot.api.text import T, Text, bold, clip, italic, lines, one_line, quote

from ..model import ON_CARD, Announcement, units
from ..payloads import (
    Approve,
    BestHour,
    Discard,
    HandIn,
    Recall,
    Reword,
    SendBack,
    Stop,
    Write,
    turn_of,
)
from .facts import Facts, facts
from .words import STATES

SOMEBODY = T("Somebody")


def draft(
    of: Announcement, known: Facts, problems: Sequence[Text], *, second: bool, best: Text | None
) -> Reply:
    """What its writer sees before it is handed in."""
    ready = Button(
        T("Hand in") if second else T("Plan it") if of.starts_at else T("Post it now"),
        HandIn(of.id, turn_of(of)),
        Look.PRIMARY,
    )
    first = [] if problems else [ready]
    return Reply(
        lines(
            bold(T("This is how it will read:")),
            quote(of.text),
            facts(of, known),
            best,
            *[bold(T("⚠️ {problem}", problem=problem)) for problem in problems],
        ),
        [
            [*first, Button(T("Change"), Write(of.id))],
            [
                *([Button(T("At the next good hour"), BestHour(of.id))] if best else []),
                Button(T("Discard"), Discard(of.id), Look.DANGER),
            ],
        ],
        tone="warn" if problems else "info",
    )


def stand_above(words: str) -> bool:
    """Whether they are shown in a message of their own, since all would not fit on a card."""
    return units(words) > ON_CARD


def _shown(words: str) -> Text:
    return italic(T("Its words stand above.")) if stand_above(words) else quote(words)


def request(of: Announcement, known: Facts, writer: Text | None) -> Reply:
    """The card for the second person."""
    who = writer or SOMEBODY
    return Reply(
        lines(
            T("{who} wants to announce this (#{id}):", who=who, id=of.id),
            _shown(of.text),
            facts(of, known),
            italic(T("Somebody other than {who} decides.", who=who)),
        ),
        [
            [
                Button(T("Approve"), Approve(of.id, turn_of(of)), Look.SUCCESS),
                Button(T("Send back"), SendBack(of.id, turn_of(of))),
            ]
        ],
        tone="info",
    )


def change_request(of: Announcement, writer: Text | None) -> Reply:
    """New words of one that was approved, for the second person."""
    who = writer or SOMEBODY
    return Reply(
        lines(
            T("{who} wants other words for announcement #{id}:", who=who, id=of.id),
            _shown(of.change or ""),
            T("So far it says: {words}", words=italic(one_line(of.text, 300))),
            italic(T("Somebody other than {who} decides.", who=who)),
        ),
        [
            [
                Button(T("Approve"), Approve(of.id, turn_of(of)), Look.SUCCESS),
                Button(T("Send back"), SendBack(of.id, turn_of(of))),
            ]
        ],
        tone="info",
    )


def settled(of: Announcement, known: Facts, happened: Text | None = None) -> Reply:
    """The card once it is decided."""
    return Reply(
        lines(
            T("Announcement #{id}: {state}", id=of.id, state=STATES[of.state]),
            # a draft that is being changed is its writer's own until it is handed in
            quote(clip(of.text, ON_CARD)) if of.state != "draft" or happened else None,
            facts(of, known) if of.state == "planned" else None,
            happened,
        ),
        acts(of),
        tone="good" if of.state in ("planned", "done") else "plain",
    )


def acts(of: Announcement) -> list[list[Button]]:
    """What can be done with one that was approved."""
    if of.state not in ("planned", "done"):
        return []
    if of.rhythm and of.state == "planned":
        last = [Button(T("Stop repeating"), Stop(of.id)), Button(T("Take all back"), Recall(of.id))]
    else:
        words = T("Take it back") if of.state == "done" else T("Call it off")
        last = [Button(words, Recall(of.id))]
    return [[Button(T("Other words"), Reword(of.id)), *last]]


def decided(of: Announcement, happened: Text) -> Reply:
    """The card of new words once they are decided."""
    return Reply(lines(T("Other words for announcement #{id}:", id=of.id), happened))


def change_button(of: Announcement) -> Button:
    """Change a draft."""
    return Button(T("Change"), Write(of.id), Look.PRIMARY)
