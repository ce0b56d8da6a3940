"""Safety on every platform: the card, the decisions and a sealed report, by the real adapters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Rig
from tests.support.community import Community, sqlite_url

NASTY = "Ben, you are an idiot"


@pytest.fixture(params=[LocalRig, DiscordRig, TelegramRig], ids=["local", "discord", "telegram"])
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    rig: Rig = request.param()
    community = Community([rig], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_time_out(anywhere: Community) -> None:
    ana, mo = await anywhere.person("Ana"), await anywhere.person("Mo", Level.MODERATOR)
    await ana.say("general", NASTY)
    card = await mo.sees("moderators", NASTY)
    await mo.click(card, "Time out")
    await ana.told("paused your writing for 1 hour")
    assert anywhere.rig.timed_out(ana)
    await anywhere.settle()
    (card,) = await anywhere.rig.messages("moderators")
    assert "Timed out for 1 hour by Mo" in card.text
    assert card.buttons == ("Undo the time-out",)


async def test_delete(anywhere: Community) -> None:
    ana, mo = await anywhere.person("Ana"), await anywhere.person("Mo", Level.MODERATOR)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Delete")
    await mo.told("Deleted by Mo")
    await anywhere.settle()
    assert NASTY not in [m.text for m in await anywhere.rig.messages("general")]


async def test_an_edit_is_scored_and_a_warning_reaches_its_author(anywhere: Community) -> None:
    ana, mo = await anywhere.person("Ana"), await anywhere.person("Mo", Level.MODERATOR)
    said = await ana.say("general", "Good morning")
    await anywhere.settle()
    await ana.edit(said, "Good morning, idiot")
    await mo.click(await mo.sees("moderators", "Good morning, idiot"), "Warn")
    await ana.told("warns you")


async def test_a_sealed_report(anywhere: Community) -> None:
    ana, ben = await anywhere.person("Ana"), await anywhere.person("Ben")
    mo = await anywhere.person("Mo", Level.MODERATOR)
    said = await ana.say("general", "Nobody wants him here")
    await anywhere.settle()
    await ben.menu("Report message", said)
    card = await mo.sees("moderators", "Reported by 1 member")
    assert "Ben" not in card.text
    await mo.click(card, "Dismiss")
    await ben.told("A moderator has looked at your report")
    assert not ana.told_so_far()
