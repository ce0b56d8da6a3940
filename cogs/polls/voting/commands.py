"""What voters press, and the handlers behind it."""

from __future__ import annotations

from typing import Any

from bot.api.cog import button, form, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MemberLeft
from bot.api.reply import Answers, Field, Form
from bot.api.services import Configs
from bot.api.text import T, bold

from ..config import PollsConfig
from ..methods import method
from ..model import MAX_LABEL, Poll
from ..store import PollStore, QuietStore
from . import ballot, reminders
from .booth import Booth, Taken, closed
from .desk import PollDesk
from .electorate import GONE, Electorate
from .open_ballots import OpenBallots
from .payloads import (
    AddOption,
    Ballot,
    Clear,
    Mark,
    Remind,
    Vote,
    WhoVoted,
    WhoVotedPage,
    Withdraw,
)
from .reminders import Reminders

EACH = 2  # answers that a member may add to a poll


class Voting:
    """The handlers of this room; the cog provides what they use."""

    _polls: PollStore
    _quiet: QuietStore
    _polls_desk: PollDesk
    _booth: Booth
    _electorate: Electorate
    _reminders: Reminders
    _open_ballots: OpenBallots
    _configs: Configs

    # ---- voting

    @button(Vote)
    async def vote(self, ctx: Context, payload: Vote) -> None:
        taken = await self._booth.press(ctx, payload.poll, payload.option)
        same = taken.outcome == "same" and taken.own.receipt
        await ctx.reply(ballot.already(taken.own) if same else ballot.voted(taken.own))
        await self._counted(taken)

    @button(Withdraw)
    async def withdraw(self, ctx: Context, payload: Withdraw) -> None:
        taken = await self._booth.withdraw(ctx, payload.poll)
        await ctx.reply(ballot.took_back(taken.own.poll))
        await self._counted(taken)

    @button(Ballot)
    async def show_ballot(self, ctx: Context, payload: Ballot) -> None:
        await ctx.reply(ballot.card(await self._booth.own(ctx, payload.poll)))

    @button(Mark)
    async def mark(self, ctx: Context, payload: Mark) -> None:
        taken = await self._booth.press(ctx, payload.poll, payload.option, payload.shown)
        await ctx.update(ballot.card(taken.own))
        await self._counted(taken)

    @button(Clear)
    async def clear(self, ctx: Context, payload: Clear) -> None:
        taken = await self._booth.withdraw(ctx, payload.poll)
        await ctx.update(ballot.card(taken.own))
        await self._counted(taken)

    async def _counted(self, taken: Taken) -> None:
        """The voter has been answered; now the cards follow."""
        if taken.outcome in ("changed", "removed"):
            await self._polls_desk.refresh(taken.own.poll.community_id, taken.own.poll.id)

    # ---- who voted what

    @button(WhoVoted)
    async def who_voted(self, ctx: Context, payload: WhoVoted) -> None:
        poll = await self._poll(ctx, payload.poll)
        await ctx.reply(await self._open_ballots.page(poll, 0))

    @button(WhoVotedPage)
    async def who_voted_page(self, ctx: Context, payload: WhoVotedPage) -> None:
        poll = await self._poll(ctx, payload.poll)
        await ctx.update(await self._open_ballots.page(poll, payload.page))

    async def _poll(self, ctx: Context, poll_id: int) -> Poll:
        poll = await self._polls.get(ctx.community.id, poll_id)
        if poll is None or not await self._electorate.sees(poll, ctx):
            raise UserError(GONE)
        return poll

    # ---- answers of members

    @button(AddOption)
    async def ask_for_option(self, ctx: Context, payload: AddOption) -> None:
        poll, _ = await self._booth.entered(ctx, payload.poll)
        _takes_options(poll)
        field = Field("answer", T("Your answer"), max=MAX_LABEL)
        await ctx.ask(Form(T("Add an answer"), [field], payload))

    @form(AddOption)
    async def add_option(self, ctx: Context, payload: AddOption, answers: Answers) -> None:
        poll, _ = await self._booth.entered(ctx, payload.poll)
        _takes_options(poll)
        most = self._configs.of(PollsConfig, ctx.community.id).max_options
        outcome, now = await self._polls.add_option(
            ctx.community.id, poll.id, ctx.member.id, answers["answer"], most, EACH
        )
        if outcome == "unknown":
            raise UserError(GONE)
        if outcome == "closed":
            raise UserError(closed(poll))
        if outcome == "enough" or now is None:
            raise UserError(T("You have added {n} answers; please leave room for others.", n=EACH))
        await ctx.reply(
            T("Added: {option}. Everybody can vote for it now.", option=bold(now.options[-1]))
        )
        await self._polls_desk.refresh(poll.community_id, poll.id)

    # ---- reminders

    @task("polls.remind")
    async def remind(self, data: dict[str, Any], due: int) -> None:
        """The time has come to tell those who have not voted."""
        await self._reminders.send(data["community"], data["poll"])

    @button(Remind)
    async def reminders_wanted(self, ctx: Context, payload: Remind) -> None:
        await self._quiet.set(ctx.member.id, not payload.on)
        await ctx.reply(reminders.wish(payload.on))

    @listen(MemberLeft)
    async def left(self, event: MemberLeft) -> None:
        """Who left cannot vote any more."""
        self._electorate.left(event.community.id)


def _takes_options(poll: Poll) -> None:
    if not poll.rules.add_options or method(poll.rules.kind).fixed:
        raise UserError(T("The answers of this poll are given; no more can be added."))
