"""Polls whose answers are pressed on the public card."""

from __future__ import annotations

import asyncio

from tests.cogs.polls.voting.stage import ask, ballot, receipt
from tests.support.community import Community


async def test_a_poll_from_question_to_result(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana, options=("Apple", "Plum"), hours=2)
    assert card.buttons == ("Apple", "Plum", "My vote")
    assert "Asked by Ana" in card.text
    assert "Private: nobody is shown who voted what" in card.text
    # 20:26 UTC is 22:26 in Berlin, and so said on the card
    assert "May 29, 12:26 AM" in card.text

    await ana.click(card, "Apple")
    told = await ana.told("You voted for Apple. You can change your mind until")
    assert "Your receipt:" in told.text and receipt(told)
    await ben.click(card, "Plum")
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
    first = receipt(await ana.told("You voted for Plum"))
    await ana.click(card, "Plum")
    told = await ana.told("You have already voted for Plum")
    assert receipt(told) == first
    await ana.click(told, "Take my vote back")
    await ana.told("You took your vote back.")
    await ana.sees("general", "0 people voted")


async def test_multiple_choice_toggles(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="multiple")
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple.")
    await ana.click(card, "Cherry")
    await ana.told("You voted for Apple, Cherry.")
    await ana.click(card, "Apple")
    await ana.told("You voted for Cherry.")
    await ana.sees("general", "1 person voted")


async def test_a_double_click_counts_as_one(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="multiple")
    await asyncio.gather(ana.click(card, "Apple"), ana.click(card, "Apple"))
    await chat.settle()
    await ana.sees("general", "Apple · 1 · 100%")
    chat.clock.advance(seconds=2)
    await ana.click(card, "Apple")
    await ana.told("You took your vote back.")
    await ana.sees("general", "0 people voted")


async def test_a_motion_with_its_fixed_answers(chat: Community) -> None:
    people = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    card = await ask(
        chat, people[0], "New oven?", ("Yes", "No", "Abstain"), kind="yesno", threshold=50
    )
    assert card.buttons[:3] == ("Yes", "No", "Abstain")
    assert "Yes needs 50% of Yes and No." in card.text
    for who, word in zip(people, ("Yes", "Abstain", "No"), strict=True):
        await who.click(card, word)
        await who.told(f"You voted for {word}")
    await chat.advance(hours=25)
    result = await people[0].sees("general", "Not passed.", after=card)
    assert "A tie is no majority, so No stands." in result.text


async def test_ones_vote_can_be_looked_up_and_taken_back(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana)
    mine = await ballot(ana, card, "My vote")
    assert "You have not voted." in mine.text
    await ana.click(card, "Plum")
    given = receipt(await ana.told("You voted for Plum"))
    mine = await ballot(ana, card, "My vote")
    assert receipt(mine) == given and "Plum · ✓" in mine.buttons
    await ana.click(mine, "Take my vote back")
    await ana.sees("general", "0 people voted")


async def test_a_vote_after_the_end_is_told_in_one_sentence(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana)
    chat.clock.advance(hours=25)  # due, but the closing task has not run yet
    await ana.click(card, "Apple")
    await ana.told("The poll “Which cake?” is closed; your click was not counted.")
    await chat.advance(seconds=1)
    await ana.sees("general", "Nobody voted.", after=card)


async def test_twenty_people_clicking_at_once_are_counted_exactly(chat: Community) -> None:
    ana = await chat.person("Ana")
    voters = [await chat.person(f"Voter {i}") for i in range(20)]
    card = await ask(chat, ana)
    await asyncio.gather(*(v.click(card, "Apple") for v in voters for _ in range(2)))
    await chat.settle()
    await ana.sees("general", "Apple · 20 · 100%")


async def test_twenty_answers_fit_and_each_can_be_pressed(chat: Community) -> None:
    ana = await chat.person("Ana")
    options = tuple(f"{n} " + "very long answer " * 4 for n in range(1, 21))
    card = await ask(chat, ana, options=tuple(option.strip() for option in options))
    assert len(card.buttons) == 21
    await ana.click(card, "20 very")
    await ana.told("You voted for 20 very long answer")
    await ana.sees("general", "1 person voted")
