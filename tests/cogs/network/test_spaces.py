"""One network over Discord and Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.calendar import local_date
from bot.api.people import Level
from bot.engine.clock import SystemClock
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor
from tests.support.community import Community, sqlite_url
from tests.support.scripted import FakeClock

TELEGRAM = 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    # the servers stamp messages with the time that it is; an hour later no midnight comes between
    clock = FakeClock(SystemClock().now() + 3_600_000)
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path), clock=clock)
    await community.open()
    yield community
    await community.close()


async def answered(first: Actor, others: list[Actor]) -> None:
    said = await first.say("general", "who is there?")
    for other in others:
        await other.say("general", "me", reply_to=said)


async def test_a_picture_on_both(both: Community) -> None:
    mo = await both.person("Mo", Level.MODERATOR)
    ada = await both.person("Ada", Level.MODERATOR, rig=TELEGRAM)
    ben, cleo = [await both.person(name) for name in ("Ben", "Cleo")]
    dan, eve = [await both.person(name, rig=TELEGRAM) for name in ("Dan", "Eve")]
    await answered(mo, [ben, cleo])
    await answered(ada, [dan, eve])

    async def links() -> int:
        today = local_date(both.clock.now(), "UTC").toordinal()
        return len((await both.app.measures.links(await both.id, today - 1, today + 1)).source)

    await both.until(links, 4)
    for who in (mo, ada):
        await who.command("graph show", days=30)
        shown = await who.told("In 30 days 6 people turned to each other; 4 pairs talk")
        assert len(shown.files) == 1
        # Mo and Ada were turned to, the four who answered were not
        assert "4 people wrote and nobody turned to them" in shown.text
    await dan.command("graph me")
    assert "you talked with 1 person" in (await dan.told("Most with: Ada (1)")).text
