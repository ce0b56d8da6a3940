"""The card of a draft: likeness, anonymity, changing, posting."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import cast

import pytest

from bot.api.people import Level
from bot.api.reply import Payload
from cogs.ideas.cog import Ideas
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.proposing.likeness import copied, sureness
from cogs.ideas.proposing.payloads import Discard, Post, Rewrite, SupportInstead, Veil
from tests.support.chat import Actor
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedEmbedder

from .people import ALIKE, BREAD, draft_of, member_id, on_board, press, propose


async def test_what_resembles_nothing_is_posted_at_once(chat: Community) -> None:
    ana = await chat.person("Ana")
    await propose(ana)
    assert await ana.told("Your idea is on the board as #1.")
    assert not [word for word in ana.told_so_far() if "Not posted yet" in word]


async def test_a_similar_idea_can_be_supported_instead(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana)
    await ben.command("idea", title=ALIKE)
    card = await ben.told("Similar ideas that are there already:")
    assert ALIKE in card.text and "Idea by Ben" in card.text
    assert f"💡 #1 {BREAD} · 👍 0 · new" in card.text
    assert card.buttons == (
        "👍 Support #1 instead",
        "Post it",
        "Edit …",
        "Anonymous: no",
        "Discard",
    )
    await ben.click(card, "Support #1 instead")
    await ben.told("Thank you! You support #1")
    await ana.sees("ideas", "1 member supports it")
    assert not await on_board(chat, ALIKE)


async def test_by_meaning_not_only_by_words(open_chat: Opener) -> None:
    same = {"rolls": "bread", "wheatless": "gluten", "weekends": "saturdays"}
    chat = await open_chat(embedder=ScriptedEmbedder(same))
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana)
    await ben.command("idea", title="Wheatless free rolls on weekends")
    assert BREAD in (await ben.told("Similar ideas")).text
    await ben.command("idea", title="A bench outside")
    await ben.sees("ideas", "A bench outside")


async def test_without_a_model_words_are_compared(open_chat: Opener) -> None:
    embedder = ScriptedEmbedder()
    embedder.available = False
    chat = await open_chat(embedder=embedder)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana)
    await ben.command("idea", title="gluten free bread at the weekend")
    assert BREAD in (await ben.told("Similar ideas")).text


@pytest.mark.parametrize(
    ("status", "said"),
    [("declined", "↳ declined on May 28, 2026, because: No oven."), ("not_now", "↳ put off on")],
)
async def test_what_became_of_settled_ideas_is_said(
    chat: Community, status: str, said: str
) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await mo.command("ideas status", idea="1", status=status, reason="No oven.")
    await ana.sees("ideas", "No oven.")
    await mo.command("idea", title=ALIKE)
    card = await mo.told("Similar ideas")
    assert said in card.text
    expected = "Open #1" if status == "declined" else "👍 Support #1 instead"
    assert card.buttons[0] == expected


def test_how_sure_a_cosine_makes() -> None:
    assert sureness(0.80) < 0.01 < sureness(0.90) < 0.2 < sureness(0.91) < 0.5 < sureness(0.95)


@pytest.mark.parametrize(
    ("mine", "copy"),
    [
        ("gluten free BREAD, on saturdays!", True),
        ("On Saturdays: gluten-free bread", True),
        ("Gluten-free bread on Sundays", False),
        ("Gluten-free bread for all on Saturdays", False),
        ("Gluten-free bread on Saturdays at 8", False),
    ],
)
def test_what_counts_as_a_copy(mine: str, copy: bool) -> None:
    idea = Idea(1, 1, 2, None, 3, Words(BREAD), "new", "", 0)
    assert (copied([(idea, 0.5)], Words(mine)) is idea) is copy


async def test_ones_own_idea_of_today_is_recognised(chat: Community) -> None:
    ana = await chat.person("Ana")
    await propose(ana)
    await ana.command("idea", title=ALIKE)
    card = await ana.told("Similar ideas")
    assert "within a day" not in card.text  # alike, but not surely the same
    await ana.command("idea", title="Bread on Saturdays, gluten-free")
    card = await ana.told(f"You posted almost the same within a day: #1 “{BREAD}”")
    await chat.advance(days=2)
    await ana.command("idea", title="Saturdays: gluten-free bread on")
    assert "within a day" not in (await ana.told("Saturdays: gluten")).text


@pytest.mark.parametrize("anonymous", [False, True])
async def test_whose_idea_without_a_name_it_is_no_note_tells(
    chat: Community, anonymous: bool
) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana, anonymous=anonymous)
    said = await ana.say("general", "Bread on Saturdays, gluten-free")
    await ben.menu("Make an idea", said)
    card = await ben.told("Idea by Ana, noted by Ben")
    assert ("by them is on the board today: #1" in card.text) is not anonymous


async def test_the_same_words_sent_twice_at_once_are_one_idea(chat: Community) -> None:
    ana = await chat.person("Ana")
    await asyncio.gather(*(ana.command("idea", title=BREAD) for _ in range(3)))
    await ana.told("You posted almost the same within a day: #1")
    assert len(await on_board(chat, BREAD)) == 1


async def test_a_draft_survives_a_restart_and_is_posted_once(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana)
    await ben.command("idea", title=ALIKE)
    card = await ben.told("Similar ideas")
    await chat.restart()
    await asyncio.gather(*(ben.click(card, "Post it") for _ in range(5)), return_exceptions=True)
    await ben.told("Your idea is on the board as #2.")
    assert len(await on_board(chat, ALIKE)) == 1


@pytest.mark.parametrize(
    "payload", [Post(1, ""), Rewrite(1), Veil(1, True), Discard(1), SupportInstead(1, 1)]
)
async def test_only_its_writer_can_press(chat: Community, payload: Payload) -> None:
    ana, ben, eve = [await chat.person(name) for name in ("Ana", "Ben", "Eve")]
    board = await propose(ana)
    await ben.command("idea", title=ALIKE)
    card = await ben.told("Similar ideas")
    number = draft_of(card)
    await press(chat, eve, board, replace(payload, draft=number))  # type: ignore[type-var]
    await eve.told("This is somebody else's draft; /idea begins your own.")
    assert not await on_board(chat, ALIKE)
    await ben.click(card, "Discard")
    await ben.told("Discarded; nothing was posted.")


async def test_the_form_shows_the_card_first(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("idea")
    await ana.fill(title="A bench outside", why="To rest.", audience="Older people")
    card = await ana.told("Not posted yet; nobody else sees this.")
    assert "To rest." in card.text and "For: Older people" in card.text
    assert not await on_board(chat, "bench")
    await ana.click(card, "Edit")
    await ana.fill(title="Two benches outside", why="", audience=".")
    card = await ana.told("Two benches outside")
    assert "To rest." in card.text and "Older people" not in card.text
    await ana.click(card, "Post it")
    posted = await ana.sees("ideas", "Two benches outside")
    assert "To rest." in posted.text and "For:" not in posted.text


async def test_anonymous_as_an_option(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.command("idea", title=BREAD, anonymous=True)
    card = await ben.sees("ideas", BREAD)
    assert "Ana" not in card.text and "a member who wishes not to be named" in card.text
    assert "nobody here is shown who wrote it" in (await ana.told("on the board as #1")).text
    await ben.click(card, "Details")
    assert "Ana" not in (await ben.told("Posted May 28")).text


async def test_anonymous_on_the_card(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("idea", anonymous=True)
    await ana.fill(title=BREAD)
    card = await ana.told("Idea by a member who wishes not to be named")
    assert "Anonymous: yes" in card.buttons and "read the bot's database" in card.text
    await ana.click(card, "Anonymous: yes")
    card = await ana.told("Idea by Ana")
    await ana.click(card, "Anonymous: no")
    await ana.told("Idea by a member")
    await ana.click(card, "Post it")
    assert "Ana" not in (await ana.sees("ideas", BREAD)).text


async def test_a_message_becomes_an_idea_of_its_author(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "We need a bench outside! My knees hurt.")
    await ben.menu("Make an idea", said)
    card = await ben.told("Idea by Ana, noted by Ben")
    assert card.buttons == ("Post it", "Anonymous: no", "Discard")
    await ben.click(card, "Post it")
    card = await ben.sees("ideas", "We need a bench outside!")
    assert "Idea by Ana, noted by Ben" in card.text and "My knees hurt." in card.text
    await ben.told("Done: it is on the board as #1.")
    told = await ana.told("Ben liked what you wrote and put it on the board as idea #1")
    assert "with your name" in told.text


async def test_a_message_becomes_an_anonymous_idea(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "We need a bench outside!")
    await ben.menu("Make an idea", said)
    card = await ben.told("noted by Ben")
    await ben.click(card, "Anonymous: no")
    await ben.click(await ben.told("wishes not to be named"), "Post it")
    posted = await ben.sees("ideas", "We need a bench outside!")
    assert "Ana" not in posted.text and "Ben" not in posted.text
    await ana.told("as idea #1, without your name")


async def test_old_drafts_are_forgotten(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana)
    await ben.command("idea", title=ALIKE)
    card = await ben.told("Similar ideas")
    ideas = cast(Ideas, chat.app.book.cogs["ideas"])
    chat.clock.advance(days=6)
    await ideas.forget_drafts()
    await ben.click(card, "Anonymous: no")
    await ben.told("wishes not to be named")
    chat.clock.advance(days=2)
    await ideas.forget_drafts()
    await ben.click(card, "Post it")
    await ben.told("This draft is gone")


async def test_who_may_not_post_any_more(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"who_may_post": "moderators"}})
    ana: Actor = await chat.person("Ana")
    await ana.command("idea", title=BREAD)
    await ana.told("Only moderators can post ideas here.")


async def test_an_answer_to_a_challenge_keeps_its_number_and_may_come_too_late(
    chat: Community,
) -> None:
    ana = await chat.person("Ana")
    board = await propose(ana, "A bench outside")
    ideas = cast(Ideas, chat.app.book.cogs["ideas"])
    closed = {8}

    async def gate(draft: Draft) -> str | None:
        return "That challenge has ended." if draft.challenge_id in closed else None

    ideas._proposals.gates[:] = [gate]  # instead of that of the challenges
    for number in (7, 8):
        words = Words(f"Answer to challenge {number}")
        where = await chat.id, await member_id(chat, ana), await member_id(chat, ana), 1
        kept = await ideas._drafts.save(Draft(0, *where, words, 1, challenge_id=number))
        await press(chat, ana, board, Post(kept.id, ""))
    await ana.told("That challenge has ended.")
    await ana.sees("ideas", "Answer to challenge 7")
    posted = await ideas._ideas.get(await chat.id, 2)
    assert posted is not None and posted.challenge_id == 7
    assert not await on_board(chat, "Answer to challenge 8")
