"""What a cog may ask for by type, and who provides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.api.boards.pages import Pages
from bot.api.boards.pages.desk import Desk
from bot.api.services import (
    Accounts,
    Activity,
    Audit,
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
from bot.engine.services.accounts import Linking
from bot.engine.services.audit import Auditor
from bot.engine.services.calendars import CalendarKeeper
from bot.engine.services.manual import CommandManual
from bot.engine.services.moderation import Moderator
from bot.engine.services.people.personal import Personal
from bot.engine.services.roles import RoleKeeper
from bot.engine.services.secrets import KeyFiles
from bot.engine.services.threads import ThreadOpener
from bot.parts import meanings
from bot.understanding.language import FastTextLanguages
from bot.understanding.sentiment import WordListSentiment
from bot.understanding.spelling import PlainSpelling
from storage.audit import AuditLog
from storage.database import Database
from storage.people.about import AboutMember
from storage.threads import ThreadStore

if TYPE_CHECKING:
    from bot.app import App


def provided_by(app: App) -> dict[type[Any], Any]:
    """Each service under the protocol that a cog asks for."""
    moderator = Moderator(app.platforms, app.registry, app.recall)
    return {
        Database: app.db,
        Clock: app.clock,
        Configs: app.configs,
        SettingsDesk: app.configs,
        Directory: app.registry,
        Outbox: app.outbox,
        Scheduler: app.scheduler,
        Moderation: moderator,
        Doors: moderator,
        Threads: ThreadOpener(ThreadStore(app.db), app.registry, app.platforms),
        Roles: RoleKeeper(app.platforms, app.registry, app.people),
        Calendars: CalendarKeeper(app.platforms, app.clock),
        Audit: Auditor(AuditLog(app.db), app.clock),
        Toxicity: app.toxicity,
        Sentiment: WordListSentiment(),
        Languages: FastTextLanguages(),
        Spelling: PlainSpelling(),
        Embedder: app.embedder,
        Meanings: meanings(app.embedder, app.db),
        Load: app.load,
        Health: app.vitals,
        Activity: app.activity,
        Measures: app.measures,
        PersonalData: Personal(
            app.people, AboutMember(app.db), app.registry, app.scheduler, app.book.cogs, app.resting
        ),
        Accounts: Linking(app.people, app.registry, app.book.cogs, app.scheduler),
        Manual: CommandManual(app.book),
        **app.boards,
        Pages: app.pages,
        Desk: app.desk,
        Reporter: app.reporter,
        Secrets: KeyFiles(app.settings.storage.keys_folder),
    }
