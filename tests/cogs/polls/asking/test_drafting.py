"""A poll put together on a private card."""

from __future__ import annotations

import asyncio

from bot.api.people import Level
from bot.api.port.inbound import InButton
from bot.api.reply import Payload
from bot.platforms.local.responder import LocalResponder
from cogs.polls.asking.payloads import Discard, Post, Show, Turn
from cogs.polls.model import Rules
from cogs.polls.store import DraftStore
from cogs.polls.voting.wording import secret
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener


async def begin(who: Actor, **answers: str) -> Seen:
    """A draft about cake; its card."""
    await who.command("poll")
    await who.fill(**{"question": "Which cake?", "options": "Apple\nPlum", **answers})
    draft = await who.told(answers.get("question", "Which cake?"))
    assert draft.text.startswith("✏️ Your draft; nobody else sees it.")
    return draft


async def press(chat: Community, who: Actor, payload: Payload) -> None:
    """What a client of their own making could send."""
    assert isinstance(chat.rig, LocalRig)
    world, room = chat.rig.world, chat.rig.world.rooms["general"]
    native, me = room.native(world.community), world.people[who.native_id].native
    answer = LocalResponder(world, who.native_id, room.id)
    await world.tell(InButton(payload.encode(), native, 1, me, answer, chat.clock.now(), True))
    await chat.settle()


async def labels(who: Actor) -> tuple[str, ...]:
    return (await who.told("Your draft")).buttons


async def polls(chat: Community) -> list[Seen]:
    return [m for m in await chat.messages("general") if "Asked by" in m.text]


async def test_from_a_form_over_a_preview_to_the_poll(chat: Community) -> None:
    ana = await chat.person("Ana")
    draft = await begin(ana, closes="in 2h")
    assert draft.channel == "private"
    await chat.settle()
    assert await polls(chat) == []
    preview = draft.text.split("This is how it will look:")[1].strip()

    await ana.click(draft, "Post it")
    confirmed = await ana.told("Your poll is up in #general.")
    assert "(in 2 hours)" in confirmed.text and confirmed.buttons == ()
    card = await chat.rig.wait_for("general", "Which cake?")
    # the very words of the card that everybody sees
    assert card.text == preview
    assert card.buttons[:2] == ("Apple", "Plum")


async def test_every_rule_has_a_button_that_says_how_it_stands(chat: Community) -> None:
    ana = await chat.person("Ana")
    draft = await begin(ana)
    for button, then in [
        ("Kind: One answer", "Kind: Several answers"),
        ("Votes: private", "Votes: anonymous"),
        ("Counts: at once", "Counts: at the end"),
        ("Voters: everyone", "Voters: moderators"),
        ("New answers: no", "New answers: yes"),
        ("Reminder: no", "Reminder: yes"),
    ]:
        await ana.click(draft, button)
        await chat.settle()
        assert then in await labels(ana)
    now = await ana.told("Your draft")
    secrecy = str(secret(Rules(secrecy="anonymous", hidden=True)))
    assert secrecy in now.text and "Only moderators vote." in now.text
    await ana.click(now, "Post it")
    card = await chat.rig.wait_for("general", "Which cake?")
    assert "You can choose several" in card.text and secrecy in card.text
    assert "Add an answer" in card.buttons


async def test_a_kind_with_given_answers_keeps_what_was_typed_for_the_others(
    chat: Community,
) -> None:
    ana = await chat.person("Ana")
    draft = await begin(ana)
    await ana.click(draft, "Kind:")
    await ana.click(draft, "Kind:")
    await chat.settle()
    yesno = await ana.told("Your draft")
    assert "Kind: Yes or no" in yesno.buttons and "Abstain" in yesno.text
    assert "Apple" not in yesno.text and "New answers: no" not in yesno.buttons
    await ana.click(draft, "Kind:")
    await chat.settle()
    assert "Apple" in (await ana.told("Your draft")).text


async def test_the_numbers_of_a_poll_with_dots(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("poll", kind="dots")
    await ana.fill(question="Which cake?", options="Apple; Plum")
    draft = await ana.told("You have 5 dots")
    await ana.click(draft, "Numbers")
    await ana.fill(quorum="30%", threshold="40", dots="9")
    now = await ana.told("You have 9 dots")
    assert "At least 30% of those who may vote have to." in now.text
    assert "The winner needs 40% of all dots." in now.text
    await ana.click(now, "Numbers")
    await ana.fill(quorum="lots", dots="7")
    now = await ana.told("You have 7 dots")
    assert "not “lots”" in now.text  # what could be read counts, and the rest stays
    assert "At least 30% of those who may vote have to." in now.text


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(chat: Community) -> None:
    ana = await chat.person("Ana")
    draft = await begin(ana, options="Apple", closes="whenever")
    assert "I cannot read “whenever” as a time." in draft.text
    assert "A poll needs 2 to 10 options, and I count 1." in draft.text
    assert "Which cake?" in draft.text and "• Apple" in draft.text
    await ana.click(draft, "Post it")
    await ana.told("and I count 1. Put a ; between them.")
    assert await polls(chat) == []

    await ana.click(draft, "Words")
    await ana.fill(options="Apple\nPlum")
    await ana.click(await ana.told("This is how it will look:"), "Closes")
    await ana.fill(closes="in 100 days")
    await ana.told("at most 90 days; please choose an earlier end")
    await ana.click(draft, "Closes")
    await ana.fill(closes="saturday 18:00")
    now = await ana.told("This is how it will look:")
    assert "May 30, 6:00 PM" in now.text
    await ana.click(now, "Post it")
    await chat.rig.wait_for("general", "Which cake?")


async def test_an_answer_with_a_comma_stays_whole_when_the_words_are_edited(
    chat: Community,
) -> None:
    ana = await chat.person("Ana")
    await ana.command("poll", question="How is it?", options="Bread, cake;", kind="rating")
    await ana.told("Your poll is up")
    await ana.command("polls again")
    draft = await ana.told("Your draft")
    await ana.click(draft, "Words")
    await ana.fill(question="How was it?")
    assert "Bread, cake · 0" in (await ana.told("How was it?")).text


async def test_a_question_without_answers_becomes_a_draft(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "/poll Which cake?")
    draft = await ana.told("Your draft; nobody else sees it.")
    assert "Which cake?" in draft.text and "I count 0" in draft.text


async def test_two_clicks_post_once(chat: Community) -> None:
    ana = await chat.person("Ana")
    draft = await begin(ana)
    await asyncio.gather(*(ana.click(draft, "Post it") for _ in range(5)))
    await chat.settle()
    assert len(await polls(chat)) == 1
    await ana.told("This draft is gone: it was posted, discarded or forgotten after 7 days.")


async def test_quick_presses_all_count(chat: Community) -> None:
    ana = await chat.person("Ana")
    draft = await begin(ana)
    await asyncio.gather(
        *(ana.click(draft, what) for what in ("Kind:", "Votes:", "Counts:", "Voters:", "Reminder:"))
    )
    await chat.settle()
    await ana.click(draft, "Counts:")
    await chat.settle()
    assert set(await labels(ana)) >= {
        "Kind: Several answers",
        "Votes: anonymous",
        "Counts: at once",
        "Voters: moderators",
        "Reminder: yes",
    }


async def test_a_draft_survives_a_restart_and_belongs_to_its_writer(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    draft = await begin(ana)
    await chat.restart()
    # nobody else sees the card, and a forged press finds nothing
    for forged in (Post(1), Discard(1), Turn(1, "kind"), Show(1)):
        await press(chat, ben, forged)
        await ben.told("This draft is gone")
    assert len(ben.told_so_far()) == 1  # the same answer again and again
    await ana.click(draft, "Post it")
    await chat.rig.wait_for("general", "Asked by Ana")


async def test_a_draft_can_be_thrown_away_and_is_forgotten_after_a_week(chat: Community) -> None:
    ana = await chat.person("Ana")
    draft = await begin(ana)
    await ana.click(draft, "Discard")
    await ana.told("Discarded.")
    old = await begin(ana, question="Which bread?")
    drafts = DraftStore(chat.app.db)
    member = await chat.app.registry.known_member(await chat.id, "local", ana.native_id)
    assert member is not None
    cog = chat.app.book.cogs["polls"]
    for days, there in ((6, True), (2, False)):
        chat.clock.advance(days=days)
        await cog.forget_drafts()  # type: ignore[attr-defined]
        assert (await drafts.get(2, member.id) is not None) is there
    await ana.click(old, "Post it")
    await ana.told("This draft is gone")
    assert await polls(chat) == []


async def test_what_a_member_may_is_asked_again_when_it_is_posted(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"open_per_member": 1}})
    ana = await chat.person("Ana")
    one, two = await begin(ana), await begin(ana, question="Which bread?")
    await ana.click(one, "Post it")
    await ana.told("Your poll is up")
    await ana.click(two, "Post it")
    await ana.told("You have 1 open poll; please close it first.")
    await chat.settle()
    assert len(await polls(chat)) == 1
    await ana.command("polls close")
    await ana.told("Closed.")
    await ana.click(two, "Post it")
    await chat.rig.wait_for("general", "Which bread?")


async def test_only_moderators_where_the_setting_says_so(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"who_may_ask": "moderators"}})
    ana = await chat.person("Ana")
    for command in ("poll", "polls again"):
        await ana.command(command)
        await ana.told("Only moderators can start a poll here.")


async def test_what_is_begun_among_moderators_is_posted_there(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("poll", channel="moderators")
    await mo.fill(question="Bonus?", options="Yes; No")
    await mo.click(await mo.told("Your draft"), "Post it")
    await chat.rig.wait_for("moderators", "Bonus?")
    await chat.settle()
    assert await polls(chat) == []
