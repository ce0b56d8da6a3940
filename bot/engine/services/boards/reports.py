"""The board of report sections; a maker that fails is left out, with an incident."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.api.boards.reports import LevelOf, Made, Period, SectionMaker
from bot.api.model import Community
from bot.api.people import Level
from bot.api.text import T
from bot.engine.faults import record


@dataclass(frozen=True, slots=True)
class _Offer:
    name: str
    title: T
    make: SectionMaker
    order: int
    level: Level | LevelOf

    def level_in(self, community_id: int) -> Level:
        return self.level(community_id) if callable(self.level) else self.level

    @property
    def cog(self) -> str:
        return self.name.partition(".")[0]


class ReportBoard:
    """Implements `Reports`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool]) -> None:
        self._enabled = enabled
        self._offers: dict[str, _Offer] = {}

    def offer(
        self,
        name: str,
        title: T,
        make: SectionMaker,
        *,
        order: int,
        level: Level | LevelOf = Level.MODERATOR,
    ) -> None:
        """Pin a section."""
        if name in self._offers:
            raise ValueError(f'there is a section "{name}" already')
        self._offers[name] = _Offer(name, title, make, order, level)

    def titles(self, community_id: int, level: Level) -> Mapping[str, T]:
        """What a reader of that level may read, in order."""
        return {offer.name: offer.title for offer in self._open(community_id, level)}

    async def sections(
        self, community: Community, period: Period, level: Level, names: Sequence[str] | None = None
    ) -> Sequence[Made]:
        """All sections, or those named, in order."""
        made = []
        for offer in self._open(community.id, level):
            if names is not None and offer.name not in names:
                continue
            try:
                section = await offer.make(community, period)
            except Exception as error:
                record(error, f"the section {offer.name}")
                continue
            if section is not None:
                made.append(Made(offer.name, offer.title, section, offer.level_in(community.id)))
        return made

    def _open(self, community_id: int, level: Level) -> list[_Offer]:
        found = [
            offer
            for offer in self._offers.values()
            if offer.level_in(community_id) <= level and self._enabled(offer.cog, community_id)
        ]
        return sorted(found, key=lambda offer: (offer.order, offer.name))
