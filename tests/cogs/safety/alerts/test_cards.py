"""What a card says of a message, and how it follows edits and deletions."""

from __future__ import annotations

import pytest

from tests.cogs.safety.alerts.rig import NASTY, OPEN, Cast, cast, people, wordless
from tests.support.community import Community, Opener

__all__ = ["cast", "wordless"]


async def test_a_nasty_message_becomes_one_card(cast: Cast) -> None:
    card = cast.card
    assert "Please look" in card.text
    assert "Ana" in card.text
    assert "#general" in card.text
    assert "toxicity 93%" in card.text
    assert "Ana → Ben" in card.text
    assert "Before: no warnings, no reports." in card.text
    assert "What weighed most" not in card.text
    assert "Ben: The rye bread is lovely today" in card.text
    assert card.buttons == OPEN
    await cast.chat.settle()
    assert len(await cast.chat.messages("moderators")) == 1
    assert not cast.ana.told_so_far()


async def test_which_words_weighed_most_is_found_on_demand(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Which words?")
    card = await cast.max.sees("moderators", "What weighed most for it: idiot")
    assert card.native_id == cast.card.native_id
    assert "Which words?" not in card.buttons
    await cast.ana.edit(cast.said, "You vermin, all of you")
    card = await cast.mo.sees("moderators", "You vermin")
    assert "What weighed most" not in card.text
    assert "Which words?" in card.buttons


async def test_five_messages_around_it_are_shown(chat: Community) -> None:
    ana, ben, mo, _ = await people(chat)
    for number in range(1, 8):
        await ben.say("general", f"before {number}")
    await ana.say("general", NASTY)
    card = await mo.sees("moderators", NASTY)
    assert "Ben: before 3" in card.text
    assert "before 2" not in card.text


async def test_the_card_fits_a_discord_message(chat: Community) -> None:
    ana, ben, mo, _ = await people(chat)
    for _ in range(6):
        await ben.say("general", "a long story about bread " * 40)
    for number in range(12):
        await ana.say("general", f"idiot {number} " + "and a long story about bread " * 30)
    await chat.settle()
    (card,) = await chat.messages("moderators")
    assert "… and 7 more messages." in card.text
    assert len(card.text) <= 2000
    await mo.command("queue", channel="moderators")
    await mo.told("12 messages")


async def test_a_friendly_message_makes_no_card(chat: Community) -> None:
    ana, _, _, _ = await people(chat)
    await ana.say("general", "Thank you all, what a lovely evening!")
    await chat.settle()
    assert await chat.messages("moderators") == []


async def test_the_author_deletes_it_first(cast: Cast) -> None:
    await cast.ana.delete(cast.said)
    card = await cast.mo.sees("moderators", "deleted meanwhile")
    assert card.buttons == tuple(label for label in OPEN if label != "Delete")
    assert NASTY in card.text


async def test_an_edit_to_something_nasty(chat: Community) -> None:
    ana, _, mo, _ = await people(chat)
    said = await ana.say("general", "Good morning")
    await chat.settle()
    await ana.edit(said, "Good morning, idiot")
    card = await mo.sees("moderators", "Good morning, idiot")
    assert "was edited" in card.text


async def test_an_edit_updates_the_open_card(cast: Cast) -> None:
    await cast.ana.edit(cast.said, "You vermin, all of you")
    card = await cast.mo.sees("moderators", "You vermin")
    assert card.native_id == cast.card.native_id
    assert "Please look" in card.text
    await cast.ana.edit(cast.said, "Sorry about that")
    card = await cast.mo.sees("moderators", "its new text is not flagged")
    assert "You vermin" in card.text
    await cast.chat.settle()
    assert len(await cast.chat.messages("moderators")) == 1


async def test_a_moderator_is_flagged_without_time_out(chat: Community) -> None:
    _, _, mo, max_ = await people(chat)
    await max_.command("safety status", channel="moderators")
    await max_.told("Mode: suggest")
    await mo.say("general", NASTY)
    card = await max_.told(NASTY)
    assert "Time out 1 hour" not in card.buttons
    await max_.click(card, "Dismiss")
    await max_.told("Dismissed by Max")


async def test_in_a_german_community_the_card_is_german(open_chat: Opener) -> None:
    chat = await open_chat(locale="de")
    ana, _, mo, max_ = await people(chat)
    await ana.say("general", "du idiot")
    card = await mo.sees("moderators", "du idiot")
    assert "Verwerfen" in card.buttons
    assert "Löschen" in card.buttons
    await mo.click(card, "Verwarnen")
    await max_.sees("moderators", "Verwarnt von Mo")
    await ana.told("verwarnt dich")


@pytest.mark.usefixtures("wordless")
async def test_a_reported_message_without_words_says_so(chat: Community) -> None:
    ana, ben, mo, max_ = await people(chat)
    picture = await ana.say("general", " ")
    await ben.menu("Report message", picture)
    card = await mo.sees("moderators", "Reported by")
    assert "There are no words in it" in card.text
    await mo.click(card, "Dismiss")
    card = await max_.sees("moderators", "Dismissed by Mo")
    assert "erased" not in card.text


async def test_of_several_authors_the_card_says_whom_it_would_concern(chat: Community) -> None:
    ana, ben, mo, _ = await people(chat)
    said = await ben.say("general", "I like the old bread better")
    for one in (ana, await chat.person("Cem"), await chat.person("Dea")):
        await one.say("general", "Ben, you idiot", reply_to=said)
        await chat.settle()
    card = await mo.sees("moderators", "Ana, Cem, Dea → Ben")
    assert "Dismiss and Delete are for all of them" in card.text
    await mo.click(card, "Delete")
    card = await mo.sees("moderators", "3 messages deleted by Mo")
    await chat.settle()
    (card,) = [m for m in await chat.messages("moderators") if "3 messages" in m.text]
    assert card.text.count("(deleted)") == 3
    assert "for all of them" not in card.text


async def test_without_a_model_the_words_are_not_known(cast: Cast) -> None:
    cast.chat.toxicity.words = {}  # type: ignore[attr-defined]
    await cast.mo.click(cast.card, "Which words?")
    await cast.mo.told("The model cannot tell right now")
    card = await cast.mo.sees("moderators", NASTY)
    assert "No single word" not in card.text
    assert "Which words?" in card.buttons
