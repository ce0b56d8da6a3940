"""Lists of ideas and what a click on Support is answered with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.reply import Button, Reply
from bot.api.text import CommandHint, T, Text, bold, lines

from ..model import Filter, Idea, Sort, clip
from .cards import row
from .payloads import Details, Page

PAGE = 5


def supported(idea: Idea, supports: bool) -> Text:
    """After a click on Support."""
    if not supports:
        return T("You no longer support #{number}.", number=str(idea.id))
    return T(
        "Thank you! You support #{number} “{title}” and will hear when something comes of it. "
        "Another click takes it back.",
        number=str(idea.id),
        title=idea.words.title,
    )


HEADS: Mapping[Filter, T] = {
    "open": T("Open ideas"),
    "all": T("All ideas"),
    "new": T("New ideas"),
    "planned": T("Planned ideas"),
    "in_progress": T("Ideas in progress"),
    "done": T("Ideas that became true"),
    "not_now": T("Ideas for which it is too early"),
    "declined": T("Declined ideas"),
}
ORDERS: Mapping[Sort, T] = {
    "top": T("most support first"),
    "new": T("newest first"),
    "rising": T("most support of the last 14 days first"),
    "mine": T("your own"),
}


def listing(found: Sequence[Idea], total: int, status: Filter, sort: Sort, page: int) -> Reply:
    """One page of the board; pages count from 0."""
    if not found:
        return Reply(T("Nothing here yet. {command} posts an idea.", command=CommandHint("idea")))
    pages = -(-total // PAGE)
    turns = []
    if page > 0:
        turns.append(Button(T("◀ Back"), Page(status, sort, page - 1)))
    if page + 1 < pages:
        turns.append(Button(T("More ▶"), Page(status, sort, page + 1)))
    head = T(
        "{what}, {order} ({page} of {pages})",
        what=bold(HEADS[status]),
        order=ORDERS[sort],
        page=page + 1,
        pages=pages,
    )
    shown = Reply(lines(head, *(row(idea) for idea in found)), _numbers(found))
    return Reply(shown.text, [*shown.buttons, turns] if turns else shown.buttons)


def matches(found: Sequence[Idea], words: str) -> Reply:
    """What a search found."""
    if not found:
        return Reply(T("No idea is about “{words}”.", words=clip(words, 100)))
    return Reply(
        lines(T("Ideas about “{words}”:", words=clip(words, 100)), *(row(idea) for idea in found)),
        _numbers(found),
    )


def _numbers(found: Sequence[Idea]) -> list[list[Button]]:
    return [[Button(f"#{idea.id}", Details(idea.id)) for idea in found]]
