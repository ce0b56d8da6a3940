"""Welcome: greetings, the charter, the intake, and newcomers without an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures
from bot.api.cog import Cog, task
from bot.api.reply import Button
from bot.api.services import (
    Activity,
    Audit,
    Clock,
    Configs,
    Directory,
    Moderation,
    Outbox,
    Roles,
    Scheduler,
    Toxicity,
)
from bot.api.text import T
from storage.database import Database

from .charter import wording as charter_wording
from .charter.commands import Chartering
from .config import WelcomeConfig
from .giving import Giving
from .greeting.commands import Greeting
from .intake import wording as intake_wording
from .intake.commands import Intake
from .newcomers.commands import Newcomers
from .store import PeopleStore


class Welcome(Greeting, Chartering, Intake, Newcomers, Cog[WelcomeConfig]):
    """Nobody stays a stranger."""

    name = "welcome"
    title = T("Welcome")
    config_model = WelcomeConfig
    migrations = Path(__file__).parent / "migrations"

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        figures: Figures,
        activity: Activity,
        contact: Contact,
        audiences: Audiences,
        roles: Roles,
        moderation: Moderation,
        toxicity: Toxicity,
        audit: Audit,
    ) -> None:
        self._db = db
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._figures = figures
        self._activity = activity
        self._contact = contact
        self._audiences = audiences
        self._moderation = moderation
        self._toxicity = toxicity
        self._audit = audit
        self._giving = Giving(roles, directory)
        self._people = PeopleStore(db)

    async def start(self) -> None:
        """What a crash may have left half done is done in a task, when the platforms are there."""
        await self._scheduler.at(self._clock.now(), "welcome.resume", {}, key="welcome:resume")
        self._figures.offer("welcome.greeted", self._arrivals.count)
        self._figures.suggest("welcome", self._suggest)
        await self._answer_traits.offer_all()
        await self._greeter.load()
        await self._watching.load()

    @task("welcome.resume")
    async def resume(self, data: dict[str, Any], due: int) -> None:
        """After a start."""
        await self._greeter.resume()
        await self._watching.resume()

    async def _greeting_buttons(self, community_id: int) -> list[Button]:
        """What a greeting leads to, where there is something."""
        found = []
        if await self._book.current(community_id) is not None:
            found.append(charter_wording.button())
        if await self._intake.questions(community_id):
            found.append(intake_wording.button())
        return found

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person counts once."""
        cards = await self._firsts.cards_of(gone)
        await self._withdraw(await self._people.link(kept, gone), cards, gone)

    async def erase(self, member_id: int) -> None:
        """Everything about them goes, their introduction too."""
        cards = await self._firsts.cards_of(member_id)
        await self._withdraw(await self._people.erase(member_id), cards, member_id)

    async def _withdraw(
        self, posts: list[tuple[int, str]], cards: list[tuple[int, str]], member_id: int
    ) -> None:
        """What was posted about them goes; nor is anything of them kept in memory."""
        for community_id, post in posts:
            await self._outbox.retract(community_id, post)
        for community_id, card in cards:
            await self._watching.refresh(community_id, card)
        self._drafts.pop(member_id, None)
        await self._greeter.load()
        await self._watching.load()
