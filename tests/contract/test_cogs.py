"""What the cogs do for people, told once and true on every platform and both databases."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.api.people import Level
from bot.api.reply import Button, Payload, Reply
from storage.tables import channels, messages
from tests.cogs.polls.voting import stage as polls
from tests.contract import stagehands
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

NASTY = "Ben, you are an idiot"
# What reads and writes nothing of its own need not be told on two databases.
one_database = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def flagged(chat: Community) -> tuple[Actor, Actor, Seen]:
    """Ana, a moderator, and the moderators' card of Ana's nasty message."""
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", NASTY)
    return ana, mo, await mo.sees("moderators", NASTY)


async def test_a_newcomer_is_greeted_and_really_mentioned(open_chat: Opener) -> None:
    template = "Hello {mention}, welcome to {community}: {rules}"
    chat = await open_chat(cogs={"welcome": {"template": template, "rules": "Be kind."}})
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    greeting = await nia.sees("general", "welcome to Sourdough & Co.: Be kind.")
    assert "Nia" in greeting.text
    assert stagehands.mentioned(chat.rig, greeting) == {nia.native_id}


async def test_a_saved_message_answers_a_question_in_support(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"faq": {"wait_seconds": 0}})
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    said = await ben.say("general", "The ramp is on the left side of the house.")
    await chat.settle()
    await mo.menu("Save as FAQ", said)
    await mo.fill(question="Where is the ramp for the pram?", answer=said.text)
    await mo.told("Saved:")
    await ana.say("support", "Hello! Where is the ramp for the pram?")
    answer = await ana.sees("support", "left side of the house")
    await ben.click(answer, "No")
    await ben.told("Only the person who asked can say that.")
    await ana.say("support", "Do you ship sourdough starters to Norway?")
    await ana.sees("support", "I do not know that yet")
    await mo.command("faq questions")
    await mo.told("Norway")


async def test_an_idea_from_its_card_to_its_outcome(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title="Bread subscription", details="So that I never run out")
    card = await ben.sees("ideas", "Bread subscription")
    await ben.click(card, "Support")
    await ben.told("support")
    number = card.text[card.text.index("#") + 1 :].split()[0].rstrip(":")
    await mo.command("ideas status", idea=number, status="planned", reason="We like it")
    await mo.told("is now planned")
    await chat.advance(minutes=2)
    for told in (await ana.told("We like it"), await ben.told("We like it")):
        assert "Bread subscription" in told.text
    await mo.command("ideas status", idea=number, status="done", reason="Too early")
    await mo.told("cannot become")
    await ana.sees("ideas", "planned")


async def test_a_ranked_poll_from_the_ballot_to_the_checked_count(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    cakes = ("Apple", "Plum", "Cherry")
    card = await polls.ask(chat, ana, options=cakes, kind="ranked", secrecy="anonymous")
    mine = await polls.ballot(ana, card)
    mine = await polls.press(ana, mine, "Plum", "Apple", until="Your order: 1. Plum, 2. Apple.")
    theirs = await polls.ballot(ben, await ben.sees("general", "1 person voted"))
    await polls.press(ben, theirs, "Cherry", "Plum", "Cherry", until="Your order: 1. Plum.")
    await ana.sees("general", "2 people voted")
    await ana.command("polls close", poll="#1")
    result = await ben.sees("general", "Plum has won in round 1 with 2 of 2 votes.", after=card)
    await ben.click(result, "Check the count")
    proof = await ben.told("The file has all 2 ballots")
    assert proof.files == ("poll-1.json",)
    await ana.command("polls verify", receipt=polls.receipt(mine))
    assert "1. Plum, 2. Apple" in (await ana.told("This ballot is in the count")).text


async def test_one_message_is_deleted_and_another_costs_a_time_out(chat: Community) -> None:
    ana, mo, card = await flagged(chat)
    await ana.say("general", "The rye is lovely")
    await mo.click(card, "Delete")
    await mo.sees("moderators", "Deleted by Mo")
    assert [m.text for m in await chat.messages("general")] == ["The rye is lovely"]
    await ana.say("general", "What an idiot you are")
    await mo.click(await mo.sees("moderators", "What an idiot you are"), "Time out")
    await ana.told("paused your writing for 1 hour")
    assert chat.rig.timed_out(ana)
    await mo.sees("moderators", "Timed out for 1 hour by Mo")


async def test_an_edited_message_is_scored_again_and_reported_unseen(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    said = await ana.say("general", "Good morning")
    await chat.settle()
    await ben.menu("Report message", said)
    card = await mo.sees("moderators", "Reported by 1 member")
    assert "Ben" not in card.text
    await ana.edit(said, "Good morning, idiot")
    await mo.sees("moderators", "Good morning, idiot")
    assert not ana.told_so_far()


async def test_a_warning_names_its_member_and_reaches_them(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await mo.command("warn", channel="moderators", member=ana, reason="please be kind")
    await ana.told("please be kind")
    await mo.told("Ana is warned")
    await mo.command("warnings", channel="moderators", member=ana)
    await mo.told("Warnings of Ana")
    await ana.command("warn", member=mo, reason="just because")
    await ana.told("Only moderators can do that here.")
    assert not [told for told in mo.told_so_far() if "just because" in told]


@one_database
async def test_rights_count_when_a_button_is_pressed(chat: Community) -> None:
    _, mo, _ = await flagged(chat)
    await mo.command("queue")
    listed = await mo.told("1 alert is waiting")
    await stagehands.make_ordinary(chat.rig, mo)
    await chat.settle()
    await mo.click(listed, "Show")
    await mo.told("Only moderators can do that here.")
    assert not [told for told in mo.told_so_far() if NASTY in told]


@one_database
@pytest.mark.parametrize("platform", ["discord", "telegram"])  # the local bot may do everything
async def test_a_missing_right_is_named(chat: Community) -> None:
    _, mo, card = await flagged(chat)
    for right, button in ((stagehands.DELETE, "Delete"), (stagehands.TIME_OUT, "Time out")):
        name = await stagehands.take_right(chat.rig, right)
        await mo.click(card, button)
        await mo.told(name)
        card = await mo.sees("moderators", name)
    assert NASTY in [m.text for m in await chat.messages("general")]


@one_database
@pytest.mark.parametrize(("community", "person"), [("en", "de"), ("de", "en")])
async def test_private_words_are_in_ones_own_language(
    open_chat: Opener, community: str, person: str
) -> None:
    chat = await open_chat(locale=community)
    ana = await chat.person("Ana")
    stagehands.speaks(chat.rig, ana, person)
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    card = await ana.sees("general", "Which cake?")
    await ana.click(card, "Plum")
    public = {"en": "1 person voted", "de": "1 Person hat abgestimmt"}
    private = {"en": "You voted for", "de": "Du hast für"}
    await ana.sees("general", public[community])
    await ana.told(private[person])


@dataclass(frozen=True)
class Forgotten(Payload, tag="gone.v"):
    """A button that some earlier version has posted."""

    thing: int


@one_database
async def test_a_button_of_long_ago_is_answered_in_one_sentence(chat: Community) -> None:
    ana = await chat.person("Ana")
    (place, *_) = await chat.app.registry.place(await chat.id, "general")
    await chat.app.outbox.post(place, Reply("An old card", [[Button("Old", Forgotten(1))]]))
    await ana.click(await ana.sees("general", "An old card"), "Old")
    await ana.told("That is no longer in use.")


async def test_reactions_and_threads_are_kept_apart(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "Fresh rolls!")
    await chat.settle()
    await ben.react(said, "👍")
    await ana.react(said, "👍")
    if chat.rig.name != "local":  # it has no threads
        await stagehands.say_in_thread(ana, chat.rig, "oven talk", "The oven is hot")
    await ben.say("support", "Thank you for the rolls")
    expected = 2 if chat.rig.name == "local" else 3

    async def places() -> int:
        async with chat.app.db.read() as connection:
            rows = await connection.execute(
                select(messages.c.channel_id).join(channels, channels.c.id == messages.c.channel_id)
            )
            return len({row.channel_id for row in rows})

    await chat.until(places, expected)
    assert chat.app.intake.failed == 0
