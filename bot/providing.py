"""What a cog may ask for by type, and who provides it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from bot.api.boards.pages import Pages
from bot.api.boards.pages.desk import Desk
from bot.api.cog import Cog
from bot.api.port.platform import Platform
from bot.api.services import (
    Accounts,
    Activity,
    Audit,
    Channels,
    Clock,
    Configs,
    Directory,
    Doors,
    Embedder,
    Health,
    Languages,
    Load,
    Manual,
    Meanings,
    Measures,
    Moderation,
    Outbox,
    Scheduler,
    Secrets,
    Sentiment,
    SettingsDesk,
    Spelling,
    Threads,
    Toxicity,
)
from bot.api.services.calendars import Calendars
from bot.api.services.personal import PersonalData
from bot.api.services.reporting import Reporter
from bot.api.services.roles import Roles
from bot.engine.health.load import Shedding
from bot.engine.health.vitals import Vitals
from bot.engine.pages.board import PageBoard
from bot.engine.pages.desk import CommandDesk
from bot.engine.recall import Recall
from bot.engine.registry import Book
from bot.engine.reporting import ReportWriter
from bot.engine.scheduler import TableScheduler
from bot.engine.services.accounts import Linking
from bot.engine.services.acting.calendars import CalendarKeeper
from bot.engine.services.acting.channels import ChannelMaker
from bot.engine.services.acting.moderation import Moderator
from bot.engine.services.acting.roles import RoleKeeper
from bot.engine.services.acting.threads import ThreadOpener
from bot.engine.services.audit import Auditor
from bot.engine.services.configs import SettingsInForce
from bot.engine.services.counting.activity import RolledUp
from bot.engine.services.counting.measures import Measured
from bot.engine.services.manual import CommandManual
from bot.engine.services.outbox import Delivery
from bot.engine.services.people.directory import Registry
from bot.engine.services.people.personal import Personal
from bot.engine.services.people.tombstones import Tombstones
from bot.parts import meanings
from bot.settings import Settings
from bot.understanding.language import FastTextLanguages
from bot.understanding.sentiment import WordListSentiment
from bot.understanding.spelling import PlainSpelling
from storage.audit import AuditLog
from storage.database import Database
from storage.people import People
from storage.people.about import AboutMember
from storage.threads import ThreadStore


class Providing(ABC):
    """What the bot is put together from, as cogs get to know it."""

    activity: RolledUp
    boards: dict[type[Any], Any]
    book: Book
    clock: Clock
    configs: SettingsInForce
    db: Database
    desk: CommandDesk
    embedder: Embedder
    load: Shedding
    measures: Measured
    outbox: Delivery
    pages: PageBoard
    people: People
    platforms: dict[str, Platform]
    recall: Recall
    registry: Registry
    reporter: ReportWriter
    scheduler: TableScheduler
    secrets: Secrets
    settings: Settings
    tombstones: Tombstones
    toxicity: Toxicity
    vitals: Vitals

    @abstractmethod
    def resting(self) -> Mapping[str, Cog[Any]]:
        """Features that are switched off."""

    def _provided(self) -> dict[type[Any], Any]:
        """Each service under the protocol that a cog asks for."""
        moderator = Moderator(self.platforms, self.registry, self.recall)
        return {
            Database: self.db,
            Clock: self.clock,
            Configs: self.configs,
            SettingsDesk: self.configs,
            Directory: self.registry,
            Outbox: self.outbox,
            Scheduler: self.scheduler,
            Moderation: moderator,
            Doors: moderator,
            Threads: ThreadOpener(ThreadStore(self.db), self.registry, self.platforms),
            Channels: ChannelMaker(self.platforms, self.registry),
            Roles: RoleKeeper(self.platforms, self.registry, self.people),
            Calendars: CalendarKeeper(self.platforms, self.clock),
            Audit: Auditor(AuditLog(self.db), self.clock),
            Toxicity: self.toxicity,
            Sentiment: WordListSentiment(),
            Languages: FastTextLanguages(),
            Spelling: PlainSpelling(),
            Embedder: self.embedder,
            Meanings: meanings(self.embedder, self.db),
            Load: self.load,
            Health: self.vitals,
            Activity: self.activity,
            Measures: self.measures,
            PersonalData: Personal(
                self.people,
                AboutMember(self.db),
                self.registry,
                self.scheduler,
                self.book.cogs,
                self.resting,
                self.tombstones,
            ),
            Accounts: Linking(self.people, self.registry, self.book.cogs, self.scheduler),
            Manual: CommandManual(self.book),
            **self.boards,
            Pages: self.pages,
            Desk: self.desk,
            Reporter: self.reporter,
            Secrets: self.secrets,
        }
