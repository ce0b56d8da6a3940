"""What comes in, the queue, and what moderators can look at."""

from __future__ import annotations

from bot.api.boards.privacy.retention import Retention
from bot.api.cog import button, command, every, listen
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MessageDeleted, MessageEdited, MessagePosted
from bot.api.people import Level
from bot.api.services import Clock, Configs, Directory, Outbox, Toxicity
from bot.api.text import T

from ..cards import lists
from ..cards.card import tag
from ..cards.copies import give_copy, update_copy
from ..cards.further import Further
from ..cards.payloads import Home, Next, Page, Show, Words
from ..config import SafetyConfig
from ..expiring import TEXTS
from ..proof.care import Care
from ..times import DAY_MS, UPKEEP_S
from .desk import Desk
from .model import Alert
from .reading import Reading
from .records import RecordStore
from .store import AlertStore
from .watch import Watch

WEEK_MS = 7 * DAY_MS
CATCH_UP_S = 60


class Alerts:
    """The handlers of this room; the cog provides what they use."""

    _watch: Watch
    _reading: Reading
    _desk: Desk
    _further: Further
    _store: AlertStore
    _records: RecordStore
    _care: Care
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _toxicity: Toxicity
    _clock: Clock
    _retention: Retention

    # ---- messages

    @listen(MessagePosted, order=0)
    async def posted(self, event: MessagePosted) -> None:
        await self._watch.consider(event.community, event.message, edit=False)

    @listen(MessageEdited, order=0)
    async def edited(self, event: MessageEdited) -> None:
        await self._watch.consider(event.community, event.message, edit=True)

    @listen(MessageDeleted, order=0)
    async def deleted(self, event: MessageDeleted) -> None:
        await self._watch.deleted(event.community.id, event.ref.channel, event.ref.native_id)

    # ---- looking

    @button(Show, level=Level.MODERATOR)
    async def show(self, ctx: Context, payload: Show) -> None:
        alert = await self._alert(ctx, payload.alert)
        await self._care.opened(alert, ctx.member.id)
        await give_copy(ctx, self._outbox, tag(alert.id), await self._desk.card(alert))

    @button(Words, level=Level.MODERATOR)
    async def which_words(self, ctx: Context, payload: Words) -> None:
        card = await self._desk.explain(await self._alert(ctx, payload.alert))
        await update_copy(ctx, self._outbox, tag(payload.alert), card)

    @button(Next, level=Level.MODERATOR)
    async def next_author(self, ctx: Context, payload: Next) -> None:
        alert = await self._alert(ctx, payload.alert)
        other = await self._further.author(ctx.community, alert, payload.member)
        await update_copy(ctx, self._outbox, tag(alert.id), await self._desk.refresh(alert))
        await ctx.reply(T("There is a card of its own now: #{number}.", number=str(other.id)))

    @button(Home, level=Level.MODERATOR)
    async def home(self, ctx: Context, payload: Home) -> None:
        alert = await self._alert(ctx, payload.alert)
        alert = await self._further.home(alert, payload.space)
        await update_copy(ctx, self._outbox, tag(alert.id), await self._desk.refresh(alert))

    async def _alert(self, ctx: Context, alert_id: int) -> Alert:
        alert = await self._store.get(ctx.community.id, alert_id)
        if alert is None:
            raise UserError(T("This alert is not there any more."))
        if await self._desk.kept_from(ctx.member, alert):
            raise UserError(T("This is about yourself, so please let another moderator decide."))
        return alert

    @button(Page, level=Level.MODERATOR)
    async def page(self, ctx: Context, payload: Page) -> None:
        await self._queue(ctx, payload.after)

    @command(
        "queue",
        T("Alerts that wait for a decision: serious ones first, then the oldest"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def queue(self, ctx: Context) -> None:
        await self._queue(ctx, 0)

    async def _queue(self, ctx: Context, after: int) -> None:
        but = ctx.member.id if await self._desk.kept_from(ctx.member) else None
        found, total = await self._store.queue(ctx.community.id, after, lists.PAGE + 1, but=but)
        views = [await self._desk.view(alert) for alert in found[: lists.PAGE]]
        more = len(found) > lists.PAGE
        await ctx.reply(lists.queue(views, total, first=not after, more=more), private=True)

    @command(
        "safety status",
        T("How messages are watched, and how much is waiting"),
        level=Level.MODERATOR,
        private=True,
        default=True,
        view=True,
    )
    async def status(self, ctx: Context) -> None:
        community_id = ctx.community.id
        reply = lists.status(
            self._configs.of(SafetyConfig, community_id),
            available=self._toxicity.available,
            model=self._reading.model,
            languages=self._toxicity.languages,
            scored=self._reading.scored[community_id],
            unread=self._reading.unread[community_id],
            waiting=await self._records.undecided(community_id),
            observed=await self._records.observed(community_id, ctx.now - WEEK_MS),
        )
        await ctx.reply(reply)

    # ---- upkeep

    @every(CATCH_UP_S)
    async def catch_up(self) -> None:
        """Post cards that a crash held back."""
        await self._desk.catch_up()

    @every(UPKEEP_S)
    async def upkeep(self) -> None:
        """Erase texts whose time is over."""
        for community in await self._directory.communities():
            days = self._configs.of(SafetyConfig, community.id).retention_days
            before = self._clock.now() - days * DAY_MS
            gone = await self._records.forget_texts(community.id, before)
            self._retention.removed(TEXTS, len(gone))
            for alert_id in gone:
                await self._desk.redraw(community.id, alert_id)

    async def _link_alerts(self, kept: int, gone: int) -> None:
        await self._records.link(kept, gone)
        self._watch.link(kept, gone)

    async def _erase_from_alerts(self, member_id: int) -> None:
        """Words and names go, from memory and from the cards as well; bare counts stay."""
        self._watch.forget(member_id)
        for community_id, alert_id in await self._records.erase(member_id):
            await self._desk.redraw(community_id, alert_id)
        await self._desk.forgotten()
