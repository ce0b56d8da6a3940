"""Greeting newcomers, and `/welcome preview`."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from bot.api.boards.figures import Figures, Suggestion
from bot.api.cog import Cog, button, command, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MemberJoined, MemberLeft
from bot.api.model import Channel, Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Button, Look, Payload, Reply
from bot.api.services import Activity, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import Mention, T, Text, bold, lines
from storage.database import Database

from . import logic
from .config import WelcomeConfig
from .store import ArrivalStore

SUGGEST_WITHIN_MS = 14 * 86_400_000
# Who came longer ago than this (a long downtime, a replay) is no newcomer any more.
GREET_WITHIN_MS = 86_400_000


@dataclass(frozen=True)
class Greet(Payload, tag="welcome.greet"):
    """Ask the community to answer a newcomer's first message."""

    member: int
    channel: int
    message: int


class Welcome(Cog[WelcomeConfig]):
    """Greets newcomers after screening or approval."""

    name = "welcome"
    title = T("Welcome")
    config_model = WelcomeConfig
    migrations = Path(__file__).parent / "migrations"

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        figures: Figures,
        activity: Activity,
    ) -> None:
        self._store = ArrivalStore(db)
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._figures = figures
        self._activity = activity
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def start(self) -> None:
        """Pin what the digest may read."""
        self._figures.offer("welcome.greeted", self._store.count)
        self._figures.suggest("welcome", self._suggest)

    # ---- arrivals

    @listen(MemberJoined)
    async def joined(self, event: MemberJoined) -> None:
        """Greet at once, or soon and together when many come."""
        if self._clock.now() - event.at > GREET_WITHIN_MS:
            return
        config = self._configs.of(WelcomeConfig, event.community.id)
        if config.where in ("private", "both"):
            text = logic.greeting(
                config.template, config.rules, event.community.name, [event.member]
            )
            key = f"welcome:{event.space.id}:{event.member.id}:{event.at}"
            await self._outbox.tell(event.member, Reply(text), key=key)
        if config.where in ("public", "both"):
            await self._store.arrived(
                event.community.id, event.space.id, event.member.id, self._clock.now()
            )
            await self._greet(event.community.id, event.space.id)

    @listen(MemberLeft)
    async def left(self, event: MemberLeft) -> None:
        """Whoever is gone before the greeting is not greeted."""
        await self._store.left(event.space.id, event.member.id, self._clock.now())

    @task("welcome.greet")
    async def due(self, data: dict[str, Any], due: int) -> None:
        """Greet those who were gathered."""
        await self._greet(data["community"], data["space"])

    async def _greet(self, community_id: int, space_id: int) -> None:
        config = self._configs.of(WelcomeConfig, community_id)
        async with self._turns[space_id]:
            now = self._clock.now()
            waiting = await self._store.waiting(space_id)
            posted = await self._store.posted_since(space_id, now - logic.MINUTE_MS)
            plan = logic.plan(
                [w.at for w in waiting],
                posted,
                now,
                config.messages_per_minute,
                config.gather_seconds * 1000,
            )
            if plan.again_at is not None:
                await self._scheduler.at(
                    plan.again_at,
                    "welcome.greet",
                    {"community": community_id, "space": space_id},
                    key=f"welcome:{space_id}",
                    community_id=community_id,
                )
            if not plan.greet:
                return
            people = await self._directory.members([w.member_id for w in waiting])
            newcomers = [people[w.member_id] for w in waiting if w.member_id in people]
            channel = await self._general(community_id, space_id)
            # Marked before it is queued: after a crash in between nobody is greeted twice.
            post = f"welcome:{space_id}:{waiting[-1].id}"
            await self._store.greeted([w.id for w in waiting], post, now)
            if channel is not None and newcomers:
                community = await self._directory.community(community_id)
                text = logic.greeting(config.template, config.rules, community.name, newcomers)
                await self._outbox.post(channel, Reply(text), key=post)

    async def _general(self, community_id: int, space_id: int) -> Channel | None:
        for channel in await self._directory.place(community_id, "general"):
            if channel.space is not None and channel.space.id == space_id:
                return channel
        return None

    # ---- trying it out

    @command(
        "welcome preview",
        T("See the greeting as a newcomer would"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def preview(
        self,
        ctx: Context,
        template: Annotated[
            str, Opt(T("A greeting to try; empty for the one in use"), max=1500)
        ] = "",
    ) -> None:
        """Show the greeting and what is probably not meant."""
        config = self._configs.of(WelcomeConfig, ctx.community.id)
        chosen = template or config.template
        hints = logic.lint(chosen, config.rules)
        verdict: Text = (
            lines(bold(T("Please look at this:")), *hints) if hints else T("This looks fine.")
        )
        use = (
            T("To use it: {command}", command=f"/settings set welcome.template {template}")
            if template
            else None
        )
        await ctx.reply(
            Reply(logic.greeting(chosen, config.rules, ctx.community.name, [ctx.member]))
        )
        await ctx.reply(Reply(lines(verdict, use), tone="warn" if hints else "good"))

    # ---- newcomers without an answer

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        since = max(start, end - SUGGEST_WITHIN_MS)
        found = await self._activity.newcomers_unanswered(community_id, since, limit=3)
        return [
            Suggestion(
                T("Nobody has answered {who}'s first message yet.", who=bold(member.name)),
                Button(
                    T("Greet {who}", who=member.first_name),
                    Greet(member.id, channel.id, message),
                    Look.PRIMARY,
                ),
                weight=0.9,
            )
            for member, channel, message in found
        ]

    @button(Greet, level=Level.MODERATOR)
    async def greet(self, ctx: Context, payload: Greet) -> None:
        """Point the community to a first message that nobody answered."""
        member = await self._directory.member(payload.member)
        channel = await self._directory.channel(payload.channel)
        if member is None or channel is None or member.community_id != ctx.community.id:
            raise UserError(T("That person or channel is no longer there."))
        await self._outbox.post(
            channel,
            Reply(_nudge(member)),
            key=f"welcome.nudge:{payload.channel}:{payload.message}",
            reply_to=payload.message,
        )
        await ctx.reply(T("Done. I have pointed everybody to {who}.", who=bold(member.name)))

    # ---- forgetting

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._store.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Forget when someone arrived."""
        await self._store.erase(member_id)


def _nudge(member: Member) -> Text:
    return T(
        "Good to have you here, {who}! 👋 Who can help with this question?", who=Mention(member)
    )
