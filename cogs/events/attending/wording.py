"""What people are told about their answer."""

from __future__ import annotations

from bot.api.text import Moment, N, T, Text, lines

from ..model import Event
from ..store import Answered

SHORT = 50
CLOSED = T("This event has begun, so answers count no more. Say that you were there instead.")
OVER = T("This event is over.")
PRIVATE = T("This event is for some members only, and you are not among them. Ask its organiser.")


def shortened(title: str) -> str:
    """A title where there is little room."""
    return title if len(title) <= SHORT else f"{title[: SHORT - 1].rstrip()}…"


def called_off(event: Event) -> Text:
    """Nobody can come."""
    return T("“{title}” has been called off.", title=shortened(event.plan.title))


def said(answered: Answered, event: Event, *, reminded: bool) -> Text:
    """What a click is answered with: short, as it is to fit a pop-up (Telegram: 200 characters)."""
    title = shortened(event.plan.title)
    if answered.now == "waiting":
        return N(
            "It is full: you are number {n} on the waiting list of “{title}”. "
            "I tell you when a place is free.",
            "It is full: you are number {n} on the waiting list of “{title}”. "
            "I tell you when a place is free.",
            answered.place,
            title=title,
        )
    if answered.now == "going":
        when = Moment(event.plan.starts_at)
        if not reminded:
            return T("You are going to “{title}”, {when}.", title=title, when=when)
        return T("You are going to “{title}”, {when}. I will remind you.", title=title, when=when)
    if answered.now == "maybe":
        freed = T("Your place is free for others again.") if answered.before == "going" else None
        return lines(
            T("Noted: maybe. Press Going once you are sure, “{title}”.", title=title), freed
        )
    return T("Noted: you are not going to “{title}”.", title=title)


def standing(answered: Answered) -> Text | None:
    """What somebody has said so far, in the details."""
    match answered.now:
        case "going":
            return T("You are going.")
        case "maybe":
            return T("You said maybe.")
        case "waiting":
            return N(
                "You are number {n} on the waiting list.",
                "You are number {n} on the waiting list.",
                answered.place,
            )
    return None
