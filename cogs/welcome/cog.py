"""Welcome: greetings, the charter, the intake, and newcomers without an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.api.boards.audience import Audiences
from bot.api.boards.checks import Checks
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures
from bot.api.cog import Cog, listen, task
from bot.api.events import MemberJoined
from bot.api.reply import Button
from bot.api.services import (
    Accounts,
    Activity,
    Audit,
    Clock,
    Configs,
    Directory,
    Measures,
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
from .greeting.checking import a_place_to_greet
from .greeting.commands import Greeting
from .intake import wording as intake_wording
from .intake.commands import Intake
from .kept import KEEPS
from .newcomers.commands import Newcomers
from .store import PeopleStore


class Welcome(Greeting, Chartering, Intake, Newcomers, Cog[WelcomeConfig]):
    """Nobody stays a stranger."""

    name = "welcome"
    title = T("Welcome")
    config_model = WelcomeConfig
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
        figures: Figures,
        activity: Activity,
        measures: Measures,
        contact: Contact,
        audiences: Audiences,
        roles: Roles,
        accounts: Accounts,
        moderation: Moderation,
        toxicity: Toxicity,
        audit: Audit,
        checks: Checks,
    ) -> None:
        self._db = db
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._figures = figures
        self._activity = activity
        self._measures = measures
        self._contact = contact
        self._audiences = audiences
        self._moderation = moderation
        self._toxicity = toxicity
        self._audit = audit
        self._checks = checks
        self._giving = Giving(roles, directory, accounts)
        self._people = PeopleStore(db)

    async def start(self) -> None:
        """Tell the others what there is to know."""
        self._figures.offer("welcome.greeted", self._arrivals.count)
        self._figures.suggest("welcome", self._newcomers.suggest)
        self._figures.outcome("welcome", self._newcomers.came_of)
        self._checks.offer(self.name, a_place_to_greet(self._configs, self._directory))
        await self._answer_traits.offer_all()
        await self._greeter.load()
        await self._watching.load()
        await self._newcomers.load()

    async def resume(self) -> None:
        """What a crash may have left half done."""
        await self._greeter.resume()
        await self._watching.resume()
        await self._resume_introductions()

    async def _greeting_buttons(self, community_id: int) -> list[Button]:
        """What a greeting leads to, where there is something."""
        found = []
        if await self._book.current(community_id) is not None:
            found.append(charter_wording.button())
        if await self._intake.questions(community_id):
            found.append(intake_wording.button())
        return found

    async def _rules(self, community_id: int) -> str:
        """What a greeting may quote is the charter in force, not what the setting said before."""
        charter = await self._book.current(community_id)
        return charter.text if charter is not None else ""

    # ---- people

    @listen(MemberJoined)
    async def back_again(self, event: MemberJoined) -> None:
        """Their roles went when they left; what gave them still holds."""
        if event.returning:
            await self._roles_due(event.member.id)

    async def _roles_due(self, member_id: int) -> None:
        data, key = {"member": member_id}, f"welcome.roles:{member_id}"
        await self._scheduler.at(self._clock.now(), "welcome.roles", data, key=key)

    @task("welcome.roles")
    async def roles_again(self, data: dict[str, Any], due: int) -> None:
        """What they answered and accepted gives its roles wherever they are by now."""
        member = await self._directory.member(data["member"])
        if member is None or not self._configs.of(WelcomeConfig, member.community_id).enabled:
            return
        if await self._accepted_in_force(member):
            await self._giving.give(member, self._charter_role(member.community_id))
        chosen = await self._intake.chosen(member.id)
        for question in await self._intake.questions(member.community_id) if chosen else ():
            for choice in question.choices:
                if choice.id in chosen:
                    await self._giving.give(member, choice.role)

    async def linked(self, kept: int, gone: int) -> None:
        """One person counts once."""
        cards = await self._firsts.cards_of(gone)
        for community_id, post in await self._people.link(kept, gone):
            await self._outbox.retract(community_id, post)
        self._greeter.known_as(gone, kept)
        await self._roles_due(kept)
        await self._refreshed(cards, gone)

    async def erase(self, member_id: int) -> None:
        """Everything about them goes, their introduction and their name in greetings too. Posts go
        first: after a crash in between it can be done again."""
        cards = await self._firsts.cards_of(member_id)
        greetings = await self._arrivals.naming(member_id)
        for community_id, post in await self._people.standing(member_id):
            await self._outbox.retract(community_id, post)
        await self._people.erase(member_id)
        for community_id, post in greetings:
            await self._greeter.amend({"community": community_id, "post": post})
        self._greeter.known_as(member_id, None)
        await self._refreshed(cards, member_id)

    async def _refreshed(self, cards: list[tuple[int, str]], member_id: int) -> None:
        """Nothing of them stands on a card any more, nor in memory."""
        for community_id, card in cards:
            await self._watching.refresh(community_id, card)
        self._drafts.pop(member_id, None)
        await self._watching.load()
        await self._newcomers.load()
