"""Entries: asked by command, written, edited, removed, and made of open questions."""

from __future__ import annotations

from bot.api.people import Level
from tests.support.community import Community, Opener

from .stage import HOURS, OPEN, UNKNOWN, in_support, with_entry


async def test_a_command_is_answered_from_the_entries(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.command("faq ask", question="what are the opening hours?")
    await ana.sees("general", OPEN)


async def test_the_plain_form_asks_too(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.say("general", "/faq what are your opening hours?")
    await ana.sees("general", OPEN)


async def test_what_is_not_known_is_said_and_reaches_the_moderators(chat: Community) -> None:
    mia = await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.command("faq ask", question="Do you ship bread to Norway?")
    await ana.told(UNKNOWN)
    await mia.command("faq questions")
    card = await mia.told("Do you ship bread to Norway?")
    assert "Ana" in card.text
    await mia.click(card, "Write the answer")
    await mia.fill(question="Do you ship abroad?", answer="Only within the EU.")
    await ana.told("Only within the EU.")
    ben = await chat.person("Ben")
    await ben.command("faq ask", question="do you ship bread to norway")
    await ben.sees("general", "Only within the EU.")


async def test_a_question_answered_by_people_is_off_the_list(chat: Community) -> None:
    mia = await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    asked = await in_support(chat, ana, "Is the cellar stair steep for a pram?")
    await ana.sees("support", UNKNOWN)
    await ben.say("support", "There is a ramp.", reply_to=asked)
    await chat.settle()
    await mia.command("faq questions")
    await mia.told("No question is open.")


async def test_a_message_becomes_an_entry(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    ben = await chat.person("Ben")
    said = await ben.say("general", "The ramp is on the left side of the house.")
    await mia.menu("Save as FAQ", said)
    await mia.fill(question="Where is the ramp?")
    await mia.told("Saved:")
    ana = await chat.person("Ana")
    await ana.command("faq ask", question="where is the ramp?")
    await ana.sees("general", "left side of the house")


async def test_members_cannot_write_entries(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("faq add", question="Who?", answer="Me")
    await ana.told("Only moderators can do that here.")


async def test_entries_are_edited_and_removed(chat: Community) -> None:
    mia = await with_entry(chat)
    await mia.command("faq edit", entry=HOURS)
    await mia.fill(answer="We are closed in August.")
    await mia.told("closed in August")
    await mia.command("faq remove", entry=HOURS)
    await mia.told("Deleted. It said:")
    await mia.command("faq list")
    await mia.told("There are no entries yet.")


async def test_two_moderators_answer_at_once_and_one_wins(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    max_ = await chat.person("Max", Level.MODERATOR)
    ana = await chat.person("Ana")
    await ana.command("faq ask", question="Do you bake gluten free?")
    await ana.told(UNKNOWN)
    await mia.command("faq questions")
    hers = await mia.told("gluten free")
    await max_.command("faq questions")
    his = await max_.told("gluten free")
    await mia.click(hers, "Write the answer")
    await max_.click(his, "Write the answer")
    await mia.fill(question="Gluten free?", answer="On Fridays.")
    await mia.told("Saved, and the asker is told:")
    await max_.fill(question="Gluten free?", answer="No.")
    await max_.told("That question has been settled meanwhile.")


async def test_texts_of_questions_are_forgotten(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"faq": {"keep_questions_days": 2}})
    mia = await chat.person("Mia", Level.MODERATOR)
    ana = await chat.person("Ana")
    await ana.command("faq ask", question="Do you bake gluten free?")
    await ana.told(UNKNOWN)
    chat.clock.advance(days=3)
    await chat.app.book.cogs["faq"].forget_old_questions()  # type: ignore[attr-defined]
    await mia.command("faq questions")
    await mia.told("No question is open.")
