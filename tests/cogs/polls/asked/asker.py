"""A cog of the tests' own that wants polls, and what stories with it begin with."""

from __future__ import annotations

from typing import Any

from bot.api.boards.polling import Outcome, Polling, Wanted
from bot.api.cog import Cog, CogConfig, task
from bot.api.text import T
from tests.cogs.polls.voting.stage import HOUR_MS, OPTIONS, QUESTION, member
from tests.support.chat import Actor, Seen
from tests.support.community import Community

KEY = "asker:challenge:7"


class Asker(Cog[CogConfig]):
    """Asks for polls and hears what became of them."""

    name = "asker"
    title = T("Asker")

    def __init__(self, polling: Polling) -> None:
        self.polling = polling
        self.heard: list[Outcome] = []

    @task("asker.decided")
    async def decided(self, data: dict[str, Any], due: int) -> None:
        self.heard.append(Outcome.of(data))


MORE = {"asker": Asker}


def asker(chat: Community) -> Asker:
    """The cog in the bot that runs now."""
    cog = chat.app.book.cogs["asker"]
    assert isinstance(cog, Asker)
    return cog


async def wanted(chat: Community, who: Actor, rig: int = 0, **more: Any) -> Wanted:
    """What is asked for unless a story says otherwise."""
    plain: dict[str, Any] = {
        "community_id": await chat.id,
        "key": KEY,
        "asker_id": (await member(chat, who, rig)).id,
        "question": QUESTION,
        "options": OPTIONS,
        "closes_at": chat.clock.now() + 24 * HOUR_MS,
        "then": "asker.decided",
    }
    return Wanted(**plain | more)


async def ask(chat: Community, who: Actor, rig: int = 0, **more: Any) -> Seen:
    """Have the cog ask; the card."""
    found = await asker(chat).polling.open(await wanted(chat, who, rig, **more))
    assert found is not None
    return await who.sees("general", QUESTION)


async def place(chat: Community, name: str, rig: int = 0) -> int:
    """Number of a channel that the bot knows."""
    channels = await chat.app.registry.place(await chat.id, name)  # type: ignore[arg-type]
    return next(c.id for c in channels if c.platform == chat.rigs[rig].name)


async def cards(chat: Community, channel: str = "general", rig: int = 0) -> list[Seen]:
    """All cards of polls in a channel."""
    return [m for m in await chat.messages(channel, rig=rig) if "Asked by" in m.text]
