"""What is said about introductions."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Mention, N, T, Text, bold, joined, lines

from .model import Fit, Pairing, Person
from .payloads import Answer, Ask, Buddy, Find, WantBuddy


def own(me: Person, *, newcomer: bool) -> Reply:
    """What somebody has said of themselves."""
    buddy = (
        Button(T("No more newcomers"), Buddy(False))
        if me.buddy
        else Button(T("I can be a buddy for newcomers"), Buddy(True))
    )
    second = Button(T("I would like a buddy"), WantBuddy()) if newcomer else buddy
    return Reply(
        lines(
            T("You take part with: {interests}", interests=joined([bold(i) for i in me.interests])),
            T("You are a buddy for newcomers.") if me.buddy else None,
            T("Nobody sees this list, and your name is told to somebody only when you agree."),
            T(
                "Not with somebody: {block}. No more at all: {leave}.",
                block=CommandHint("meet block"),
                leave=CommandHint("meet leave"),
            ),
        ),
        [[Button(T("Find people for me"), Find(), Look.PRIMARY), second]],
        tone="info",
    )


def reason(fit: Fit) -> Text:
    """Why two may like each other."""
    shared = (
        T("you both like {interests}", interests=joined([bold(i) for i in fit.shared]))
        if fit.shared
        else None
    )
    friends = (
        N(
            "you both talk with {n} same person",
            "you both talk with {n} same people",
            fit.friends,
        )
        if fit.friends
        else None
    )
    return joined([part for part in (shared, friends) if part is not None], "; ")


def suggestions(found: Sequence[Fit], stop: Sequence[Button] = ()) -> Reply:
    """People whom somebody may like, without a name: not everybody is to learn who takes part."""
    if not found:
        return Reply(
            T("I have nobody to suggest right now. When more people take part, I look again.")
        )
    rows = [
        [
            Button(T("Introduce me to no. {n}", n=n), Ask(fit.member_id, True), Look.PRIMARY),
            Button(T("Not no. {n}", n=n), Ask(fit.member_id, False)),
        ]
        for n, fit in enumerate(found, 1)
    ]
    return Reply(
        lines(
            T("People you may like; I keep their names until they agree:"),
            *[T("{n}. {why}", n=n, why=reason(fit)) for n, fit in enumerate(found, 1)],
            T("I ask them first, with your name and what you share."),
        ),
        [*rows, list(stop)] if stop else rows,
        tone="info",
    )


def asked() -> Text:
    """To whoever asks: the same, whatever comes of it."""
    return T("Noted. When they would like to meet you as well, you both hear from me.")


def question(asker: Member, shared: Sequence[str], stop: Sequence[Button]) -> Reply:
    """To whoever is asked."""
    buttons = [
        Button(T("Yes, introduce us"), Answer(asker.id, True), Look.PRIMARY),
        Button(T("Not now"), Answer(asker.id, False)),
    ]
    return Reply(
        lines(
            T(
                "{who} would like to meet somebody like you, and does not know your name yet.",
                who=bold(asker.name),
            ),
            _shared(shared),
            T("If you do not want to, they learn nothing of you."),
        ),
        [buttons, list(stop)] if stop else [buttons],
        tone="info",
    )


def _shared(shared: Sequence[str]) -> Text | None:
    if not shared:
        return None
    return T("You both like {interests}.", interests=joined([bold(i) for i in shared]))


def together(of: Pairing, reader: Member, other: Member, shared: Sequence[str]) -> Text:
    """To one of two who were brought together."""
    if of.state == "met":
        return _met(other, shared)
    return _your_buddy(other) if reader.id == of.asked_by else _your_newcomer(other, shared)


def _met(other: Member, shared: Sequence[str]) -> Text:
    start = (
        T("A first question could be: what brought you to {interest}?", interest=bold(shared[0]))
        if shared
        else T("A first question could be: what brought you here?")
    )
    return lines(
        T("Meet {who}: both of you would like to talk.", who=_where(other)),
        start,
    )


def _your_buddy(buddy: Member) -> Text:
    return lines(
        T("{who} is your buddy and knows their way around here.", who=_where(buddy)),
        T("Ask them anything; they have offered to help."),
    )


def _your_newcomer(newcomer: Member, shared: Sequence[str]) -> Text:
    return lines(
        T("{who} is new here and would like a buddy. That is you!", who=_where(newcomer)),
        _shared(shared),
        T("Say hello, and ask in a week how they are doing."),
    )


def _where(other: Member) -> Text:
    """How to find somebody, also from another platform."""
    if other.account.username:
        return T(
            "{who} (@{username} on {platform})",
            who=Mention(other),
            username=other.account.username,
            platform=other.account.platform.capitalize(),
        )
    return T("{who} (on {platform})", who=Mention(other),
             platform=other.account.platform.capitalize())  # fmt: skip


def not_yet() -> Text:
    """Somebody does not take part."""
    return T("You do not take part yet. Join with {command}.", command=CommandHint("meet join"))


def not_open() -> Text:
    """An answer that comes too late, for whatever reason: it tells nothing of the other."""
    return T("That question is not open any more.")
