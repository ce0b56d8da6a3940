"""What a bot on Discord has heard, from its first moment on."""

from __future__ import annotations

from bot.api.cog import listen
from bot.api.events import Event, MemberLeft, MessageDeleted
from tests.contract.probe import Probe
from tests.support.community import Community


class Ear(Probe):
    """Hears from the first moment on."""

    name = "ear"

    @listen(MemberLeft)
    @listen(MessageDeleted)
    async def hear_more(self, event: Event) -> None:
        await self.hear(event)


def ear(chat: Community) -> Probe:
    """That of the bot that runs now."""
    found = chat.app.book.cogs["ear"]
    assert isinstance(found, Probe)
    return found


async def caught_up(chat: Community) -> None:
    """What was missed is read, and nothing is under way."""
    await chat.app.catch_up.settle()
    await chat.settle()
