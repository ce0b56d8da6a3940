"""Safety on every platform, by the real libraries: from the card to the slow door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, Rig, Seen
from tests.support.community import Community, sqlite_url
from tests.support.discord_server import NotAllowed

NASTY = "Ben, you are an idiot"

Opening = Callable[..., Awaitable[Community]]


@pytest.fixture(params=[LocalRig, DiscordRig, TelegramRig], ids=["local", "discord", "telegram"])
async def opening(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Opening]:
    opened: list[Community] = []

    async def start(**safety: Any) -> Community:
        rig: Rig = request.param()
        community = Community([rig], sqlite_url(tmp_path), cogs={"safety": safety})
        opened.append(community)
        await community.open()
        return community

    yield start
    for community in opened:
        await community.close()


@pytest.fixture
async def anywhere(opening: Opening) -> Community:
    return await opening()


async def two(chat: Community) -> tuple[Actor, Actor]:
    return await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)


async def the_card(chat: Community) -> Seen:
    await chat.settle()
    # on Telegram a command stands in the group like any other message
    (card,) = [m for m in await chat.messages("moderators") if not m.text.startswith("/")]
    return card


# ---- deciding, and taking it back


async def test_a_time_out_and_its_undoing(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Time out")
    await ana.told("paused your writing for 1 hour")
    assert anywhere.rig.timed_out(ana)
    card = await the_card(anywhere)
    assert "Timed out for 1 hour by Mo" in card.text
    assert card.buttons == ("Undo the time-out",)
    await anywhere.restart()
    await mo.click(card, "Undo the time-out")
    await mo.sees("moderators", "Time-out lifted by Mo")
    assert not anywhere.rig.timed_out(ana)
    await ana.say("general", "Thank you")


async def test_a_ban_asks_first_and_can_be_undone(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "More")
    await mo.click(await mo.told("What should happen to Ana?"), "Ban")
    question = await mo.told("for good?")
    assert not anywhere.rig.banned(ana)
    await mo.click(question, "Yes, ban")
    card = await mo.sees("moderators", "Banned by Mo")
    assert anywhere.rig.banned(ana)
    await mo.click(card, "Undo the ban")
    await mo.sees("moderators", "Ban lifted by Mo")
    assert not anywhere.rig.banned(ana)


async def test_delete(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Delete")
    await mo.told("Deleted by Mo")
    await anywhere.settle()
    assert NASTY not in [m.text for m in await anywhere.rig.messages("general")]


async def test_an_edit_is_scored_and_its_author_warned_appeals(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    max_ = await anywhere.person("Max", Level.MODERATOR)
    said = await ana.say("general", "Good morning")
    await anywhere.settle()
    await ana.edit(said, "Good morning, idiot")
    await mo.click(await mo.sees("moderators", "Good morning, idiot"), "Warn")
    note = await ana.told("warns you")
    await anywhere.restart()
    await ana.click(note, "Appeal")
    await ana.fill(text="That is his nickname")
    appeal = await max_.sees("moderators", "That is his nickname")
    await mo.click(appeal, "Overturn it")
    await mo.told("You decided this yourself")
    await max_.click(appeal, "Overturn it")
    await ana.told("your appeal was right")
    await ana.command("why")
    await ana.told("the decision was overturned")


async def test_a_talk_is_private(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Talk")
    await ana.told("has a word for you")
    await mo.sees("moderators", "Mo had a word with them")
    assert len(await anywhere.messages("general")) == 1


# ---- one event, one card


async def test_several_against_one_are_one_card(anywhere: Community) -> None:
    ben, mo = await anywhere.person("Ben"), await anywhere.person("Mo", Level.MODERATOR)
    cake = await ben.say("general", "I dropped the cake")
    await anywhere.settle()
    for name in ("Ana", "Cem", "Dana"):
        who = await anywhere.person(name)
        await who.say("general", f"{name} thinks you are an idiot", reply_to=cake)
    card = await mo.sees("moderators", "3 people write abuse to the same member")
    assert "→ Ben" in card.text
    assert all(f"{name} thinks" in card.text for name in ("Ana", "Cem", "Dana"))
    await anywhere.settle()
    cards = [m for m in await anywhere.messages("moderators") if "part of alert" not in m.text]
    assert len(cards) == 1


async def test_which_words(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Which words?")
    card = await mo.sees("moderators", "What weighed most for it: idiot")
    assert "Which words?" not in card.buttons


# ---- reports and the queue


async def test_a_sealed_report(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    ben = await anywhere.person("Ben")
    said = await ana.say("general", "Nobody wants him here")
    await anywhere.settle()
    await ben.menu("Report message", said)
    card = await mo.sees("moderators", "Reported by 1 member")
    assert "Ben" not in card.text
    await mo.click(card, "Dismiss")
    await ben.told("A moderator has looked at your report")
    assert not ana.told_so_far()


async def test_the_queue_claimed_and_handed_over(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    max_ = await anywhere.person("Max", Level.MODERATOR)
    for moderator in (mo, max_):  # whom nobody has met yet nothing can be handed over to
        await moderator.command("safety status", channel="moderators")
        await moderator.told("Mode:")
    await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)
    await anywhere.restart()
    await mo.command("queue", channel="moderators")
    listed = await mo.told("1 alert is waiting")
    assert NASTY not in listed.text
    await mo.click(listed, "Show")
    await mo.click(await mo.told(NASTY), "Claim")
    card = await max_.sees("moderators", "Mo looks after this")
    await max_.click(card, "Dismiss")
    await max_.told("Mo looks after this")
    await mo.click(card, "Hand over")
    await mo.click(await mo.told("To whom should this alert go?"), "Max")
    assert NASTY not in (await max_.told("Mo hands it over to you")).text
    await max_.click(await max_.sees("moderators", "Max has been asked"), "Dismiss")
    await max_.sees("moderators", "Dismissed by Max")


# ---- words, the door, and what owners ask


async def test_a_word_of_the_list(anywhere: Community) -> None:
    rig = anywhere.rig
    if isinstance(rig, DiscordRig):
        await rig.trust()
    ana, mo = await two(anywhere)
    boss = await anywhere.person("Olga", Level.ADMIN)
    await boss.command("safety words", channel="moderators", action="add", words="scum*")
    await boss.told("1 word is on the list now")
    await anywhere.settle()
    if isinstance(rig, DiscordRig):  # blocked before anybody reads it
        with pytest.raises(NotAllowed):
            await ana.say("general", "you scummy people")
    else:
        await ana.say("general", "you scummy people")
    card = await mo.sees("moderators", "you scummy people")
    assert "Ana" in card.text
    await mo.click(card, "Warn")
    await ana.told("warns you")


async def test_the_door_closes_and_opens_by_itself(opening: Opening) -> None:
    chat = await opening(door={"joins": 3, "seconds": 60, "minutes": 30})
    if isinstance(chat.rig, DiscordRig):
        await chat.rig.trust()
    mo = await chat.person("Mo", Level.MODERATOR)
    people = [await chat.person(name, joined=False) for name in ("Ida", "Jo", "Kim")]

    def closed() -> bool:
        if isinstance(chat.rig, DiscordRig):
            return chat.rig.guild.verification_level == 3
        return all(chat.rig.timed_out(person) for person in people)

    for person in people:
        await person.join()
    message = await mo.sees("moderators", "Many people have come to")
    await chat.settle()
    assert closed()
    assert "Open now" in message.buttons
    await chat.restart()
    await chat.advance(minutes=31)
    await mo.sees("moderators", "everything is as before")
    assert not closed()


async def test_owners_see_how_it_went(anywhere: Community) -> None:
    ana, mo = await two(anywhere)
    boss = await anywhere.person("Olga", Level.ADMIN)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Warn")
    await ana.told("warns you")
    await boss.command("safety report", channel="moderators", days=7)
    report = await boss.told("toxicity: 1 alert · 1 flag")
    assert "1 warning · all by people" in report.text
    assert "Mo: 1 alert decided" in report.text
    await boss.command("safety replay", channel="moderators", period="7d", strictness="strict")
    await boss.told("toxicity")
    await boss.command("safety thresholds", channel="moderators")
    await boss.told("toxicity")
