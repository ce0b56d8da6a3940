"""Who looks after an alert, as the card and the queue tell it; what was before, on the card."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.people import Level
from tests.support.chat import Actor
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity

NASTY = "Ben, you are an idiot"


@pytest.fixture
async def moderators(chat: Community) -> tuple[Actor, Actor]:
    return (
        await chat.person("Mo", Level.MODERATOR),
        await chat.person("Max", Level.MODERATOR),
    )


async def test_the_card_says_who_looks_after_it(
    chat: Community, moderators: tuple[Actor, Actor]
) -> None:
    mo, max_ = moderators
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Claim")
    card = await max_.sees("moderators", "Mo looks after this.")
    assert "Release" in card.buttons
    await max_.click(card, "Dismiss")
    await max_.told("Mo")
    await chat.settle()
    (card,) = await chat.messages("moderators")
    assert "Dismissed" not in card.text
    # what joins it leaves it in the same hands
    await ana.say("general", "an idiot, Ben")
    card = await max_.sees("moderators", "an idiot, Ben")
    assert "Mo looks after this." in card.text
    await mo.click(card, "Release")
    await chat.settle()
    (card,) = await chat.messages("moderators")
    assert "looks after" not in card.text
    await max_.click(card, "Dismiss")
    await mo.sees("moderators", "Dismissed by Max")


async def test_of_two_who_claim_at_once_one_has_it(
    chat: Community, moderators: tuple[Actor, Actor]
) -> None:
    mo, max_ = moderators
    await (await chat.person("Ana")).say("general", NASTY)
    card = await mo.sees("moderators", NASTY)
    await asyncio.gather(mo.click(card, "Claim"), max_.click(card, "Claim"))
    await chat.settle()
    (card,) = await chat.messages("moderators")
    by_mo, by_max = "Mo looks after this." in card.text, "Max looks after this." in card.text
    assert by_mo != by_max


async def test_a_claim_outlives_a_restart(chat: Community, moderators: tuple[Actor, Actor]) -> None:
    mo, _ = moderators
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Claim")
    await mo.sees("moderators", "Mo looks after this.")
    await chat.settle()
    await chat.restart()
    await ana.say("general", "an idiot, Ben")
    card = await mo.sees("moderators", "an idiot, Ben")
    assert "Mo looks after this." in card.text


# ---- what was before


async def test_the_card_tells_what_was_before(
    chat: Community, moderators: tuple[Actor, Actor]
) -> None:
    mo, _ = moderators
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ben.say("general", "hello")
    said = await ana.say("general", NASTY)
    await ben.menu("Report message", said)
    card = await mo.sees("moderators", "Reported by 1 member")
    assert "Before: no warnings, no reports." in card.text, "not what is at hand"
    await mo.click(card, "Warn")
    await mo.sees("moderators", "Warned by Mo")
    chat.clock.advance(hours=3)
    await ana.say("general", "Ben, idiot, once more")
    card = await mo.sees("moderators", "once more")
    line = next(row for row in card.text.splitlines() if row.startswith("Before:"))
    assert line == "Before: 1 warning · acted on 1 time · 1 alert between the two · reported 1 time"


async def test_the_card_tells_what_similar_cases_came_to(open_chat: Opener) -> None:
    # decisions move the thresholds, and with them how bad the next one is
    chat = await open_chat(cogs={"safety": {"learn": False}})
    mo, max_ = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Max")]
    for number, button in enumerate(("Dismiss", "Dismiss", "Delete", "Dismiss")):
        author = await chat.person(f"Ana {number}")
        await author.say("general", f"idiot {number}")
        card = await mo.sees("moderators", f"idiot {number}")
        assert ("Similar cases" in card.text) == (number == 3)
        await mo.click(card, button)
        await max_.sees("moderators", f"idiot {number}")
        await chat.settle()
    await (await chat.person("Eva")).say("general", "idiot at last")
    card = await mo.sees("moderators", "idiot at last")
    assert "Similar cases: 3 of 4 were dismissed." in card.text


async def test_other_cases_are_not_similar(open_chat: Opener) -> None:
    chat = await open_chat(toxicity=ScriptedToxicity({"idiot": 0.93, "meh": 0.8}))
    mo = await chat.person("Mo", Level.MODERATOR)
    for number in range(3):
        author = await chat.person(f"Ana {number}")
        await author.say("general", f"idiot {number}")
        await mo.click(await mo.sees("moderators", f"idiot {number}"), "Dismiss")
        await chat.settle()
    await (await chat.person("Eva")).say("general", "meh")
    card = await mo.sees("moderators", "meh")
    assert "Similar cases" not in card.text


async def test_alerts_between_two_count_whoever_began(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "hello")
    await ben.say("general", "Ana, you idiot")
    await mo.click(await mo.sees("moderators", "Ana, you idiot"), "Dismiss")
    await chat.settle()
    await ana.say("general", NASTY)
    card = await mo.sees("moderators", NASTY)
    assert "Before: 1 alert between the two" in card.text


async def test_what_was_taken_back_or_done_by_the_bot_is_no_advice(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"mode": "act", "act_from": 0.95}})
    mo = await chat.person("Mo", Level.MODERATOR)
    for number in range(3):
        await (await chat.person(f"Ana {number}")).say("general", f"vermin {number}")
        await mo.sees("moderators", "by the bot itself")
        await chat.settle()
    for number in range(3):
        await (await chat.person(f"Eva {number}")).say("general", f"idiot {number}")
        await mo.click(await mo.sees("moderators", f"idiot {number}"), "Warn")
        card = await mo.sees("moderators", "Warned by Mo")
        await chat.settle()
        (card,) = [m for m in await chat.messages("moderators") if f"idiot {number}" in m.text]
        await mo.click(card, "Undo")
        await chat.settle()
    await (await chat.person("Fay")).say("general", "idiot at last")
    card = await mo.sees("moderators", "idiot at last")
    assert "Similar cases" not in card.text
