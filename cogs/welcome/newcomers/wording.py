"""What is said about newcomers without an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.boards.figures import Suggestion
from bot.api.model import Channel, Member
from bot.api.reply import Button, Reply
from bot.api.reply import Look as Shade
from bot.api.text import Join, Link, Mention, Moment, N, T, Text, bold, joined, lines, quote, strike

from .model import UNSETTLED, First
from .payloads import Claim, GreetAll, Look, NotNeeded, SayHello

LISTED_AT_MOST = 10
QUOTED_AT_MOST = 200
SETTLED = T("That is settled already.")
ANSWERED = T("Nobody of them waits any more: they were answered or greeted, or have left.")
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


def nudged(*members: Member) -> Text:
    """The answer to who pressed the button."""
    return T("Done. I have pointed everybody to {who}.", who=_names(members))


def _names(members: Sequence[Member]) -> Text:
    """One, two or three people in a sentence."""
    names = [bold(member.name) for member in members]
    match names:
        case [one]:
            return one
        case [one, two]:
            return T("{one} and {two}", one=one, two=two)
        case [one, two, *rest]:
            return T("{one}, {two} and {three}", one=one, two=two, three=joined(rest))
    return ""


def greeting(members: Sequence[Member], waiting: int, weight: float) -> Suggestion:
    """For the digest: newcomers whom nobody has answered, greeted by one button."""
    said = N(
        "{who} wrote here for the first time, and nobody has replied.",
        "{who} wrote here for the first time, and nobody has replied to any of them.",
        len(members),
        who=_names(members),
    )
    why: Text = N("{n} first message has no reply", "{n} first messages have no reply", waiting)
    if waiting > len(members):
        why = T("{n} first messages have no reply; these waited longest", n=waiting)
    match [member.first_name for member in members]:
        case [one]:
            label = T("Greet {who}", who=one)
        case [one, two]:
            label = T("Greet {one} and {two}", one=one, two=two)
        case _:
            label = T("Greet these three")
    ids = [member.id for member in members]
    button = Button(label, GreetAll("+".join(map(str, ids))), Shade.PRIMARY)
    return Suggestion(said, button, weight, key(ids), why)


def key(ids: Sequence[int]) -> str:
    """What the suggestion to greet them is known by."""
    return "welcome.greet:" + "+".join(f"m{one}" for one in ids)


def came_of(greeted: int, again: int) -> Text:
    """For the digest: what came of it."""
    return T(
        "{greeted}: {again}.",
        greeted=N("You greeted {n} newcomer", "You greeted {n} newcomers", greeted),
        again=N("{n} wrote again within a week", "{n} wrote again within a week", again)
        if again
        else T("nobody has written again yet"),
    )


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
