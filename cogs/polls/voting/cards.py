"""The public card of a poll."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import Join, Mention, Moment, T, Text, bold, lines

from ..closing.wording import outcome
from ..methods import Count, method
from ..methods.base import CARD_ROOM, short, voted
from ..model import Poll
from ..record import Record
from . import wording
from .payloads import AddOption, Ballot, Vote, WhoVoted

ROWS = 5  # Discord's limit, the smallest
LABEL = 80


def tag(poll_id: int) -> str:
    """Names the cards of a poll in the outbox."""
    return f"poll:{poll_id}"


def card(poll: Poll, count: Count, record: Record | None, author: Member | None) -> Reply:
    """The public card, open or closed. `record` is that of a closed poll."""
    words = _closed(poll, count, record) if poll.closed else _open(poll, count)
    return Reply(
        lines(
            Join(("📊 ", bold(poll.question))),
            "",
            *_options(poll, count),
            "",
            *words,
            _asker(author),
        ),
        buttons=() if poll.closed else _buttons(poll),
        tone="good" if poll.closed else "info",
    )


def _asker(author: Member | None) -> Text:
    if author is None:
        return T("Asked by a former member")
    return T("Asked by {who}", who=Mention(author, ping=False))


def _options(poll: Poll, count: Count) -> Sequence[Text]:
    """The options with their counts, or without them while those are hidden."""
    kind = method(poll.rules.kind)
    labels = kind.labels(poll.options)
    if poll.closed or not poll.rules.hidden:
        return kind.lines(count, labels)
    room = max(CARD_ROOM // max(len(labels), 1), 20)
    return [Join(("• ", short(label, room))) for label in labels]


def _open(poll: Poll, count: Count) -> list[Text | None]:
    rules = poll.rules
    return [
        voted(count),
        method(rules.kind).how(rules),
        wording.secret(rules),
        wording.conditions(poll),
        T("Open until {when}", when=Moment(poll.closes_at)),
    ]


def _closed(poll: Poll, count: Count, record: Record | None) -> list[Text | None]:
    turnout = wording.turnout(poll, count, record)
    return [*outcome(poll, count, record)[:3], turnout, T("Closed")]


def _buttons(poll: Poll) -> list[list[Button]]:
    """The options where they are pressed here, and below them what else there is to do."""
    rules, kind = poll.rules, method(poll.rules.kind)
    more = [
        Button(T("My vote"), Ballot(poll.id))
        if kind.direct
        else Button(T("Vote"), Ballot(poll.id), Look.PRIMARY)
    ]
    if rules.secrecy == "open" and not rules.hidden:
        more.append(Button(T("Who voted what"), WhoVoted(poll.id)))
    if rules.add_options and not kind.fixed:
        more.append(Button(T("Add an answer"), AddOption(poll.id)))
    if not kind.direct:
        return [more]
    options = [
        Button(short(label, LABEL), Vote(poll.id, i), Look.PRIMARY)
        for i, label in enumerate(kind.labels(poll.options))
    ]
    return [*rows(options, ROWS - 1), more]


def rows(buttons: Sequence[Button], most: int) -> list[list[Button]]:
    """As many in a row as it takes to need no more than so many rows."""
    width = max(math.ceil(len(buttons) / most), 1)
    return [list(buttons[i : i + width]) for i in range(0, len(buttons), width)]
