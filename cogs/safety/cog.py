"""Safety: what hurts people is seen, and people decide."""

from __future__ import annotations

from pathlib import Path

from bot.api.boards.apart import Apart
from bot.api.boards.checks import Checks
from bot.api.boards.figures import Figures
from bot.api.boards.privacy.retention import Retention
from bot.api.boards.reports import Reports as Sections
from bot.api.cog import Cog
from bot.api.model import Community
from bot.api.services import (
    Accounts,
    Audit,
    Clock,
    Configs,
    Directory,
    Doors,
    Languages,
    Load,
    Moderation,
    Outbox,
    Scheduler,
    Spelling,
    Toxicity,
)
from bot.api.text import T
from storage.database import Database

from . import expiring
from .alerts.commands import Alerts
from .alerts.desk import Desk
from .alerts.filing import FilingStore
from .alerts.history import HistoryStore
from .alerts.model import Alert, Outcome
from .alerts.reading import Reading
from .alerts.records import RecordStore
from .alerts.store import AlertStore
from .alerts.watch import Watch
from .cards.further import Further
from .cards.places import a_place_for_alerts
from .cards.viewing import Viewer
from .config import Measure, SafetyConfig
from .deciding.actions import People, acts
from .deciding.commands import Deciding
from .deciding.decisions import Decisions
from .deciding.handing import AtTheCard, Handing
from .deciding.rota import Rota
from .deciding.store import ActionStore, NoteStore, RotaStore
from .deciding.undoing import Undoing
from .detection.bases import Bases
from .detection.commands import Thresholds
from .detection.judging import Judging
from .detection.store import LessonStore, ScoreStore
from .gate.automod import AutoMod
from .gate.commands import Gate
from .gate.door import SlowDoor
from .gate.holding import Holding
from .gate.message import DoorMessage
from .gate.store import DoorStore, WordStore
from .gate.words import WordList, Words
from .kept import KEEPS
from .members.appeals import Appeals
from .members.commands import Members
from .members.hearing import Hearing
from .members.model import Act, CaseState
from .members.reconsider import Reconsider
from .members.reports import Reports
from .members.store import AppealStore, TraceStore
from .members.telling import Notices
from .members.why import Why
from .proof.advising import Advising
from .proof.care import Care
from .proof.commands import Proof
from .proof.section import SafetySection
from .proof.store import ProofStore


class Safety(Alerts, Deciding, Members, Thresholds, Gate, Proof, Cog[SafetyConfig]):
    """Shows moderators what may hurt somebody; they decide."""

    name = "safety"
    title = T("Safety")
    config_model = SafetyConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        moderation: Moderation,
        accounts: Accounts,
        scheduler: Scheduler,
        toxicity: Toxicity,
        languages: Languages,
        spelling: Spelling,
        doors: Doors,
        audit: Audit,
        clock: Clock,
        figures: Figures,
        sections: Sections,
        apart: Apart,
        retention: Retention,
        load: Load,
        checks: Checks,
    ) -> None:
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._moderation = moderation
        self._toxicity = toxicity
        self._audit = audit
        self._clock = clock
        self._figures = figures
        self._sections, self._retention, self._checks = sections, retention, checks
        # detection
        self._bases = Bases(configs, toxicity)
        self._scores = ScoreStore(db, self._bases.floor)
        self._lessons = LessonStore(db)
        self._judging = Judging(configs, self._bases, self._scores, self._lessons, directory, clock)
        # alerts
        self._store = AlertStore(db)
        self._records = RecordStore(db)
        actions = ActionStore(db)
        self._reading = Reading(
            configs, moderation, clock, toxicity, languages, self._judging, load
        )
        history = HistoryStore(db)
        apart.offer("safety", history.apart)
        viewer = Viewer(history, actions.warned_at, configs, directory, moderation, clock)
        self._desk = Desk(
            FilingStore(db),
            self._store,
            viewer,
            self._reading,
            configs,
            directory,
            outbox,
            scheduler,
            toxicity,
            clock,
        )
        self._further = Further(self._desk, self._store, self._reading, directory, clock)
        self._watch = Watch(
            self._desk,
            self._reading,
            self._judging,
            self._scores,
            spelling,
            configs,
            directory,
            moderation,
            clock,
        )
        # members
        traces, self._cases = TraceStore(db), AppealStore(db)
        notices = Notices(self._cases, traces, configs, directory, outbox)
        self._reports = Reports(self._desk, traces, configs, directory, outbox, clock)
        self._why = Why(self._cases, traces, configs)
        self._reconsider = Reconsider(
            traces,
            configs,
            directory,
            accounts,
            outbox,
            moderation,
            scheduler,
            clock,
            self._desk.show,
        )
        # deciding
        people = People(directory, moderation, accounts)
        done = acts(people, configs)
        self._actions, self._notes, self._turns = actions, NoteStore(db), RotaStore(db)
        self._at = AtTheCard(self._desk, self._store, actions, directory, outbox, audit)
        self._rota = Rota(self._turns, actions, configs, directory, outbox, scheduler, clock)
        self._handing = Handing(self._at, self._rota)
        self._decisions = Decisions(self._at, done, people, self._rota, notices, configs, scheduler)
        self._undoing = Undoing(self._at, done)
        self._hearing = Hearing(
            self._cases,
            notices,
            configs,
            directory,
            outbox,
            scheduler,
            audit,
            clock,
            self._undoing.overturn,
        )
        self._appeals = Appeals(self._cases, self._hearing, configs, directory, accounts)
        # gate
        self._listed, self._shut = WordStore(db), DoorStore(db)
        words = Words(self._listed, spelling)
        self._word_list = WordList(
            self._listed, words, directory, moderation, scheduler, audit, clock
        )
        self._automod = AutoMod(words, self._reading, directory, moderation, clock)
        self._door = SlowDoor(
            self._shut,
            Holding(self._shut, people, clock),
            DoorMessage(directory, outbox, clock),
            configs,
            directory,
            doors,
            scheduler,
            audit,
            clock,
        )
        # proof
        self._proof = ProofStore(db)
        self._care = Care(self._proof, directory, clock)
        self._stores = (
            self._scores,
            self._lessons,
            self._actions,
            self._notes,
            self._turns,
            self._listed,
            self._door,
            self._proof,
        )
        self._introduce(viewer, words)

    def _introduce(self, viewer: Viewer, words: Words) -> None:
        """Tell the rooms of each other."""
        viewer.standing = self._reports.standing
        viewer.listed = words.reasons
        self._watch.words = words
        self._watch.act = self._act
        self._watch.patience = self._reconsider
        self._desk.listen(self._handing.shown)
        self._decisions.listen(self._watch.settled)
        self._decisions.listen(self._judging.settled)
        self._decisions.listen(self._settled_reports)
        self._decisions.listen(self._care.settled)
        self._undoing.listen(self._watch.taken_back)
        self._undoing.listen(self._judging.taken_back)
        self._hearing.listen(self._heard)

    async def _act(self, community: Community, alert: Alert, measure: Measure, now: int) -> None:
        await self._decisions.automatic(community, alert, measure, now)

    async def _settled_reports(self, alert: Alert, outcome: Outcome) -> None:
        await self._reports.settled(alert)

    async def _heard(self, act: Act, state: CaseState) -> None:
        if state != "overturned" or act.alert_id is None:
            return
        alert = await self._store.get(act.community_id, act.alert_id)
        if alert is not None:
            await self._judging.overturned(alert)

    async def start(self) -> None:
        """Offer what the digest reads."""
        Advising(self._records, self._care, self._clock).offer(self._figures)
        SafetySection(self._figures).offer(self._sections)
        expiring.offer(self._retention, self._configs)
        self._checks.offer(self.name, a_place_for_alerts(self._directory))

    async def stop(self) -> None:
        """Write what is still in memory."""
        await self._scores.flush()

    async def linked(self, kept: int, gone: int) -> None:
        """Two accounts are one person."""
        for store in (*self._stores, self._cases):
            await store.link(kept, gone)
        await self._link_alerts(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Words, warnings and names go, also from the cards; bare counts stay."""
        for store in self._stores:
            await store.erase(member_id)
        await self._hearing.erase(member_id)
        await self._erase_from_alerts(member_id)
