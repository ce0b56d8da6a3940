"""Keeps drafts, and makes polls of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Channel
from bot.api.people import Level
from bot.api.services import Configs, Directory
from bot.api.text import CommandHint, N, T, Text

from ..config import PollsConfig
from ..model import DAY_MS, Draft, Poll, find
from ..store import DraftStore, Kept, PollStore
from ..voting.desk import PollDesk
from . import card
from .checking import ready, with_days

KEEP_DAYS = 7
SEARCHED = 100  # polls that words are looked for in

GONE: Text = T(
    "This draft is gone: it was posted, discarded or forgotten after {days} days. "
    "{command} begins a new one.",
    days=KEEP_DAYS,
    command=CommandHint("poll"),
)
NO_CHANNEL: Text = T("I found no channel for a poll; please ask it in a channel.")


class AskingDesk:
    """What every way to a poll has in common."""

    def __init__(
        self,
        polls: PollStore,
        drafts: DraftStore,
        desk: PollDesk,
        configs: Configs,
        directory: Directory,
    ) -> None:
        self.polls = polls
        self.drafts = drafts
        self._desk = desk
        self._configs = configs
        self._directory = directory
        # two quick presses on a card: the second one changes what the first one has made
        self._changing = asyncio.Lock()

    def config(self, ctx: Context) -> PollsConfig:
        """The settings here."""
        return self._configs.of(PollsConfig, ctx.community.id)

    async def may_ask(self, ctx: Context) -> None:
        """UserError for who may not start a poll, or not another one."""
        config = self.config(ctx)
        if ctx.level >= Level.MODERATOR:
            return
        if config.who_may_ask == "moderators":
            raise UserError(T("Only moderators can start a poll here."))
        opened = await self.polls.open(ctx.community.id)
        mine = [p for p in opened if p.author_id == ctx.member.id and p.takes_votes(ctx.now)]
        if len(mine) >= config.open_per_member:
            raise UserError(
                N(
                    "You have {n} open poll; please close it first.",
                    "You have {n} open polls; please close one first.",
                    len(mine),
                )
            )

    # ---- drafts

    async def begin(self, ctx: Context, draft: Draft) -> Kept:
        """Keep a new draft of whoever asks."""
        longest = self.config(ctx).longest_days * DAY_MS
        draft = replace(draft, lasts=min(draft.lasts, longest))
        where = ctx.community.id, ctx.member.id, ctx.channel.id
        return Kept(await self.drafts.save(draft, *where, ctx.now), *where, draft)

    async def kept(self, ctx: Context, draft_id: int) -> Kept:
        """A draft of the one who asks; UserError when there is none (any more)."""
        kept = await self.drafts.get(draft_id, ctx.member.id)
        if kept is None or kept.community_id != ctx.community.id:
            raise UserError(GONE)
        return kept

    async def change(self, ctx: Context, draft_id: int, change: Callable[[Draft], Draft]) -> Kept:
        """Write a draft anew."""
        async with self._changing:
            kept = await self.kept(ctx, draft_id)
            draft = change(kept.draft)
            if not await self.drafts.change(kept.id, ctx.member.id, draft):
                raise UserError(GONE)
        return replace(kept, draft=draft)

    def sheet(self, ctx: Context, kept: Kept, note: Text | None = None) -> card.Sheet:
        """How a draft stands."""
        final, problem = None, None
        try:
            final = self._final(ctx, kept.draft)
        except UserError as error:
            problem = error.text
        may_repeat = ctx.level >= Level.MODERATOR
        return card.Sheet(kept.id, kept.draft, final, problem, note, may_repeat)

    def _final(self, ctx: Context, draft: Draft) -> Draft:
        if draft.rules.kind == "dates":
            draft = with_days(draft, ctx.when, ctx.community.timezone)
        return ready(draft, self.config(ctx), ctx.now)

    async def forget_old(self, now: int) -> int:
        """Drafts that nobody came back to; how many."""
        return await self.drafts.purge(now - KEEP_DAYS * DAY_MS)

    # ---- posting

    async def post(self, ctx: Context, draft: Draft) -> Text:
        """Post a poll where it is asked; what the asker is told."""
        return await self._post(ctx, draft, ctx.channel, None)

    async def post_kept(self, ctx: Context, draft_id: int) -> Text:
        """Post a draft, once, where it was begun; what its writer is told."""
        kept = await self.kept(ctx, draft_id)
        channel = await self._directory.channel(kept.channel_id)
        return await self._post(ctx, kept.draft, channel, kept.id)

    async def _post(
        self, ctx: Context, draft: Draft, channel: Channel | None, kept: int | None
    ) -> Text:
        await self.may_ask(ctx)
        may_choose(ctx, draft)
        final = self._final(ctx, draft)
        channels = await self._desk.places(ctx.community.id, channel)
        if not channels:
            raise UserError(NO_CHANNEL)
        # used up before it is posted: of two clicks one finds nothing more to post
        if kept is not None and not await self.drafts.drop(kept, ctx.member.id):
            raise UserError(GONE)
        poll = await self._desk.open(
            final, community=ctx.community, author=ctx.member, channel=channel
        )
        return card.asked(poll, channels)

    # ---- polls asked before

    async def meant(self, ctx: Context, typed: str) -> list[Poll]:
        """The polls that somebody may mean: by "#12", else by words, the newest first."""
        number = typed.strip().removeprefix("#").split(" ", 1)[0]
        if number.isdecimal():
            fits = len(number) < 16  # what no database takes is no number of a poll
            known = await self.polls.get(ctx.community.id, int(number)) if fits else None
            found = [known] if known is not None else []
        else:
            found = find(await self.polls.recent(ctx.community.id, SEARCHED), typed)
        if ctx.level >= Level.MODERATOR:
            return found
        places = {poll.channel_id for poll in found if poll.author_id != ctx.member.id}
        hidden = {place for place in places if not await self._is_public(place)}
        return [p for p in found if p.author_id == ctx.member.id or p.channel_id not in hidden]

    async def _is_public(self, channel_id: int) -> bool:
        """What was asked among moderators is not for everybody's eyes."""
        channel = await self._directory.channel(channel_id)
        if channel is None or channel.private:
            return False
        return not await self._directory.is_place(channel, "moderators")

    async def one(self, ctx: Context, typed: str) -> Poll:
        """The one poll that is meant; UserError when it is none or several."""
        found = await self.meant(ctx, typed)
        if not found:
            raise UserError(T("I know no such poll; write its number, for example #12."))
        if len(found) > 1 and typed.strip():
            raise UserError(
                T(
                    "Several polls fit; write the number of one, for example #{n}.",
                    n=str(found[0].id),
                )
            )
        return found[0]

    async def refresh(self, poll: Poll) -> None:
        """Its cards follow."""
        await self._desk.refresh(poll.community_id, poll.id)


def may_choose(ctx: Context, draft: Draft) -> None:
    """Who counts an audience is told how many it has: that is for moderators."""
    if draft.audience and ctx.level < Level.MODERATOR:
        raise UserError(T("Only moderators can ask an audience; leave that out to ask everybody."))
