"""What goes wrong around tickets and entries: switched off, asked back, deleted, done twice."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from cogs.faq import logic
from cogs.faq.cog import Faq
from tests.support.chat import Actor, Seen
from tests.support.community import Community

from .stage import (
    ACETONE,
    HOURS,
    OPEN,
    UNKNOWN,
    cog,
    in_support,
    reached,
    said,
    states,
    texts,
    ticket_states,
    with_entry,
)

SECRET = "Can I get my money back without my boss knowing?"
OTHER = "Why is my rye bread so very flat this winter?"


async def solved(chat: Community, ana: Actor, ben: Actor, question: str, answer: str) -> Seen:
    """A question that Ben answers, and Ana says so."""
    asked = await in_support(chat, ana, question)
    answered = await ben.say("support", answer, reply_to=asked)
    await chat.settle()
    await ana.menu("Mark as solution", answered)
    await chat.settle()
    return asked


async def handed_over(chat: Community, ana: Actor) -> Seen:
    """A question in support that waits for a person."""
    asked = await in_support(chat, ana)
    await ana.click(await ana.sees("support", UNKNOWN), "Ask a human")
    await ana.told("I have asked for a person in support")
    return asked


async def privately(chat: Community, ana: Actor) -> None:
    """The same, for the team alone."""
    await ana.command("faq ask", question=SECRET)
    await ana.click(await ana.told(UNKNOWN), "Ask a human")
    await ana.told("The team has your question")


async def member_id(chat: Community, name: str) -> int:
    found = await chat.app.registry.find_member(await chat.id, "local", name)
    assert found is not None
    return found.id


async def test_each_solution_is_offered(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia = await chat.person("Mia", Level.MODERATOR)
    await solved(chat, ana, ben, ACETONE, "Feed it twice a day.")
    await mia.click(await mia.sees("moderators", "Feed it twice a day."), "Not for the FAQ")
    await mia.sees("moderators", "Solved, and not for the FAQ.")
    # a database may give the number of the row that is gone once more
    await solved(chat, ana, ben, OTHER, "Let it rise for an hour more.")
    await mia.sees("moderators", "Let it rise for an hour more.")
    await mia.sees("moderators", "Solved, and not for the FAQ.")


async def test_a_better_solution_takes_the_place_on_the_card(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia = await chat.person("Mia", Level.MODERATOR)
    asked = await solved(chat, ana, ben, ACETONE, "You silly goose, think for yourself!")
    await mia.sees("moderators", "silly goose")
    better = await ben.say("support", "Feed it twice a day.", reply_to=asked)
    await chat.settle()
    await ana.menu("Mark as solution", better)
    await mia.sees("moderators", "Feed it twice a day.")
    assert await said(chat, "silly goose", "moderators") == 0
    assert await said(chat, "A question was solved", "moderators") == 1


@pytest.mark.parametrize("who", ["Ana", "Ben"])
async def test_a_card_forgets_whom_it_quotes(chat: Community, who: str) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia = await chat.person("Mia", Level.MODERATOR)
    await solved(chat, ana, ben, ACETONE, "Feed it twice a day.")
    await mia.sees("moderators", "Feed it twice a day.")
    await cog(chat).erase(await member_id(chat, who))
    assert await said(chat, "A question was solved", "moderators") == 0


async def test_a_card_that_nobody_reviews_goes(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await solved(chat, ana, ben, ACETONE, "Feed it twice a day.")
    assert await said(chat, "A question was solved", "moderators") == 1
    chat.clock.advance(days=40)
    await cog(chat).forget_old_questions()
    assert await said(chat, "A question was solved", "moderators") == 0


async def test_whatever_is_said_of_a_private_question_can_be_replied_to(chat: Community) -> None:
    ana, mia = await chat.person("Ana"), await chat.person("Mia", Level.MODERATOR)
    await privately(chat, ana)
    await chat.advance(hours=25)
    waits = await mia.sees("moderators", "Question #1 still waits")
    await mia.say("moderators", "Yes you can.", reply_to=waits)
    told = await ana.told("Yes you can.")
    await ana.click(told, "I need more")
    await ana.fill(more="And how long does it take?")
    more = await mia.sees("moderators", "And how long does it take?")
    await mia.say("moderators", "Two weeks.", reply_to=more)
    await ana.click(await ana.told("Two weeks."), "Solved")
    await mia.sees("moderators", "#1 is solved.")
    assert await said(chat, "still waits", "moderators") == 0


async def test_a_private_question_is_answered_by_a_form(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a moderators' channel the card comes privately, where a reply is not heard."""
    directory = cog(chat)._directory
    place = directory.place

    async def without(community_id: int, purpose: str) -> object:
        return [] if purpose == "moderators" else await place(community_id, purpose)  # type: ignore[arg-type]

    ana, mia = await chat.person("Ana"), await chat.person("Mia", Level.MODERATOR)
    await mia.command("faq tickets")  # the bot knows its team
    await mia.told("No question waits")
    monkeypatch.setattr(directory, "place", without)
    await privately(chat, ana)
    card = await mia.told("Asked privately")
    await mia.click(card, "Answer")
    await mia.fill(answer="Yes: write to pay@bakery.example.")
    await mia.told("I have passed it on with your name.")
    told = await ana.told("Mia answers your question #1:")
    assert "pay@bakery.example" in told.text
    assert await ticket_states(chat) == ["answered"]


async def test_switched_off_nobody_is_answered_or_reminded(chat: Community) -> None:
    await with_entry(chat)
    ana, oda = await chat.person("Ana"), await chat.person("Oda", Level.OWNER)
    await privately(chat, ana)
    await ana.say("support", HOURS)
    await chat.settle()
    await oda.command("settings set", name="faq.enabled", value="off")
    await oda.told("faq.enabled = off")
    await chat.advance(hours=25)
    chat.clock.advance(days=400)
    await cog(chat).ask_about_stale()
    assert await said(chat, OPEN) == 0
    assert await said(chat, "still waits", "moderators") == 0
    assert await said(chat, "Is this still true?", "moderators") == 0
    await oda.command("settings set", name="faq.enabled", value="on")
    await oda.told("faq.enabled = on")
    await chat.advance(hours=25)
    assert await said(chat, "still waits", "moderators") == 1


async def test_a_deleted_question_is_closed(chat: Community) -> None:
    ana, mia = await chat.person("Ana"), await chat.person("Mia", Level.MODERATOR)
    asked = await handed_over(chat, ana)
    await ana.delete(asked)
    await reached(chat, "closed")
    await mia.sees("moderators", "#1 is closed.")
    assert await said(chat, ACETONE) == await said(chat, ACETONE, "moderators") == 0
    await chat.advance(hours=1)
    other = await in_support(chat, ana, OTHER)
    await ana.sees("support", UNKNOWN)
    await ana.delete(other)
    await chat.settle()
    assert await said(chat, UNKNOWN) == 0


async def test_me_too_is_no_answer(chat: Community) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    mia = await chat.person("Mia", Level.MODERATOR)
    await mia.command("faq tickets")  # the bot knows its team
    await mia.told("No question waits")
    asked = await handed_over(chat, ana)
    await ben.say("support", "Me too!", reply_to=asked)
    await cem.say("support", "Has anybody got an answer to this?", reply_to=asked)
    await chat.settle()
    assert await ticket_states(chat) == ["open"]
    await mia.say("support", "Which flour?", reply_to=asked)
    await reached(chat, "answered")
    # she says what was asked: it is the team's turn again
    await ana.say("support", "Rye, from the mill.", reply_to=asked)
    await reached(chat, "open")
    await mia.say("support", "Feed it.", reply_to=asked)
    await reached(chat, "answered")
    await ana.say("support", "I will do that.", reply_to=asked)
    await chat.settle()
    assert await ticket_states(chat) == ["answered"]


async def test_an_entry_settles_the_ticket(chat: Community) -> None:
    ana, mia = await chat.person("Ana"), await chat.person("Mia", Level.MODERATOR)
    await handed_over(chat, ana)
    await mia.command("faq gaps")
    await mia.click(await mia.told("Asked, without an answer:"), "Write 1")
    await mia.fill(question=ACETONE, answer="It is hungry.", phrases="")
    await mia.told("1 question has its answer now.")
    assert await ticket_states(chat) == ["solved"]


async def test_nothing_typed_is_lost(chat: Community) -> None:
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia, mo = [await chat.person(name, Level.MODERATOR) for name in ("Mia", "Mo")]
    first, second = await in_support(chat, ana), await in_support(chat, ben, OTHER)
    lists = []
    for who in (mia, mo):
        await who.command("faq gaps")
        lists.append(await who.told("Asked, without an answer:"))
    await mia.click(lists[0], "Write 1")
    await mo.click(lists[1], "Write 1")
    await mia.fill(question=ACETONE, answer="It is hungry.", phrases="")
    await mia.told("1 question has its answer now.")
    await mo.fill(question=ACETONE, answer="Feed it more often.", phrases="")
    lost = await mo.told("settled meanwhile")
    assert "You wrote:" in lost.text and "Feed it more often." in lost.text
    # where people have answered meanwhile, the entry is still worth having
    await mia.click(lists[0], "Write 2")
    await ana.say("support", "Give it more time to rise.", reply_to=second)
    await chat.settle()
    await mia.fill(question=OTHER, answer="Let it rise for longer.", phrases="")
    await mia.told("Let it rise for longer.")
    assert await states(chat) == ["written", "people"] and first != second


async def test_the_digest_leads_to_the_form(chat: Community) -> None:
    await with_entry(chat)
    ana, mia = await chat.person("Ana"), await chat.person("Mia", Level.MODERATOR)
    await in_support(chat, ana)
    await chat.advance(hours=1)
    await mia.command("digest now")
    shown = await mia.told("A question is still open")
    await mia.click(shown, "Write this one")
    await mia.fill(question=ACETONE, answer="It is hungry.", phrases="")
    await mia.told("1 question has its answer now.")
    await ana.sees("support", "It is hungry.")
    assert await states(chat) == ["written"] and await texts(chat) == [None]


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("Call me: +49 170 123 45 67?", "Call me: …?"),
        ("why was ana.b@mail.example not told, @Mia?", "why was … not told, …?"),
        ("Is 24.12.2026 a day off, and 250 g enough?", "Is … a day off, and 250 g enough?"),
        ("Do 2 of 3 fit?", "Do 2 of 3 fit?"),
    ],
)
def test_what_is_personal_is_not_offered_for_all_to_read(asked: str, offered: str) -> None:
    assert logic.prefilled(asked) == offered


async def test_linked_in_the_wait(chat: Community) -> None:
    """The other account of the asker is no other person."""
    await with_entry(chat)
    ana = await chat.person("Ana")
    phone = await chat.person("Ana on the phone")
    await ana.say("support", HOURS)
    await phone.say("general", "Good morning")
    await chat.settle()
    faq = cog(chat)
    assert isinstance(faq, Faq)
    kept, gone = await member_id(chat, "Ana on the phone"), await member_id(chat, "Ana")
    await faq.linked(kept, gone)
    await phone.say("support", "I would like to come by on Sunday.")
    await chat.settle()
    await chat.advance(seconds=130)
    assert await said(chat, OPEN) == 1
