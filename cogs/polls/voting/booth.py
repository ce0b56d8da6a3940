"""Taking a press: who may, with which key, and once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Literal
from weakref import WeakValueDictionary

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.services import Directory
from bot.api.text import T, Text

from ..methods import method
from ..methods.base import mark_of
from ..model import Marks, Poll
from ..record import Key
from ..store import BallotStore, PollStore, Pressed
from .ballot import Own
from .electorate import GONE, Electorate
from .keys import Keys

DOUBLE_MS = 1000


def closed(poll: Poll) -> Text:
    """A press came too late."""
    return T("The poll “{question}” is closed; your click was not counted.", question=poll.question)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a press did. "again": it was a double click, or pressed on what has changed since; it
    counted as nothing."""

    outcome: Literal["changed", "same", "removed", "again"]
    own: Own


class Booth:
    """Every press of every voter goes through here.

    A press on one's own ballot says what it showed. When that is no longer so, the press was made
    before the card had followed, or it is delivered a second time: either way it must not count
    again. The public card cannot say so; there a double click is known by its time.
    """

    def __init__(
        self,
        polls: PollStore,
        ballots: BallotStore,
        keys: Keys,
        electorate: Electorate,
        directory: Directory,
    ) -> None:
        self._polls = polls
        self._ballots = ballots
        self._keys = keys
        self._electorate = electorate
        self._directory = directory
        # One process owns a database, so a turn for each member keeps two presses apart.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._last: dict[tuple[int, bytes], tuple[int, int]] = {}

    async def press(
        self, ctx: Context, poll_id: int, option: int, shown: int | None = None
    ) -> Taken:
        """A press on an option; `shown` is the mark that stood beside it on one's ballot."""
        poll, key = await self.entered(ctx, poll_id)
        voter = key.voter(ctx.member.id, poll.rules.secrecy)
        async with self._at_the_box(ctx):
            marks = await self._ballots.of_voter(poll_id, voter)
            double = self._double(ctx, poll_id, voter, option)
            again = double if shown is None else shown != mark_of(marks, option)
            if again and _changes(poll, marks, option):
                return Taken("again", _own(poll, key, voter, marks))
            pressed = await self._ballots.press(
                poll_id, ctx.community.id, voter, ctx.member.id, option, ctx.now
            )
        return _taken(pressed, key, voter)

    def _double(self, ctx: Context, poll_id: int, voter: bytes, option: int) -> bool:
        """Whether this is the second half of a double click. Nothing older is remembered."""
        old = [who for who, (_, at) in self._last.items() if ctx.now - at >= DOUBLE_MS]
        for who in old:
            del self._last[who]
        last, _ = self._last.get((poll_id, voter), (-1, 0))
        self._last[poll_id, voter] = (option, ctx.now)
        return last == option

    async def withdraw(self, ctx: Context, poll_id: int) -> Taken:
        """Take the whole vote back."""
        poll, key = await self.entered(ctx, poll_id)
        voter = key.voter(ctx.member.id, poll.rules.secrecy)
        self._last.pop((poll_id, voter), None)
        async with self._at_the_box(ctx):
            pressed = await self._ballots.withdraw(
                poll_id, ctx.community.id, voter, ctx.member.id, ctx.now
            )
        return _taken(pressed, key, voter)

    @asynccontextmanager
    async def _at_the_box(self, ctx: Context) -> AsyncIterator[None]:
        """The turn of the one who presses. Who was linked or forgotten since they pressed has no
        ballot of their own any more."""
        async with self.alone(ctx.member.id):
            if await self._directory.member(ctx.member.id) is None:
                raise UserError(T("Your accounts have just been joined; please press again."))
            yield

    @asynccontextmanager
    async def alone(self, *members: int) -> AsyncIterator[None]:
        """None of these members votes meanwhile."""
        async with AsyncExitStack() as stack:
            for member_id in sorted(set(members)):
                turn = self._turns.setdefault(member_id, asyncio.Lock())
                await stack.enter_async_context(turn)
            yield

    async def own(self, ctx: Context, poll_id: int) -> Own:
        """The ballot as it counts now."""
        poll, key = await self.entered(ctx, poll_id)
        voter = key.voter(ctx.member.id, poll.rules.secrecy)
        return _own(poll, key, voter, await self._ballots.of_voter(poll_id, voter))

    async def entered(self, ctx: Context, poll_id: int) -> tuple[Poll, Key]:
        """An open poll that the one who presses may vote in, and its key; else UserError."""
        poll = await self._polls.get(ctx.community.id, poll_id)
        if poll is None:
            raise UserError(GONE)
        if not poll.takes_votes(ctx.now):
            raise UserError(closed(poll))
        refusal = await self._electorate.refusal(poll, ctx)
        if refusal is not None:
            raise UserError(refusal)
        return poll, await self._keys.of(poll)


def _changes(poll: Poll, marks: Marks, option: int) -> bool:
    if not 0 <= option < len(poll.options):
        return False
    return method(poll.rules.kind).pressed(marks, option, poll.rules) != marks


def _own(poll: Poll, key: Key, voter: bytes, marks: Marks) -> Own:
    return Own(poll, marks, key.receipt(voter, marks) if any(marks) else "")


def _taken(pressed: Pressed, key: Key, voter: bytes) -> Taken:
    if pressed.poll is None or pressed.outcome == "unknown":
        raise UserError(GONE)
    if pressed.outcome == "closed":
        raise UserError(closed(pressed.poll))
    return Taken(pressed.outcome, _own(pressed.poll, key, voter, pressed.marks))
