"""First messages of newcomers, and which of them become cards; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

HOUR_MS = 3_600_000
NEWCOMER_MS = 14 * 24 * HOUR_MS
PLACELESS_MS = 24 * HOUR_MS
"""So long a card waits for the moderators to have a place."""

State = Literal["waiting", "open", "claimed", "hello", "answered", "unneeded", "gone"]
"""waiting: too early, or no place for a card yet. open: moderators have a card. claimed: one of
them is going to answer. hello: the bot asked the community to. gone: deleted, or they left."""

UNSETTLED: tuple[State, ...] = ("open", "claimed", "hello")


@dataclass(frozen=True, slots=True)
class First:
    """The first message that somebody ever wrote here; never its words."""

    id: int
    community_id: int
    space_id: int
    member_id: int
    channel_id: int
    native_id: int
    url: str | None
    said_at: int
    due_at: int
    state: State
    card: str | None
    carded_at: int | None
    by_id: int | None


@dataclass(frozen=True, slots=True)
class Greeted:
    """Whom the bot pointed everybody to, when, and when they wrote again (UTC ms)."""

    member_id: int
    at: int
    again_at: int | None


def nudge(channel_id: int, native_id: int) -> str:
    """Key and tag of the bot's request to answer that message."""
    return f"welcome.nudge:{channel_id}:{native_id}"


@dataclass(frozen=True, slots=True)
class Cards:
    """Who gets a card of their own, who shares a list, and when to look again."""

    single: Sequence[int] = ()
    listed: Sequence[int] = ()
    again_at: int | None = None


def cards(due: Sequence[int], posted: Sequence[int], now: int, limit: int) -> Cards:
    """Which of `due` (in the order of waiting) get which card.

    `posted` are the times of the cards of the last hour. The last card of an hour is a list of all
    who are left, so that no hour has more than `limit`.
    """
    if not due:
        return Cards()
    room = limit - len(posted)
    if room <= 0:
        return Cards(again_at=sorted(posted)[-limit] + HOUR_MS + 1)
    if len(due) <= room:
        return Cards(single=due)
    return Cards(single=due[: room - 1], listed=due[room - 1 :])
