"""Polls as people use them."""

from __future__ import annotations

import asyncio

from bot.api.people import Level
from cogs.polls.store import PollStore
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener


async def ask(chat: Community, who: Actor, **options: object) -> Seen:
    """A poll about cake; its card."""
    values: dict[str, object] = {"question": "Which cake?", "options": "Apple; Plum"}
    await who.command("poll", **{**values, **options})
    return await who.sees("general", str(options.get("question", "Which cake?")))


async def test_a_poll_from_question_to_result(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana, closes="in 2h")
    assert card.buttons == ("Apple", "Plum")
    assert "Asked by Ana" in card.text
    confirmed = await ana.told("Your poll is up in #general")
    # 20:26 UTC is 22:26 in Berlin, and so said on the card and in private
    assert "May 29, 12:26 AM" in confirmed.text and "in 2 hours" in confirmed.text
    assert "May 29, 12:26 AM" in card.text

    await ana.click(card, "Apple")
    await ana.told("You voted for Apple. You can change your mind until")
    await ben.click(card, "Plum")
    await chat.settle()
    card = await ana.sees("general", "2 people voted")
    assert "Apple · 1 · 50%" in card.text and "█████░░░░░" in card.text

    await ben.click(card, "Apple")
    await ben.told("You voted for Apple")
    await ana.sees("general", "Apple · 2 · 100%")

    await chat.advance(hours=2)
    closed = next(m for m in await chat.messages("general") if m.native_id == card.native_id)
    assert closed.buttons == ()
    assert "Apple has won with 2 votes." in closed.text
    result = await ana.sees("general", "📊 The poll is closed: Which cake?", after=card)
    assert result.files == ("chart.png",)


async def test_a_second_click_tells_and_offers_to_take_the_vote_back(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana)
    await ana.click(card, "Plum")
    await ana.told("You voted for Plum")
    await ana.click(card, "Plum")
    told = await ana.told("You have already voted for Plum")
    await ana.click(told, "Take my vote back")
    await ana.told("You took your vote back.")
    await ana.sees("general", "0 people voted")


async def test_multiple_choice_toggles(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, options="Apple; Plum; Cherry", kind="multiple")
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple.")
    await ana.click(card, "Cherry")
    await ana.told("You voted for Apple, Cherry.")
    await ana.click(card, "Apple")
    await ana.told("You voted for Cherry.")
    await ana.sees("general", "1 person voted")


async def test_polls_that_cannot_be(chat: Community) -> None:
    ana = await chat.person("Ana")
    bad = {
        "Apple": "needs 2 to 10 options, and I count 1",
        "; ".join(f"cake {i}" for i in range(40)): "needs 2 to 10 options, and I count 40",
        "Apple; Plum; apple": "“apple” is there twice",
        f"Apple; {'x' * 90}": "at most 80 characters",
    }
    for options, sentence in bad.items():
        await ana.command("poll", question="Which cake?", options=options)
        await ana.told(sentence)
    await ana.command("poll", question="x" * 300, options="Apple; Plum")
    await ana.told("at most 200 characters")
    await ana.command("poll", question="When?", options="Apple; Plum", closes="in 100 days")
    await ana.told("at most 90 days")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if m.buttons]


async def test_a_vote_after_the_end_is_told_in_one_sentence(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana)
    chat.clock.advance(hours=25)  # due, but the closing task has not run yet
    await ana.click(card, "Apple")
    await ana.told("The poll “Which cake?” is closed; your click was not counted.")
    await chat.advance(seconds=1)
    await ana.sees("general", "Nobody voted.", after=card)


async def test_only_the_asker_or_a_moderator_closes(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await ask(chat, ana)
    await ben.click(card, "Plum")
    await ben.command("polls close", poll="#1")
    await ben.told("Only moderators and whoever asked a poll can close it.")
    await mo.command("polls close", poll="cake")
    await mo.told("Closed. The result of “Which cake?” is in the channel.")
    await ana.sees("general", "Plum has won with 1 vote.", after=card)
    await ana.command("polls close")
    await ana.told("No open poll fits")
    await chat.advance(hours=48)
    results = [m for m in await chat.messages("general") if "The poll is closed" in m.text]
    assert len(results) == 1


async def test_with_several_polls_one_chooses_which_to_close(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ask(chat, ana)
    await ask(chat, ana, question="Which bread?", options="Rye | Wheat")
    await ana.command("polls close")
    choice = await ana.told("Which poll shall I close?")
    await ana.click(choice, "Which bread?")
    await ana.told("Closed. The result of “Which bread?”")
    await ana.click(choice, "Which bread?")
    await ana.told("This poll is closed already.")
    await ana.command("polls list")
    listed = await ana.told("Open polls:")
    assert "Which cake?" in listed.text and "Which bread?" not in listed.text


async def test_a_member_cannot_flood_and_settings_say_who_may_ask(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"open_per_member": 1}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ask(chat, ana)
    await ana.command("poll", question="Again?", options="Yes; No")
    await ana.told("You have 1 open poll; please close it first.")
    for question in ("One?", "Two?"):
        await ask(chat, mo, question=question)


async def test_only_moderators_where_the_setting_says_so(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"who_may_ask": "moderators"}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    await ana.told("Only moderators can start a poll here.")
    await ask(chat, mo)


async def test_a_poll_survives_a_restart_in_the_middle(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana)
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple")
    await chat.restart()
    await ana.click(card, "Plum")
    await ana.told("You voted for Plum")
    await chat.restart()
    await chat.advance(hours=24)
    await ana.sees("general", "Plum has won with 1 vote.", after=card)
    cards = [m for m in await chat.messages("general") if "Asked by Ana" in m.text]
    assert len(cards) == 1 and cards[0].buttons == ()


async def test_a_deadline_that_passed_while_the_bot_was_down(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, closes="in 10 minutes")
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple")
    chat.clock.advance(hours=3)
    await chat.restart()
    await chat.advance(seconds=1)
    await ana.sees("general", "Apple has won with 1 vote.", after=card)


async def test_a_crash_between_closing_and_telling_loses_nothing(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana)
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple")
    await PollStore(chat.app.db).close(await chat.id, 1, None, chat.clock.now())
    for _ in range(2):
        await chat.restart()
        await chat.advance(seconds=1)
    await ana.sees("general", "Apple has won with 1 vote.", after=card)
    results = [m for m in await chat.messages("general") if "The poll is closed" in m.text]
    assert len(results) == 1


async def test_while_typing_those_polls_are_offered_that_one_may_close(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ask(chat, ana)
    await ask(chat, ben, question="Which bread?")
    assert isinstance(chat.rig, LocalRig)
    world = chat.rig.world
    offered = await world.complete("general", ana.native_id, "polls close", "poll", "which")
    assert offered == ["#1 Which cake?"]
    await ana.command("polls close", poll=offered[0])
    await ana.told("Closed.")


async def test_twenty_people_clicking_at_once_are_counted_exactly(chat: Community) -> None:
    ana = await chat.person("Ana")
    voters = [await chat.person(f"Voter {i}") for i in range(20)]
    card = await ask(chat, ana)
    await asyncio.gather(*(v.click(card, "Apple") for v in voters for _ in range(2)))
    await chat.settle()
    await ana.sees("general", "Apple · 20 · 100%")


async def test_a_poll_in_a_private_channel_stays_there(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("poll", channel="moderators", question="Bonus?", options="Yes; No")
    await mo.sees("moderators", "Bonus?")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if "Bonus?" in m.text]


async def test_german(open_chat: Opener) -> None:
    chat = await open_chat(locale="de")
    ana = await chat.person("Ana")
    await ana.command("poll", question="Welcher Kuchen?", options="Apfel; Pflaume")
    card = await ana.sees("general", "Gefragt von Ana")
    assert "Offen bis" in card.text and "Asked" not in card.text
    await ana.click(card, "Apfel")
    await ana.told("Du hast für Apfel gestimmt.")
    await chat.advance(hours=24)
    await ana.sees("general", "Apfel hat mit 1 Stimme gewonnen.", after=card)


async def test_a_forgotten_member_leaves_the_cards(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana)
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple")
    polls = chat.app.book.cogs["polls"]
    member = await chat.app.registry.known_member(await chat.id, "local", ana.native_id)
    assert member is not None
    await polls.erase(member.id)
    await chat.settle()
    now = next(m for m in await chat.messages("general") if m.native_id == card.native_id)
    assert "Asked by a former member" in now.text and "0 people voted" in now.text
