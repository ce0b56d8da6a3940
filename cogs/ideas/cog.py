"""Ideas: proposing, supporting, deciding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.api.cog import Cog, task
from bot.api.figures import Figures
from bot.api.services import Audit, Clock, Configs, Directory, Meanings, Outbox, Scheduler
from bot.api.text import T
from storage.database import Database

from .board.commands import Board
from .board.desk import IdeaDesk
from .board.facets import FacetOf
from .board.shelf import Shelf
from .board.supporting import Supporting
from .config import IdeasConfig
from .proposing.commands import Proposing
from .proposing.proposals import Proposals
from .steps.commands import Steps
from .steps.news import News
from .store import DraftStore, IdeaStore, PeopleStore, StepStore, VoteStore


class Ideas(Proposing, Board, Steps, Cog[IdeasConfig]):
    """A board of ideas with votes and a road from new to done."""

    name = "ideas"
    title = T("Ideas")
    config_model = IdeasConfig
    migrations = Path(__file__).parent / "migrations"

    def __init__(
        self,
        db: Database,
        configs: Configs,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        meanings: Meanings,
        audit: Audit,
        clock: Clock,
        figures: Figures,
    ) -> None:
        self._configs = configs
        self._scheduler = scheduler
        self._directory = directory
        self._outbox = outbox
        self._audit = audit
        self._clock = clock
        self._figures = figures
        self._ideas, self._steps, self._drafts = IdeaStore(db), StepStore(db), DraftStore(db)
        self._people = PeopleStore(db)
        self._shelf = Shelf(self._ideas, meanings)
        self._desk = IdeaDesk(self._ideas, outbox, directory, clock)
        self._supporting = Supporting(VoteStore(db), configs)
        self._proposals = Proposals(self._ideas, self._drafts, self._shelf, self._desk, outbox)
        self._news = News(self._ideas, self._steps, self._desk, outbox, directory, clock)
        self._facets: list[FacetOf] = []

    async def start(self) -> None:
        """What a crash may have left half done is done in a task, when the platforms are there."""
        await self._scheduler.at(self._clock.now(), "ideas.resume", {}, key="ideas:resume")
        self._figures.offer("ideas.posted", self._ideas.posted)
        self._figures.suggest("ideas", self._desk.suggest)

    @task("ideas.resume")
    async def resume(self, data: dict[str, Any], due: int) -> None:
        """After a start."""
        await self._desk.resume()
        await self._news.resume()

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person counts once."""
        for idea in await self._people.link(kept, gone):
            await self._desk.refresh(idea)

    async def erase(self, member_id: int) -> None:
        """Votes and drafts go; ideas stay without the name, also on their cards."""
        for idea in await self._people.erase(member_id):
            await self._desk.refresh(idea)
