"""One idea that is talked about on two platforms at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.stagehands import learn_topics
from tests.contract.telegram_rig import TelegramRig
from tests.support.community import Community, sqlite_url

from .stage import BREAD, cog, counted, details, discuss, propose

OTHER = 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([LocalRig(), DiscordRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_a_thread_here_a_topic_there_and_one_count(both: Community) -> None:
    dora, tim = await both.person("Dora"), await both.person("Tim", rig=OTHER)
    here = await propose(dora)
    there = await tim.sees("ideas", BREAD)
    await discuss(dora, here)
    told = await dora.told(f"#1 is talked about in {BREAD}, beside its card in ideas.")
    assert "Sourdough" not in told.text  # asked in the very space
    # Telegram shows details in the private chat: the place is on the same platform, and named
    await discuss(tim, there)
    await tim.told(f"#1 is talked about in {BREAD}, beside its card in ideas of Sourdough & Co.")
    learn_topics(both.rigs[OTHER])
    await dora.say(BREAD, "With seeds")
    await tim.say(BREAD, "With nuts")
    await tim.say("ideas", "With love", reply_to=there)
    for who in (dora, tim):
        await who.sees("ideas", "3 comments")
    await counted(both, 3)
    assert len(await cog(both)._comments.places()) == 2


async def test_each_platform_says_what_it_can(playground: Community) -> None:
    ana, dora = await playground.person("Ana"), await playground.person("Dora", rig=OTHER)
    here = await propose(ana)
    there = await dora.sees("ideas", BREAD)
    await ana.click(await details(ana, here), "Discuss")
    await ana.told("To discuss #1, answer its card in ideas:")
    await discuss(dora, there)
    await dora.told("#1 is talked about in")
    await dora.say(BREAD, "With seeds")
    await ana.say("ideas", "With nuts", reply_to=here)
    for who in (ana, dora):
        await who.sees("ideas", "2 comments")
