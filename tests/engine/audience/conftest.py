"""A board over made-up members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from bot.api.boards.audience import Known, Trait
from bot.api.services import Presence
from bot.engine.audience.sources import Sources
from bot.engine.services.boards.audience import AudienceBoard
from storage.activity import PersonHere
from tests.support.scripted import FakeClock


@dataclass
class Town:
    """Members 1 to 6, what is known of them, and how often it was asked."""

    clock: FakeClock = field(default_factory=FakeClock)
    asked: list[str] = field(default_factory=list)
    off: set[str] = field(default_factory=set)
    segments: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.board = AudienceBoard(
            lambda cog, _: cog not in self.off, Sources(self, self.clock), self.clock
        )
        day = 86_400_000
        now = self.clock.now()
        self.offer("flags", "vip", "flag", {1: True, 2: False})
        self.offer("ideas", "ideas", "number", {1: 3, 2: 1, 3: 0})
        self.offer("came", "joined", "time", {1: now - day, 2: now - 40 * day})
        self.offer(
            "words",
            "role",
            "words",
            {1: "Trainer", 2: frozenset({"Guest", "Rope  Climber"})},
            ["Trainer", "Guest", "Rope climber"],
        )
        self.offer("free", "interest", "words", {3: frozenset({"Bouldern", "Straße"})})
        self.board.offer_segments("segments", self._named)

    def offer(
        self,
        cog: str,
        name: str,
        kind: str,
        known: Mapping[int, Known],
        choices: list[str] | None = None,
    ) -> None:
        async def values(community_id: int) -> Mapping[int, Known]:
            self.asked.append(name)
            return known

        async def possible(community_id: int) -> list[str]:
            return choices or []

        trait = Trait(name, kind, f"what {name} says", values, possible if choices else None)  # type: ignore[arg-type]
        self.board.offer(cog, trait)

    async def _named(self, community_id: int, name: str) -> str | None:
        return self.segments.get(name.casefold())

    async def here(self, community_id: int) -> Mapping[int, PersonHere]:
        self.asked.append("here")
        return {id_: PersonHere(None, 0, None) for id_ in range(1, 7)}

    async def presences(
        self, community_id: int, now: int, *, here: Mapping[int, PersonHere] | None = None
    ) -> Mapping[int, Presence]:
        raise AssertionError("nobody asks")

    async def meant(self, condition: str) -> set[int]:
        return set(await self.board.members(1, condition))


@pytest.fixture
def town() -> Town:
    return Town()
