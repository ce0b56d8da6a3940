"""What somebody may be sent: said, changed and kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.boards.contact import Contact, Leave, Topic
from bot.api.model import Member
from bot.api.reply import Reply
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, link
from tests.support.community import Community, Opener, sqlite_url

DISCORD, TELEGRAM = 0, 1


async def member(chat: Community, who: Actor, rig: int = 0) -> Member:
    platform = chat.rigs[rig].name
    found = await chat.app.registry.known_member(await chat.id, platform, who.native_id)
    assert found is not None
    return found


def board(chat: Community) -> Contact:
    found: Contact = chat.app.boards[Contact]
    return found


async def ask(
    chat: Community, who: Member, key: str, topic: Topic = "sequences", *, wanted: bool = False
) -> Leave:
    return await board(chat).ask(who, topic, key, wanted=wanted)


async def test_what_i_get_is_shown_and_changed(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("contact show")
    card = await ana.told("What I may send you privately")
    assert "Europe/Berlin, it is 22:26 there now" in card.text
    assert "21:00–08:00, as the community has it" in card.text
    assert "you got nothing (3 messages a week at most)" in card.text
    await ana.click(card, "Stop events")
    card = await ana.told("🚫 events")
    await ana.click(card, "Allow events")
    await ana.told("✅ events")
    await ana.command("contact quiet", hours="22-7")
    said = await ana.told("nothing from me between 22:00 and 07:00 (Europe/Berlin")
    assert "Another time where you are? Type /contact zone Berlin." in said.text
    await ana.command("contact zone", zone="new york")
    await ana.told("Your time zone is America/New_York now; your clock should say 16:26.")
    await ana.command("contact quiet", hours="13:00-15:00")
    said = await ana.told("nothing from me between 13:00 and 15:00 (America/New_York")
    assert "Another time" not in said.text
    me = await member(chat, ana)
    assert str(await board(chat).zone(me)) == "America/New_York"
    assert (await ask(chat, me, "a")).granted
    assert (await ask(chat, me, "b", "events", wanted=True)).granted
    await ana.command("contact show")
    card = await ana.told("1 × tips, 1 × events")
    assert "That is 1, and 1 that does not count (3 messages" in card.text
    await ana.command("contact quiet", hours="off")
    await ana.told("messages may come at any hour")


async def test_what_cannot_be_read_is_said(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("contact zone", zone="Berln")
    await ana.told("Did you mean Europe/Berlin?")
    await ana.command("contact quiet", hours="at night")
    await ana.told("Type them like 22:00-07:00")
    await ana.command("contact quiet", hours="0-24")  # all day is not "never"
    await ana.told("To get nothing at all: /contact stop all")


async def test_all_stopped_and_allowed_again(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("contact zone", zone="Tokyo")
    await ana.command("contact quiet", hours="off")
    await ana.command("contact stop", topic="all")
    await ana.told("all of them")
    me = await member(chat, ana)
    assert (await ask(chat, me, "a")).refused and (await ask(chat, me, "b", "ideas")).refused
    await ana.command("contact allow", topic="ideas")
    await ana.told("I may send you this again: ideas.")
    assert (await ask(chat, me, "a")).refused and (await ask(chat, me, "b", "ideas")).granted


async def test_the_settings_of_a_community_and_a_restart(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"contact": {"messages_a_week": 1, "quiet": "off"}})
    ana = await chat.person("Ana")
    await ana.say("general", "Hello")
    await chat.settle()
    me = await member(chat, ana)
    assert (await ask(chat, me, "a")).granted
    await chat.restart()
    held = await ask(chat, me, "b", "ideas")
    assert held.at == chat.clock.now() + 7 * 86_400_000
    assert (await ask(chat, me, "a")).granted
    chat.clock.advance(days=7)
    assert (await ask(chat, me, "b", "ideas")).granted


async def test_switched_off_everything_is_granted(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"contact": {"enabled": False}})
    ana = await chat.person("Ana")
    await ana.say("general", "Hello")
    await chat.settle()
    me = await member(chat, ana)
    assert (await ask(chat, me, "a")).granted  # at 22:26
    assert board(chat).stop(me.community_id, "ideas") == ()


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def note(chat: Community, who: Member, words: str) -> None:
    stop = board(chat).stop(who.community_id, "announcements")
    await chat.app.outbox.tell(who, Reply(words, [stop]))
    await chat.settle()


@pytest.mark.parametrize("rig", [DISCORD, TELEGRAM])
async def test_one_tap_stops_and_one_undoes(both: Community, rig: int) -> None:
    ana = await both.person("Ana", rig=rig)
    await ana.command("contact zone", zone="Los Angeles")  # where it is early afternoon
    await ana.told("America/Los_Angeles")
    me = await member(both, ana, rig)
    await note(both, me, "News of the week")
    seen = await ana.told("News of the week")
    await ana.click(seen, "Stop these messages")
    done = await ana.told("I send you nothing more of this kind (announcements)")
    assert (await ask(both, me, "n", "announcements")).refused
    await ana.click(done, "Undo")
    await ana.told("Undone: I may send you this again")
    assert (await ask(both, me, "n", "announcements")).granted


async def test_wishes_of_two_accounts_become_one(both: Community) -> None:
    dora, tina = await both.person("Dora", rig=DISCORD), await both.person("Tina", rig=TELEGRAM)
    await tina.command("contact stop", topic="ideas")
    await tina.told("nothing more of this")
    await dora.command("contact zone", zone="Los Angeles")
    await dora.told("America/Los_Angeles")
    await link(dora, tina)
    me = await member(both, dora, DISCORD)
    assert (await ask(both, me, "i", "ideas")).refused
    assert str(await board(both).zone(me)) == "America/Los_Angeles"
