"""When a changed charter may be asked for, and what comes with having accepted it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.api.cog import Cog, CogConfig, listen
from bot.api.events import CommandUsed
from bot.api.people import Level
from bot.api.text import T
from cogs.welcome.charter.book import Book
from cogs.welcome.charter.store import CharterStore
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, Seen, link
from tests.support.community import Community, Opener, sqlite_url

from .test_charter import ASKED, RULES, accepts, morning, owner_writes


class Listener(Cog[CogConfig]):
    """Hears which commands were used."""

    name = "listener"
    title = T("Listener")
    config_model = CogConfig

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    @listen(CommandUsed)
    async def used(self, event: CommandUsed) -> None:
        self.heard.append((event.member.name, event.channel.name))


async def heard(chat: Community) -> list[tuple[str, str]]:
    await chat.settle()
    found = chat.app.book.cogs["listener"]
    assert isinstance(found, Listener)
    return found.heard


def asked(who: Actor) -> int:
    return len([text for text in who.told_so_far() if ASKED in text])


def roles(chat: Community, who: Actor) -> tuple[str, ...]:
    found: tuple[str, ...] = chat.rig.world.people[who.native_id].roles  # type: ignore[attr-defined]
    return found


async def test_a_command_is_heard_of_once_it_has_ended(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform, more={"listener": Listener})
    nia = await chat.person("Nia")
    await nia.command("charter show")
    await nia.told("There is no charter here.")

    async def times() -> int:
        return len(await heard(chat))

    await chat.until(times, 1)
    assert (await heard(chat))[0][0] == "Nia"


async def test_what_is_no_polite_moment(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform, more={"listener": Listener})
    mo, nia = await chat.person("Mo", Level.MODERATOR), await chat.person("Nia")
    await mo.command("charter status")  # a moderator at work
    await mo.told("There is no charter yet.")
    await nia.command("charter status")  # refused
    await nia.told("Only moderators can do that here.")
    await nia.command("poll", channel="general")  # a form is open
    await nia.fill(question="Which cake?", options="Apple; Plum")
    await nia.told("Which cake?")
    assert await heard(chat) == []


async def test_a_command_is_a_moment_to_ask(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform, cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    await morning(chat)
    await owner_writes(chat, "Be kinder.")
    await nia.command("intake mine")
    await nia.told("I keep no answers of yours.")
    await nia.told(ASKED)


async def test_who_has_just_read_it_is_not_asked_again_at_once(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    await morning(chat)
    await owner_writes(chat, "Be kinder.")
    await nia.command("charter show")
    await nia.told("it has changed since")
    await nia.say("general", "I shall think about it.")
    await chat.settle()
    assert asked(nia) == 0
    await chat.advance(days=1, minutes=1)
    await nia.say("general", "Good morning!")
    await nia.told(ASKED)


async def test_not_while_it_is_switched_off(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    await owner_writes(chat, "Be kinder.")
    await nia.say("general", "Still awake")
    await chat.settle()
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("settings set", name="welcome.enabled", value="false")
    await olga.told("welcome.enabled")
    await morning(chat)
    assert asked(nia) == 0


async def test_the_role_comes_back_with_who_comes_back(open_on: Opener) -> None:
    chat = await open_on("local", cogs={"welcome": {"rules": RULES, "charter_role": "Regular"}})
    ada = await chat.person("Ada", Level.ADMIN)
    await ada.command("intake add", question="What do you bake?", purpose="to help",
                      choices="Rye -> baker; Oat", word="bread")  # fmt: skip
    await ada.told("newcomers are asked")
    nia = await chat.person("Nia")
    await nia.say("general", "Hello")
    await accepts(chat, nia)
    await nia.command("intake answer")
    await nia.click(await nia.told("What it is for:"), "Rye")
    await chat.settle()
    assert sorted(roles(chat, nia)) == ["baker", "regular"]
    await chat.rig.world.set_roles(nia.native_id)  # type: ignore[attr-defined]
    await nia.leave()
    await chat.settle()
    assert roles(chat, nia) == ()
    await nia.join()

    async def held() -> int:
        await chat.settle()
        return len(roles(chat, nia))

    await chat.until(held, 2)


async def test_a_role_that_was_set_later_comes_with_reading(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia, olga = await chat.person("Nia"), await chat.person("Olga", Level.OWNER)
    await accepts(chat, nia)
    await olga.command("settings set", name="welcome.charter_role", value="regular")
    await olga.told("welcome.charter_role")
    await nia.command("charter show")
    await chat.settle()
    assert roles(chat, nia) == ("regular",)


async def test_greetings_quote_the_charter_in_force(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    await owner_writes(chat, "Clean up after you.")
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    greeting = await nia.sees("general", "Nia")
    assert "Clean up after you." in greeting.text and RULES not in greeting.text


async def test_a_long_charter_stands_behind_its_button(open_chat: Opener) -> None:
    chat = await open_chat()
    await owner_writes(chat, "Be kind. " * 100)
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    greeting = await nia.sees("general", "Nia")
    assert "Be kind." not in greeting.text and greeting.buttons == ("Rules",)


async def test_what_the_owner_reads_says_what_comes_next(open_chat: Opener) -> None:
    chat = await open_chat()
    ada = await owner_writes(chat, "Be kind.")
    said = ada.told_so_far()[-1]
    assert "/charter show" in said and "/settings set welcome.charter_asks everyone" in said
    await ada.command("welcome preview")
    shown: Seen = await ada.told("Welcome to Sourdough & Co.")
    assert "Rules" in shown.buttons


async def test_accepted_on_one_platform_is_accepted_on_the_other(chat: Community) -> None:
    """Two accounts of one person; the charter changes in between."""
    nia, other = await chat.person("Nia"), await chat.person("Nia2")
    await owner_writes(chat, "Be kind.")
    await accepts(chat, nia)
    await link(nia, other)
    await morning(chat)
    await other.say("general", "Hello from my other account")
    await chat.settle()
    assert asked(other) == 0
    await other.command("charter show")
    assert not (await other.told("You accepted version 1")).buttons


async def test_a_reader_never_keeps_an_older_version(chat: Community) -> None:
    """A message is being looked at while the owner saves."""
    store = CharterStore(chat.app.db)
    community = await chat.id
    assert await store.add(community, 1, "First words.", 1, asks=True)
    has_read, go_on, latest = asyncio.Event(), asyncio.Event(), store.latest

    async def slow(community_id: int) -> Any:
        found = await latest(community_id)
        if not has_read.is_set():
            has_read.set()
            await go_on.wait()
        return found

    store.latest = slow  # type: ignore[method-assign]
    book = Book(store, chat.app.configs, chat.clock)
    reader = asyncio.create_task(book.current(community))
    await has_read.wait()
    writer = asyncio.create_task(book.write(community, 1, "Second.", asks=True, author_id=1))
    await asyncio.wait({writer}, timeout=0.2)  # it overtakes the reader, if it can
    go_on.set()
    await reader
    assert await writer
    charter = await book.current(community)
    assert charter is not None and charter.text == "Second."


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    """Discord and Telegram at once."""
    rules = {"rules": RULES, "charter_role": "regular"}
    community = Community(
        [DiscordRig(), TelegramRig()], sqlite_url(tmp_path), cogs={"welcome": rules}
    )
    await community.open()
    yield community
    await community.close()


async def test_both_accounts_of_one_person_get_the_role(both: Community) -> None:
    """Accepted here before the accounts were linked: the tag is there too, and nobody asks again
    there."""
    chat = both
    assert isinstance(chat.rig, DiscordRig)
    chat.rig.guild.add_role("regular")
    await chat.restart()
    nia, other = await chat.person("Nia"), await chat.person("Nia T", rig=1)
    await other.say("general", "Hello")
    await accepts(chat, nia)
    await link(nia, other)

    rig = chat.rigs[1]
    assert isinstance(rig, TelegramRig)

    async def tagged() -> int:
        await chat.settle()
        person = rig.server.world.users[int(other.native_id)]
        return rig.group.member(person).tag == "regular"

    await chat.until(tagged, 1)
    await morning(chat)
    await other.say("general", "Good morning")
    await chat.settle()
    assert asked(other) == 0
