"""The list of words and Discord's AutoMod, which blocks before anybody reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.api.events import AutoModActed, MessagePosted
from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.probe import Probe, here, probe
from tests.support.chat import Actor
from tests.support.community import Community, sqlite_url
from tests.support.discord_server import NotAllowed


async def _alert(chat: Community, author: Actor, reader: Actor, text: str) -> str:
    await author.say("general", text)
    card = await reader.sees("moderators", text)
    return card.text


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([DiscordRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


def rules(chat: Community) -> list[list[str]]:
    assert isinstance(chat.rig, DiscordRig)
    kept = chat.rig.guild.automod.values()
    return [rule["trigger_metadata"]["keyword_filter"] for rule in kept]


async def test_automod_blocks_and_moderators_see_it_once(discord: Community) -> None:
    assert isinstance(discord.rig, DiscordRig)
    await discord.rig.trust()
    boss, mo = (
        await discord.person("Olga", Level.ADMIN),
        await discord.person("Mo", Level.MODERATOR),
    )
    ana = await discord.person("Ana")
    await boss.command("safety words", action="add", words="scumbag; rat*")
    told = await boss.told("2 words are on the list now.")
    assert "AutoMod" not in told.text
    assert rules(discord) == [["rat*", "scumbag"]]
    with pytest.raises(NotAllowed):
        await ana.say("general", "You scumbag, go home")
    card = await mo.sees("moderators", "You scumbag, go home")
    assert "AutoMod has blocked it" in card.text
    assert "From your list: scumbag" in card.text
    with pytest.raises(NotAllowed):
        await ana.say("general", "Rats everywhere")
    await discord.settle()
    assert len(await discord.messages("moderators")) == 1
    await boss.command("safety words", action="remove", words="scumbag; rat*")
    await boss.told("2 words are off the list now.")
    assert rules(discord) == []
    await ana.say("general", "You scumbag")
    await discord.settle()
    assert len(await discord.messages("moderators")) == 1


async def test_without_the_right_the_list_works_by_ourselves(discord: Community) -> None:
    boss, mo = (
        await discord.person("Olga", Level.ADMIN),
        await discord.person("Mo", Level.MODERATOR),
    )
    ana = await discord.person("Ana")
    await boss.command("safety words", action="add", words="scumbag")
    told = await boss.told("1 word is on the list now.")
    assert told.text.count("“Manage Server”") == 1
    assert rules(discord) == []
    card = await _alert(discord, ana, mo, "You scumbag")
    assert "It has a word of your list." in card
    assert isinstance(discord.rig, DiscordRig)
    await discord.rig.trust()
    await discord.restart()
    await discord.advance(hours=1)
    assert rules(discord) == [["scumbag"]]


async def test_what_automod_only_reports_and_we_find_too_is_one_alert(chat: Community) -> None:
    boss, mo = await chat.person("Olga", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    ana, ear = await chat.person("Ana"), probe(chat)
    await boss.command("safety words", action="add", words="muppet")
    await boss.told("1 word is on the list now.")
    await ana.say("general", "You muppet")
    await mo.sees("moderators", "It has a word of your list.")
    said = await ear.said("You muppet")
    place = said.ref.channel
    event = AutoModActed(
        ear.all(MessagePosted)[0].community, chat.clock.now(), await here(chat), place,
        said.author, "Mild swearing", said.text, said.ref.native_id,
    )  # fmt: skip
    await chat.app.dispatcher.publish(event)
    card = await mo.sees("moderators", "AutoMod has reported it.")
    assert "It has a word of your list." in card.text
    await chat.settle()
    assert len(await chat.messages("moderators")) == 1


async def test_a_threat_that_was_blocked_is_urgent(chat: Community) -> None:
    mo, ana, ear = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana"), probe(chat)
    await ana.say("general", "Hello")
    said = await ear.said("Hello")
    event = AutoModActed(
        ear.all(MessagePosted)[0].community, chat.clock.now(), await here(chat),
        said.ref.channel, said.author, "Any rule", "You vermin", None,
    )  # fmt: skip
    await chat.app.dispatcher.publish(event)
    card = await mo.sees("moderators", "You vermin")
    assert "Please look" in card.text and "AutoMod has blocked it" in card.text
    assert "of your list" not in card.text
    await mo.click(card, "Warn")
    await ana.told("warns you")


async def blocked(chat: Community, ear: Probe, author: Actor, *texts: str) -> None:
    """AutoMod has kept these of an author from being seen."""
    await author.say("general", f"Hello, {author.name} here")
    said = await ear.said(f"Hello, {author.name} here")
    community = ear.all(MessagePosted)[0].community
    for text in texts:
        event = AutoModActed(
            community, chat.clock.now(), await here(chat),
            said.ref.channel, said.author, "Any rule", text, None,
        )  # fmt: skip
        await chat.app.dispatcher.publish(event)


async def test_all_attempts_are_counted(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await blocked(chat, probe(chat), ana, "You idiot", "You vermin", "You idiot there")
    card = await mo.sees("moderators", "3 attempts: Discord's AutoMod has blocked them")
    assert "You vermin" in card.text


async def test_staff_who_quote_a_word_of_the_list_make_no_alert(chat: Community) -> None:
    boss, mo = await chat.person("Olga", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    await boss.command("safety words", action="add", words="scumbag")
    await boss.told("1 word is on the list now.")
    ear = probe(chat)
    await blocked(chat, ear, mo, "Ana wrote scumbag")
    await chat.settle()
    assert await chat.messages("moderators") == []
    await blocked(chat, ear, await chat.person("Ana"), "Mo is a scumbag")
    await mo.sees("moderators", "Mo is a scumbag")


async def test_moderators_may_speak_of_it(chat: Community) -> None:
    boss, mo = await chat.person("Olga", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    await boss.command("safety words", action="add", words="scumbag")
    await boss.told("1 word is on the list now.")
    await mo.say("moderators", "Is scumbag still on the list?")
    await chat.settle()
    assert len(await chat.messages("moderators")) == 1


async def test_of_two_changes_at_once_automod_has_both(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is on its way, slowly, when the second comes."""
    boss, ann = await chat.person("Olga", Level.ADMIN), await chat.person("Ann", Level.ADMIN)
    told: list[list[str]] = []
    begun, slow, second = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def keyword_rule(space: str, name: str, words: Sequence[str]) -> None:
        if begun.is_set():
            second.set()
        else:
            begun.set()
            await slow.wait()
        told.append(list(words))

    async def listed() -> int:
        async with chat.app.db.read() as conn:
            counted = await conn.exec_driver_sql("select count(*) from safety_words")
            return int(counted.scalar_one())

    monkeypatch.setattr(chat.rig.platform, "keyword_rule", keyword_rule)
    await boss.command("safety words", action="add", words="muppet")
    await begun.wait()
    await ann.command("safety words", action="add", words="scumbag")
    await chat.until(listed, 2)
    # the second must not overtake the first
    await asyncio.wait([asyncio.create_task(second.wait())], timeout=0.2)
    slow.set()
    await ann.told("1 word is on the list now.")
    await boss.told("1 word is on the list now.")
    assert told[-1] == ["muppet", "scumbag"]
