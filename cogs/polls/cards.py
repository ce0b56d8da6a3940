"""What the polls say: cards, answers to a click, and the result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.chart import Chart, Series
from bot.api.model import Channel, Member
from bot.api.reply import Button, Look, Payload, Reply
from bot.api.text import (
    CommandHint,
    Join,
    Mention,
    Moment,
    N,
    Percent,
    T,
    Text,
    bold,
    joined,
    lines,
)

from .logic import Poll, Tally, bar, clip

ROWS = 5  # Discord's limit, the smallest
LABEL = 80
CARD_ROOM = 1200  # characters of a card for the labels together, so that it fits one message


@dataclass(frozen=True)
class Vote(Payload, tag="poll.v"):
    """A click on an option."""

    poll: int
    option: int


@dataclass(frozen=True)
class Withdraw(Payload, tag="poll.w"):
    """Take the own votes back."""

    poll: int


@dataclass(frozen=True)
class Close(Payload, tag="poll.c"):
    """End a poll now."""

    poll: int


def tag(poll_id: int) -> str:
    """Names the cards of a poll in the outbox."""
    return f"poll:{poll_id}"


def card(poll: Poll, tally: Tally, author: Member | None) -> Reply:
    """The public card, open or closed."""
    asked = (
        T("Asked by {who}", who=Mention(author, ping=False))
        if author is not None
        else T("Asked by a former member")
    )
    how = (
        T("Everybody has one vote and can change it.")
        if poll.kind == "single"
        else T("You can choose several; a second click takes a vote back.")
    )
    return Reply(
        lines(
            Join(("📊 ", bold(poll.question))),
            "",
            *_bars(poll, tally),
            "",
            outcome(poll, tally) if poll.closed else None,
            _voters(tally),
            None if poll.closed else how,
            T("Closed") if poll.closed else T("Open until {when}", when=Moment(poll.closes_at)),
            asked,
        ),
        buttons=() if poll.closed else _buttons(poll),
        tone="good" if poll.closed else "info",
    )


def _bars(poll: Poll, tally: Tally) -> list[Text]:
    room = max(CARD_ROOM // len(poll.options), 20)
    return [
        Join(
            (
                f"{bar(tally.share(i))} {clip(label, room)} · {tally.counts[i]} · ",
                Percent(tally.share(i)),
            )
        )
        for i, label in enumerate(poll.options)
    ]


def _voters(tally: Tally) -> Text:
    return N("{n} person voted", "{n} people voted", tally.voters)


def _buttons(poll: Poll) -> list[list[Button]]:
    buttons = [Button(clip(label, LABEL), Vote(poll.id, i)) for i, label in enumerate(poll.options)]
    width = math.ceil(len(buttons) / ROWS)
    return [buttons[i : i + width] for i in range(0, len(buttons), width)]


def outcome(poll: Poll, tally: Tally) -> Text:
    """The result in one sentence; a tie is said, never settled silently."""
    best = [bold(poll.options[i]) for i in tally.winners]
    most = tally.counts[tally.winners[0]] if best else 0
    if not best:
        return T("Nobody voted.")
    if len(best) == 1:
        return N(
            "{option} has won with {n} vote.",
            "{option} has won with {n} votes.",
            most,
            option=best[0],
        )
    return N(
        "A tie with {n} vote each: {options}.",
        "A tie with {n} votes each: {options}.",
        most,
        options=joined(best),
    )


def result(poll: Poll, tally: Tally) -> Reply:
    """The post at the end, with a picture when there is something to see."""
    text = lines(
        T("📊 The poll is closed: {question}", question=bold(poll.question)),
        outcome(poll, tally),
        _voters(tally),
    )
    if not tally.voters:
        return Reply(text)
    counts = [
        T("{option}: {n}", option=label, n=tally.counts[i]) for i, label in enumerate(poll.options)
    ]
    chart = Chart(
        "hbars",
        title=poll.question,
        labels=[clip(label, 60) for label in poll.options],
        series=[Series(T("Votes"), tally.counts)],
        alt=T("Votes for “{question}”: {counts}", question=poll.question, counts=joined(counts)),
        note=_voters(tally),
    )
    return Reply(text, picture=chart, tone="good")


def asked(poll: Poll, channels: Sequence[Channel]) -> Text:
    """The asker's confirmation; the deadline is said twice so that a misreading is seen."""
    return lines(
        T(
            "Your poll is up in {places}. It closes {when} ({left}).",
            places=joined([f"#{channel.name}" for channel in channels]),
            when=Moment(poll.closes_at),
            left=Moment(poll.closes_at, "relative"),
        ),
        T(
            "To end it earlier: {command}",
            command=CommandHint("polls close", f"#{poll.id}"),
        ),
    )


def voted(poll: Poll, chosen: Sequence[int]) -> Text:
    """After a click: what counts now, and until when it can be changed."""
    until = T("You can change your mind until {when}.", when=Moment(poll.closes_at))
    if not chosen:
        return Join((T("You took your vote back."), until), " ")
    names = joined([bold(poll.options[i]) for i in chosen])
    return Join((T("You voted for {options}.", options=names), until), " ")


def already(poll: Poll, chosen: Sequence[int]) -> Reply:
    """After a second click on the same option."""
    return Reply(
        T(
            "You have already voted for {option}. Click another answer to change it.",
            option=joined([bold(poll.options[i]) for i in chosen]),
        ),
        [[Button(T("Take my vote back"), Withdraw(poll.id))]],
    )


def overview(polls: Sequence[tuple[Poll, Tally]], closable: Sequence[Poll]) -> Reply:
    """The open polls; those that the reader may close have a button."""
    rows = [
        T(
            "#{number} {question} · {voters} · until {when}",
            number=str(poll.id),
            question=bold(clip(poll.question, 100)),
            voters=_voters(tally),
            when=Moment(poll.closes_at),
        )
        for poll, tally in polls
    ]
    return Reply(lines(T("Open polls:"), *rows), _close_buttons(closable))


def which(closable: Sequence[Poll]) -> Reply:
    """When it is not clear which poll is to be closed."""
    return Reply(T("Which poll shall I close?"), _close_buttons(closable))


def _close_buttons(closable: Sequence[Poll]) -> list[list[Button]]:
    return [
        [
            Button(
                T("Close #{number} {question}", number=str(p.id), question=clip(p.question, 50)),
                Close(p.id),
                Look.DANGER,
            )
        ]
        for p in closable[:ROWS]
    ]
