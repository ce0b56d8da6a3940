"""What the bot says while an idea is on its way to the board."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import Mention, T, Text, bold, lines

from ..board.cards import row
from ..board.payloads import Details
from ..model import MAX_AUDIENCE, MAX_DETAILS, MAX_TITLE, Draft, Idea
from .payloads import Discard, PostAnyway, SupportInstead, Write


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
