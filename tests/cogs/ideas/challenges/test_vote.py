"""The final, its poll, and what came of it."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.boards.polling import Outcome
from bot.api.errors import UserError
from bot.api.people import Level
from cogs.ideas.challenges.course import VOTED_TASK
from cogs.ideas.challenges.desk import ChallengeDesk
from cogs.ideas.challenges.model import Challenge, poll_key
from tests.cogs.polls.voting.stage import ballot, press
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

from .stage import BREAD, CAKE, CORN, QUESTION, begin, challenge, cog, draft, member, submit

TITLES = (BREAD, CORN, CAKE)


async def to_final(chat: Community, mo: Actor, *titles: str) -> Seen:
    """A challenge with these ideas at the end of its discussion; the card of moderators."""
    await begin(mo)
    author = await chat.person("Ida")
    for title in titles:
        await submit(author, title)
    await chat.advance(days=2)
    await chat.advance(days=2)
    return await mo.sees("moderators", "Challenge 1")


async def polls(chat: Community) -> list[Seen]:
    """The cards of polls in the main channel."""
    await chat.settle()
    return [m for m in await chat.messages("general") if "📊" in m.text]


async def announced(chat: Community, words: str) -> int:
    """How many short posts have these words."""
    await chat.settle()
    found = [m for m in await chat.messages("ideas") if words in m.text]
    return len([m for m in found if "Asked by" not in m.text])


async def test_the_most_supported_are_proposed_and_can_be_exchanged(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"max_options": 2}})
    mo = await chat.person("Mo", Level.MODERATOR)
    await begin(mo)
    author = await chat.person("Ida")
    for title in TITLES:
        await submit(author, title)
    for n in (3, 1):
        await author.command("ideas show", idea=str(n))
        await chat.settle()
        await author.click(await author.told("nobody supports it yet"), "Support")
        await author.told(f"You support #{n}")
    await chat.advance(days=2)
    await chat.advance(days=2)
    final = await mo.sees("moderators", "These ideas are in the final, at most 2")
    assert final.buttons[:3] == ("✅ #1", "✅ #3", "▫️ #2")
    await mo.click(final, "#2")
    await mo.told("A poll has at most 2 answers here; take one out first.")
    await mo.click(final, "✅ #3")
    final = await mo.sees("moderators", "▫️ 💡 #3")
    await mo.click(final, "▫️ #2")
    final = await mo.sees("moderators", "✅ 💡 #2")
    await chat.restart()
    await chat.settle()
    final = await mo.sees("moderators", "✅ 💡 #2")
    await mo.click(final, "Open the vote")
    (card,) = await polls(chat)
    mine = await ballot(author, card)
    assert [label.split(" ")[0] for label in mine.buttons[:2]] == ["#1", "#2"]
    await mo.sees("moderators", "The vote is open until")


async def test_settled_and_merged_ideas_are_not_voted_on(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await begin(mo)
    ida = await chat.person("Ida")
    for title in (*TITLES, "Salt", "Pepper"):
        await submit(ida, title)
    await mo.command("ideas merge", idea="2", into="1")
    await mo.told("Done: #2 is part of #1")
    await mo.command("ideas status", idea="3", status="declined", reason="The freezer is full.")
    await mo.told("Done: #3")
    await chat.advance(days=2)
    await chat.advance(days=2)
    final = await mo.sees("moderators", "These ideas are in the final")
    assert final.buttons[:3] == ("✅ #1", "✅ #4", "✅ #5")
    # what is settled while moderators choose is not asked either
    await mo.command("ideas status", idea="4", status="planned", reason="It is cheap.")
    await mo.told("Done: #4")
    await mo.click(final, "#4")
    await mo.told("This idea is settled meanwhile")
    await mo.click(final, "Open the vote")
    await mo.told("The vote is open.")
    assert await cog(chat)._finals.of(1) == [1, 5]


async def test_two_clicks_open_one_poll(chat: Community) -> None:
    mo, max_ = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Max")]
    final = await to_final(chat, mo, *TITLES)
    await asyncio.gather(mo.click(final, "Open the vote"), max_.click(final, "Open the vote"))
    assert len(await polls(chat)) == 1
    assert await announced(chat, "the vote is open until") == 1
    told = [*mo.told_so_far(), *max_.told_so_far()]
    assert len([words for words in told if "The vote is open." in words]) == 1


async def test_a_crash_while_the_poll_is_opened(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    final = await to_final(chat, mo, *TITLES)

    async def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(cog(chat)._polling, "open", crash)
        await mo.click(final, "Open the vote")
        await chat.settle()
    seen = await challenge(chat)
    assert seen.asked_at is not None and seen.poll_id is None
    for _ in range(2):
        await chat.restart()
        await chat.settle()
    assert (await challenge(chat)).poll_id == 1
    assert len(await polls(chat)) == 1
    assert await announced(chat, "the vote is open until") == 1


async def test_a_crash_after_the_count(chat: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await to_final(chat, mo, *TITLES), "Open the vote")
    (card,) = await polls(chat)
    await press(mo, await ballot(mo, card), "#2", until="1. #2")

    async def crash(self: ChallengeDesk, challenge: Challenge) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(ChallengeDesk, "show", crash)
        await chat.advance(days=2)
    assert (await challenge(chat)).phase == "decide"
    for _ in range(2):
        await chat.restart()
        await chat.advance(minutes=1)
    assert await announced(chat, "#2 won the vote.") == 1
    await mo.sees("moderators", "#2 won the vote.")


async def test_an_outcome_that_comes_twice_or_is_not_for_us(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await to_final(chat, mo, BREAD, CORN), "Open the vote")
    await chat.settle()
    here = await chat.id
    outcome = Outcome(here, 1, poll_key(1), "tie", ((1,), (0,)), (1, 1), 2)
    stranger = Outcome(here, 2, "other:1", "tie", ((1,), (0,)), (1, 1), 2)
    for one in (stranger, outcome, outcome, Outcome(here, 9, poll_key(99), "nobody", (), (), 0)):
        await cog(chat).challenge_voted(one.to_data(), 0)
    assert VOTED_TASK == "ideas.voted"
    seen = await challenge(chat)
    assert (seen.phase, seen.verdict, seen.winner_id) == ("decide", "tie", 2)
    words = "The best were level; the lot fell on #2."
    assert await announced(chat, words) == 1
    assert "1. 💡 #2 Polenta rolls" in (await mo.sees("ideas", words)).text


async def test_nobody_votes(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await to_final(chat, mo, BREAD, CORN), "Open the vote")
    await chat.settle()
    await chat.advance(days=3)
    assert await announced(chat, "Nobody voted.") == 1
    result = await mo.sees("moderators", "Nobody voted.")
    assert result.buttons == ("Decide otherwise…", "End it…")


async def test_moderators_are_reminded_and_nothing_is_opened_by_itself(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    final = await to_final(chat, mo, BREAD, CORN)
    for _ in range(2):
        await chat.advance(hours=25)
        await chat.restart()
        await chat.settle()
    reminders = [m for m in await chat.messages("moderators") if "waits for you to open" in m.text]
    assert len(reminders) == 1
    await chat.advance(days=30)
    assert await polls(chat) == [] and (await challenge(chat)).preparing
    # opened after the end that was planned, it has a day
    await mo.click(final, "Open the vote")
    await mo.told("The vote is open.")
    assert (await challenge(chat)).dates.decide_at == chat.clock.now() + 86_400_000


async def test_no_reminder_once_it_is_open(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await to_final(chat, mo, BREAD, CORN), "Open the vote")
    await chat.settle()
    await chat.advance(hours=25)
    assert [m for m in await chat.messages("moderators") if "⏰" in m.text] == []


async def test_the_vote_is_ended_by_hand(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await to_final(chat, mo, BREAD, CORN), "Open the vote")
    (card,) = await polls(chat)
    await press(mo, await ballot(mo, card), "#1", until="1. #1")
    await mo.command("ideas challenges", challenge="1")
    seen = await mo.told("The vote is open: the poll")
    assert "Change dates…" not in seen.buttons
    await mo.click(seen, "Next phase now")
    await chat.advance(minutes=1)
    await mo.sees("ideas", "#1 won the vote.")


async def test_ending_the_challenge_ends_its_poll(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.click(await to_final(chat, mo, BREAD, CORN), "Open the vote")
    (card,) = await polls(chat)
    await mo.command("ideas challenges", challenge="1")
    await mo.click(await mo.told("The vote is open: the poll"), "End it")
    await mo.fill(reason="The oven broke.")
    await mo.told("is ended")
    await chat.advance(minutes=1)
    await mo.sees("general", "The poll is closed", after=card)
    assert (await challenge(chat)).phase == "ended"
    assert await announced(chat, "The oven broke.") == 1


async def test_without_polls_moderators_decide_by_hand(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"enabled": False}})
    mo = await chat.person("Mo", Level.MODERATOR)
    final = await to_final(chat, mo, BREAD, CORN)
    assert "There are no polls here" in final.text
    assert final.buttons == ("Change dates…", "Choose by hand…", "End it…")
    with pytest.raises(UserError, match="There are no polls here"):
        await cog(chat)._course.open(await challenge(chat), await member(chat, mo))
    await mo.click(final, "Choose by hand")
    await mo.fill(idea="2", reason="It keeps for a week.")
    await mo.told("Done: #2 is now planned.")
    result = await mo.sees("moderators", "There was no vote.")
    assert "The moderators chose #2." in result.text


async def test_a_jury_votes_alone(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await mo.click(await draft(mo), "Votes: everybody")
    await mo.click(await mo.told("a jury of 0"), "Post it")
    for title in (BREAD, CORN):
        await submit(ben, title)
    await chat.advance(days=2)
    await chat.advance(days=2)
    final = await mo.sees("moderators", "These ideas are in the final")
    await mo.click(final, "Open the vote")
    await mo.told("Nobody is in the jury yet")
    await mo.command("ideas jury", challenge="1", member=ana)
    await mo.told("Ana is in the jury")
    await mo.sees("moderators", "Jury: Ana")
    await mo.click(final, "Open the vote")
    await ana.told(f"You are in the jury of Challenge 1 “{QUESTION}”.")
    (card,) = await polls(chat)
    assert "Only a jury votes: 1 member." in card.text
    await ben.click(card, "Vote")
    await ben.told("Only a jury votes in this poll")
    await press(ana, await ballot(ana, card), "#2", until="1. #2")
    await mo.command("ideas jury", challenge="1", member=ben)
    await mo.told("The vote has begun, so the jury stays as it is.")
    await chat.advance(days=3)
    await ben.sees("ideas", "#2 won the vote.")
    assert [told for told in ben.told_so_far() if "You are in the jury" in told] == []


async def test_a_poll_that_cannot_be_asked_says_why_and_can_be_tried_again(
    open_chat: Opener,
) -> None:
    chat = await open_chat(cogs={"polls": {"longest_days": 1}})
    mo = await chat.person("Mo", Level.MODERATOR)
    final = await to_final(chat, mo, BREAD, CORN)
    await mo.click(final, "Open the vote")
    await mo.told("at most 1 days")
    assert (await challenge(chat)).preparing
    await mo.click(final, "Change dates")
    await mo.fill(vote="in 20 hours")
    await mo.told("Done: the dates are changed.")
    assert await announced(chat, "the vote opens soon") == 1
    await mo.click(final, "Open the vote")
    await mo.told("The vote is open.")
