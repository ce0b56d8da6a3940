"""Commands around the end of a poll: list, close, result, verify, export."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from bot.api.cog import button, command, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.services import Audit, Directory
from bot.api.text import CommandHint, T, Text

from ..model import Marks, Poll, find, reference
from ..record import Record, csv_of, faults, tidy
from ..store import BallotStore, PollStore
from ..voting import cards
from ..voting.electorate import GONE, Electorate
from ..voting.keys import Keys
from . import wording
from .closing import Closer
from .payloads import Check, Close

OFFERED = 25
SEARCHED = 100  # polls that a word or a receipt is looked for in
NOT_YOURS: Text = T("Only moderators and whoever asked a poll can close it.")


class Closing:
    """The handlers of this room; the cog provides what they use."""

    _polls: PollStore
    _ballots: BallotStore
    _keys: Keys
    _closer: Closer
    _electorate: Electorate
    _directory: Directory
    _audit: Audit

    # ---- open polls

    @command("polls list", T("Polls that are open now"), private=True, view=True)
    async def list_polls(self, ctx: Context) -> None:
        counted = [
            found[:2]
            for poll in await self._open(ctx)
            if (found := await self._ballots.count(poll.community_id, poll.id)) is not None
        ]
        if not counted:
            await ctx.reply(
                T("No poll is open. {command} starts one.", command=CommandHint("poll"))
            )
            return
        closable = [poll for poll, _ in counted if is_theirs(ctx, poll)]
        await ctx.reply(wording.overview(counted, closable))

    @command("polls close", T("End a poll now and show the result"), private=True)
    async def close_poll(
        self,
        ctx: Context,
        poll: Annotated[str, Opt(T("Which poll"), complete="complete_open")] = "",
    ) -> None:
        matches = find(await self._open(ctx), poll)
        closable = [match for match in matches if is_theirs(ctx, match)]
        if matches and not closable:
            raise UserError(NOT_YOURS)
        if not closable:
            raise UserError(
                T(
                    "No open poll fits; {command} shows those that are open.",
                    command=CommandHint("polls list"),
                )
            )
        if len(closable) > 1:
            await ctx.reply(wording.which(closable))
            return
        await self._close_now(ctx, closable[0])

    async def complete_open(self, ctx: Context, typed: str) -> Sequence[str]:
        """Open polls that the one who types may close."""
        fitting = find(await self._open(ctx), typed)
        return [reference(p) for p in fitting if is_theirs(ctx, p)][:OFFERED]

    @button(Close)
    async def close_clicked(self, ctx: Context, payload: Close) -> None:
        poll = await self._polls.get(ctx.community.id, payload.poll)
        if poll is None:
            raise UserError(GONE)
        if not is_theirs(ctx, poll):
            raise UserError(NOT_YOURS)
        await self._close_now(ctx, poll)

    async def _close_now(self, ctx: Context, poll: Poll) -> None:
        if not await self._closer.close(poll.community_id, poll.id, ctx.member.id):
            raise UserError(T("This poll is closed already."))
        await self._audit.record(
            poll.community_id, actor=ctx.member, action="polls.close", target=cards.tag(poll.id)
        )
        await ctx.reply(
            T("Closed. The result of “{question}” is in the channel.", question=poll.question)
        )

    @task("polls.close")
    async def close_due(self, data: dict[str, Any], due: int) -> None:
        """The deadline has come."""
        await self._closer.close(data["community"], data["poll"], None)

    async def _open(self, ctx: Context) -> list[Poll]:
        polls = await self._polls.open(ctx.community.id)
        return [poll for poll in await self._seen(ctx, polls) if poll.takes_votes(ctx.now)]

    async def _seen(self, ctx: Context, polls: Sequence[Poll]) -> list[Poll]:
        return [poll for poll in polls if await self._electorate.sees(poll, ctx)]

    async def _recent(self, ctx: Context) -> list[Poll]:
        return await self._seen(ctx, await self._polls.recent(ctx.community.id, SEARCHED))

    # ---- results

    @command("polls result", T("What a poll has come to, with all that was counted"), private=True)
    async def show_result(
        self,
        ctx: Context,
        poll: Annotated[str, Opt(T("Which poll; the last one"), complete="complete_any")] = "",
    ) -> None:
        meant = await self._meant(ctx, poll)
        found = await self._ballots.count(ctx.community.id, meant.id)
        if found is None:
            raise UserError(GONE)
        if found[0].closed:
            await ctx.reply(wording.whole(*found))
            return
        asker = meant.author_id
        author = await self._directory.member(asker) if asker is not None else None
        await ctx.reply(cards.card(*found, author))

    @command("polls export", T("The ballots of a poll for a spreadsheet"), private=True)
    async def export(
        self,
        ctx: Context,
        poll: Annotated[str, Opt(T("Which poll; the last one"), complete="complete_any")] = "",
    ) -> None:
        meant = await self._meant(ctx, poll)
        if not is_theirs(ctx, meant):
            raise UserError(T("Only moderators and whoever asked a poll can have its ballots."))
        record = await self._record(ctx, meant)
        named = await self._named(meant) if meant.rules.secrecy == "open" else None
        content = await asyncio.to_thread(csv_of, record, named)
        await self._audit.record(
            meant.community_id, actor=ctx.member, action="polls.export", target=cards.tag(meant.id)
        )
        await ctx.reply(wording.table(meant, content, named is not None))

    async def _named(self, poll: Poll) -> list[tuple[str, Marks]]:
        given = await self._ballots.open_ballots(poll.id)
        people = await self._directory.members([member_id for member_id, _ in given])
        named = [(people[who].name if who in people else "", marks) for who, marks in given]
        return named + [("", marks) for marks in await self._ballots.nameless(poll.id)]

    @button(Check)
    async def check(self, ctx: Context, payload: Check) -> None:
        poll = await self._polls.get(ctx.community.id, payload.poll)
        if poll is None or not await self._electorate.sees(poll, ctx):
            raise UserError(GONE)
        record = await self._record(ctx, poll)
        await ctx.reply(wording.proof(record, await asyncio.to_thread(faults, record)))

    async def _record(self, ctx: Context, poll: Poll) -> Record:
        if not poll.closed:
            raise UserError(T("This poll is open; its ballots can be had when it is over."))
        record = await self._ballots.record(ctx.community.id, poll.id)
        if record is None:
            raise UserError(
                T("The ballots of this poll were not kept: it is older than the way to check.")
            )
        return record

    async def _meant(self, ctx: Context, typed: str) -> Poll:
        """The poll that somebody means: by number or words, else the one that closed last."""
        number = typed.strip().removeprefix("#").split(" ", 1)[0]
        if number.isdecimal() and len(number) < 16:
            known = await self._polls.get(ctx.community.id, int(number))
            polls = await self._seen(ctx, [known]) if known is not None else []
        else:
            polls = find(await self._recent(ctx), typed)
            if not typed.strip():
                polls = [poll for poll in polls if poll.closed] or polls
        if not polls:
            raise UserError(T("I know no such poll; write its number, for example #12."))
        return polls[0]

    async def complete_any(self, ctx: Context, typed: str) -> Sequence[str]:
        """Polls of the community, the newest first."""
        return [reference(poll) for poll in find(await self._recent(ctx), typed)][:OFFERED]

    # ---- receipts

    @command("polls verify", T("Whether the ballot of your receipt is in the count"), private=True)
    async def verify(
        self,
        ctx: Context,
        receipt: Annotated[str, Opt(T("The receipt that you got when you voted"), max=64)],
    ) -> None:
        wanted = tidy(receipt)
        if wanted is None:
            raise UserError(
                T("That is no receipt; one looks like this: {example}", example="K7QF-2M9D-XR4T")
            )
        polls = await self._recent(ctx)
        for poll in polls:
            if poll.closed:
                record = await self._ballots.record(poll.community_id, poll.id)
                marks = record.ballot(wanted) if record is not None else None
                if marks is not None:
                    await ctx.reply(wording.in_count(poll, marks))
                    return
            elif (now := await self._own(ctx, poll, wanted)) is not None:
                await ctx.reply(wording.counts_now(poll, now))
                return
        raise UserError(wording.unknown_receipt(len(polls)))

    async def _own(self, ctx: Context, poll: Poll, receipt: str) -> Marks | None:
        """The ballot of an open poll that this receipt stands for, if it is the asker's own."""
        key = await self._keys.find(poll.id)
        if key is None:
            return None
        voter = key.voter(ctx.member.id, poll.rules.secrecy)
        marks = await self._ballots.of_voter(poll.id, voter)
        return marks if any(marks) and key.receipt(voter, marks) == receipt else None


def is_theirs(ctx: Context, poll: Poll) -> bool:
    """Whether this person may end a poll and have its ballots."""
    return ctx.level >= Level.MODERATOR or poll.author_id == ctx.member.id
