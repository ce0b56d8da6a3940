"""Polls: asking, voting, closing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from bot.api.cog import Cog, button, command, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.figures import Figures
from bot.api.options import Items, Opt, When
from bot.api.people import Level
from bot.api.services import Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import CommandHint, N, T
from storage.database import Database

from . import cards
from .cards import Close, Vote, Withdraw
from .config import PollsConfig
from .desk import PollDesk
from .logic import Poll, checked_options, checked_question, find, reference
from .store import Ballot, PollStore

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class Polls(Cog[PollsConfig]):
    """Ask the community; one tally over all its spaces."""

    name = "polls"
    title = T("Polls")
    config_model = PollsConfig
    migrations = Path(__file__).parent / "migrations"

    def __init__(
        self,
        db: Database,
        configs: Configs,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        audit: Audit,
        clock: Clock,
        figures: Figures,
    ) -> None:
        self._store = PollStore(db)
        self._desk = PollDesk(self._store, outbox, scheduler, directory, clock)
        self._configs = configs
        self._scheduler = scheduler
        self._figures = figures
        self._audit = audit
        self._clock = clock

    async def start(self) -> None:
        """What a crash may have left half done is done in a task, when the platforms are there."""
        await self._scheduler.at(self._clock.now(), "polls.resume", {}, key="polls:resume")
        self._figures.offer("polls.opened", self._store.opened)
        self._figures.offer("polls.votes", self._store.votes_cast)

    @task("polls.resume")
    async def resume(self, data: dict[str, Any], due: int) -> None:
        """After a start."""
        await self._desk.resume()

    # ---- asking

    @command("poll", T("Ask the community; everybody votes with a click"), private=True)
    async def poll(
        self,
        ctx: Context,
        question: Annotated[str, Opt(T("What do you want to know?"))],
        options: Annotated[Items, Opt(T("Answers to choose from, with ; between them"))],
        closes: Annotated[
            When | None, Opt(T("When it ends: friday 18:00, tomorrow, in 2h"))
        ] = None,
        kind: Annotated[
            Literal["single", "multiple"],
            Opt(
                T("One answer or several"),
                choices=(("single", T("one answer")), ("multiple", T("several answers"))),
            ),
        ] = "single",
    ) -> None:
        config = self._configs.of(PollsConfig, ctx.community.id)
        await self._may_ask(ctx, config)
        channels = await self._desk.places(ctx.community.id, ctx.channel)
        if not channels:
            raise UserError(T("I found no channel for a poll; please ask it in a channel."))
        draft = Poll(
            id=0,
            community_id=ctx.community.id,
            author_id=ctx.member.id,
            channel_id=channels[0].id,
            question=checked_question(question),
            options=checked_options(options, config.max_options),
            kind=kind,
            created_at=ctx.now,
            closes_at=_deadline(ctx.now, closes, config),
        )
        poll = await self._desk.open(draft, channels)
        await ctx.reply(cards.asked(poll, channels))

    async def _may_ask(self, ctx: Context, config: PollsConfig) -> None:
        if ctx.level >= Level.MODERATOR:
            return
        if config.who_may_ask == "moderators":
            raise UserError(T("Only moderators can start a poll here."))
        mine = [p for p in await self._open(ctx) if p.author_id == ctx.member.id]
        if len(mine) >= config.open_per_member:
            raise UserError(
                N(
                    "You have {n} open poll; please close it first.",
                    "You have {n} open polls; please close one first.",
                    len(mine),
                )
            )

    # ---- voting

    @button(Vote)
    async def vote(self, ctx: Context, payload: Vote) -> None:
        ballot = await self._store.vote(
            ctx.community.id, payload.poll, ctx.member.id, payload.option, ctx.now
        )
        poll = await self._counted(ballot)
        if ballot.outcome == "same":
            await ctx.reply(cards.already(poll, ballot.chosen))
        else:
            await ctx.reply(cards.voted(poll, ballot.chosen))

    @button(Withdraw)
    async def withdraw(self, ctx: Context, payload: Withdraw) -> None:
        ballot = await self._store.withdraw(ctx.community.id, payload.poll, ctx.member.id, ctx.now)
        await ctx.reply(cards.voted(await self._counted(ballot), ()))

    async def _counted(self, ballot: Ballot) -> Poll:
        """The poll of a valid click, its cards brought up to date."""
        if ballot.poll is None:
            raise UserError(T("This poll is not there any more."))
        if ballot.outcome == "closed":
            raise UserError(
                T(
                    "The poll “{question}” is closed; your click was not counted.",
                    question=ballot.poll.question,
                )
            )
        if ballot.outcome != "same":
            await self._desk.refresh(ballot.poll.community_id, ballot.poll.id)
        return ballot.poll

    # ---- closing

    @command("polls list", T("Polls that are open now"), private=True)
    async def list_polls(self, ctx: Context) -> None:
        found = [
            result
            for poll in await self._open(ctx)
            if (result := await self._store.result(poll.community_id, poll.id)) is not None
        ]
        if not found:
            await ctx.reply(
                T("No poll is open. {command} starts one.", command=CommandHint("poll"))
            )
            return
        closable = [poll for poll, _ in found if _may_close(ctx, poll)]
        await ctx.reply(cards.overview(found, closable))

    @command("polls close", T("End a poll now and show the result"), private=True)
    async def close_poll(
        self,
        ctx: Context,
        poll: Annotated[str, Opt(T("Which poll"), complete="complete_poll")] = "",
    ) -> None:
        matches = find(await self._open(ctx), poll)
        closable = [match for match in matches if _may_close(ctx, match)]
        if matches and not closable:
            raise UserError(T("Only moderators and whoever asked a poll can close it."))
        if not closable:
            raise UserError(
                T(
                    "No open poll fits; {command} shows those that are open.",
                    command=CommandHint("polls list"),
                )
            )
        if len(closable) > 1:
            await ctx.reply(cards.which(closable))
            return
        await self._close_now(ctx, closable[0])

    async def complete_poll(self, ctx: Context, typed: str) -> Sequence[str]:
        """Open polls that the one who types may close."""
        return [reference(p) for p in find(await self._open(ctx), typed) if _may_close(ctx, p)][:25]

    @button(Close)
    async def close_clicked(self, ctx: Context, payload: Close) -> None:
        poll = await self._store.get(ctx.community.id, payload.poll)
        if poll is None:
            raise UserError(T("This poll is not there any more."))
        if not _may_close(ctx, poll):
            raise UserError(T("Only moderators and whoever asked a poll can close it."))
        await self._close_now(ctx, poll)

    async def _close_now(self, ctx: Context, poll: Poll) -> None:
        if not await self._store.close(poll.community_id, poll.id, ctx.member.id, ctx.now):
            raise UserError(T("This poll is closed already."))
        await self._desk.publish(poll.community_id, poll.id)
        await self._audit.record(
            poll.community_id, actor=ctx.member, action="polls.close", target=cards.tag(poll.id)
        )
        await ctx.reply(
            T("Closed. The result of “{question}” is in the channel.", question=poll.question)
        )

    @task("polls.close")
    async def close_due(self, data: dict[str, Any], due: int) -> None:
        """The deadline has come."""
        await self._store.close(data["community"], data["poll"], None, self._clock.now())
        await self._desk.publish(data["community"], data["poll"])

    async def _open(self, ctx: Context) -> list[Poll]:
        return [p for p in await self._store.open(ctx.community.id) if p.takes_votes(ctx.now)]

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person counts once, in polls under way too."""
        for community_id, poll_id in await self._store.link(kept, gone):
            await self._desk.refresh(community_id, poll_id)

    async def erase(self, member_id: int) -> None:
        """Votes go; polls stay without the name, also on their cards."""
        for community_id, poll_id in await self._store.erase(member_id):
            await self._desk.refresh(community_id, poll_id)


def _deadline(now: int, closes: int | None, config: PollsConfig) -> int:
    if closes is None:
        return now + config.default_hours * HOUR_MS
    if closes > now + config.longest_days * DAY_MS:
        raise UserError(
            T(
                "A poll can stay open for at most {days} days; please choose an earlier end.",
                days=config.longest_days,
            )
        )
    return int(closes)


def _may_close(ctx: Context, poll: Poll) -> bool:
    return ctx.level >= Level.MODERATOR or poll.author_id == ctx.member.id
