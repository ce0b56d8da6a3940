"""A poll put together where forms are dialogs, and where they are questions in a chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Seen
from tests.support.community import Community, sqlite_url

DISCORD, TELEGRAM = 0, 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def everywhere(both: Community, question: str) -> list[Seen]:
    return [await rig.wait_for("general", question) for rig in both.rigs]


async def test_on_discord_with_dialogs_and_a_card_that_only_the_writer_sees(
    both: Community,
) -> None:
    dora, otto = await both.person("Dora", Level.MODERATOR), await both.person("Otto")
    await dora.command("poll", kind="dots")
    await dora.fill(question="What first?", options="Oven\nShop\nVan", closes="in 2h")
    draft = await dora.told("Your draft; nobody else sees it.")
    assert "You have 5 dots" in draft.text and draft.channel == "private"
    await dora.click(draft, "Numbers")
    await dora.fill(quorum="10", threshold="30%", dots="9")
    draft = await dora.told("You have 9 dots")
    await dora.click(draft, "Votes: private")
    draft = await dora.told("Anonymous:")
    await dora.click(draft, "Repeat")
    await dora.click(await dora.told("On which days"), "Back")
    draft = await dora.told("You have 9 dots")
    await dora.click(draft, "Post it")
    confirmed = await dora.told("Your poll is up in #general")
    assert confirmed.buttons == ()
    for card in await everywhere(both, "What first?"):
        assert "At least 10 people have to vote." in card.text and "Vote" in card.buttons[0]

    await otto.command("polls edit", poll="#1 What first?", question="What next?")
    await otto.told("Only moderators and whoever asked a poll")
    await dora.command("polls edit", poll="#1 What first?")
    await dora.fill(question="What next?")
    await everywhere(both, "What next?")


async def test_on_telegram_with_questions_one_after_another(both: Community) -> None:
    tara = await both.person("Tara", rig=TELEGRAM)
    await tara.command("poll", channel="private")
    await tara.fill(question="Which cake?", options="Apple; Plum")  # and no end
    draft = await tara.told("Your draft; nobody else sees it.")
    await tara.click(draft, "Kind:")
    draft = await tara.told("You can choose several")
    await tara.click(draft, "Closes")
    await tara.fill(closes="tomorrow 9:00")
    draft = await tara.told("May 29, 9:00 AM")
    await tara.click(draft, "Words")
    await tara.fill(question="Which pie?")  # what is skipped stays as it is
    draft = await tara.told("Which pie?")
    assert "Apple" in draft.text and "May 29, 9:00 AM" in draft.text
    await tara.click(draft, "Post it")
    await tara.told("Your poll is up")
    for card in await everywhere(both, "Which pie?"):
        assert card.buttons[:2] == ("Apple", "Plum")


async def test_on_telegram_everything_in_one_line(both: Community) -> None:
    tara, mo = (
        await both.person("Tara", rig=TELEGRAM),
        await both.person("Mo", Level.MODERATOR, rig=TELEGRAM),
    )
    await tara.say("general", "/poll Which cake? Apple; Plum closes:in 2h kind:ranked hidden:yes")
    for card in await everywhere(both, "Which cake?"):
        assert "Vote" in card.buttons[0]
    await tara.say("private", "/polls_edit #1 Which pie?")
    await everywhere(both, "Which pie?")
    await mo.say("private", "/polls_repeat monday #1 time:8")
    told = await mo.told("is asked every Monday at 08:00 from now on")
    assert "2 hours" in told.text
    await tara.say("private", "/polls_templates")
    await tara.click(await tara.told("Templates"), "Yes or no?")
    await tara.fill(question="Open on Sundays?")
    await tara.click(await tara.told("📊 Open on Sundays?"), "Post it")
    await everywhere(both, "Open on Sundays?")
