"""What is said about newcomers without an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.model import Channel, Member
from bot.api.reply import Button, Reply
from bot.api.reply import Look as Shade
from bot.api.text import Join, Link, Mention, Moment, N, T, Text, bold, lines, quote, strike

from .model import UNSETTLED, First
from .payloads import Claim, Look, NotNeeded, SayHello

LISTED_AT_MOST = 10
QUOTED_AT_MOST = 200
SETTLED = T("That is settled already.")
GONE = T("That person or channel is no longer there.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card needs to know of a first message besides its row; `words` only while they are in
    memory."""

    first: First
    member: Member | None
    channel: Channel | None
    words: str = ""


def nudge(member: Member) -> Reply:
    """Asks the community to answer."""
    return Reply(
        T("Good to have you here, {who}! 👋 Who would like to answer?", who=Mention(member))
    )


def nudged(member: Member) -> Text:
    """The answer to who pressed the button."""
    return T("Done. I have pointed everybody to {who}.", who=bold(member.name))


def claimed(member: Member) -> Text:
    """The same, for who is going to answer by themselves."""
    return T("Thank you! I have noted that you will answer {who}.", who=bold(member.name))


def card(shown: Sequence[Shown], people: Mapping[int, Member]) -> Reply:
    """One card for one newcomer, or a list for several."""
    if len(shown) == 1:
        return single(shown[0], people)
    rows = [_line(entry, people) for entry in shown[:LISTED_AT_MOST]]
    rest = len(shown) - LISTED_AT_MOST
    more = N("… and {n} more", "… and {n} more", rest) if rest > 0 else None
    head = N(
        "The first message of {n} newcomer had no reply.",
        "The first messages of {n} newcomers had no reply.",
        len(shown),
    )
    open_ones = [
        entry
        for entry in shown[:LISTED_AT_MOST]
        if entry.first.state in UNSETTLED and entry.member is not None
    ]
    buttons = [
        Button(entry.member.first_name, Look(entry.first.id))
        for entry in open_ones
        if entry.member is not None
    ]
    by_row = [buttons[n : n + 5] for n in range(0, len(buttons), 5)]
    return Reply(
        lines(Join(("🌱 ", bold(head))), *rows, more), by_row, tone="info" if buttons else "good"
    )


def single(shown: Shown, people: Mapping[int, Member]) -> Reply:
    """With what may be done about it."""
    first = shown.first
    words = quote(shown.words) if shown.words and first.state in UNSETTLED else None
    outcome = _outcome(first, people)
    text = lines(Join(("🌱 ", _said(shown))), words, outcome)
    if first.state not in UNSETTLED:
        return Reply(text, tone="good")
    hello = Button(T("Say hello"), SayHello(first.id), Shade.PRIMARY)
    claim = Button(T("I'll answer"), Claim(first.id))
    unneeded = Button(T("Not needed"), NotNeeded(first.id))
    row = {"open": [hello, claim, unneeded], "claimed": [hello, unneeded]}.get(
        first.state, [claim, unneeded]
    )
    return Reply(text, [row], tone="info")


def _line(shown: Shown, people: Mapping[int, Member]) -> Text:
    said, outcome = _said(shown), _outcome(shown.first, people)
    if shown.first.state not in UNSETTLED:
        return Join(("• ", strike(said), " ", outcome or ""))
    return Join(("• ", said, " ", outcome)) if outcome is not None else Join(("• ", said))


def _said(shown: Shown) -> Text:
    name = shown.member.name if shown.member is not None else T("somebody")
    where = f"#{shown.channel.name}" if shown.channel is not None else T("a channel")
    url = shown.first.url
    return T(
        "{who}'s first message in {where} ({when}) had no reply.",
        who=bold(name),
        where=Link(where, url) if url else bold(where),
        when=Moment(shown.first.said_at, "relative"),
    )


def _outcome(first: First, people: Mapping[int, Member]) -> Text | None:
    by = people.get(first.by_id or 0)
    who: Text = bold(by.name) if by is not None else T("somebody")
    match first.state:
        case "answered":
            return T("✓ answered by {who}", who=who)
        case "claimed":
            return T("{who} will answer.", who=who)
        case "hello":
            return T("👋 {who} had me say hello.", who=who)
        case "unneeded":
            return T("✓ not needed, says {who}", who=who)
        case "gone":
            return T("✓ the message or its author is gone")
    return None
