"""Safety: alerts for moderators, reports, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from bot.api.cog import Cog, button, command, every, listen, menu
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MessageDeleted, MessageEdited, MessagePosted
from bot.api.figures import Figures, Suggestion
from bot.api.model import Member, Message
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Button, Reply
from bot.api.services import (
    Accounts,
    Audit,
    Clock,
    Configs,
    Directory,
    Moderation,
    Outbox,
    Scheduler,
    Toxicity,
)
from bot.api.text import CommandHint, Mention, N, T
from storage.database import Database

from .alerts.desk import Desk
from .alerts.filing import FilingStore
from .alerts.model import REASON_ROOM
from .alerts.records import RecordStore
from .alerts.store import AlertStore
from .cards import card as cards
from .cards.card import Decide, Page, Revoke, Show, Undo
from .config import SafetyConfig
from .deciding.decisions import Decisions
from .members import notices

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
SHOWN_WARNINGS = 10
UPKEEP_S = 600


class Safety(Cog[SafetyConfig]):
    """Shows moderators what may hurt somebody; they decide."""

    name = "safety"
    title = T("Safety")
    config_model = SafetyConfig
    migrations = Path(__file__).parent / "migrations"

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        moderation: Moderation,
        accounts: Accounts,
        scheduler: Scheduler,
        toxicity: Toxicity,
        audit: Audit,
        clock: Clock,
        figures: Figures,
    ) -> None:
        self._store = AlertStore(db)
        self._records = RecordStore(db)
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._toxicity = toxicity
        self._clock = clock
        self._figures = figures
        self._desk = Desk(
            FilingStore(db),
            self._store,
            configs,
            directory,
            outbox,
            moderation,
            scheduler,
            toxicity,
            clock,
        )
        self._decisions = Decisions(
            self._desk,
            self._store,
            self._records,
            configs,
            directory,
            outbox,
            moderation,
            accounts,
            audit,
        )

    async def start(self) -> None:
        """Offer the figures of this cog to the digest."""
        self._figures.offer("safety.flags", self._records.flags)
        self._figures.offer("safety.settled", self._records.settled)
        self._figures.offer("safety.median_settle_ms", self._records.median_settle_ms)
        self._figures.offer("safety.open", self._open)
        self._figures.suggest("safety", self._suggest)

    async def _open(self, community_id: int, start: int, end: int) -> int:
        return await self._records.undecided(community_id)

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        waiting = await self._records.undecided(community_id)
        if not waiting:
            return []
        text = N("{n} alert waits for a decision.", "{n} alerts wait for a decision.", waiting)
        return [Suggestion(text, Button(T("Open the queue"), Page(0)), weight=0.9)]

    # ---- messages

    @listen(MessagePosted, order=0)
    async def posted(self, event: MessagePosted) -> None:
        await self._desk.consider(event.community, event.message, edit=False)

    @listen(MessageEdited, order=0)
    async def edited(self, event: MessageEdited) -> None:
        await self._desk.consider(event.community, event.message, edit=True)

    @listen(MessageDeleted, order=0)
    async def deleted(self, event: MessageDeleted) -> None:
        await self._desk.changed(event.ref.channel, event.ref.native_id, gone=True)

    # ---- deciding

    @button(Decide, level=Level.MODERATOR)
    async def decide(self, ctx: Context, payload: Decide) -> None:
        await self._decisions.decide(ctx, payload.alert, payload.outcome)

    @button(Undo, level=Level.MODERATOR)
    async def undo(self, ctx: Context, payload: Undo) -> None:
        await self._decisions.take_back(ctx, alert_id=payload.alert)

    @button(Revoke, level=Level.MODERATOR)
    async def revoke(self, ctx: Context, payload: Revoke) -> None:
        await self._decisions.take_back(ctx, warning_id=payload.warning)

    @button(Show, level=Level.MODERATOR)
    async def show(self, ctx: Context, payload: Show) -> None:
        alert = await self._decisions.known(ctx, payload.alert)
        await ctx.reply(await self._desk.card(alert), private=True)

    @button(Page, level=Level.MODERATOR)
    async def page(self, ctx: Context, payload: Page) -> None:
        await self._queue(ctx, payload.after)

    @command(
        "safety queue",
        T("Alerts that wait for a decision, oldest first"),
        level=Level.MODERATOR,
        private=True,
    )
    async def queue(self, ctx: Context) -> None:
        await self._queue(ctx, 0)

    async def _queue(self, ctx: Context, after: int) -> None:
        alerts, total = await self._store.queue(ctx.community.id, after, cards.PAGE)
        views = [await self._desk.view(alert) for alert in alerts]
        await ctx.reply(cards.queue(views, total), private=True)

    @command(
        "safety status",
        T("How messages are watched, and how much is waiting"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def status(self, ctx: Context) -> None:
        community_id = ctx.community.id
        reply = cards.status(
            self._configs.of(SafetyConfig, community_id),
            available=self._toxicity.available,
            model=self._desk.model,
            scored=self._desk.scored[community_id],
            waiting=await self._records.undecided(community_id),
            observed=await self._records.observed(community_id, ctx.now - WEEK_MS),
        )
        await ctx.reply(reply)

    # ---- reports

    @menu(T("Report message"))
    async def report_message(self, ctx: Context, message: Message) -> None:
        await self._report(ctx, message.author, message, "")

    @command("report", T("Tell the moderators that something is wrong"), private=True)
    async def report(
        self,
        ctx: Context,
        member: Annotated[Member | None, Opt(T("Whom it is about"))] = None,
        reason: Annotated[str, Opt(T("What is wrong"), max=REASON_ROOM)] = "",
    ) -> None:
        about = ctx.replied_to.author if ctx.replied_to else member
        if about is None:
            raise UserError(
                T(
                    "Whom is it about? Type {command}, or answer the message with it.",
                    command=CommandHint("report", "@name what is wrong"),
                )
            )
        await self._report(ctx, about, ctx.replied_to, reason)

    async def _report(
        self, ctx: Context, about: Member, message: Message | None, reason: str
    ) -> None:
        if about.account.is_bot:
            raise UserError(T("That is a bot. Please write to a moderator about it."))
        if about.id == ctx.member.id:
            raise UserError(T("You cannot report yourself. Moderators are happy to talk, though."))
        limit = self._configs.of(SafetyConfig, ctx.community.id).reports_a_day
        if await self._store.reported_since(ctx.member.id, ctx.now - DAY_MS) >= limit:
            raise UserError(
                T("You have sent many reports today; please write to a moderator directly.")
            )
        if message is not None:
            filed = await self._desk.report(ctx.community, ctx.member, message, reason)
        else:
            filed = await self._desk.report_member(
                ctx.community, ctx.member, about, ctx.space, reason
            )
        await ctx.reply(notices.KNOWN if filed.repeated else notices.THANKS, private=True)

    # ---- warnings

    @command("warn", T("Warn a member privately"), level=Level.MODERATOR, private=True)
    async def warn(
        self,
        ctx: Context,
        member: Annotated[Member, Opt(T("Whom to warn"))],
        reason: Annotated[str, Opt(T("What the member reads as the reason"), max=REASON_ROOM)],
    ) -> None:
        if member.account.is_bot or member.id == ctx.member.id:
            raise UserError(T("Only other people can be warned."))
        reached = await self._decisions.warn(ctx, member, reason)
        name = Mention(member, ping=False)
        await ctx.reply(
            T("{who} is warned and gets a private note with your reason.", who=name)
            if reached
            else T(
                "The warning is noted, but I cannot write to {who} privately; "
                "please tell them yourself.",
                who=name,
            )
        )

    @command("warnings", T("Warnings of a member"), level=Level.MODERATOR, private=True)
    async def warnings(
        self, ctx: Context, member: Annotated[Member, Opt(T("Whose warnings"))]
    ) -> None:
        found = await self._records.warnings_of(ctx.community.id, member.id, SHOWN_WARNINGS)
        givers = await self._directory.members([w.by_id for w in found if w.by_id is not None])
        text = notices.warnings_of(member, found, givers)
        await ctx.reply(Reply(text, cards.revocations(found)))

    @command("why", T("What moderators have decided about you"), private=True)
    async def why(self, ctx: Context) -> None:
        mine = (ctx.community.id, ctx.member.id, SHOWN_WARNINGS)
        acted = await self._records.acted_on(*mine)
        warned = await self._records.warnings_of(*mine)
        await ctx.reply(notices.why(acted, warned), private=True)

    # ---- upkeep

    @every(UPKEEP_S)
    async def upkeep(self) -> None:
        """Post cards that a crash held back, and erase texts whose time is over."""
        await self._desk.catch_up()
        for community in await self._directory.communities():
            days = self._configs.of(SafetyConfig, community.id).retention_days
            before = self._clock.now() - days * DAY_MS
            for alert_id in await self._records.forget_texts(community.id, before):
                await self._redraw(community.id, alert_id)

    async def _redraw(self, community_id: int, alert_id: int) -> None:
        alert = await self._store.get(community_id, alert_id)
        if alert is not None:
            await self._desk.refresh(alert)

    async def linked(self, kept: int, gone: int) -> None:
        """Two accounts are one person."""
        await self._records.link(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Words, warnings and names go, also from the cards; bare counts stay."""
        for community_id, alert_id in await self._records.erase(member_id):
            await self._redraw(community_id, alert_id)
