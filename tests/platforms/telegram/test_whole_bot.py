"""The whole bot on Telegram, where Telegram is unlike the other platforms."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.support.community import Community, sqlite_url


@pytest.fixture
async def rig() -> TelegramRig:
    return TelegramRig()


@pytest.fixture
async def chat(rig: TelegramRig, tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([rig], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_an_alert_is_decided_with_buttons(chat: Community, rig: TelegramRig) -> None:
    ana, mia = await chat.person("Ana"), await chat.person("Mia", Level.MODERATOR)
    await ana.say("general", "you idiot, go away")
    card = await mia.sees("moderators", "you idiot")
    await mia.click(card, "Delete")
    said = [m for m in rig.group.messages.values() if m.text == "you idiot, go away"]
    await rig.server.wait_for(lambda: said[0].deleted)
    second = await ana.say("general", "all of you are idiots")
    card = await mia.sees("moderators", "idiots", after=card)
    await mia.click(card, "Time out")
    await rig.server.wait_for(lambda: rig.timed_out(ana))
    assert rig.server.world.member(rig.group, ana.person).until, "for a while, not for ever"
    assert second.channel == "general"


async def test_a_member_cannot_press_the_moderators_buttons(
    chat: Community, rig: TelegramRig
) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "you idiot, go away")
    card = await rig.wait_for("moderators", "you idiot")
    await ben.click(card, "Delete")
    await rig.server.wait_for(lambda: rig.server.callback_answers)
    assert isinstance(ben, TelegramActor)
    assert "moderator" in ben.told_so_far()[-1].lower()
    assert said.text in [message.text for message in await chat.messages("general")]


async def test_who_never_started_the_bot_gets_a_note_without_the_content(
    chat: Community, rig: TelegramRig
) -> None:
    ana = await chat.person("Ana")
    ana.person.started = False
    await ana.command("help")
    note = await ana.sees("general", "private chat")
    assert "/poll" not in note.text
    await ana.person.start_bot()
    await ana.told("This is what you can type")


async def test_commands_of_another_bot_are_not_ours(chat: Community, rig: TelegramRig) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "/help@other_bot")
    await ana.say("general", "/help@Townhall_Bot")
    await ana.told("This is what you can type")
    assert len(ana.told_so_far()) == 1


async def test_a_person_without_a_username_can_be_named(chat: Community, rig: TelegramRig) -> None:
    ana, mia = await chat.person("Ana Lima"), await chat.person("Mia", Level.MODERATOR)
    await mia.command("warn", member=ana, reason="please be kind")
    await ana.told("please be kind")
