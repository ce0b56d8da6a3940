"""What the handlers of this room share, built from what the cog has."""

from __future__ import annotations

from functools import cached_property

from bot.api.services import (
    Audit,
    Clock,
    Configs,
    Directory,
    Languages,
    Outbox,
    Toxicity,
)
from storage.database import Database

from ..board.desk import IdeaDesk
from ..board.shelf import Shelf
from ..board.supporting import Supporting
from ..store import ConsentStore, DraftStore, IdeaStore, StepStore, VoteStore
from .likeness import Likeness
from .proposals import Proposals
from .screening.holding import Holding
from .screening.screen import Screen
from .terms import Terms


class Tools:
    """The cog provides the attributes."""

    _db: Database
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _audit: Audit
    _clock: Clock
    _toxicity: Toxicity
    _languages: Languages
    _ideas: IdeaStore
    _steps: StepStore
    _votes: VoteStore
    _drafts: DraftStore
    _shelf: Shelf
    _desk: IdeaDesk
    _supporting: Supporting

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._shelf, self._ideas, self._steps)

    @cached_property
    def _screen(self) -> Screen:
        return Screen(self._toxicity, self._languages, self._likeness)

    @cached_property
    def _terms(self) -> Terms:
        return Terms(ConsentStore(self._db), self._configs)

    @cached_property
    def _holding(self) -> Holding:
        return Holding(self._drafts, self._outbox, self._directory, self._configs)

    @cached_property
    def _proposals(self) -> Proposals:
        return Proposals(
            self._drafts,
            self._likeness,
            self._terms,
            self._screen,
            self._holding,
            self._shelf,
            self._desk,
            self._outbox,
            self._directory,
            self._configs,
        )
