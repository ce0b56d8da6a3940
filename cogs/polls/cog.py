"""Polls: asking, voting, closing."""

from __future__ import annotations

from pathlib import Path

from bot.api.boards.audience import Audiences
from bot.api.boards.figures import Figures
from bot.api.boards.polling import Polling
from bot.api.boards.privacy.retention import Retention
from bot.api.cog import Cog
from bot.api.services import (
    Activity,
    Audit,
    Clock,
    Configs,
    Directory,
    Outbox,
    Scheduler,
    Secrets,
)
from bot.api.text import T
from storage.database import Database

from .asked.pollster import Asked
from .asked.telling import Teller
from .asking.commands import Asking
from .asking.drafting import DRAFTS
from .closing.closing import Closer
from .closing.commands import Closing
from .config import PollsConfig
from .kept import KEEPS
from .store import BallotStore, DraftStore, ErrandStore, PollStore, QuietStore, SeriesStore
from .voting.booth import Booth
from .voting.commands import Voting
from .voting.desk import PollDesk
from .voting.electorate import Electorate
from .voting.keys import Keys
from .voting.open_ballots import OpenBallots
from .voting.reminders import Reminders


class Polls(Asking, Voting, Closing, Cog[PollsConfig]):
    """Ask the community; one tally over all its spaces."""

    name = "polls"
    title = T("Polls")
    config_model = PollsConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        secrets: Secrets,
        activity: Activity,
        audit: Audit,
        clock: Clock,
        figures: Figures,
        polling: Polling,
        audiences: Audiences,
        retention: Retention,
    ) -> None:
        self._configs = configs
        self._scheduler = scheduler
        self._directory = directory
        self._figures = figures
        self._polling, self._audiences = polling, audiences
        self._audit = audit
        self._clock = clock
        self._outbox, self._retention = outbox, retention
        self._polls, self._ballots = PollStore(db), BallotStore(db)
        errands = ErrandStore(db)
        self._drafts, self._series, self._quiet = DraftStore(db), SeriesStore(db), QuietStore(db)
        # voting
        self._keys = Keys(self._polls, secrets)
        self._electorate = Electorate(errands, directory)
        self._booth = Booth(self._polls, self._ballots, self._keys, self._electorate, directory)
        self._polls_desk = PollDesk(
            self._polls, self._ballots, self._keys, outbox, scheduler, directory, clock, audiences
        )
        self._open_ballots = OpenBallots(self._ballots, directory)
        self._reminders = Reminders(
            self._polls, self._ballots, self._quiet, self._electorate, activity, outbox, clock
        )
        # closing
        self._closer = Closer(
            self._polls,
            self._ballots,
            self._keys,
            self._electorate,
            self._polls_desk,
            Teller(errands, self._ballots, scheduler, clock),
            outbox,
            directory,
            clock,
        )
        # polls that other cogs want
        self._asked = Asked(
            errands, self._polls_desk, self._closer, configs, directory, audit, clock
        )

    async def start(self) -> None:
        """Tell the others what there is to know."""
        self._figures.offer("polls.opened", self._polls.opened)
        self._figures.offer("polls.votes", self._polls.votes_cast)
        self._polling.offer(self.name, self._asked)
        self._retention.offer(self.name, DRAFTS)

    async def resume(self) -> None:
        """What a crash may have left half done."""
        await self._closer.resume()
        await self._polls_desk.resume()

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person counts once, in polls under way too."""
        async with self._booth.alone(kept, gone):
            # the keys first: only they tell which anonymous ballots are theirs
            keys = await self._keys.among(await self._ballots.open_anonymous(kept, gone))
            touched = await self._ballots.link(kept, gone, keys)
        for community_id, poll_id in touched:
            await self._polls_desk.refresh(community_id, poll_id)

    async def erase(self, member_id: int) -> None:
        """Votes go; polls stay without the name, also on their cards."""
        async with self._booth.alone(member_id):
            keys = await self._keys.among(await self._ballots.open_anonymous(member_id))
            touched = await self._ballots.erase(member_id, keys)
        for community_id, poll_id in touched:
            await self._polls_desk.refresh(community_id, poll_id)
