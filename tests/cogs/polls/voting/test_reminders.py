"""Reminders: once, privately, to those who may vote and have not, and only if they like."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from cogs.polls.model import DAY_MS, Poll, Rules
from cogs.polls.voting.desk import reminder_at
from tests.cogs.polls.voting.stage import HOUR_MS, ask
from tests.support.chat import Actor
from tests.support.community import Community

REMINDED = "You have not voted yet: Which cake?"


def reminders(who: Actor) -> int:
    return sum(REMINDED in text for text in who.told_so_far())


async def around(chat: Community, name: str, level: Level = Level.MEMBER) -> Actor:
    """Somebody who takes part in the community."""
    who = await chat.person(name, level)
    await who.say("general", f"Good morning from {name}")
    await who.command("polls list")
    await who.told("No poll is open.")
    return who


@pytest.mark.parametrize("secrecy", ["private", "anonymous"])
async def test_those_who_have_not_voted_are_told_once(chat: Community, secrecy: str) -> None:
    ana, ben, cem = [await around(chat, name) for name in ("Ana", "Ben", "Cem")]
    silent = await chat.person("Silent")
    await silent.command("polls list")
    card = await ask(chat, ana, remind=True, hours=48, secrecy=secrecy)
    await ana.click(card, "Plum")
    await ana.told("You voted for Plum")
    await chat.advance(hours=23)
    assert [reminders(who) for who in (ana, ben, cem, silent)] == [0, 0, 0, 0]
    await chat.advance(hours=1)
    told = await ben.told(REMINDED)
    assert "in 24 hours" in told.text or "in 1 day" in told.text
    assert [reminders(who) for who in (ana, ben, cem, silent)] == [0, 1, 1, 0]
    await chat.restart()
    await chat.advance(hours=2)
    assert [reminders(who) for who in (ana, ben, cem, silent)] == [0, 1, 1, 0]
    await ben.click(told, "Vote")
    mine = await ben.told("🗳️")
    await ben.click(mine, "Apple")
    await ana.sees("general", "2 people voted")


async def test_who_wants_none_gets_none_until_they_change_their_mind(chat: Community) -> None:
    ana, ben = await around(chat, "Ana"), await around(chat, "Ben")
    for number in range(3):
        await ask(chat, ana, f"Which cake? (day {number})", remind=True)
        await chat.advance(hours=12)
        if number == 0:
            await ben.click(await ben.told(REMINDED), "No more reminders")
            told = await ben.told("I will not remind you of polls any more.")
        if number == 1:
            assert reminders(ben) == 1
            await ben.click(told, "Remind me again")
            await ben.told("I will remind you again")
        await chat.advance(hours=13)
    assert reminders(ben) == 2 and reminders(ana) == 3


async def test_only_those_who_may_vote_are_reminded(chat: Community) -> None:
    ana, mo = await around(chat, "Ana"), await around(chat, "Mo", Level.MODERATOR)
    await ask(chat, mo, remind=True, voters="moderators")
    await chat.advance(hours=12)
    await mo.told(REMINDED)
    assert reminders(ana) == 0


async def test_a_poll_without_reminders_reminds_nobody(chat: Community) -> None:
    ana = await around(chat, "Ana")
    await ask(chat, ana)
    await chat.advance(hours=13)
    assert reminders(ana) == 0


@pytest.mark.parametrize(("days", "due"), [(1, 0.5), (2, 1.0), (7, 6.0)])
def test_a_day_before_the_end_but_not_before_half_of_the_time(days: int, due: float) -> None:
    start = 500 * HOUR_MS
    poll = Poll(1, 1, 1, 1, "?", ("a", "b"), Rules(), start, start + days * DAY_MS)
    assert reminder_at(poll) == start + due * DAY_MS
