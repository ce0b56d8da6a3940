"""What the stories of questions begin with."""

from __future__ import annotations

from sqlalchemy import select

from bot.api.people import Level
from cogs.faq.cog import Faq
from cogs.faq.handover.store import tickets
from cogs.faq.tables import asked
from tests.support.chat import Actor, Seen
from tests.support.community import Community

HOURS = "What are your opening hours?"
OPEN = "We are open Tuesday to Sunday, 7 to 18."
UNKNOWN = "I do not know that yet"
ACETONE = "My sourdough starter smells like acetone, what went wrong?"


def cog(chat: Community) -> Faq:
    """The cog that serves the community."""
    found = chat.app.book.cogs["faq"]
    assert isinstance(found, Faq)
    return found


async def with_entry(chat: Community, question: str = HOURS, answer: str = OPEN) -> Actor:
    """A moderator who has written one entry."""
    mia = await chat.person("Mia", Level.MODERATOR)
    await write(mia, question, answer)
    return mia


async def write(who: Actor, question: str, answer: str) -> None:
    """One more entry."""
    await who.command("faq add", question=question, answer=answer)
    await who.told(answer)


async def in_support(chat: Community, who: Actor, text: str = ACETONE) -> Seen:
    """A question that nobody answers while the bot waits."""
    before = len(await states(chat))
    said = await who.say("support", text)
    await noted(chat, before + 1)
    await chat.advance(seconds=130)
    return said


async def noted(chat: Community, expected: int) -> None:
    """Wait until so many questions are noted."""

    async def read() -> int:
        return len(await states(chat))

    await chat.until(read, expected)
    await chat.settle()


async def reached(chat: Community, state: str) -> None:
    """Wait until the newest ticket is in that state."""

    async def read() -> int:
        return int((await ticket_states(chat))[-1:] == [state])

    await chat.until(read, 1)
    await chat.settle()


async def states(chat: Community) -> list[str]:
    """What has become of all questions, in order."""
    async with chat.app.db.read() as conn:
        return list(await conn.scalars(select(asked.c.state).order_by(asked.c.id)))


async def ticket_states(chat: Community) -> list[str]:
    """The same for tickets."""
    async with chat.app.db.read() as conn:
        return list(await conn.scalars(select(tickets.c.state).order_by(tickets.c.id)))


async def texts(chat: Community) -> list[str | None]:
    """The words of questions that are kept."""
    async with chat.app.db.read() as conn:
        return list(await conn.scalars(select(asked.c.text).order_by(asked.c.id)))


async def said(chat: Community, words: str, channel: str = "support", rig: int = 0) -> int:
    """How many messages in a channel hold these words."""
    await chat.settle()
    return len([m for m in await chat.messages(channel, rig=rig) if words in m.text])
