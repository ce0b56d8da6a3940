"""One announcement on Discord and Telegram at once: posted, reworded, taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.community import Community, sqlite_url

TELEGRAM = 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_everywhere_then_other_words_then_gone(both: Community) -> None:
    ana = await both.person("Ana", Level.MODERATOR)
    ben = await both.person("Ben", Level.MODERATOR, rig=TELEGRAM)
    await ana.command("announce", text="Bread & <b>butter</b> @everyone")
    await ana.click(await ana.told("This is how it will read"), "Hand in")
    request = await ben.sees("moderators", "Ana wants to announce this")
    await ben.click(request, "Approve")
    await both.settle()
    await both.advance(seconds=1)
    cleo, dan = await both.person("Cleo"), await both.person("Dan", rig=TELEGRAM)
    await cleo.sees("general", "Bread & <b>butter</b> @everyone")
    # nobody is called that way on Telegram, and nobody is notified who happens to be
    await dan.sees("general", "Bread & <b>butter</b> @\u2060everyone")
    await ben.command("announcements edit", number=1)
    await ben.fill(text="Bread and jam")
    await ana.click(await ana.sees("moderators", "wants other words"), "Approve")
    for who in (cleo, dan):
        await who.sees("general", "Bread and jam")
    await ana.command("announcements recall", number=1)
    await ana.told("Taken back")
    await both.settle()
    for rig in range(2):
        standing = await both.messages("general", rig=rig)
        # on Telegram a form is filled in by messages
        assert not [m for m in standing if "Bread" in m.text and m.author != "Ben"]


async def test_only_where_it_was_meant(both: Community) -> None:
    ana = await both.person("Ana", Level.MODERATOR)
    ben = await both.person("Ben", Level.MODERATOR, rig=TELEGRAM)
    await ana.command("announce", text="Voice chat tonight", where="discord")
    await ana.click(await ana.told("This is how it will read"), "Hand in")
    await ben.click(await ben.sees("moderators", "Ana wants to announce this"), "Approve")
    await both.settle()
    await both.advance(seconds=1)
    await ana.sees("general", "Voice chat tonight")
    assert not [m for m in await both.messages("general", rig=TELEGRAM) if "Voice" in m.text]


async def test_by_a_form_on_both_with_a_place_and_empty_answers(both: Community) -> None:
    ana = await both.person("Ana", Level.MODERATOR)
    ben = await both.person("Ben", Level.MODERATOR, rig=TELEGRAM)
    for writer, other, words, where in (
        (ana, ben, "Only over there", "telegram"),
        (ben, ana, "Back to you", "discord"),
    ):
        await writer.command("announce", where=where)
        await writer.fill(text=words)
        await writer.click(await writer.told("This is how it will read"), "Hand in")
        await writer.told("Handed in.")
        await both.settle()
        await other.click(await other.sees("moderators", words), "Approve")
        await both.settle()
        await both.advance(minutes=1)
    here, there = await both.messages("general"), await both.messages("general", rig=TELEGRAM)
    assert sum("Only over there" in seen.text for seen in here) == 0
    assert [seen.text for seen in there if "Only over there" in seen.text]
    assert [seen.text for seen in here if "Back to you" in seen.text]


async def test_two_thousand_signs_fit_everywhere(both: Community) -> None:
    ana = await both.person("Ana", Level.MODERATOR)
    ben = await both.person("Ben", Level.MODERATOR, rig=TELEGRAM)
    words = ("*_~`|<b>&\u202eשלום\u202c " * 150)[:1992] + "THE END"
    await ana.command("announce", text=words, selling=True)
    await ana.click(await ana.told("THE END"), "Hand in")
    await both.settle()
    card = await ben.sees("moderators", "Its words stand above.")
    await ben.sees("moderators", "THE END")
    await ben.click(card, "Approve")
    await both.settle()
    await both.advance(seconds=1)
    for rig in both.rigs:
        await rig.wait_for("general", "THE END")
