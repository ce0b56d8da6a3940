"""The latest of the board as a feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.pages import Content, Entry, Feed, el, to
from bot.api.text import Join, N, T

from ..board.cards import MARKS
from ..model import STATUS_NAMES
from .parts import PATH, credit
from .store import Standing

ENTRIES = 50


def feed(found: Sequence[Standing], names: Mapping[int, str]) -> Feed:
    """Ideas by their newest change; `names` are those of the authors who may be named.

    An idea that takes a step is an entry of its own, so that a reader of the feed hears of it.
    """
    return Feed(
        T("Ideas"),
        T("What members would like, and what became of it."),
        to(PATH),
        [_entry(one, names) for one in found],
    )


def _entry(standing: Standing, names: Mapping[int, str]) -> Entry:
    idea = standing.idea
    status = STATUS_NAMES[idea.status]
    body: list[Content | None] = [
        el("p", idea.words.details) if idea.words.details else None,
        el("blockquote", idea.reason) if idea.reason else None,
        el(
            "p",
            Join(
                (
                    T("Status: {status}", status=status),
                    N("{n} member supports it", "{n} members support it", idea.votes),
                    credit(idea, names),
                ),
                " · ",
            ),
        ),
    ]
    return Entry(
        id=f"{idea.id}.{standing.changed_at}",
        title=Join((f"{MARKS[idea.status]} #{idea.id} {idea.words.title} (", status, ")")),
        body=body,
        at=standing.changed_at,
        page=to(f"{PATH}/{idea.id}"),
    )
