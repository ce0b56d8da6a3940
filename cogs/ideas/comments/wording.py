"""What is said around comments: where to go, the first line there, notes to authors."""

from __future__ import annotations

from bot.api.errors import MissingRights
from bot.api.model import Channel, Space
from bot.api.reply import Button, Reply
from bot.api.text import Join, N, T, Text, bold, lines, quote

from ..board.cards import MARKS
from ..board.payloads import Details, Discuss, Follow
from ..model import STATUS_NAMES, Change, Idea

LABEL = T("💬 Discuss")


def discuss_button(idea: Idea) -> Button:
    """Leads to the place where an idea is talked about."""
    return Button(LABEL, Discuss(idea.id))


def opening(idea: Idea) -> Reply:
    """The first line in the place where an idea is talked about."""
    return Reply(
        T(
            "This is the place to talk about the idea #{number} “{title}”. "
            "Every message here counts as a comment.",
            number=str(idea.id),
            title=idea.words.title,
        )
    )


def opened(idea: Idea, place: Channel, board: Channel, asked_in: Space | None) -> Text:
    """Where an idea is talked about; the space is named to who asks elsewhere."""
    return T(
        "#{number} is talked about in {place}, beside its card in {board}. "
        "Every message there counts as a comment.",
        number=str(idea.id),
        place=bold(place.name),
        board=_board(board, asked_in),
    )


def answers(idea: Idea, board: Channel, asked_in: Space | None) -> Text:
    """Where there is no such place."""
    return T(
        "To discuss #{number}, answer its card in {board}: every reply counts as a comment.",
        number=str(idea.id),
        board=_board(board, asked_in),
    )


def _board(board: Channel, asked_in: Space | None) -> Text:
    if board.space is None or (asked_in is not None and asked_in.id == board.space.id):
        return bold(board.name)
    return T("{channel} of {space}", channel=bold(board.name), space=board.space.name)


def missing(error: MissingRights) -> Text:
    """Why there is no thread, for moderators."""
    return T(
        "I would open a thread for it, but need the right {right}. "
        "An owner can give it to me in the settings of this place.",
        right=bold(error.right),
    )


NAMED = T("Your idea names nobody, but what you write shows your name.")


def news(idea: Idea, n: int, *, own: bool) -> Reply:
    """Told privately to an author; without `own` theirs is part of that idea."""
    values = {"number": str(idea.id), "title": idea.words.title}
    if own:
        said = N(
            "{n} new comment on your idea #{number} “{title}”.",
            "{n} new comments on your idea #{number} “{title}”.",
            n,
            **values,
        )
    else:
        said = N(
            "{n} new comment on #{number} “{title}”, which your idea is part of.",
            "{n} new comments on #{number} “{title}”, which your idea is part of.",
            n,
            **values,
        )
    buttons = [
        Button(T("Details"), Details(idea.id)),
        discuss_button(idea),
        Button(T("No more news of this"), Follow(idea.id, False)),
    ]
    return Reply(Join(("💬 ", said)), [buttons])


def step(idea: Idea, change: Change, *, same: bool) -> Reply:
    """A step, told where the idea is talked about; with `same` only its date has changed."""
    number, status = str(idea.id), bold(STATUS_NAMES[change.after])
    said = (
        T(
            "The idea #{number} is still {status}; its date has changed.",
            number=number,
            status=status,
        )
        if same
        else T("The idea #{number} is now {status}.", number=number, status=status)
    )
    return Reply(lines(Join((f"{MARKS[change.after]} ", said)), quote(change.reason)))
