"""After the vote: accepted, decided otherwise, answered, built."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.boards.polling import Outcome
from bot.api.people import Level
from cogs.ideas.challenges.model import poll_key
from tests.cogs.ideas.board.stage import changed, merged
from tests.cogs.ideas.steps.furniture import decide
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

from .stage import BREAD, CAKE, CORN, QUESTION, challenge, cog
from .test_vote import announced, to_final


async def voted(chat: Community, mo: Actor) -> Seen:
    """A challenge that #2 has won; the card of moderators."""
    await mo.click(await to_final(chat, mo, BREAD, CORN, CAKE), "Open the vote")
    await mo.told("The vote is open.")
    ranking = ((1,), (0, 2))
    outcome = Outcome(await chat.id, 1, poll_key(1), "decided", ranking, (1, 2, 1), 4)
    await cog(chat).challenge_voted(outcome.to_data(), 0)
    result = await mo.sees("moderators", "#2 won the vote.")
    # level ones share a place
    assert "2. 💡 #1" in result.text and "2. 💡 #3" in result.text
    return result


async def test_two_clicks_plan_it_once(chat: Community) -> None:
    mo, max_ = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Max")]
    result = await voted(chat, mo)
    await asyncio.gather(mo.click(result, "Accept"), max_.click(result, "Accept"))
    await chat.settle()
    told = [*mo.told_so_far(), *max_.told_so_far()]
    assert len([words for words in told if "Done: #2 is now planned." in words]) == 1
    accepted = await mo.sees("moderators", "#2 is planned.")
    assert accepted.buttons == ("Answer the others…", "End it…")
    assert len(await cog(chat)._steps.history(2)) == 1
    await chat.advance(minutes=3)
    assert await announced(chat, "“Polenta rolls” will be built.") == 1
    for _ in range(2):
        await chat.restart()
        await chat.advance(hours=25)
    assert await announced(chat, "“Polenta rolls” will be built.") == 1
    assert [m for m in await chat.messages("moderators") if "waits for you to say" in m.text] == []


async def test_what_is_taken_back_is_not_announced(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await voted(chat, mo), "Accept")
    await mo.click(await mo.told("Done: #2 is now planned."), "Take it back")
    await mo.told("Taken back")
    await chat.advance(minutes=5)
    assert await announced(chat, "“Polenta rolls” will be built.") == 0
    await chat.advance(hours=25)
    await mo.sees("moderators", "waits for you to say what will be built.")
    again = await mo.sees("moderators", "The moderators decide now whether it will be built.")
    assert again.buttons[0] == "Accept: plan #2"


async def test_the_reason_is_in_the_words_of_the_owner(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"won_reason": "Gewonnen: …"}})
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await voted(chat, mo), "Accept")
    await mo.sees("ideas", f"Gewonnen: {QUESTION}")


async def test_moderators_may_decide_otherwise_and_say_why(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    result = await voted(chat, mo)
    for idea, reason, refused in (
        ("99", "It is cheap.", "There is no idea #99"),
        ("1", "x", "Please give a reason"),
    ):
        await mo.click(result, "Decide otherwise")
        await mo.fill(idea=idea, reason=reason)
        await mo.told(refused)
    await mo.command("idea", title="Mint tea")
    await mo.sees("ideas", "Mint tea")
    await mo.click(result, "Decide otherwise")
    await mo.fill(idea="4", reason="Because I like it.")
    await mo.told("#4 does not take part in this challenge.")
    await mo.click(result, "Decide otherwise")
    await mo.fill(idea="#1", reason="There is no corn this year.")
    await mo.told("Done: #1 is now planned.")
    card = await mo.sees("ideas", "The moderators chose #1.")
    assert "#2 won the vote." in card.text
    assert (await challenge(chat)).winner_id == 1
    await chat.advance(minutes=3)
    assert await announced(chat, "“Gluten-free bread” will be built.") == 1
    (said,) = [m for m in await chat.messages("ideas") if "bread” will be built." in m.text]
    assert "There is no corn this year." in said.text


async def test_the_others_get_an_answer_only_when_asked_for(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    result = await voted(chat, mo)
    await decide(chat, mo, 3, "declined")
    before = [idea.status for idea in await cog(chat)._ideas.some(await chat.id, [1, 2, 3])]
    assert before == ["new", "new", "declined"]
    await mo.click(result, "Answer the others")
    await mo.fill(reason="One thing this summer.")
    await mo.told("Done: 1 idea is “not now”.")
    after = await cog(chat)._ideas.some(await chat.id, [1, 2, 3])
    assert [idea.status for idea in after] == ["not_now", "new", "declined"]
    assert after[0].reason == "One thing this summer."
    await mo.click(result, "Answer the others")
    await mo.told("All other ideas have an answer already.")


@pytest.mark.parametrize("anonymous", [False, True])
async def test_it_is_built_when_the_winner_is_done(chat: Community, anonymous: bool) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await voted(chat, mo), "Accept")
    await mo.told("is now planned.")
    if anonymous:
        await changed(chat.app.db, 2, anonymous=True)
    await decide(chat, mo, 2, "in_progress", "done")
    assert (await challenge(chat)).phase == "decide"  # a slip can be taken back
    await chat.advance(minutes=15)
    assert (await challenge(chat)).phase == "built"
    thanks = "Thank you to all who took part!" if anonymous else "Thank you, Ida, and all"
    (said,) = [m for m in await chat.messages("ideas") if "is built!" in m.text]
    assert thanks in said.text
    for _ in range(2):
        await chat.restart()
        await chat.advance(hours=25)
    assert await announced(chat, "is built!") == 1
    card = await mo.sees("ideas", "#2 is built. Thank you all!")
    assert card.buttons == ("See the ideas",)


async def test_a_winner_that_was_merged_is_built_by_its_whole(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    result = await voted(chat, mo)
    await merged(chat.app.db, 2, 3)
    await mo.click(result, "Accept")
    await mo.told("Done: #3 is now planned.")
    await decide(chat, mo, 3, "in_progress", "done")
    await chat.advance(minutes=15)
    assert (await challenge(chat)).phase == "built"
    assert await announced(chat, "#3 “Ice cream sandwiches” is built!") == 1


async def test_steps_of_other_ideas_change_nothing(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await voted(chat, mo)
    await decide(chat, mo, 1, "planned", "in_progress", "done")
    await chat.advance(minutes=15)
    assert (await challenge(chat)).phase == "decide"
    assert await announced(chat, "is built!") == 0
