"""What the stories of sequences begin with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.api.events import MemberJoined
from bot.api.people import Level
from cogs.sequences.cog import Sequences
from cogs.sequences.model import Sequence, Step
from cogs.sequences.store import SequenceStore
from storage.database import Database
from tests.support.chat import TIMEOUT, Actor, Seen
from tests.support.community import Community
from tests.support.scripted import FakeClock

BERLIN = ZoneInfo("Europe/Berlin")
LOUD = {"contact": {"quiet": "off", "messages_a_week": 20}, "welcome": {"enabled": False}}
"""Settings with which nothing is held back."""


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    """A local time of the community, in UTC milliseconds."""
    return round(datetime(year, month, day, hour, minute, tzinfo=BERLIN).timestamp() * 1000)


def clock(*local: int) -> FakeClock:
    """A clock that stands at a local time of the community."""
    return FakeClock(at(*local))


async def until(chat: Community, *local: int) -> None:
    """Let the time come, and what is due by then run."""
    await chat.advance(ms=at(*local) - chat.clock.now())


def cog(chat: Community) -> Sequences:
    """The cog that serves the community."""
    found = chat.app.book.cogs["sequences"]
    assert isinstance(found, Sequences)
    return found


@dataclass(frozen=True)
class Said:
    """A step in short: day, "HH:MM", text, condition, channel."""

    day: int
    clock: str
    text: str
    condition: str = ""
    channel: int | None = None


async def draft(
    chat: Community,
    *steps: Said,
    name: str = "Hello",
    audience: str = "",
    stops: str = "",
    start: str = "joined",
) -> Sequence:
    """A sequence that nobody gets yet, written straight into the database."""
    made = await SequenceStore(chat.app.db).add(
        Sequence(
            0,
            await chat.id,
            name,
            audience,
            stops,
            "matched" if start == "matched" else "joined",
            steps=tuple(
                Step(
                    0,
                    s.day,
                    60 * int(s.clock[:2]) + int(s.clock[3:]),
                    s.text,
                    s.condition,
                    s.channel,
                )
                for s in steps
            ),
        ),
        chat.clock.now(),
    )
    assert made is not None
    return made


async def owner(chat: Community, rig: int = 0) -> Actor:
    return await chat.person("Olga", Level.OWNER, rig=rig)


async def switch_on(chat: Community, who: Actor, name: str, label: str = "From now on") -> Seen:
    """Through the card, as an owner does; then let the first look happen."""
    await who.command("sequence on", name=name)
    card = await who.told(f"Switch on {name}?")
    await who.click(card, label)
    await who.told(f"{name} · on")
    await chat.advance(ms=1)
    return card


async def comes(chat: Community, name: str, rig: int = 0) -> Actor:
    """Somebody joins, the bot has heard of it, and has looked."""
    who = await chat.person(name, joined=False, rig=rig)
    heard = asyncio.Event()

    async def note(event: MemberJoined) -> None:
        if event.member.account.native_id == who.native_id:
            heard.set()

    listeners = chat.app.book._listeners[MemberJoined]
    listeners.append((1000, cog(chat), note))  # after all others
    await who.join()
    async with asyncio.timeout(TIMEOUT):
        await heard.wait()
    listeners.pop()
    await chat.settle()
    await chat.advance(seconds=6)
    return who


def got(who: Actor, words: str) -> int:
    """How often somebody was told so."""
    return sum(words in text for text in who.told_so_far())


def utc(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat()


async def rows(db: Database, table: object) -> list[dict[str, object]]:
    from sqlalchemy import select

    async with db.read() as conn:
        found = await conn.execute(select(table))  # type: ignore[call-overload]
        return [dict(row) for row in found.mappings()]
