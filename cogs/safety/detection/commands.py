"""What people ask about thresholds, and how owners change them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.api.boards.privacy.retention import Retention
from bot.api.cog import button, command, every
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Channel
from bot.api.options import Duration, Opt
from bot.api.people import Level
from bot.api.services import Audit, Clock, Configs, Directory, Moderation
from bot.api.text import T, bold, lines

from ..config import SafetyConfig, Strictness
from ..expiring import SCORES
from ..times import DAY_MS, DAY_S, MINUTE_MS
from . import wording
from .bases import Bases, mode_of
from .judging import Judging
from .replay import Flags, Kept, Shown, replay
from .store import LessonStore, Manner, ScoreStore, day_of
from .thresholds import over
from .wording import Unlearn, UnlearnAlert

REFRESH_S = 3600
WEEK = Duration(7 * DAY_S)


class Thresholds:
    """Handlers of the safety cog: thresholds, manners of channels, replay."""

    _clock: Clock
    _retention: Retention
    _configs: Configs
    _directory: Directory
    _moderation: Moderation
    _audit: Audit
    _bases: Bases
    _scores: ScoreStore
    _lessons: LessonStore
    _judging: Judging

    # ---- looking

    @command(
        "safety thresholds",
        T("From which score on messages are flagged, and why"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def show_thresholds(self, ctx: Context) -> None:
        config = self._configs.of(SafetyConfig, ctx.community.id)
        now = await self._standing(ctx.community.id)
        await ctx.reply(wording.standing(config, now, may_change=ctx.level >= Level.ADMIN))

    async def _standing(self, community_id: int) -> wording.Standing:
        known = await self._judging.prepare(community_id)
        rough = [await self._directory.channel(channel_id) for channel_id in known.manners]
        return wording.Standing(
            bases=self._bases.of(community_id),
            limits=self._judging.limits(community_id),
            learnt=known.learnt,
            lessons=await self._lessons.lessons(community_id),
            rough=[channel for channel in rough if channel is not None],
            aimed=known.aimed is not None,
        )

    @command(
        "safety replay",
        T("How many alerts another strictness would have shown; nothing is done"),
        level=Level.MODERATOR,
        private=True,
    )
    async def replay_scores(
        self,
        ctx: Context,
        period: Annotated[Duration, Opt(T("How far back: 7d, 2 weeks"), min=60)] = WEEK,
        strictness: Annotated[
            Strictness,
            Opt(T("What to try"), choices=tuple(wording.STRICTNESS.items())),
        ] = "strict",
    ) -> None:
        community, config = ctx.community, self._configs.of(SafetyConfig, ctx.community.id)
        # whole days, today among them: as the messages are counted
        days = min(-(-period // DAY_S), config.score_days)
        since = day_of(community, ctx.now, back=days - 1)
        scored, _ = await self._scores.counts(community.id, since)
        if not scored:
            await ctx.reply(wording.NOTHING_SCORED)
            return
        rows = await self._scores.scores_since(community.id, since)
        await self._judging.prepare_all(community.id, (row.channel_id for row in rows))
        flags = await self._flags(community.id, strictness)
        # weeks of scores of a large community take a moment: not in the loop
        found = await asyncio.to_thread(replay, rows, flags, _gather_ms(config))
        first = found.channels[:1]
        await ctx.reply(
            wording.replayed(
                strictness,
                found,
                days=days,
                messages=scored,
                channel=await self._directory.channel(first[0][0]) if first else None,
                places=await self._places(found.news or found.lost),
            )
        )

    async def _flags(self, community_id: int, strictness: Strictness) -> Flags:
        """What that strictness would flag, with the lessons and manners of today."""
        await self._judging.prepare(community_id)
        config = self._configs.of(SafetyConfig, community_id)
        usual, rough = (
            {
                label: limit
                for label, limit in self._judging.limits(
                    community_id, rough=is_rough, strictness=strictness
                ).items()
                if mode_of(config, label) != "off"
            }
            for is_rough in (False, True)
        )

        def flags(row: Kept) -> tuple[str, ...]:
            is_rough = self._judging.rough(community_id, row.channel_id)
            return over(row.scores, rough if is_rough else usual)

        return flags

    async def _places(self, alerts: Sequence[Shown]) -> list[wording.Place]:
        """The surest ones with their channels; addresses of what is still in memory."""
        found: list[wording.Place] = []
        for shown in alerts[: wording.SHOWN_LINKS]:
            channel = await self._directory.channel(shown.worst.channel_id)
            around = channel and self._moderation.recent(channel, shown.worst.message_id, count=0)
            url = around[0].url if around else None
            found.append(wording.Place(shown, channel, url))
        return found

    # ---- changing

    @command(
        "safety channel",
        T("How people talk in this channel: where it is rough, swearing is no alert"),
        level=Level.ADMIN,
        private=True,
    )
    async def set_manner(
        self,
        ctx: Context,
        manner: Annotated[
            Manner | None,
            Opt(
                T("How people talk there; left out, I name the rough channels"),
                choices=(("rough", T("rough")), ("usual", T("as usual"))),
            ),
        ] = None,
        channel: Annotated[Channel | None, Opt(T("Which channel; this one if left out"))] = None,
    ) -> None:
        if manner is None:
            now = await self._standing(ctx.community.id)
            await ctx.reply(wording.rough_channels(now.rough))
            return
        place = channel or ctx.channel
        if place.space is None or place.space.community_id != ctx.community.id:
            raise UserError(T("Please type this in the channel that you mean."))
        if manner == "rough" and await self._directory.is_place(place, "moderators"):
            raise UserError(
                T("Nothing in #{channel} is an alert anyway: it is for moderators.",
                  channel=place.name)
            )  # fmt: skip
        await self._lessons.set_manner(ctx.community.id, place.id, manner, ctx.member.id, ctx.now)
        self._judging.changed(ctx.community.id)
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="safety.channel",
            target=f"channel:{place.id}",
            detail={"manner": manner},
        )
        name = bold(f"#{place.name}")
        await ctx.reply(
            T(
                "Done. In {channel}, friendly swearing is no alert any more; threats and attacks "
                "on groups still are.",
                channel=name,
            )
            if manner == "rough"
            else T("Done. In {channel}, messages are flagged as everywhere else.", channel=name)
        )

    @button(Unlearn, level=Level.ADMIN)
    async def unlearn(self, ctx: Context, payload: Unlearn) -> None:
        await self._forget(ctx, f"label:{payload.label}", label=payload.label)

    @button(UnlearnAlert, level=Level.ADMIN)
    async def unlearn_alert(self, ctx: Context, payload: UnlearnAlert) -> None:
        await self._forget(ctx, f"alert:{payload.alert}", alert_id=payload.alert)

    async def _forget(
        self, ctx: Context, target: str, *, label: str | None = None, alert_id: int | None = None
    ) -> None:
        community_id = ctx.community.id
        gone = await self._lessons.undo_lessons(community_id, label=label, alert_id=alert_id)
        if gone:
            self._judging.changed(community_id)
            await self._audit.record(
                community_id,
                actor=ctx.member,
                action="safety.unlearn",
                target=target,
                detail={"lessons": gone},
            )
        config, now = (
            self._configs.of(SafetyConfig, community_id),
            await self._standing(community_id),
        )
        reply = wording.standing(config, now, may_change=True)
        await ctx.reply(replace(reply, text=lines(wording.forgotten(gone), reply.text)))

    # ---- upkeep

    @every(1)
    async def write_scores(self) -> None:
        """A second's worth of scores in one go."""
        await self._scores.flush()

    @every(REFRESH_S)
    async def refresh_thresholds(self) -> None:
        """Aim anew once a day, and forget scores whose time is over."""
        await self._judging.refresh()
        for community in await self._directory.communities():
            days = self._configs.of(SafetyConfig, community.id).score_days
            gone = await self._scores.prune(community.id, self._clock.now() - days * DAY_MS)
            self._retention.removed(SCORES, gone)


def _gather_ms(config: SafetyConfig) -> int:
    return config.gather_minutes * MINUTE_MS
