"""Tickets in detail: private ones, helpers, deadlines, and what is forgotten."""

from __future__ import annotations

from bot.api.people import Level
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

from .stage import (
    ACETONE,
    HOURS,
    OPEN,
    UNKNOWN,
    cog,
    in_support,
    noted,
    reached,
    said,
    states,
    texts,
    ticket_states,
    with_entry,
)

SECRET = "Can I get my money back without my boss knowing?"


async def asked_privately(chat: Community, ana: Actor) -> None:
    """A question by command, handed over to the team alone."""
    await ana.command("faq ask", question=SECRET)
    unsure = await ana.told(UNKNOWN)
    await ana.click(unsure, "Ask a human")
    await ana.told("The team has your question")


async def in_public(chat: Community, ana: Actor) -> tuple[Seen, Seen]:
    """A question in support that is handed over, and its card there."""
    asked = await in_support(chat, ana)
    await ana.click(await ana.sees("support", UNKNOWN), "Ask a human")
    await ana.told("I have asked for a person in support")
    return asked, await ana.sees("support", "Question #1 by")


async def test_a_private_question_stays_with_the_team(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia = await chat.person("Mia", Level.MODERATOR)
    await asked_privately(chat, ana)
    card = await mia.sees("moderators", "Asked privately")
    assert SECRET in card.text
    for channel in ("general", "support", "ideas"):
        assert await said(chat, "money back", channel) <= (channel == "general")  # her own command
        assert await said(chat, "Question #1", channel) == 0
    # only a reply to the card is passed on
    await mia.say("moderators", "Poor Ana, what do we do?")
    await mia.say("moderators", "Yes: write to pay@bakery.example.", reply_to=card)
    told = await ana.told("Mia answers your question #1:")
    assert "write to pay@bakery.example" in told.text
    await reached(chat, "answered")
    assert not [text for text in ana.told_so_far() if "what do we do" in text]
    await ana.click(told, "I need more")
    await ana.fill(more="And how long does it take?")
    await mia.sees("moderators", "And how long does it take?")
    await reached(chat, "open")
    await mia.say("moderators", "Two weeks.", reply_to=card)
    again = await ana.told("Two weeks.")
    await reached(chat, "answered")
    await ana.click(again, "Solved")
    await ana.told("Good to hear.")
    await mia.sees("moderators", "#1 is solved.")
    assert await said(chat, "money back", "support") == 0
    assert not ben.told_so_far()


async def test_nobody_fills_the_teams_place_alone(chat: Community) -> None:
    ana = await chat.person("Ana")
    for number in range(6):
        await ana.command("faq ask", question=f"What is the meaning of the sign number {number}?")
        await noted(chat, number + 1)
        await ana.click(await ana.told(UNKNOWN), "Ask a human")
        await chat.settle()
    await ana.told("Several of your questions are with the team.")
    assert await ticket_states(chat) == ["open"] * 5


async def test_a_question_by_command_may_be_asked_in_public(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.command("faq ask", question=ACETONE)
    await ana.click(await ana.told(UNKNOWN), "Ask in the support channel")
    card = await ana.sees("support", "Question #1 by")
    assert ACETONE in card.text
    await ben.say("support", "Feed it more often.", reply_to=card)
    await reached(chat, "answered")
    await ana.sees("support", "Ben has answered. Was that it?")


async def test_members_help_where_the_owner_says_so(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"faq": {"helpers": "platform is local"}})
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia = await chat.person("Mia", Level.MODERATOR)
    await ben.say("general", "Good morning!")
    _, card = await in_public(chat, ana)
    await ben.click(card, "Claim")
    await ben.told("It is yours.")
    assert await ticket_states(chat) == ["claimed"]
    # a private question is for the team alone, whoever may help otherwise
    await asked_privately(chat, ana)
    card = await mia.sees("moderators", "Question #2 by")
    await mia.click(card, "Claim")
    await mia.told("It is yours.")


async def test_members_do_not_claim_otherwise(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    _, card = await in_public(chat, ana)
    await ben.click(card, "Claim")
    await ben.told("Only moderators and helpers can do that.")
    await ben.click(card, "Close")
    await ben.told("Only the person who asked can say that.")
    assert await ticket_states(chat) == ["open"]


async def test_a_deadline_reminds_the_helper_then_everybody(chat: Community) -> None:
    ana = await chat.person("Ana")
    mia = await chat.person("Mia", Level.MODERATOR)
    _, card = await in_public(chat, ana)
    await mia.click(card, "Claim")
    await mia.told("It is yours.")
    await chat.advance(hours=25)
    await mia.told("You took over question #1, and it still waits:")
    assert await said(chat, "still waits for an answer", "moderators") == 0
    await chat.advance(hours=25)
    await mia.sees("moderators", "Question #1 still waits for an answer:")
    assert await ticket_states(chat) == ["open"]
    for _ in range(5):  # a tired team is not nagged for ever
        await chat.advance(hours=25)
    assert await said(chat, "still waits for an answer", "moderators") == 2
    assert len([t for t in mia.told_so_far() if "You took over question" in t]) == 1


async def test_tickets_are_listed_released_and_closed(chat: Community) -> None:
    ana = await chat.person("Ana")
    mia, mo = [await chat.person(name, Level.MODERATOR) for name in ("Mia", "Mo")]
    await in_public(chat, ana)
    await mia.command("faq tickets")
    listed = await mia.told("1 question:")
    assert ACETONE[:40] in listed.text and "open" in listed.text
    await mia.click(listed, "Show #1")
    shown = await mia.told("Question #1 by")
    await mia.click(shown, "Claim")
    await mia.told("It is yours.")
    await mo.command("faq tickets")
    assert "Mia" in (await mo.told("claimed")).text
    card = await mo.sees("moderators", "Mia answers it")
    await mo.click(card, "Release")
    await mo.told("somebody else can take it")
    await reached(chat, "open")
    await mo.click(await mo.sees("moderators", "Who takes it?"), "Close")
    await mo.told("the question is closed")
    assert await ticket_states(chat) == ["closed"]
    await mo.command("faq tickets")
    await mo.told("No question waits for a person.")


async def test_an_answer_without_a_word_about_it_is_closed_after_a_week(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    asked, _ = await in_public(chat, ana)
    await ben.say("support", "Feed it more often.", reply_to=asked)
    await reached(chat, "answered")
    await chat.advance(days=8)
    assert await ticket_states(chat) == ["closed"]
    assert await texts(chat) == [None]


async def test_the_asker_who_is_there_is_not_told(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    asked, card = await in_public(chat, ana)
    answer = await ben.say("support", "Feed it more often.", reply_to=asked)
    await reached(chat, "answered")
    await ana.say("support", "Thanks, I will", reply_to=card)
    await chat.settle()
    await chat.advance(minutes=10)
    assert not [t for t in ana.told_so_far() if "has answered your question" in t]
    assert await ticket_states(chat) == ["answered"]
    await ana.say("support", "How often is more often?", reply_to=card)
    await reached(chat, "open")
    assert answer.native_id


async def test_a_solution_without_a_ticket_is_offered_too(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia = await chat.person("Mia", Level.MODERATOR)
    asked = await ana.say("support", ACETONE)
    await noted(chat, 1)
    answer = await ben.say("support", "Feed it twice a day.", reply_to=asked)
    await chat.settle()
    await ben.menu("Mark as solution", answer)
    await ben.told("I do not know which question that answers.")
    await ana.menu("Mark as solution", answer)
    await ana.told("It is marked as the solution")
    offer = await mia.sees("moderators", "A question was solved by Ben")
    assert ACETONE in offer.text and "Feed it twice a day." in offer.text
    await mia.click(offer, "Not for the FAQ")
    await mia.sees("moderators", "Solved, and not for the FAQ.")
    assert await states(chat) == ["people"]


async def test_the_bots_own_answer_is_confirmed_by_its_button(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await in_support(chat, ana, HOURS)
    await ana.menu("Mark as solution", await ana.sees("support", OPEN))
    heard = await ana.told("Solved? Yes")
    assert "an answer of mine" in heard.text


async def test_who_leaves_is_forgotten(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    asked, _ = await in_public(chat, ana)
    answer = await ben.say("support", "Feed it more often.", reply_to=asked)
    await reached(chat, "answered")
    await ana.menu("Mark as solution", answer)
    await ana.told("It is marked as the solution")
    faq, community_id = cog(chat), await chat.id
    draft = await faq._drafts.get(community_id, 1)
    assert draft is not None and draft.question == ACETONE
    bens = await chat.app.registry.find_member(community_id, "local", "Ben")
    assert bens is not None
    await faq.erase(bens.id)
    assert await faq._drafts.get(community_id, 1) is None


async def test_a_ticket_without_cards_gets_them_after_a_crash(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("faq ask", question=SECRET)
    await ana.told(UNKNOWN)
    member = await chat.app.registry.find_member(await chat.id, "local", "Ana")
    channel = (await chat.app.registry.place(await chat.id, "support"))[0]
    assert member is not None
    # killed after the row was written
    await cog(chat)._tickets.open(
        await chat.id,
        1,
        member.id,
        SECRET,
        chat.clock.now(),
        private=True,
        channel_id=channel.id,
        message_id=None,
    )
    for _ in range(2):
        await chat.restart()
        await chat.advance(seconds=1)
        assert await said(chat, "Asked privately", "moderators") == 1
    await chat.advance(hours=25)
    assert await said(chat, "Question #1 still waits", "moderators") == 1


async def test_an_erased_asker_leaves_no_words(chat: Community) -> None:
    ana = await chat.person("Ana")
    await in_public(chat, ana)
    faq, community_id = cog(chat), await chat.id
    anas = await chat.app.registry.find_member(community_id, "local", "Ana")
    assert anas is not None
    await faq.erase(anas.id)
    ticket = await faq._tickets.get(community_id, 1)
    assert ticket is not None and (ticket.text, ticket.asker_id) == ("", None)
    assert ticket.state == "closed" and await texts(chat) == [None]
    await ana.sees("support", "#1 is closed.")
