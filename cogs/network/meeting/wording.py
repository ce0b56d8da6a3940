"""What is said to two people who may be brought together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import Mention, T, Text, bold, lines

from ..payloads import Answer


def question(other: Member, stop: Sequence[Button], *, agreed: bool) -> Reply:
    """To whoever is asked; `agreed`: the other one has said yes."""
    opening = (
        T(
            "{who} would like to talk with you: you know different people here.",
            who=bold(other.name),
        )
        if agreed
        else T(
            "The team thinks that you and {who} would have something to tell each other: you know "
            "different people here.",
            who=bold(other.name),
        )
    )
    buttons = [
        Button(T("Yes, introduce us"), Answer(other.id, True), Look.PRIMARY),
        Button(T("Not now"), Answer(other.id, False)),
    ]
    return Reply(
        lines(opening, T("May I introduce you? Nobody learns of a no.")),
        [buttons, list(stop)] if stop else [buttons],
        tone="info",
    )


def met(other: Member) -> Text:
    """To both, when both have said yes."""
    account = other.account
    who: Text = Mention(other)
    if account.username:
        who = T(
            "{who} (@{username} on {platform})",
            who=who,
            username=account.username,
            platform=account.platform.capitalize(),
        )
    return lines(
        T("Meet {who}: both of you would like to talk.", who=who),
        T("A first question could be: what keeps you busy here right now?"),
    )


def over() -> Text:
    """An answer that comes too late, for whatever reason: it tells nothing of the other."""
    return T("That question is not open any more.")
