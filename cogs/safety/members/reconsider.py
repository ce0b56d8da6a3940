"""Asking an author privately, before anybody else is involved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.api.context import Context
from bot.api.errors import Gone, TownhallError, UserError
from bot.api.model import Community, Member, MessageRef
from bot.api.reply import Button, Look, Reply
from bot.api.services import Accounts, Clock, Configs, Directory, Moderation, Outbox, Scheduler
from bot.api.text import Join, Length, Moment, T, Text, bold, lines, quote

from ..alerts.model import Alert, Draft, about_message, clip, flags_of, severity
from ..cards.wording import where
from ..config import SafetyConfig
from .appeals import NOT_YOURS, whoever
from .payloads import Rethink
from .store import TraceStore, draft_of
from .telling import QUOTED

MINUTE_MS = 60_000
THANKS: Text = T("Thank you. I have shown it to nobody else.")
PASSED_ON: Text = T("The moderators have it now.")
OVER: Text = T("This is over; you need not answer any more.")
TASK = "safety.reconsider"

Show = Callable[[Draft], Awaitable[None]]
"""Brings a draft before the moderators: files it and publishes its card."""


class Reconsider:
    """Holds mild messages back for a while. What is held is an observed alert that keeps its
    text; when its time is over it becomes an alert like any other, or it is gone."""

    def __init__(
        self,
        traces: TraceStore,
        configs: Configs,
        directory: Directory,
        accounts: Accounts,
        outbox: Outbox,
        moderation: Moderation,
        scheduler: Scheduler,
        clock: Clock,
        show: Show,
    ) -> None:
        self._traces = traces
        self._configs = configs
        self._directory = directory
        self._accounts = accounts
        self._outbox = outbox
        self._moderation = moderation
        self._scheduler = scheduler
        self._clock = clock
        self._show = show
        self._turn = asyncio.Lock()

    async def hold(self, community: Community, draft: Draft, author: Member) -> bool:
        """Whether a flagged draft is held back, its author being asked. Not when the setting is
        off, when it is more than mild, when moderators look at this or something else of the
        author already, or when the author cannot be asked."""
        config = self._configs.of(SafetyConfig, community.id)
        scores = draft.score.labels if draft.score else {}
        mild = (
            bool(draft.flagged)
            and severity(scores, flags_of(draft.flagged, draft.limits)) == "mild"
        )
        if not config.reconsider or not mild or draft.message_id is None:
            return False
        minutes = config.reconsider_minutes
        async with self._turn:
            before = await self._traces.held(draft.about)
            due = (before.created_at if before else draft.now) + minutes * MINUTE_MS
            # The task first: a crash after it cannot lose what is held.
            await self._scheduler.at(
                due, TASK, {"about": draft.about}, key=_key(draft.about), community_id=community.id
            )
            held = await self._traces.hold(draft)
            if held is None:
                return False
        return await self._asked(held, author, minutes, draft.about)

    async def _asked(self, held: Alert, author: Member, minutes: int, about: str) -> bool:
        """Whether the question stands with the author. Else nothing is held: what nobody was
        asked about goes to the moderators at once."""
        tag, place = _key(about), await self._directory.channel(held.channel_id or 0)
        note, key = question(held, where(place), minutes), f"{tag}:{held.created_at}"
        arrived = await self._outbox.tell_now(author, note, tag=tag, key=key)
        if arrived:
            return True
        await self._scheduler.cancel(tag)
        await self._traces.drop(about)
        if arrived is None:  # should it still come, it says what has become of it
            await self._outbox.update(held.community_id, tag, Reply(PASSED_ON))
        return False

    async def better(self, channel_id: int, message_id: int) -> bool:
        """A message is gone, or its new words are not flagged: nothing of it is kept. False when
        it was not held back."""
        about = about_message(channel_id, message_id)
        held = await self._traces.held(about)
        if held is None or not await self._traces.drop(about):
            return False
        await self._scheduler.cancel(_key(about))
        await self._outbox.update(held.community_id, _key(about), Reply(THANKS))
        return True

    async def over(self, about: str) -> None:
        """The time is over: what still stands goes before the moderators."""
        # an edit that comes at this moment must not be shown with its former words
        async with self._turn:
            held = await self._traces.held(about)
            if held is None:
                return
            if held.author_id is not None:
                await self._show(draft_of(held, self._clock.now()))
            # it may have joined another alert, or its author asked to be forgotten
            await self._traces.drop(about)
        await self._outbox.update(held.community_id, _key(about), Reply(PASSED_ON))

    async def answer(self, ctx: Context, alert_id: int, said: str) -> None:
        """A click of the author."""
        alert = (await self._traces.alerts([alert_id])).get(alert_id)
        if alert is None:  # dropped, or part of another alert: its number alone does not tell
            await self._end(ctx, OVER)
            return
        mine = await whoever(self._directory, self._accounts, ctx, alert.author_id or 0)
        if mine is None:
            raise UserError(NOT_YOURS)
        held = await self._traces.held_by_id(alert_id)
        if held is None or held.channel_id is None or held.message_id is None:
            await self._end(ctx, PASSED_ON)
            return
        about = about_message(held.channel_id, held.message_id)
        if said == "leave":
            await self._scheduler.cancel(_key(about))
            await self.over(about)
            await self._end(ctx, PASSED_ON)
        elif said == "deleted" and await self._is_gone(held):
            await self.better(held.channel_id, held.message_id)
            await self._end(ctx, THANKS)
        else:
            minutes = self._configs.of(SafetyConfig, held.community_id).reconsider_minutes
            until = Moment(held.created_at + minutes * MINUTE_MS, "time")
            raise UserError(
                T("For me it still reads the same. You have until {when} to change it.", when=until)
            )

    async def _is_gone(self, held: Alert) -> bool:
        """Telegram does not tell of deleted messages, so what its author calls deleted is made
        sure of."""
        channel = await self._directory.channel(held.channel_id or 0)
        if channel is None or held.message_id is None:
            return True
        try:
            await self._moderation.delete(MessageRef(channel, held.message_id))
        except Gone:
            return True
        except (TownhallError, ConnectionError, TimeoutError):
            return False
        return True

    async def _end(self, ctx: Context, text: Text) -> None:
        if ctx.source is not None:
            await ctx.update(Reply(text))
        else:
            await ctx.reply(text, private=True)


def _key(about: str) -> str:
    return f"{TASK}:{about}"


def question(held: Alert, place: Text, minutes: int) -> Reply:
    """The private note to the author; `place` is the channel in words."""
    return Reply(
        lines(
            bold(T("Would you like to rephrase or delete it?")),
            Join((T("Your message"), place, T("may hurt others:")), " "),
            quote(clip(held.text or "", QUOTED)),
            T(
                "Nobody else has seen this note. If it still stands like that in {length}, "
                "a moderator looks at it.",
                length=Length(minutes * 60),
            ),
        ),
        [
            [
                Button(T("I deleted it"), Rethink(held.id, "deleted"), Look.PRIMARY),
                Button(T("I changed it"), Rethink(held.id, "changed"), Look.PRIMARY),
                Button(T("Leave it"), Rethink(held.id, "leave")),
            ]
        ],
    )
