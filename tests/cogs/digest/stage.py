"""A clock before a Monday, and people who talk."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.api.people import Level
from tests.support.chat import Actor, Seen
from tests.support.community import Community

WEEK = "The week at Sourdough & Co."
DAY_MS = 86_400_000


def berlin_noon(month: int, day: int) -> int:
    return round(datetime(2026, month, day, 10, tzinfo=UTC).timestamp() * 1000)


TUESDAY = berlin_noon(5, 19)  # in ISO week 21; the Mondays after are 25 May and 1 June


async def digests(chat: Community, words: str = WEEK) -> list[Seen]:
    return [m for m in await chat.messages("moderators") if words in m.text]


async def until_monday(chat: Community, day: int, month: int = 6) -> None:
    """Move to 09:00 in Berlin of that day and let everything that is due happen."""
    at = berlin_noon(month, day) - 3 * 3_600_000
    await chat.advance(ms=at - chat.clock.now())


async def chatter(chat: Community, people: list[Actor], days: list[int]) -> list[tuple[int, str]]:
    """That many messages today and on each day after; (when, who) of each."""
    said = []
    for position, count in enumerate(days):
        if position:
            await chat.advance(days=1)
        for n in range(count):
            who = people[n % len(people)]
            await who.say("general", f"good morning {n}")
            said.append((chat.clock.now(), who.name))
    return said


async def crowd(chat: Community) -> list[Actor]:
    return [await chat.person(name) for name in ("Ana", "Ben", "Cleo", "Dora", "Emil", "Finn")]


async def helped(chat: Community, times: int = 4) -> Actor:
    """A moderator asks for a digest after Ben has answered Ana so many times."""
    mia = await chat.person("Mia", Level.MODERATOR)
    ana, ben = await chat.person("Ana"), await chat.person("Ben Berg")
    for n in range(times):
        question = await ana.say("general", f"where is shelf {n}")
        await ben.say("general", "there", reply_to=question)
    await chat.advance(hours=2)
    return mia


async def two_weeks(chat: Community) -> tuple[list[int], list[int], int, int]:
    """Plant activity from Tuesday, 19 May; what a report of 25 to 31 May must say of it."""
    people = await crowd(chat)
    said = await chatter(chat, people, [6, 0, 9, 1, 0, 8])  # 19 to 24 May
    await chat.advance(days=1)
    said += await chatter(chat, people[:4], [4, 3, 0, 2, 0, 1, 6])  # 25 to 31 May
    await until_monday(chat, 1)
    days: list[int] = [0] * 14
    for at, _ in said:
        days[(datetime.fromtimestamp(at / 1000, UTC) - datetime(2026, 5, 18, tzinfo=UTC)).days] += 1
    active = [
        {who for at, who in said if first <= datetime.fromtimestamp(at / 1000, UTC).day < last}
        for first, last in ((18, 25), (25, 32))
    ]
    return days[:7], days[7:], len(active[0]), len(active[1])


async def tick(chat: Community) -> None:
    """The housekeeping that runs every minute."""
    cog: Any = chat.app.book.cogs["digest"]
    await cog.plan_all()
