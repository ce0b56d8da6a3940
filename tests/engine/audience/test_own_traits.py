"""The engine's own traits, as far as they are more than a column."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine.audience.sources import Sources
from bot.engine.audience.traits import OwnTraits, languages
from storage.activity import PersonHere

from .conftest import Town

DISCORD, TELEGRAM, NOWHERE = frozenset({"discord"}), frozenset({"telegram"}), frozenset[str]()


@pytest.mark.parametrize(
    ("platforms", "direct", "reachable"),
    [
        (DISCORD, NOWHERE, True),
        (TELEGRAM, NOWHERE, False),
        (TELEGRAM, TELEGRAM, True),
        # on Discord only who shares a server with the bot can be written to
        (TELEGRAM, DISCORD, False),
        (TELEGRAM, DISCORD | TELEGRAM, True),
    ],
)
async def test_who_can_be_written_to(
    town: Town, platforms: frozenset[str], direct: frozenset[str], reachable: bool
) -> None:
    class Attendance(Town):
        async def here(self, community_id: int) -> Any:
            return {1: PersonHere(None, 0, None, platforms, direct)}

    unasked: Any = None
    traits = OwnTraits(Sources(Attendance(), town.clock), unasked, unasked, town.clock).all()
    [values] = [trait.values for trait in traits if trait.name == "reachable"]
    assert await values(1) == {1: reachable}


async def test_languages_are_found_by_their_own_name_too(town: Town) -> None:
    assert languages("de-AT") == {"de", "German", "Deutsch"}
    assert languages("xx") == {"xx"}
    assert languages(None) == frozenset()
    unasked: Any = None
    traits = OwnTraits(Sources(town, town.clock), unasked, unasked, town.clock).all()
    [choices] = [trait.choices for trait in traits if trait.name == "language"]
    assert choices is not None
    # or "Deutsch" would be answered with "Did you mean Dutch?"
    assert {"German", "Deutsch", "de", "français"} <= set(await choices(1))
