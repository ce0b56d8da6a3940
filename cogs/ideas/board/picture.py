"""The board as a picture: the open ideas with most support as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.chart import Chart, Series
from bot.api.reply import Button, Reply
from bot.api.text import CommandHint, Join, N, T, Text, bold, clip, joined, lines

from ..model import OPEN, STATUS_NAMES, Idea, Status
from .payloads import Details

SHOWN = 6  # of more, the picture has room for the first half line of a title only
LABEL, ALT = 60, 60


def board(found: Sequence[Idea], counts: Mapping[Status, int]) -> Reply:
    """The picture with what it says in words; `found` are the ideas to show, best first."""
    if not found:
        return Reply(
            T(
                "There is no open idea to show yet. {command} posts one.",
                command=CommandHint("idea"),
            )
        )
    numbers = [Button(f"#{idea.id}", Details(idea.id)) for idea in found]
    total = sum(counts[status] for status in OPEN)
    head = (
        T("The open ideas")
        if total <= len(found)
        else T("The {n} open ideas with most support, of {total}", n=len(found), total=total)
    )
    return Reply(
        lines(bold(head), _by_status(counts)),
        [numbers[:3], numbers[3:]] if numbers[3:] else [numbers],
        chart(found, counts, head),
    )


def chart(found: Sequence[Idea], counts: Mapping[Status, int], title: Text) -> Chart:
    """A lying bar for each idea."""
    facts: list[Text] = [
        N(
            "#{number} “{title}”: {n} supporter",
            "#{number} “{title}”: {n} supporters",
            idea.votes,
            number=str(idea.id),
            title=clip(idea.words.title, ALT),
        )
        for idea in found
    ]
    return Chart(
        "hbars",
        title,
        [f"#{idea.id} {clip(idea.words.title, LABEL)}" for idea in found],
        [Series(T("Supporters"), [float(idea.votes) for idea in found])],
        alt=T("{title}: {ideas}.", title=title, ideas=joined(facts, "; ")),
        note=_by_status(counts),
    )


def _by_status(counts: Mapping[Status, int]) -> Text:
    parts: list[Text] = [
        Join((name, " ", T("{n}", n=counts[status])))
        for status, name in STATUS_NAMES.items()
        if counts[status]
    ]
    return T("All ideas: {counts}", counts=joined(parts, " · "))
