"""When digests come and to whom, and `/digest`."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

from bot.api.boards.figures import Figures
from bot.api.cog import Cog, button, command, every, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MessagePosted
from bot.api.model import Community
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import (
    Activity,
    Audit,
    Clock,
    Configs,
    Directory,
    Outbox,
    Scheduler,
    Sentiment,
)
from bot.api.text import CommandHint, Mention, Moment, T, Text, bold, lines
from storage.database import Database

from . import advice, content, logic
from .advice import Start, Thank
from .config import DigestConfig
from .desk import Desk, post_key
from .mood import Moods
from .store import MoodStore, RunStore

MOODS_S = 10


class Digest(Cog[DigestConfig]):
    """Tells those who run the community how it goes."""

    name = "digest"
    title = T("Digest")
    config_model = DigestConfig
    migrations = Path(__file__).parent / "migrations"

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        activity: Activity,
        figures: Figures,
        audit: Audit,
        sentiment: Sentiment,
    ) -> None:
        self._store = RunStore(db)
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._desk = Desk(configs, directory, outbox, activity, figures)
        self._figures = figures
        self._moods = Moods(MoodStore(db), configs, sentiment)
        self._audit = audit
        self._planned: dict[int, tuple[logic.Schedule, logic.Due]] = {}

    async def start(self) -> None:
        """Pin the moods to the board and plan the next digest of every community."""
        self._moods.offer(self._figures)
        await self.plan_all()

    async def stop(self) -> None:
        """Count what was heard last."""
        await self._moods.close()

    # ---- moods

    @listen(MessagePosted, order=200)
    async def heard(self, event: MessagePosted) -> None:
        """After all other listeners: nobody waits for a count."""
        await self._moods.hear(event)

    @every(MOODS_S)
    async def count_moods(self) -> None:
        """Texts are held in memory for some seconds only."""
        await self._moods.count()

    # ---- the schedule

    @every(60)
    async def plan_all(self) -> None:
        """Plan for communities that are new or have changed their schedule."""
        for community in await self._directory.communities():
            await self._plan(community)

    def _schedule(self, community: Community) -> logic.Schedule | None:
        config = self._configs.of(DigestConfig, community.id)
        if not config.enabled or config.every == "off":
            return None
        weekday = logic.WEEKDAYS.index(config.weekday)
        clock = time.fromisoformat(config.time)
        return logic.Schedule(config.every, weekday, clock, community.timezone)

    async def _plan(self, community: Community) -> None:
        schedule, now = self._schedule(community), self._clock.now()
        planned = self._planned.get(community.id)
        if planned is not None and planned[0] == schedule and planned[1].at > now:
            return
        if planned is not None and planned[1].at > now:
            # The schedule has changed. What is due already stays: it may be running.
            await self._scheduler.cancel(post_key(community, planned[1]))
            del self._planned[community.id]
        if schedule is None:
            return
        due = logic.next_due(schedule, now, await self._store.posted(community.id))
        await self._scheduler.at(
            due.at,
            "digest.post",
            {"community": community.id, "period": due.period, "due": due.at},
            # One row a period: planning the next one never replaces one that was missed.
            key=post_key(community, due),
            community_id=community.id,
        )
        self._planned[community.id] = (schedule, due)

    @task("digest.post")
    async def post(self, data: dict[str, Any], due: int) -> None:
        """Post the newest digest that is due; of several missed ones only that."""
        community = await self._directory.community(data["community"])
        schedule, now = self._schedule(community), self._clock.now()
        if schedule is None:
            return
        newest = logic.newest_due(schedule, now)
        # A row of an earlier schedule may come up: it does not bring back older periods.
        meant = newest.period == data["period"] or newest.at >= data["due"]
        if meant and newest.period not in await self._store.posted(community.id):
            promised = max(newest.at, data["due"])
            note = content.late(promised) if now - promised > logic.LATE_MS else None
            await self._desk.send(community, schedule, newest, note)
            # Marked at the end: after a crash it runs again, and the keys of the posts keep
            # everybody from getting a second one.
            await self._store.mark(community.id, newest.period, now)
        await self._plan(community)

    # ---- commands

    @command(
        "digest now",
        T("How the last 7 days went"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def now(self, ctx: Context) -> None:
        """The digest of the seven days up to now, for the asker."""
        await ctx.reply(await self._desk.up_to(ctx.community, ctx.now))

    @command(
        "digest schedule",
        T("When the next digest comes"),
        level=Level.MODERATOR,
        private=True,
    )
    async def schedule(self, ctx: Context) -> None:
        """When, to whom, and how to change it."""
        schedule = self._schedule(ctx.community)
        if schedule is None:
            await ctx.reply(
                T(
                    "No digest is planned. An owner starts it with {command}.",
                    command=CommandHint("settings set", "digest.every week"),
                )
            )
            return
        done = await self._store.posted(ctx.community.id)
        due = logic.next_due(schedule, ctx.now, done)
        await ctx.reply(
            lines(
                T("The next digest comes on {moment}.", moment=bold(Moment(due.at))),
                await self._desk.readers(ctx.community),
                T(
                    "An owner changes that with {day}, {time} or {often}.",
                    day=CommandHint("settings set", "digest.weekday friday"),
                    time=CommandHint("settings set", "digest.time 17:30"),
                    often=CommandHint("settings set", "digest.every day"),
                ),
                T("To see one now, type {command}.", command=CommandHint("digest now")),
            )
        )

    # ---- suggestions carried out

    @button(Thank, level=Level.MODERATOR)
    async def thank(self, ctx: Context, payload: Thank) -> None:
        """Thank a helper in front of everybody."""
        member = await self._directory.member(payload.member)
        if member is None or member.community_id != ctx.community.id:
            raise UserError(T("That person is no longer there."))
        text = T("Thank you, {who}, for helping the others here! 🙏", who=Mention(member))
        if await self._publish(ctx, "thank", f"{payload.week}:{member.id}", text):
            await ctx.reply(T("Done. I have thanked {who} publicly.", who=bold(member.name)))
        else:
            await ctx.reply(T("{who} has been thanked already.", who=bold(member.name)))

    @button(Start, level=Level.MODERATOR)
    async def ask(self, ctx: Context, payload: Start) -> None:
        """Ask everybody something."""
        if await self._publish(ctx, "start", payload.week, advice.starter(payload.week)):
            await ctx.reply(T("Done. I have asked everybody."))
        else:
            await ctx.reply(T("Everybody has been asked already."))

    async def _publish(self, ctx: Context, kind: str, what: str, text: Text) -> bool:
        """Post once in the general channel of every space; False when that was done before."""
        channels = await self._directory.place(ctx.community.id, "general")
        if not channels:
            raise UserError(
                T(
                    "I know no general channel. An owner names it there with {command}.",
                    command=CommandHint("settings channel", "general"),
                )
            )
        for channel in channels:
            key = f"digest.{kind}:{ctx.community.id}:{what}:{channel.id}"
            await self._outbox.post(channel, Reply(text), key=key)
        # Claimed after the posts, so that a crash in between can be made good by another click.
        first = await self._scheduler.claim(ctx.community.id, f"digest.{kind}", what)
        if first:
            await self._audit.record(
                ctx.community.id, actor=ctx.member, action=f"digest.{kind}", target=what
            )
        return first

    # ---- forgetting

    async def linked(self, kept: int, gone: int) -> None:
        """The digest's rows are about communities, not people."""

    async def erase(self, member_id: int) -> None:
        """The digest's rows are about communities, not people: a day's moods are four numbers,
        without ids or texts, from which nobody's share can be told or taken away."""
