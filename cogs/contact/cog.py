"""Whom the bot may write to, when and how often: the policy, and `/contact` for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, Literal

from bot.api.boards.contact import TOPICS, Contact, Leave, StopContact, Topic
from bot.api.boards.privacy.consent import Consent
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.cog import Cog, button, command, every
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member, zone_of
from bot.api.options import Opt
from bot.api.reply import Reply
from bot.api.services import Clock, Configs, Directory
from bot.api.text import T
from storage.database import Database

from . import wording, zones
from .config import ContactConfig
from .kept import KEEPS
from .logic import Quiet
from .payloads import Resume, Turn
from .store import Asked, ContactStore

NEWS: tuple[Topic, ...] = ("announcements", "sequences")
ASK_AGAIN_MS = 6 * 3_600_000  # whether they have agreed meanwhile
PRUNE_S = 3600
KEPT_DAYS = 8  # a day longer than is counted
KEPT_MS = KEPT_DAYS * 86_400_000
GRANTED = Expiring(
    "contact.granted", T("which kinds of messages you got and when"), lambda _: KEPT_DAYS
)
Meant = Literal["welcome", "sequences", "announcements", "events", "introductions", "ideas", "all"]


class ContactWishes(Cog[ContactConfig]):
    """Keeps what people wish, and gives leave for messages by it."""

    name = "contact"
    title = T("Messages to you")
    config_model = ContactConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        clock: Clock,
        contact: Contact,
        retention: Retention,
        consent: Consent,
    ) -> None:
        self._store = ContactStore(db)
        self._configs = configs
        self._directory = directory
        self._clock = clock
        self._contact = contact
        self._retention = retention
        self._consent = consent

    async def start(self) -> None:
        """Keep people's wishes from now on."""
        self._contact.offer(self.name, self)
        self._retention.offer(self.name, GRANTED)

    @every(PRUNE_S)
    async def prune(self) -> None:
        """What no longer counts need not be kept."""
        gone = await self._store.prune(self._clock.now() - KEPT_MS)
        self._retention.removed(GRANTED.kind, gone)

    # ---- the policy (bot/api/boards/contact.py)

    async def ask(self, member: Member, topic: Topic, key: str, *, wanted: bool) -> Leave:
        """Leave for one private message. In this order: news need consent; a stop refuses; quiet
        hours put off; what was granted before is granted again; what they asked for themselves is
        granted and does not count into the week; the rest is granted as far as the week has
        room."""
        if topic in NEWS and not wanted:
            standing = await self._consent.standing(member, "newsletter")
            if standing != "yes":
                later = self._clock.now() + ASK_AGAIN_MS
                return Leave(granted=False, at=later if standing == "open" else None)
        config = self._configs.of(ContactConfig, member.community_id)
        asked = Asked(
            member.id,
            topic,
            key,
            wanted,
            config.messages_a_week,
            Quiet.read(config.quiet),
            await self._here(member),
        )
        return await self._store.ask(asked, self._clock.now())

    async def zone(self, member: Member) -> tzinfo:
        """The member's own time zone, else the community's."""
        own = (await self._store.wishes(member.id)).zone
        return zone_of(own or await self._here(member))

    async def _here(self, member: Member) -> str:
        return (await self._directory.community(member.community_id)).timezone

    # ---- looking

    @command(
        "contact show",
        T("What I may send you privately, and when"),
        private=True,
        default=True,
    )
    async def show(self, ctx: Context) -> None:
        """The asker's own card."""
        await ctx.reply(await self._card(ctx))

    async def _card(self, ctx: Context) -> Reply:
        config = self._configs.of(ContactConfig, ctx.community.id)
        own = await self._store.wishes(ctx.member.id)
        stopped = await self._store.stopped(ctx.member.id)
        if not await self._consent.allowed(ctx.community.id, "newsletter", [ctx.member.id]):
            stopped |= frozenset(NEWS)
        return wording.card(
            wording.State(
                own,
                stopped,
                await self._store.received(ctx.member.id, ctx.now),
                own.zone or ctx.community.timezone,
                own.quiet or Quiet.read(config.quiet),
                config.messages_a_week,
                ctx.now,
            )
        )

    # ---- wishes

    @command("contact zone", T("Say where you live, so that I write at your hours"), private=True)
    async def set_zone(
        self,
        ctx: Context,
        zone: Annotated[
            str, Opt(T("A time zone or a large city: Berlin"), max=80, complete="complete_zone")
        ],
    ) -> None:
        """Understood in the asker's language: Wien, Vienna, Europe/Vienna."""
        found = await asyncio.to_thread(zones.found, zone, _language(ctx))
        await self._store.set_zone(ctx.member.id, found)
        await ctx.reply(wording.zone_set(found, ctx.now))

    async def complete_zone(self, ctx: Context, typed: str) -> Sequence[str]:
        """Zones while they are typed."""
        return await asyncio.to_thread(zones.offered, typed, _language(ctx))

    @command("contact quiet", T("Hours in which I send you nothing"), private=True)
    async def set_quiet(
        self,
        ctx: Context,
        hours: Annotated[str, Opt(T("From when to when: 22:00-07:00, or off"), max=40)],
    ) -> None:
        """In the asker's own time."""
        try:
            quiet = Quiet.read(hours)
        except ValueError:
            raise UserError(wording.quiet_unread(hours)) from None
        await self._store.set_quiet(ctx.member.id, quiet)
        own = (await self._store.wishes(ctx.member.id)).zone
        zone = own or ctx.community.timezone
        await ctx.reply(wording.quiet_set(quiet, zone, ctx.now, own=own is not None))

    @command("contact stop", T("Messages that I shall not send you any more"), private=True)
    async def stop_typed(
        self,
        ctx: Context,
        topic: Annotated[Meant, Opt(T("Which ones"), choices=wording.CHOICES)],
    ) -> None:
        """One kind, or all."""
        topics = _meant(topic)
        await self._store.stop(ctx.member.id, topics)
        await ctx.reply(wording.stopped_typed(topics))

    @command("contact allow", T("Messages that I may send you again"), private=True)
    async def allow_typed(
        self,
        ctx: Context,
        topic: Annotated[Meant, Opt(T("Which ones"), choices=wording.CHOICES)],
    ) -> None:
        """One kind, or all."""
        topics = _meant(topic)
        await self._allow(ctx.member, topics)
        await ctx.reply(wording.allowed_typed(topics))

    # ---- one tap

    @button(StopContact)
    async def stop_pressed(self, ctx: Context, payload: StopContact) -> None:
        """Below a message of the bot's."""
        topic = _known(payload.topic)
        await self._store.stop(ctx.member.id, [topic])
        await ctx.reply(wording.stopped(topic))

    @button(Resume)
    async def resume_pressed(self, ctx: Context, payload: Resume) -> None:
        """It was a slip."""
        topic = _known(payload.topic)
        await self._allow(ctx.member, [topic])
        await ctx.update(wording.allowed(topic))

    @button(Turn)
    async def turn_pressed(self, ctx: Context, payload: Turn) -> None:
        """On one's own card."""
        topic = _known(payload.topic)
        if payload.stop:
            await self._store.stop(ctx.member.id, [topic])
        else:
            await self._allow(ctx.member, [topic])
        await ctx.update(await self._card(ctx))

    async def _allow(self, member: Member, topics: Sequence[Topic]) -> None:
        """Whoever allows news here agrees to them."""
        await self._store.allow(member.id, topics)
        if any(topic in NEWS for topic in topics):
            await self._consent.note(member, "newsletter", yes=True)

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person has one set of wishes."""
        await self._store.link(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Everything about them goes."""
        await self._store.erase(member_id)


def _meant(topic: Meant) -> tuple[Topic, ...]:
    return TOPICS if topic == "all" else (topic,)


def _known(topic: str) -> Topic:
    for one in TOPICS:
        if one == topic:
            return one
    raise UserError(wording.GONE)


def _language(ctx: Context) -> str:
    return ctx.member.locale or ctx.community.locale
