"""What the ideas answer in private: confirmations, likenesses, lists and news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import CommandHint, Join, Mention, T, Text, bold, lines, quote

from .cards import MARKS, Details, Discard, Page, PostAnyway, SupportInstead, Write, row
from .logic import (
    MAX_AUDIENCE,
    MAX_DETAILS,
    MAX_TITLE,
    STATUS_NAMES,
    Change,
    Draft,
    Filter,
    Idea,
    Sort,
    clip,
)

PAGE = 5


def form() -> Form:
    """What is asked when `/idea` is used without a title."""
    return Form(
        T("Your idea"),
        (
            Field("title", T("Your idea in one sentence"), max=MAX_TITLE),
            Field("why", T("Why?"), required=False, max=MAX_DETAILS, multiline=True),
            Field("audience", T("For whom?"), required=False, max=MAX_AUDIENCE),
        ),
        Write(),
    )


def posted(idea: Idea) -> Text:
    """Confirmed to whoever put it on the board."""
    if idea.noted_by is not None:
        return T("Done: it is on the board as #{number}.", number=str(idea.id))
    return T(
        "Thank you! Your idea is on the board as #{number}. You will hear from me when something "
        "comes of it.",
        number=str(idea.id),
    )


def noted(idea: Idea, by: Member) -> Reply:
    """Told to the author of a message that somebody made an idea of."""
    return Reply(
        T(
            "{member} liked what you wrote and put it on the board as idea #{number}, with your "
            "name: {title}",
            member=Mention(by, ping=False),
            number=str(idea.id),
            title=bold(idea.words.title),
        ),
        [[Button(T("Details"), Details(idea.id))]],
    )


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


def alike(draft: Draft, found: Sequence[Idea]) -> Reply:
    """Before posting: ideas that resemble the draft."""
    supports = [
        [
            Button(
                T("👍 Support #{number} instead", number=str(idea.id)),
                SupportInstead(draft.id, idea.id),
                Look.PRIMARY,
            )
        ]
        for idea in found
        if idea.open
    ]
    last = [
        Button(T("Post mine anyway"), PostAnyway(draft.id)),
        Button(T("Discard mine"), Discard(draft.id)),
    ]
    return Reply(
        lines(
            T("Not posted yet: {title}", title=bold(draft.words.title)),
            T("Others had a similar idea:"),
            *(row(idea) for idea in found),
        ),
        [*supports, last],
    )


HEADS: Mapping[Filter, T] = {
    "open": T("Open ideas"),
    "all": T("All ideas"),
    "new": T("New ideas"),
    "planned": T("Planned ideas"),
    "in_progress": T("Ideas in progress"),
    "done": T("Ideas that became true"),
    "declined": T("Declined ideas"),
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
        order=T("most support first") if sort == "top" else T("newest first"),
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


def news(idea: Idea, change: Change, *, own: bool) -> Reply:
    """Told privately to the author (`own`) and to everybody who supports an idea."""
    values: dict[str, str | Text] = {
        "number": str(idea.id),
        "title": idea.words.title,
        "status": bold(STATUS_NAMES[change.after]),
    }
    said = (
        T("Your idea #{number} “{title}” is now {status}.", **values)
        if own
        else T("The idea #{number} “{title}”, which you support, is now {status}.", **values)
    )
    return Reply(
        lines(Join((f"{MARKS[change.after]} ", said)), quote(change.reason)),
        [[Button(T("Details"), Details(idea.id))]],
    )
