"""Who voted what, in polls where everybody may know."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.reply import Button, Reply
from bot.api.services import Directory
from bot.api.text import Join, Mention, T, Text, bold, joined, lines

from ..methods import method
from ..model import Marks, Poll
from ..store import BallotStore
from .payloads import WhoVotedPage

PAGE = 20


class OpenBallots:
    """Lists them for members, privately."""

    def __init__(self, ballots: BallotStore, directory: Directory) -> None:
        self._ballots = ballots
        self._directory = directory

    async def page(self, poll: Poll, page: int) -> Reply:
        """A page of the list; UserError where it is a secret, or is one still."""
        if poll.rules.secrecy != "open":
            raise UserError(T("Who voted what in this poll is not shown to anybody."))
        if poll.rules.hidden and not poll.closed:
            raise UserError(T("Who voted what in this poll is shown when it is over."))
        given = await self._ballots.open_ballots(poll.id)
        people = await self._directory.members([member_id for member_id, _ in given])
        named = sorted(
            ((people.get(member_id), marks) for member_id, marks in given),
            key=lambda row: (row[0] is None, row[0].name.casefold() if row[0] else "", row[1]),
        )
        last = max((len(named) - 1) // PAGE, 0)
        page = min(page, last)
        return listed(poll, named[page * PAGE : (page + 1) * PAGE], page, last)


def listed(
    poll: Poll, ballots: Sequence[tuple[Member | None, Marks]], page: int, last: int
) -> Reply:
    """A page in words."""
    rows = [
        T(
            "{who}: {vote}",
            who=Mention(who, ping=False) if who else T("a former member"),
            vote=brief(poll, marks),
        )
        for who, marks in ballots
    ]
    turn = []
    if page > 0:
        turn.append(Button(T("Back"), WhoVotedPage(poll.id, page - 1)))
    if page < last:
        turn.append(Button(T("More"), WhoVotedPage(poll.id, page + 1)))
    return Reply(
        lines(
            T("Who voted what: {question}", question=bold(poll.question)),
            *(rows or [T("Nobody has voted yet.")]),
        ),
        [turn] if turn else (),
    )


def brief(poll: Poll, marks: Marks) -> Text:
    """A ballot without a sentence around it: "Rye 3 dots, Spelt 1 dot"."""
    kind = method(poll.rules.kind)
    labels = kind.labels(poll.options)
    chosen = [option for option, mark in enumerate(marks) if mark]
    if kind.direct:
        return joined([labels[option] for option in chosen])
    if poll.rules.kind == "ranked":
        chosen.sort(key=lambda option: marks[option])
        return joined([Join((f"{n}. ", labels[option])) for n, option in enumerate(chosen, 1)])
    return joined([Join((labels[option], " ", kind.mark(marks[option]))) for option in chosen])
