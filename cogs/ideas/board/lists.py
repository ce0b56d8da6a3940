"""Lists of ideas and what a click on Support is answered with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from bot.api.reply import Button, Payload, Reply
from bot.api.text import CommandHint, Join, T, Text, bold, clip, lines

from ..model import Filter, Idea, Sort
from .cards import row
from .payloads import Details, Page, TagPage

PAGE = 5

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
    "following": T("those you hear of"),
}


@dataclass(frozen=True, slots=True)
class View:
    """Which list, and which page of it (from 0)."""

    status: Filter = "open"
    sort: Sort = "top"
    tag: str = ""
    page: int = 0

    def payload(self) -> Payload:
        """What a button carries that shows it."""
        if self.tag:
            return TagPage(self.status, self.sort, self.page, self.tag)
        return Page(self.status, self.sort, self.page)


def view(payload: Page | TagPage) -> View:
    """What a button asks for. A client may send any words: unknown ones are the usual ones."""
    status = payload.status if payload.status in HEADS else "open"
    sort = payload.sort if payload.sort in ORDERS else "top"
    tag = payload.label if isinstance(payload, TagPage) else ""
    return View(cast(Filter, status), cast(Sort, sort), tag, payload.page)


def supported(
    idea: Idea, supports: bool, *, left: int | None = None, each: int | None = None
) -> Text:
    """After a click on Support; `left` of `each` votes where they are counted."""
    budget = (
        T("{left} of your {each} votes are left.", left=left, each=each)
        if left is not None and each is not None
        else ""
    )
    if not supports:
        taken_back = T("You no longer support #{number}.", number=str(idea.id))
        return Join((taken_back, budget), " ")
    thanks = T(
        "Thank you! You support #{number} “{title}” and will hear when something comes of it. "
        "Another click takes it back.",
        number=str(idea.id),
        title=idea.words.title,
    )
    return Join((thanks, budget), " ")


def listing(found: Sequence[Idea], total: int, view: View) -> Reply:
    """One page of the board."""
    if not found:
        return Reply(_nothing(view))
    pages = -(-total // PAGE)
    turns = []
    if view.page > 0:
        turns.append(Button(T("◀ Back"), replace(view, page=view.page - 1).payload()))
    if view.page + 1 < pages:
        turns.append(Button(T("More ▶"), replace(view, page=view.page + 1).payload()))
    what: Text = HEADS[view.status]
    if view.tag:
        what = T("{what} tagged “{tag}”", what=what, tag=view.tag)
    head = T(
        "{what}, {order} ({page} of {pages})",
        what=bold(what),
        order=ORDERS[view.sort],
        page=view.page + 1,
        pages=pages,
    )
    buttons = numbers(found)
    return Reply(
        lines(head, *(row(idea) for idea in found)), [*buttons, turns] if turns else buttons
    )


def _nothing(view: View) -> Text:
    """Why a list is empty, and what to do about it."""
    if view.tag:
        return T(
            "No idea here is tagged “{tag}”. {command} shows the board.",
            tag=view.tag,
            command=CommandHint("ideas list"),
        )
    if view.sort == "mine":
        return T("You have no ideas here yet. {command} posts one.", command=CommandHint("idea"))
    if view.sort == "following":
        return T(
            "There is no idea that you hear of. {command} shows the board: support an idea, or "
            "open one and follow it.",
            command=CommandHint("ideas list"),
        )
    if view.sort == "rising":
        return T(
            "No idea has found new support in the last 14 days. {command} shows those with most.",
            command=CommandHint("ideas top"),
        )
    if view.status in ("open", "all", "new"):
        return T("Nothing here yet. {command} posts an idea.", command=CommandHint("idea"))
    return T("Nothing here yet. {command} shows the open ideas.", command=CommandHint("ideas list"))


def matches(found: Sequence[Idea], guesses: Sequence[Idea], words: str) -> Reply:
    """What a search found; `guesses` are shown, as such, where nothing was."""
    about = clip(words, 100)
    if found:
        head = T("Ideas about “{words}”:", words=about)
        return Reply(lines(head, *(row(idea) for idea in found)), numbers(found))
    none = T("No idea is about “{words}”.", words=about)
    if not guesses:
        hint = T("{command} posts yours.", command=CommandHint("idea"))
        return Reply(Join((none, hint), " "))
    nearest = T("These come nearest:")
    return Reply(
        lines(Join((none, nearest), " "), *(row(idea) for idea in guesses)), numbers(guesses)
    )


def numbers(found: Sequence[Idea]) -> list[list[Button]]:
    """A button to the details of each idea."""
    return [[Button(f"#{idea.id}", Details(idea.id)) for idea in found]]
