"""Sequences: `/sequence` for administrators, and their clockwork."""

from __future__ import annotations

from pathlib import Path

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.cog import Cog
from bot.api.services import Accounts, Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import T
from storage.database import Database

from .config import SequencesConfig
from .editing.commands import Editing
from .kept import KEEPS
from .running.commands import Running
from .store import FigureStore, MemberStore, PeopleStore, SequenceStore
from .switching.commands import Switching


class Sequences(Switching, Editing, Running, Cog[SequencesConfig]):
    """Messages some days apart, for those who come to match."""

    name = "sequences"
    title = T("Sequences")
    config_model = SequencesConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        audit: Audit,
        accounts: Accounts,
        audiences: Audiences,
        contact: Contact,
    ) -> None:
        self._sequences, self._people = SequenceStore(db), PeopleStore(db)
        self._members, self._figures = MemberStore(db), FigureStore(db)
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._audit = audit
        self._accounts = accounts
        self._audiences = audiences
        self._contact = contact
        self._heard = {}
        self._looking, self._moved_up = {}, {}

    async def start(self) -> None:
        """What is due is sent by tasks, when the platforms are there."""
        await self._resume_running()

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person gets each step once."""
        await self._members.link(kept, gone)
        if (at := self._heard.pop(gone, None)) is not None:
            self._heard[kept] = max(at, self._heard.get(kept, 0))

    async def erase(self, member_id: int) -> None:
        """Everything about them goes, also from the figures."""
        self._heard.pop(member_id, None)
        await self._members.erase(member_id)
