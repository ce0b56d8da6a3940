"""The composition root: the only file that knows everybody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from bot.api.boards.audience import Audiences
from bot.api.boards.checks import Checks
from bot.api.boards.hooks import Hooks
from bot.api.boards.privacy.retention import Retention
from bot.api.cog import Cog, CogConfig
from bot.api.port.platform import Platform
from bot.api.services import Clock, Embedder, Toxicity
from bot.api.services.roles import Roles
from bot.engine import loader
from bot.engine.audience.sources import Sources
from bot.engine.audience.traits import OwnTraits
from bot.engine.clock import SystemClock
from bot.engine.conversation.dialogue import Dialogues
from bot.engine.conversation.dispatch import Dispatcher
from bot.engine.conversation.turns import Turns
from bot.engine.ending import Ending
from bot.engine.gaps import CatchUp
from bot.engine.health.load import Shedding
from bot.engine.health.looking import EngineChecks
from bot.engine.health.vitals import Vitals
from bot.engine.housekeeping import housekeeping
from bot.engine.intake import Intake
from bot.engine.intake.forgotten import Forgotten
from bot.engine.pages.board import PageBoard
from bot.engine.pages.desk import CommandDesk
from bot.engine.recall import Recall
from bot.engine.registry import Book
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.compose import Composer
from bot.engine.rendering.i18n import Renderer
from bot.engine.reporting import ReportWriter
from bot.engine.scheduler import TableScheduler
from bot.engine.services.boards import boards
from bot.engine.services.configs import SettingsInForce
from bot.engine.services.counting.activity import RolledUp
from bot.engine.services.counting.measures import Measured
from bot.engine.services.nightly import NightlyBackup
from bot.engine.services.outbox import Delivery
from bot.engine.services.people.directory import Registry
from bot.engine.services.people.plans import CommunityPlan
from bot.engine.services.people.tombstones import Tombstones
from bot.engine.services.secrets import KeyFiles
from bot.parts import local_embedder, local_model, platforms_of
from bot.providing import Providing
from bot.settings import Settings
from storage.activity import ActivityStore
from storage.database import Database
from storage.inbox import InboxStore
from storage.ingest import Ingest
from storage.measures import MeasureStore
from storage.outbox import OutboxStore
from storage.people import People
from storage.queue import Tasks
from storage.rollups import Rollups
from storage.settings import Overrides

log = logging.getLogger(__name__)


class App(Providing):
    """The bot: storage, engine, cogs and platforms, put together.

    `platforms`, `toxicity`, `embedder`, `clock` and `db` may be given instead of made from the
    settings (tests, the demo, commands). SetupError and StorageError from `start` are sentences for
    the owner.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        platforms: Sequence[Platform] | None = None,
        toxicity: Toxicity | None = None,
        embedder: Embedder | None = None,
        clock: Clock | None = None,
        db: Database | None = None,
        kinds: Mapping[str, type[Cog[Any]]] | None = None,
    ) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.kinds = dict(kinds) if kinds is not None else loader.discover()
        self.db = db or Database(settings.storage.url, copies=settings.storage.copies)
        made = platforms if platforms is not None else platforms_of(settings)
        self.platforms: dict[str, Platform] = {p.name: p for p in made}
        self._own_toxicity = toxicity is None
        self.toxicity: Toxicity = toxicity if toxicity is not None else local_model(settings)
        self._own_embedder = embedder is None
        self.embedder: Embedder = embedder if embedder is not None else local_embedder()
        self._started: list[Platform] = []
        self._wire()

    def _wire(self) -> None:
        db, clock = self.db, self.clock
        self.people = People(db)
        self.secrets = KeyFiles(self.settings.storage.keys_folder)
        self.tombstones = Tombstones(self.people, self.secrets)
        self.rollups = Rollups(db)
        self.ingest = Ingest(db)
        plans = [
            CommunityPlan(c.name, c.locale, c.timezone, tuple(c.spaces))
            for c in self.settings.communities
        ]
        self.registry = Registry(self.people, clock, plans)
        self.registry.attach(self.platforms)
        self.catalogue = Catalogue()
        self.recall = Recall()
        renderer = Renderer(self.catalogue)
        self.composer = Composer(renderer, clock)
        self.reporter = ReportWriter(renderer, clock)
        self.configs = SettingsInForce(Overrides(db), self.people, self.registry, clock)
        self.book = Book(self.catalogue)
        posts, inbox = OutboxStore(db), InboxStore(db)
        self.outbox = Delivery(posts, self.composer, self.registry, clock, self.platforms)
        self.scheduler = TableScheduler(Tasks(db), clock)
        self.nightly = NightlyBackup(self.settings.storage, self.registry, self.outbox, clock)
        self.activity = RolledUp(ActivityStore(db), self.rollups, self.registry)
        self.measures = Measured(MeasureStore(db), self.rollups, self.registry)
        self._sources = Sources(self.activity, clock)
        self.boards = boards(self._enabled, self.registry, self._sources, clock)
        self.pages = PageBoard(self._enabled, self.composer, self.catalogue, self.registry)
        dialogues = Dialogues()
        turns = Turns(self.registry, self.composer, dialogues, clock, self.platforms)
        self.dispatcher = Dispatcher(
            self.book, self.registry, turns, dialogues, self.recall, self.configs, clock
        )
        self.desk = CommandDesk(
            self.book, self.registry, self.dispatcher, self.configs, clock, self.platforms
        )
        heard = (self.registry, self.ingest, inbox, self.dispatcher, self.recall)
        forgotten = Forgotten(self.registry, self.tombstones, clock)
        self.intake = Intake(*heard, self.configs, forgotten, clock, self.platforms)
        self.catch_up = CatchUp(db, self.intake, forgotten, self.scheduler, clock, self.platforms)
        self.load = Shedding(lambda: self.intake.pending)
        self.vitals = Vitals(
            db, self.intake, self.toxicity, self.load, self.platforms, clock, self.dispatcher.slowed
        )

    def _enabled(self, cog: str, community_id: int) -> bool:
        found = self.book.cogs.get(cog)
        return found is not None and self.book.enabled(found, self.configs, community_id)

    def _load_cogs(self) -> None:
        self.services = services = self._provided()
        self._at_rest = cache(lambda: loader.resting(self.kinds, self.book.cogs, services))
        self._offer_checks()
        own = OwnTraits(self._sources, services[Roles], self.registry, self.clock)
        services[Audiences].offer("", *own.all())
        for kind in self.kinds.values():
            if (folder := loader.locales(kind)) is not None:
                self.catalogue.add(folder)
        for name, kind in self.kinds.items():
            config: CogConfig = self.settings.cogs.get(name) or kind.config_model()
            if not config.enabled:
                continue
            self.configs.add(kind, config)
            cog = loader.build(kind, config, services)
            self.book.add(cog)
            self.scheduler.first(cog.resume)
        for task, handler in self.book.tasks:
            self.scheduler.handle(task, handler)
        for tick, seconds in self.book.ticks:
            self.scheduler.tick(tick, seconds)
        housekeeping(self.scheduler, self.db, self.rollups, self.clock, services[Retention])
        if self.settings.storage.backup_folder:
            self.nightly.join(self.scheduler)

    def _offer_checks(self) -> None:
        chosen = self.settings.platforms
        on = [(n, getattr(chosen, n)) for n in ("discord", "telegram") if n in self.platforms]
        checks = EngineChecks(
            self.db,
            self.registry,
            self.toxicity,
            self.tombstones,
            self.clock,
            self.platforms,
            backups=self.settings.storage.backups,
            nightly=bool(self.settings.storage.backup_folder),
            model=self.settings.understanding.toxicity != "off",
            addresses={n.capitalize(): part.api_url for n, part in on if part.enabled},
            wanted=lambda: loader.powers_for(type(cog) for cog in self.book.cogs.values()),
        )
        for look in (checks.places, checks.rights, checks.machine):
            self.boards[Checks].offer("", look)

    def resting(self) -> Mapping[str, Cog[Any]]:
        """Features that are switched off: made when somebody is to be forgotten, never started."""
        return self._at_rest()

    async def open(self) -> None:
        """Open the database and load the cogs. They know what they need to make sections of
        reports; nothing is received, sent or due."""
        await self.db.open(loader.migrations(list(self.kinds.values())))
        try:
            await self.registry.open()
            for community in await self.registry.communities():
                await self.configs.load(community.id)
            self._load_cogs()
            if (trouble := await self.tombstones.trouble()) is not None:
                log.warning("%s", trouble)
            self.ingest.start()
            for cog in self.book.cogs.values():
                await cog.start()
        except BaseException:
            await self.stop()
            raise

    async def start(self) -> None:
        """Open everything, and connect the platforms."""
        await self.open()
        try:
            await self.intake.open()
            commands = list(self.book.commands.values())
            menus = list(self.book.menus.values())
            for platform in self.platforms.values():
                platform.remember(await self.registry.known_channels(platform.name))
                platform.show_pages(self.pages)
                platform.show_hooks(self.boards[Hooks])
                platform.tell_returns(self.catch_up)
                self._started.append(platform)
                await platform.start(self.intake, commands, menus)
            # what waited since the last run would only be told that nothing is connected yet
            await self.outbox.start()
            await self.scheduler.start()
            self.intake.resume()
            if self._own_toxicity:
                # at once: a model that is missing is said now, and nobody waits for it later
                self.toxicity.start()  # type: ignore[attr-defined]
        except BaseException:
            await self.stop()
            raise
        self.vitals.open = True
        log.info("started with the cogs %s", ", ".join(self.book.cogs))

    async def stop(self) -> None:
        """Stop in the order in which nothing is lost: what is under way ends while the platforms
        still carry it, then intake, the database last."""
        self.vitals.open = False
        end = Ending()
        await end.step("catching up", self.catch_up.close(), at_most_s=0.5)
        await end.step("handlers", self.intake.settle(), at_most_s=1.5)
        await end.step("the outbox", self.outbox.pause(), at_most_s=1.5)
        stopping = [end.step(p.name, p.stop(), at_most_s=2.5) for p in self._started]
        await asyncio.gather(*stopping)
        self._started.clear()
        await end.step("handlers", self.intake.close(), at_most_s=1.5)
        self.nightly.stop()
        await end.step("tasks", self.scheduler.stop(), at_most_s=1.5)
        for name, cog in self.book.cogs.items():
            await end.step(name, cog.stop(), at_most_s=1.0)
        await end.step("the outbox", self.outbox.stop(), at_most_s=1.5)
        await end.step("levels", self.registry.standing.settle(), at_most_s=0.5)
        await end.step("the facts", self.ingest.close(), at_most_s=1.5)
        if self._own_toxicity:
            await end.step("the model", self.toxicity.close(), at_most_s=0.5)  # type: ignore[attr-defined]
        if self._own_embedder:
            await end.step("the embedder", self.embedder.close(), at_most_s=0.5)  # type: ignore[attr-defined]
        await end.step("the database", self.db.close(), at_most_s=1.0)

    async def settle(self) -> None:
        """Wait until nothing is under way: handlers, posts and edits (tests, the replay)."""
        while True:
            await self.intake.settle()
            await self.outbox.settle()
            await self.registry.standing.settle()
            if not self.intake.pending:
                return
