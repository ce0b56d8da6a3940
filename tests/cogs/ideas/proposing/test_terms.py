"""Terms: shown once before the first idea, kept with the date, asked anew when they change."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from sqlalchemy import text

from bot.api.people import Level
from cogs.ideas.cog import Ideas
from cogs.ideas.proposing.payloads import Agree, Refuse, Rewrite
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, Opener

from .people import BREAD, TERMS, member_id, on_board, press

WITH_TERMS = {"ideas": {"terms": TERMS}}


async def agreed(chat: Community) -> int:
    async with chat.app.db.read() as conn:
        return int(await conn.scalar(text("SELECT count(*) FROM ideas_consents")) or 0)


async def test_shown_before_the_first_idea_only(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana = await chat.person("Ana")
    await ana.command("idea", title=BREAD)
    card = await ana.told("Before your first idea, please read the terms:")
    assert card.buttons[0] == "I agree and post"
    # first: too long a message is cut off at its end
    assert 0 < card.text.index(TERMS) < card.text.index(BREAD)
    assert not await on_board(chat, BREAD)
    assert await agreed(chat) == 0
    await ana.click(card, "I agree and post")
    await ana.sees("ideas", BREAD)
    assert await agreed(chat) == 1
    await ana.command("idea", title="A bench outside")
    await ana.sees("ideas", "A bench outside")


async def test_without_terms_nobody_is_asked(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("idea", title=BREAD)
    await ana.sees("ideas", BREAD)
    await ana.command("ideas terms")
    await ana.told("There are no terms here")


async def test_the_date_of_consent_is_shown_and_it_can_be_withdrawn(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana = await chat.person("Ana")
    await ana.command("ideas terms")
    page = await ana.told("You have not agreed to them")
    assert TERMS in page.text and page.buttons == ()
    await ana.command("idea", title=BREAD)
    await ana.click(await ana.told("read the terms"), "I agree and post")
    await ana.told("on the board as #1")
    await ana.command("ideas terms")
    page = await ana.told("You agreed on May 28, 2026.")
    await ana.click(page, "Withdraw my consent")
    await ana.told("Done: your consent is deleted.")
    assert await agreed(chat) == 0
    assert len(await on_board(chat, BREAD)) == 1
    await ana.command("idea", title="A bench outside")
    await ana.told("Before your first idea, please read the terms:")


async def test_new_wording_asks_once_more_also_on_an_old_card(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, olga = await chat.person("Ana"), await chat.person("Olga", Level.OWNER)
    await ana.command("idea", title=BREAD)
    card = await ana.told("read the terms")
    await olga.command("settings set", name="ideas.terms", value="Ideas belong to all of us.")
    await olga.told("ideas.terms")
    await ana.click(card, "I agree and post")
    card = await ana.told("The terms are new; please read them before you post.")
    assert "Ideas belong to all of us." in card.text
    assert not await on_board(chat, BREAD)
    await ana.click(card, "I agree and post")
    await ana.sees("ideas", BREAD)


async def test_the_author_of_a_message_is_asked_first(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "We need a bench outside! My knees hurt.")
    await ben.menu("Make an idea", said)
    card = await ben.told("noted by Ben")
    assert TERMS not in card.text
    await ben.click(card, "Post it")
    await ben.told("I have asked Ana, whose words they are, and will tell you.")
    asked = await ana.told("Ben would like to make an idea of what you wrote.")
    assert 0 < asked.text.index(TERMS) < asked.text.index("My knees hurt.")
    assert asked.buttons == ("Agree and post", "Without my name: no", "Please not")
    assert not await on_board(chat, "bench")
    await chat.restart()
    await chat.advance(seconds=1)
    await ana.click(asked, "Without my name: no")
    asked = await ana.told("Idea by a member who wishes not to be named")
    await ana.click(asked, "Agree and post")
    posted = await ana.sees("ideas", "We need a bench outside!")
    assert "Ana" not in posted.text
    await ana.told("Your idea is on the board as #1.")
    await ben.told("Your note is on the board as #1: its author agreed.")
    assert await agreed(chat) == 1
    assert len([word for word in ana.told_so_far() if "Ben would like" in word]) <= 2


async def test_the_author_would_rather_not(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, ben, eve = [await chat.person(name) for name in ("Ana", "Ben", "Eve")]
    said = await ana.say("general", "We need a bench outside!")
    await ben.menu("Make an idea", said)
    await ben.click(await ben.told("noted by Ben"), "Post it")
    asked = await ana.told("Ben would like")
    for payload in (Agree(1, "x"), Refuse(1)):
        await press(chat, eve, said, payload)
        await eve.told("Only whoever wrote these words can decide on that.")
    await ana.click(asked, "Please not")
    await ana.told("Thank you for telling me; it is not posted.")
    await ben.told("The author would rather not have this as an idea")
    assert not await on_board(chat, "bench")
    await press(chat, ana, said, Refuse(1))
    await ana.told("This draft is gone")


async def test_an_author_who_agreed_before_is_only_told(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.command("idea", title=BREAD)
    await ana.click(await ana.told("read the terms"), "I agree and post")
    await ana.sees("ideas", BREAD)
    said = await ana.say("general", "We need a bench outside!")
    await ben.menu("Make an idea", said)
    await ben.click(await ben.told("noted by Ben"), "Post it")
    await ana.told("Ben liked what you wrote and put it on the board as idea #2")


async def test_an_author_who_takes_no_messages_is_not_waited_for(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "We need a bench outside!")
    assert isinstance(chat.rig, LocalRig)
    world = chat.rig.world
    world.put_person(replace(world.people[ana.native_id], reachable=False))
    await ben.menu("Make an idea", said)
    await ben.click(await ben.told("noted by Ben"), "Post it")
    await ben.told("Ana has to agree first and takes no messages from me")
    assert not await on_board(chat, "bench")


async def test_a_moderator_first_then_the_author(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    said = await ana.say("general", "Send wishes to bo@example.org")
    await ben.menu("Make an idea", said)
    await ben.click(await ben.told("noted by Ben"), "Post it")
    told = await ben.told("contains an e-mail address")
    assert told.buttons == ("Withdraw it",)
    await mo.click(await mo.sees("moderators", "bo@example.org"), "Post it")
    await mo.sees("moderators", "Let through by Mo; the author is asked")
    assert not await on_board(chat, "example.org")
    await ana.click(await ana.told("Ben would like"), "Agree and post")
    await ana.sees("ideas", "bo@example.org")


async def test_the_author_has_time_to_answer_however_long_it_was_held(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    ideas = cast(Ideas, chat.app.book.cogs["ideas"])
    said = await ana.say("general", "Send wishes to bo@example.org")
    await ben.menu("Make an idea", said)
    await ben.click(await ben.told("noted by Ben"), "Post it")
    card = await mo.sees("moderators", "bo@example.org")
    chat.clock.advance(days=20)
    await mo.click(card, "Post it")
    asked = await ana.told("Ben would like")
    chat.clock.advance(days=20)
    await ideas.forget_drafts()
    await ana.click(asked, "Agree and post")
    await ana.sees("ideas", "bo@example.org")


async def test_an_author_who_does_not_answer_does_not_agree(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    ideas = cast(Ideas, chat.app.book.cogs["ideas"])
    said = await ana.say("general", "We need a bench outside!")
    await ben.menu("Make an idea", said)
    await ben.click(await ben.told("noted by Ben"), "Post it")
    asked = await ana.told("Ben would like")
    chat.clock.advance(days=29)
    for _ in range(2):
        await ideas.forget_drafts()
    await ben.told("Ana has not answered within 28 days, so this was not posted:")
    closed = await ana.told("Nobody answered in time, so it was not posted.")
    assert closed.native_id == asked.native_id and closed.buttons == ()
    assert not await on_board(chat, "bench")


async def test_a_held_idea_waits_for_a_consent_that_was_withdrawn(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title="Send wishes to bo@example.org")
    await ana.click(await ana.told("read the terms"), "I agree and post")
    held = await ana.told("contains an e-mail address")
    card = await mo.sees("moderators", "bo@example.org")
    await ana.command("ideas terms")
    await ana.click(await ana.told("You agreed on"), "Withdraw my consent")
    await ana.told("your consent is deleted")
    await mo.click(card, "Post it")
    await mo.sees("moderators", "Let through by Mo; the author is asked")
    asked = await ana.told("Nothing stands against your idea any more. May I post it?")
    assert TERMS in asked.text and not await on_board(chat, "example.org")
    await press(chat, ana, held, Rewrite(1))
    await ana.told("Please answer my question about the terms first.")
    await chat.restart()
    await chat.advance(seconds=1)
    await ana.click(asked, "Agree and post")
    await ana.sees("ideas", "bo@example.org")
    told = [word for word in ana.told_so_far() if "Nothing stands against" in word]
    assert len(told) <= 1 and not [w for w in ana.told_so_far() if "Your note is" in w]


async def test_moderators_read_that_the_author_cannot_be_asked(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    said = await ana.say("general", "Send wishes to bo@example.org")
    assert isinstance(chat.rig, LocalRig)
    world = chat.rig.world
    world.put_person(replace(world.people[ana.native_id], reachable=False))
    await ben.menu("Make an idea", said)
    await ben.click(await ben.told("noted by Ben"), "Post it")
    await mo.click(await mo.sees("moderators", "bo@example.org"), "Post it")
    await mo.sees("moderators", "Let through by Mo, but not posted")
    await ben.told("Ana has to agree first and takes no messages from me")


async def test_consents_go_with_the_person(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WITH_TERMS)
    ana = await chat.person("Ana")
    await ana.command("idea", title=BREAD)
    await ana.click(await ana.told("read the terms"), "I agree and post")
    await ana.sees("ideas", BREAD)
    await chat.app.book.cogs["ideas"].erase(await member_id(chat, ana))
    assert await agreed(chat) == 0
