"""Gaps, stale and unhelpful entries, and the figures."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from bot.api.boards.figures import Figures
from cogs.faq.gaps.clusters import BY_WORDS, by_words, gaps
from cogs.faq.model import Asked
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedEmbedder

from .stage import HOURS, OPEN, UNKNOWN, cog, in_support, noted, said, states, with_entry

PARKING = "Is there parking for bicycles near the bakery?"
PARKING_TOO = "near the bakery, is there parking for bicycles?"


def asked(number: int, text: str, member: int | None = None) -> Asked:
    return Asked(number, 1, number, member or number, text, number, "open")


def test_groups_are_joined_by_their_mean_and_the_central_one_leads() -> None:
    questions = [asked(n, str(n)) for n in range(1, 6)]
    alike = np.array(
        [
            [1.0, 0.95, 0.91, 0.1, 0.2],
            [0.95, 1.0, 0.96, 0.1, 0.2],
            [0.91, 0.96, 1.0, 0.1, 0.2],
            [0.1, 0.1, 0.1, 1.0, 0.89],
            [0.2, 0.2, 0.2, 0.89, 1.0],
        ]
    )
    found = gaps(questions, alike, 0.9)
    assert [[q.id for q in gap.questions] for gap in found] == [[2, 3, 1], [4], [5]]
    assert [[q.id for q in gap.questions] for gap in gaps(questions, alike, 0.8)] == [
        [2, 3, 1],
        [4, 5],
    ]
    # a chain is no group: 1 and 3 are too far from each other
    chain = np.array([[1.0, 0.92, 0.5], [0.92, 1.0, 0.91], [0.5, 0.91, 1.0]])
    assert [len(gap.questions) for gap in gaps(questions[:3], chain, 0.9)] == [2, 1]


def test_without_a_model_words_tell() -> None:
    texts = [PARKING, PARKING_TOO, HOURS]
    alike = by_words(texts)
    assert np.array_equal(alike, alike.T)
    questions = [asked(n, text) for n, text in enumerate(texts, 1)]
    assert [len(gap.questions) for gap in gaps(questions, alike, BY_WORDS)] == [2, 1]
    assert gaps([], by_words([]), BY_WORDS) == []


@pytest.mark.parametrize("model", [True, False])
async def test_a_gap_becomes_an_entry_and_all_askers_are_told(
    open_chat: Opener, model: bool
) -> None:
    embedder = ScriptedEmbedder()
    embedder.available = model
    chat = await open_chat(embedder=embedder)
    mia = await with_entry(chat)
    people = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    for who, text in zip(people, (PARKING, PARKING_TOO, "Do you sell rye flour?"), strict=True):
        await who.command("faq ask", question=text)
        await who.told(UNKNOWN)
    await mia.command("faq gaps")
    listed = await mia.told("Asked, without an answer:")
    assert f"1. 2 times: “{PARKING}”" in listed.text and f"also: “{PARKING_TOO}”" in listed.text
    await mia.click(listed, "Write 1")
    await mia.fill(question=PARKING, answer="Yes, behind the house.", phrases=PARKING_TOO)
    await mia.told("2 questions have their answer now.")
    for who in people[:2]:
        await who.told("Yes, behind the house.")
    assert await states(chat) == ["written", "written", "open"]
    assert not [text for text in people[2].told_so_far() if "behind the house" in text]
    await mia.click(listed, "Write 1")
    await mia.told("That question has been settled meanwhile.")
    await people[2].command("faq ask", question=PARKING_TOO)
    await people[2].sees("general", "Yes, behind the house.")


async def test_the_digest_may_suggest_the_largest(chat: Community) -> None:
    await with_entry(chat)
    for name in ("Ana", "Ben"):
        who = await chat.person(name)
        await who.command("faq ask", question=PARKING)
        await who.told(UNKNOWN)
    board = chat.app.boards[Figures]
    now = chat.clock.now() + 1
    found = [s for s in await board.suggestions(await chat.id, 0, now) if PARKING in str(s.text)]
    assert "2 times somebody asked" in str(found[0].text)
    assert str(found[0].button.label) == "Write this one"
    assert await board.measure("faq.unanswered", await chat.id, 0, now) == 2


async def test_stale_entries_are_asked_about(chat: Community) -> None:
    mia = await with_entry(chat)
    await cog(chat).ask_about_stale()
    assert await said(chat, "Is this still true?", "moderators") == 0
    chat.clock.advance(days=400)
    for _ in range(3):
        await cog(chat).ask_about_stale()
    card = await mia.sees("moderators", "Is this still true?")
    assert await said(chat, "Is this still true?", "moderators") == 1
    assert card.buttons == ("Yes, still true", "Edit", "Remove") and OPEN in card.text
    await mia.click(card, "Yes, still true")
    await mia.sees("moderators", "Still true, says Mia")
    chat.clock.advance(days=40)
    await cog(chat).ask_about_stale()
    assert await said(chat, "Is this still true?", "moderators") == 0
    chat.clock.advance(days=400)
    await cog(chat).ask_about_stale()
    card = await mia.sees("moderators", "Is this still true?")
    await mia.click(card, "Remove")
    await mia.sees("moderators", "Mia has removed it. It said:")
    await mia.command("faq list")
    await mia.told("There are no entries yet.")


async def test_an_entry_is_edited_from_its_card(chat: Community) -> None:
    mia = await with_entry(chat)
    chat.clock.advance(days=400)
    await cog(chat).ask_about_stale()
    await mia.click(await mia.sees("moderators", "Is this still true?"), "Edit")
    await mia.fill(answer="We are open every day.")
    await mia.told("We are open every day.")
    chat.clock.advance(days=40)
    await cog(chat).ask_about_stale()
    assert await said(chat, "Is this still true?", "moderators") == 1  # the old card


async def _open(chat: Community) -> int:
    return (await states(chat)).count("open")


async def test_the_report_says_who_answered(chat: Community) -> None:
    mia = await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await in_support(chat, ana, HOURS)
    await ana.click(await ana.sees("support", OPEN), "Solved? Yes")
    await ana.told("Good to hear.")
    for number, who in ((2, ben), (3, mia)):
        question = await ana.say("support", f"Is there rye flour on day {number}?")
        await noted(chat, number)
        await who.say("support", "Yes, there is.", reply_to=question)
        await chat.settle()
    card = None
    for number in (1, 2):
        await ana.command("faq ask", question=HOURS)
        card = await ana.sees("general", OPEN, after=card)
        await ana.click(card, "No")
        await chat.until(partial(_open, chat), number)
    await chat.advance(minutes=1)
    await mia.command("faq report")
    report = (await mia.told("Questions of the last 30 days")).text
    for line in (
        "5 questions:",
        "1 (20%) answered by me",
        "1 (20%) answered by members",
        "1 (20%) answered by the team",
        "Nobody else had to answer 20% of all.",
        "1 asker confirmed my answer.",
        "Thank you for answering:",
        "Ben (1 answer)",
        "Mia (1 answer)",
    ):
        assert line in report, (line, report)
    figures = {
        "solved_by_bot": 1,
        "solved_by_members": 1,
        "solved_by_staff": 1,
        "asked": 5,
    }
    board = chat.app.boards[Figures]
    for name, number in figures.items():
        now = chat.clock.now() + 1
        assert await board.measure(f"faq.{name}", await chat.id, 0, now) == number, name


async def test_what_did_not_help_is_listed(chat: Community) -> None:
    mia = await with_entry(chat)
    for name in ("Ana", "Ben"):
        who = await chat.person(name)
        await in_support(chat, who, HOURS)
        cards = [m for m in await chat.messages("support") if OPEN in m.text]
        await who.click(cards[-1], "No")
        await who.told("A person can help")
    await mia.command("faq gaps")
    await mia.told(f"“{HOURS}”: 2 of 2 said no")


@pytest.mark.parametrize("command", ["gaps", "report", "learning", "tickets"])
async def test_members_see_none_of_it(chat: Community, command: str) -> None:
    ana = await chat.person("Ana")
    await ana.command(f"faq {command}")
    await ana.told("Only moderators can do that here.")
