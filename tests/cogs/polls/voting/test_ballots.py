"""Polls that are voted in on a private ballot, which follows each press."""

from __future__ import annotations

import asyncio

from tests.cogs.polls.voting.stage import ask, ballot, press, receipt
from tests.support.community import Community


async def test_ranked_in_the_order_of_the_presses(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="ranked")
    assert card.buttons == ("Vote",)
    mine = await ballot(ana, card)
    assert mine.buttons == ("Apple", "Plum", "Cherry")
    mine = await press(ana, mine, "Cherry", "Apple", until="Your order: 1. Cherry, 2. Apple.")
    assert mine.buttons[:3] == ("Apple · place 2", "Plum", "Cherry · place 1")
    before = receipt(mine)
    mine = await press(ana, mine, "Cherry", until="Your order: 1. Apple.")
    assert receipt(mine) != before
    await ana.sees("general", "1 person voted")
    mine = await press(ana, mine, "Take my vote back", until="You have not voted.")
    await ana.sees("general", "0 people voted")


async def test_a_press_on_what_has_changed_since_counts_as_nothing(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="ranked")
    mine = await ballot(ana, card)
    # the same press comes twice, as after a crash: it must not take the place off again
    await asyncio.gather(ana.click(mine, "Plum"), ana.click(mine, "Plum"))
    await chat.settle()
    assert "Your order: 1. Plum." in (await ana.told("🗳️")).text
    await ana.sees("general", "1 person voted")


async def test_two_cards_of_one_voter_show_one_ballot(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="rating")
    first = await ballot(ana, card)
    await ana.click(card, "Vote")
    await chat.settle()
    second = await ana.told("🗳️")
    assert second.native_id != first.native_id
    await press(ana, second, "Plum", until="Plum ★")
    # the first card still shows no star, and a press on it only brings it up to date
    await ana.click(first, "Plum")
    await chat.settle()
    await ana.sees("general", "Plum · 1 ★ · 1 rating")


async def test_stars_go_up_to_five_and_off_again(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, options=("The new rye",), kind="rating")
    mine = await ballot(ana, card)
    mine = await press(ana, mine, *["The new rye"] * 5, until="The new rye ★★★★★")
    await ana.sees("general", "5 ★ · 1 rating")
    await press(ana, mine, "The new rye", until="You have not voted.")


async def test_dots_are_spent_and_no_more(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="dots", budget=3)
    mine = await ballot(ana, card)
    assert "3 dots left" in mine.text
    mine = await press(ana, mine, "Plum", "Plum", "Apple", until="0 dots left")
    await ana.click(mine, "Cherry")
    await ana.told("You have given all your dots")
    await ana.sees("general", "Plum · 2 dots · 1 person · 67%")
    await press(ana, mine, "Take my vote back", until="3 dots left")


async def test_dates_are_yes_if_need_be_or_no(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana, "When?", ("Fri 5 June", "Sat 6 June"), kind="dates")
    mine = await ballot(ana, card)
    await press(ana, mine, "Fri", "Fri", "Sat", until="Fri 5 June ~ if need be, Sat 6 June ✓ yes")
    theirs = await ballot(ben, card)
    await press(ben, theirs, "Fri", until="Fri 5 June ✓ yes")
    await chat.advance(hours=25)
    await ana.sees("general", "Fri 5 June suits most: 2 people can.", after=card)


async def test_many_answers_are_listed_in_full(chat: Community) -> None:
    ana = await chat.person("Ana")
    options = tuple(f"{'a long name ' * 5}{n}" for n in range(1, 21))
    card = await ask(chat, ana, options=options, kind="ranked")
    mine = await ballot(ana, card)
    assert len(mine.buttons) == 20 and all(option in mine.text for option in options)
    mine = await press(ana, mine, "20. a long", until=f"{options[19]} · place 1")
    assert len(mine.buttons) == 21
    # they all begin alike: the numbers tell them apart
    assert mine.buttons[19].startswith("20. a long") and mine.buttons[19].endswith("… · place 1")
