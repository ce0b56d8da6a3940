"""Ideas: proposing, supporting, deciding."""

from __future__ import annotations

from pathlib import Path

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures
from bot.api.boards.headings import Headings
from bot.api.boards.pages import Pages
from bot.api.boards.polling import Polling
from bot.api.boards.privacy.retention import Retention
from bot.api.boards.reports import Reports as Sections
from bot.api.cog import Cog
from bot.api.services import (
    Audit,
    Clock,
    Configs,
    Directory,
    Languages,
    Meanings,
    Outbox,
    Scheduler,
    Threads,
    Toxicity,
)
from bot.api.text import T
from storage.database import Database

from .board.commands import Board
from .board.desk import IdeaDesk
from .board.facets import FacetOf
from .board.shelf import Shelf
from .board.supporting import Supporting
from .challenges.commands import Challenges
from .comments.commands import Commenting
from .config import IdeasConfig
from .exchange.commands import Exchanging
from .experts.commands import Experts
from .kept import KEEPS
from .letters import Letters
from .merging.commands import Merging
from .proposing.commands import Proposing
from .reporting.advising import IdeaAdvice
from .reporting.section import IdeaSection
from .steps.commands import Steps
from .steps.news import Elsewhere
from .steps.reports import Reports
from .store import (
    CountStore,
    DraftStore,
    FollowerStore,
    IdeaStore,
    PeopleStore,
    StepStore,
    TagStore,
    VoteStore,
)
from .testing.commands import Testing
from .traits import traits


class Ideas(
    Challenges,
    Proposing,
    Board,
    Steps,
    Reports,
    Merging,
    Exchanging,
    Testing,
    Experts,
    Commenting,
    Cog[IdeasConfig],
):
    """A board of ideas with votes and a road from new to done."""

    name = "ideas"
    title = T("Ideas")
    config_model = IdeasConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

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
        headings: Headings,
        sections: Sections,
        pages: Pages,
        toxicity: Toxicity,
        languages: Languages,
        threads: Threads,
        polling: Polling,
        audiences: Audiences,
        contact: Contact,
        retention: Retention,
    ) -> None:
        self._db = db
        self._configs = configs
        self._scheduler = scheduler
        self._directory = directory
        self._meanings = meanings
        self._outbox, self._letters = outbox, Letters(outbox, contact)
        self._audit, self._retention = audit, retention
        self._clock = clock
        self._figures = figures
        self._headings = headings
        self._sections = sections
        self._pages = pages
        self._toxicity, self._languages = toxicity, languages
        self._threads = threads
        self._polling = polling
        self._audiences = audiences
        self._ideas, self._steps, self._drafts = IdeaStore(db), StepStore(db), DraftStore(db)
        self._people, self._votes = PeopleStore(db), VoteStore(db)
        self._shelf = Shelf(self._ideas, meanings)
        self._desk = IdeaDesk(self._ideas, outbox, directory, clock)
        self._advice = IdeaAdvice(self._ideas, CountStore(db))
        self._supporting = Supporting(self._votes, configs)
        self._followers, self._tags = FollowerStore(db), TagStore(db)
        self._told_elsewhere: list[Elsewhere] = [self._tell_talk, self._challenge_stepped]
        self._facets: list[FacetOf] = [
            self._steps_facet,
            self._follow_facet,
            self._comments_facet,
            self._merging_facet,
            self._words_facet,
            self._testing_facet,
            self._experts_facet,
            self._challenge_facet,
        ]
        self._watch_challenges()

    async def start(self) -> None:
        """Tell the others what there is to know."""
        self._figures.offer("ideas.posted", self._ideas.posted)
        self._figures.offer("ideas.waiting", self._advice.waiting)
        self._figures.suggest("ideas", self._advice.suggest)
        self._figures.outcome("ideas", self._advice.came_of)
        self._headings.offer("ideas", self._titles)
        self._offer_drafts()
        IdeaSection(self._ideas, self._figures).offer(self._sections)
        self._audiences.offer("ideas", *traits(CountStore(self._db)))
        self._offer_pages()
        await self._rounds.plan_all()
        await self._talk.load()

    async def resume(self) -> None:
        """What a crash may have left half done."""
        await self._desk.resume()
        await self._news.resume()
        await self._proposals.resume()
        await self._counting.resume()
        await self._course.resume()

    async def _titles(self, community_id: int) -> list[str]:
        return [idea.words.title for idea in await self._ideas.all(community_id)]

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person counts once."""
        for idea in await self._people.link(kept, gone):
            await self._desk.refresh(idea)
        await self._known.note(kept)
        await self._refresh_challenges_of(kept)

    async def erase(self, member_id: int) -> None:
        """Votes and drafts go; ideas stay without the name, also on their cards."""
        await self._forget_drafts_of(member_id)
        challenges = await self._leave_challenges(member_id)
        async with self._known.without_member(member_id):
            shown = await self._people.erase(member_id)
        for idea in shown:
            await self._desk.refresh(idea)
        for challenge in challenges:
            await self._challenge_desk.refresh(challenge)
