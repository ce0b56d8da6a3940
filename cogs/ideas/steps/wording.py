"""What author, supporters and followers are told of a step."""

from __future__ import annotations

from bot.api.reply import Button, Reply
from bot.api.text import Join, T, Text, bold, lines, quote

from ..board.cards import MARKS
from ..board.payloads import Details
from ..model import STATUS_NAMES, Change, Idea


def news(idea: Idea, change: Change, *, own: bool) -> Reply:
    """Told privately to the author (`own`) and to everybody who supports an idea."""
    values: dict[str, str | Text] = {
        "number": str(idea.id),
        "title": idea.words.title,
        "status": bold(STATUS_NAMES[change.after]),
    }
    said = (
        T("Your idea #{number} “{title}” is now {status}.", **values)
        if own
        else T("The idea #{number} “{title}”, which you support, is now {status}.", **values)
    )
    return Reply(
        lines(Join((f"{MARKS[change.after]} ", said)), quote(change.reason)),
        [[Button(T("Details"), Details(idea.id))]],
    )
