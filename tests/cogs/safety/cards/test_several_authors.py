"""Several against one: everybody stands on the card, and nobody's part vanishes with a decision."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from bot.api.port.outgoing import OutButton, Outgoing, Span
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity

CROWD = ("Ana", "Cem", "Dea", "Eva", "Fay", "Gus")


@pytest.fixture
async def mo(chat: Community) -> Actor:
    return await chat.person("Mo", Level.MODERATOR)


@pytest.fixture
async def pile(chat: Community, mo: Actor) -> Seen:
    ben = await chat.person("Ben")
    said = await ben.say("general", "I like the old bread better")
    for name in CROWD[:3]:
        one = await chat.person(name)
        await one.say("general", f"{name}: you idiot", reply_to=said)
        await chat.settle()
    return await mo.sees("moderators", "Dea: you idiot")


async def test_everybody_has_their_worst_message_on_the_card(open_chat: Opener) -> None:
    chat = await open_chat(toxicity=ScriptedToxicity({"idiot": 0.93, "moron": 0.97}))
    mo = await chat.person("Mo", Level.MODERATOR)
    said = await (await chat.person("Ben")).say("general", "I like the old bread better")
    people = [await chat.person(name) for name in CROWD[:5]]
    for number in range(4):  # Ana alone could fill the card
        await people[0].say("general", f"you moron {number}", reply_to=said)
        await chat.settle()
    for one in people[1:]:
        await one.say("general", f"{one.name}: you idiot", reply_to=said)
        await chat.settle()
    card = await mo.sees("moderators", "Fay: you idiot")
    for one in people[1:]:
        assert f"{one.name}: you idiot" in card.text
    assert card.text.count("you moron") == 1
    assert "… and 3 more messages." in card.text
    assert "97%" in card.text
    assert "93%" not in card.text


async def test_the_card_says_whom_the_buttons_are_for(pile: Seen) -> None:
    assert "Dismiss and Delete are for all of them; every other decision is only for Ana." in (
        pile.text
    )


async def test_the_others_are_next(chat: Community, mo: Actor, pile: Seen) -> None:
    chat.clock.advance(minutes=1)
    await mo.click(pile, "Warn")
    settled = await mo.sees("moderators", "Nothing was done about Cem, Dea.")
    assert "Undo the warning" in settled.buttons
    await mo.click(settled, "Next: Cem")
    await mo.sees("moderators", "Cem → Ben")
    await chat.settle()
    settled, card = await chat.messages("moderators")
    assert "Nothing was done about Dea." in settled.text
    assert "Cem → Ben" in card.text
    assert "for all of them" not in card.text
    await mo.click(card, "Time out")
    await mo.sees("moderators", "Timed out for 1 hour by Mo")
    # who sees an old screen asks for Cem again
    await mo.click(settled, "Next: Dea")
    await mo.sees("moderators", "Dea → Ben")
    await chat.settle()
    settled, _, last = await chat.messages("moderators")
    assert "Nothing was done" not in settled.text
    assert settled.buttons == ("Undo the warning",)
    await mo.click(last, "Dismiss")
    await mo.sees("moderators", "Dismissed by Mo")


async def test_two_who_go_on_with_the_same_one_make_one_card(
    chat: Community, mo: Actor, pile: Seen
) -> None:
    max_ = await chat.person("Max", Level.MODERATOR)
    chat.clock.advance(minutes=1)
    await mo.click(pile, "Talk")
    settled = await mo.sees("moderators", "Nothing was done about")
    await mo.click(settled, "Next: Cem")
    await mo.sees("moderators", "Cem → Ben")
    await chat.settle()
    world = chat.rig.platform.world  # type: ignore[attr-defined]
    posts = world.posts("moderators")
    (second,) = [post for post in posts if post.id == settled.native_id]
    payloads = [str(button.payload) for row in second.buttons for button in row]
    (dea,) = [payload for payload in payloads if payload.startswith("safety.nx")]
    cem = f"safety.nx:1:{int(dea.rsplit(':', 1)[1]) - 1}"
    old = world.deliver(
        "moderators", Outgoing((Span("an old screen"),), ((OutButton("Cem", cem),),))
    )
    await world.press("moderators", max_.native_id, old.id, cem)
    await max_.told("Somebody has looked at that already")
    await chat.settle()
    assert sum("Cem → Ben" in m.text for m in await chat.messages("moderators")) == 1


@pytest.mark.parametrize("button", ["Dismiss", "Delete"])
async def test_what_is_decided_for_all_leaves_nobody(
    chat: Community, mo: Actor, pile: Seen, button: str
) -> None:
    await mo.click(pile, button)
    await mo.told("by Mo")
    await chat.settle()
    (card,) = await chat.messages("moderators")
    assert "Nothing was done" not in card.text
    assert card.buttons == ()
