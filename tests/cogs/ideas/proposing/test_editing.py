"""Other words for an idea on the board."""

from __future__ import annotations

import asyncio

from bot.api.people import Level
from tests.support.community import Community

from .people import BREAD, on_board, propose, put_to_vote


async def test_its_author_changes_the_words_while_nobody_supports_it(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana, details="For my friends.")
    await ana.click(card, "Support")
    await ana.told("You support #1")
    await ana.command("ideas edit", idea="1")
    await ana.fill(title="Spelt bread on Mondays", why="")
    await ana.told("Done: #1 has your new words.")
    changed = await ana.sees("ideas", "Spelt bread on Mondays")
    assert changed.native_id == card.native_id and "For my friends." in changed.text
    await ben.command("ideas search", words="spelt")
    await ben.told("Spelt bread")
    await ben.command("ideas search", words="gluten")
    await ben.told("No idea is about")
    await ben.command("idea", title="Mondays: spelt bread on", details="For my friends!")
    await ben.told("Similar ideas")


async def test_refused_once_somebody_else_supports_it(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    await ana.command("ideas edit", idea="1")
    await ben.click(card, "Support")
    await ben.told("You support #1")
    await ana.fill(title="Spelt bread on Mondays")
    await ana.told("Others support this idea as it stands, so its words stay.")
    await ana.command("ideas edit", idea="1")
    await chat.settle()
    assert not await on_board(chat, "Spelt")


async def test_only_the_author_and_only_while_it_is_new(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    for who in (ben, mo):
        await who.command("ideas edit", idea="1")
        await who.told("Only the author of an idea can change its words.")
    await mo.command("ideas status", idea="1", status="planned", reason="The oven comes in May.")
    await mo.told("is now planned")
    await ana.command("ideas edit", idea="1")
    await ana.told("This idea is planned, so its words stay.")


async def test_not_once_it_was_put_to_a_vote(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await propose(ana)
    await ana.command("ideas edit", idea="1")
    await put_to_vote(chat.app.db, await chat.id, 1)
    await ana.fill(title="Spelt bread on Mondays")
    await ana.told("This idea was put to a vote as it stands, so its words stay.")
    await ana.click(card, "Details")
    assert "Edit …" not in (await ana.told("Posted May 28")).buttons
    assert not await on_board(chat, "Spelt")


async def test_new_words_are_screened_too(chat: Community) -> None:
    ana = await chat.person("Ana")
    await propose(ana)
    await propose(ana, "A bench outside")
    for title, why in (
        ("Write to bo@example.org", "contains an e-mail address"),
        ("Fire that idiot", "may insult somebody"),
        ("A bench: outside!", "says almost the same as #2"),
    ):
        await ana.command("ideas edit", idea="1")
        await ana.fill(title=title)
        told = await ana.told(why)
        assert "Your idea stays as it was" in told.text and title in told.text
    assert len(await on_board(chat, BREAD)) == 1


async def test_from_the_details_and_without_a_change(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    await ben.click(card, "Details")
    assert "Edit …" not in (await ben.told("Posted May 28")).buttons
    await ana.click(card, "Details")
    await ana.click(await ana.told("Posted May 28"), "Edit")
    await ana.fill()
    await ana.told("Nothing was changed.")


async def test_a_vote_and_an_edit_at_once_leave_one_truth(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    await ana.command("ideas edit", idea="1")
    await asyncio.gather(ben.click(card, "Support"), ana.fill(title="Spelt bread on Mondays"))
    await ben.told("You support #1")
    await chat.settle()
    shown = (await chat.messages("ideas"))[0].text
    changed = any("has your new words" in word for word in ana.told_so_far())
    assert ("Spelt bread" in shown) is changed and "1 member supports it" in shown
