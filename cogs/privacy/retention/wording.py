"""The report of what went by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.privacy.retention import Expiring
from bot.api.reply import Button, Reply
from bot.api.text import Moment, N, T, Text, bold, joined, lines

from ..payloads import Open


def report(
    kinds: Sequence[tuple[Expiring, int | None]],
    counts: Mapping[str, int],
    days: int,
    night: int | None,
) -> Reply:
    """By kind, also those of which nothing was due."""
    return Reply(
        lines(
            bold(N("What went by itself since yesterday",
                   "What went by itself in the last {n} days", days)),
            *[_line(kind, kept, counts.get(kind.kind, 0)) for kind, kept in kinds],
            "",
            T("The last night was that of {when}.", when=Moment(night, "date"))
            if night is not None
            else T("The first night has not passed yet."),
            T("Numbers only, of all communities of this bot: whose it was is not kept."),
        ),
        [[Button(T("Back"), Open("about"))]],
        tone="info",
    )  # fmt: skip


def _line(kind: Expiring, days: int | None, count: int) -> Text:
    how = (
        N("(kept for {n} day)", "(kept for {n} days)", max(days, 1))
        if days is not None
        else T("(not kept here)")
    )
    return joined([bold(T("{n} ×", n=count)), kind.title, how], " ")
