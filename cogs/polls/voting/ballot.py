"""What a voter is told: their own ballot, and the answer to a press. All of it private."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Button, Look, Reply
from bot.api.text import Join, Moment, N, T, Text, bold, code, joined, lines

from ..methods import method
from ..methods.base import mark_of, short
from ..model import Marks, Poll
from .cards import ROWS, rows
from .payloads import Clear, Mark, Withdraw

LABEL = 45  # so that the mark beside it fits the button too
NARROW = 4  # more options than that stand side by side
CHOICE, POP_UP = 60, 90  # characters of an option, and of what was chosen, in a pop-up
WIDE = 20  # and then longer labels are cut off


@dataclass(frozen=True, slots=True)
class Own:
    """A member's ballot in a poll as it counts now; `receipt` is "" without one."""

    poll: Poll
    marks: Marks
    receipt: str = ""


def card(own: Own) -> Reply:
    """The ballot with a button for each option, kept up to date at each press."""
    poll, rules = own.poll, own.poll.rules
    kind = method(rules.kind)
    buttons = [_button(own, option) for option in range(len(poll.options))]
    grid = rows(buttons, ROWS - 1)
    if own.receipt:
        grid.append([Button(T("Take my vote back"), Clear(poll.id))])
    left = kind.left(own.marks, rules)
    listed = _listed(own) if _numbered(poll) else []
    said = kind.said(own.marks, kind.labels(poll.options))
    return Reply(
        lines(
            Join(("🗳️ ", bold(poll.question))),
            kind.how(rules),
            None if left == "" else bold(left),
            "",
            *listed,
            "" if listed else None,
            said if not listed or not own.receipt else None,
            _receipt(own.receipt),
            T("Each press counts at once. You can change it until {when}.", when=_end(poll)),
        ),
        grid,
        tone="info",
    )


def _button(own: Own, option: int) -> Button:
    kind = method(own.poll.rules.kind)
    mark = mark_of(own.marks, option)
    label = short(kind.labels(own.poll.options)[option], LABEL)
    if _numbered(own.poll):
        label = Join((f"{option + 1}. ", label))
    look = Look.PRIMARY if mark else Look.SECONDARY
    return Button(_marked(label, kind.mark(mark)), Mark(own.poll.id, option, mark), look)


def _numbered(poll: Poll) -> bool:
    """Whether buttons would be cut off so that two may look the same: then they have numbers, and
    the card lists the options in full."""
    return len(poll.options) > NARROW and any(len(option) > WIDE for option in poll.options)


def _listed(own: Own) -> list[Text]:
    kind = method(own.poll.rules.kind)
    return [
        Join((f"{i + 1}. ", _marked(label, kind.mark(mark_of(own.marks, i)))))
        for i, label in enumerate(kind.labels(own.poll.options))
    ]


def _marked(label: Text, mark: Text) -> Text:
    return Join((label, mark), " · ")


def voted(own: Own) -> Reply:
    """After a press on the public card: what counts now, the receipt, until when it can change.

    Without its button it fits the small pop-up that some platforms have for that."""
    if not own.receipt:
        return Reply(took_back(own.poll))
    poll = own.poll
    kind = method(poll.rules.kind)
    until = T("You can change your mind until {when}.", when=_end(poll))
    said = kind.said(own.marks, [short(label, CHOICE) for label in kind.labels(poll.options)])
    if len(str(said)) > POP_UP:
        answers = sum(map(bool, own.marks))
        said = N("Your vote counts: {n} answer.", "Your vote counts: {n} answers.", answers)
    return Reply(
        Join((said, until, _receipt(own.receipt) or ""), " "),
        [[Button(T("Take my vote back"), Withdraw(poll.id))]],
        spare=True,
    )


def took_back(poll: Poll) -> Text:
    """There is no vote any more."""
    until = T("You can vote again until {when}.", when=_end(poll))
    return Join((T("You took your vote back."), until), " ")


def already(own: Own) -> Reply:
    """After a second press on the same option."""
    poll = own.poll
    labels = method(poll.rules.kind).labels(poll.options)
    chosen = joined([bold(labels[i]) for i, mark in enumerate(own.marks) if mark])
    return Reply(
        lines(
            T(
                "You have already voted for {option}. Click another answer to change it.",
                option=chosen,
            ),
            _receipt(own.receipt),
        ),
        [[Button(T("Take my vote back"), Withdraw(poll.id))]],
    )


def _receipt(receipt: str) -> Text | None:
    return T("Your receipt: {receipt}", receipt=code(receipt)) if receipt else None


def _end(poll: Poll) -> Moment:
    return Moment(poll.closes_at)
