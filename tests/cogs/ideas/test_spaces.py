"""Ideas of one community that lives on two platforms at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordActor, DiscordRig
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, sqlite_url

DISCORD = 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([LocalRig(), DiscordRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_each_reads_their_own_language_in_private(both: Community) -> None:
    ana, dora = await both.person("Ana"), await both.person("Dora", rig=DISCORD)
    assert isinstance(dora, DiscordActor)
    dora.member.user.locale = "de"
    await dora.command("idea", title="Gluten-free bread on Saturdays")
    await dora.told("Danke! Deine Idee steht als #1")
    card = await dora.sees("ideas", "Gluten-free bread")
    assert "Idea by Dora" in card.text
    await ana.click(await ana.sees("ideas", "Gluten-free bread"), "Support")
    await ana.told("Thank you! You support #1")
    await dora.sees("ideas", "1 member supports it")
    mo = await both.person("Mo", Level.MODERATOR)
    await mo.command("ideas status", idea="1", status="planned", reason="The oven comes in May.")
    await mo.told("Done: #1 is now planned.")
    await both.advance(minutes=2)
    await dora.told("Deine Idee #1 „Gluten-free bread on Saturdays“ ist jetzt geplant.")
    await ana.told("which you support, is now planned.")
    for who in (ana, dora):
        await who.sees("ideas", "The oven comes in May.")
