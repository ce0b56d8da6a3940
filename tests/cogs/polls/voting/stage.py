"""What stories of polls begin with: a poll with any rules, and its card."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from bot.api.model import Member
from bot.api.port.nouns import NativeUser
from cogs.polls.cog import Polls
from cogs.polls.model import Draft, Rules
from tests.contract.local_rig import LocalRig, handle
from tests.support.chat import TIMEOUT, Actor, Seen
from tests.support.community import Community

HOUR_MS = 3_600_000
RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
BALLOT = "🗳️"
QUESTION, OPTIONS = "Which cake?", ("Apple", "Plum", "Cherry")


def polls(chat: Community) -> Polls:
    """The cog that serves the community."""
    cog = chat.app.book.cogs["polls"]
    assert isinstance(cog, Polls)
    return cog


async def member(chat: Community, who: Actor, rig: int = 0) -> Member:
    """The member behind a person."""
    user = NativeUser(who.native_id, who.name)
    return await chat.app.registry.native_member(await chat.id, chat.rigs[rig].name, user)


async def ask(
    chat: Community,
    who: Actor,
    question: str = QUESTION,
    options: tuple[str, ...] = OPTIONS,
    *,
    rig: int = 0,
    hours: int = 24,
    **rules: Any,
) -> Seen:
    """Ask a poll in #general; its card."""
    (community, *_) = await chat.app.registry.communities()
    places = await chat.app.registry.place(community.id, "general")
    place = next(p for p in places if p.platform == chat.rigs[rig].name)
    draft = Draft(question, options, Rules(**rules), lasts=hours * HOUR_MS)
    author = await member(chat, who, rig)
    await polls(chat)._polls_desk.open(draft, community=community, author=author, channel=place)
    return await who.sees("general", question)


async def ballot(who: Actor, card: Seen, button: str = "Vote") -> Seen:
    """Open one's ballot from the public card."""
    before = await latest(who)
    await who.click(card, button)
    return await changed(who, before)


async def press(who: Actor, mine: Seen, *labels: str, until: str) -> Seen:
    """Press buttons of one's ballot, one after another; the ballot as it is then."""
    for label in labels:
        before = await latest(who)
        await who.click(mine, label)
        mine = await changed(who, before)
    assert until in mine.text, mine.text
    return mine


async def latest(who: Actor) -> Seen | None:
    """The newest ballot that stands with somebody."""
    return await who.told(BALLOT) if any(BALLOT in text for text in who.told_so_far()) else None


async def changed(who: Actor, before: Seen | None) -> Seen:
    """Wait until the ballot shows something else than before, or is another one."""
    async with asyncio.timeout(TIMEOUT):
        while (now := await who.told(BALLOT)) == before:  # noqa: ASYNC110 - shown elsewhere
            await asyncio.sleep(0.01)
    return now


def receipt(seen: Seen) -> str:
    """The receipt in a message."""
    found = RECEIPT.search(seen.text)
    assert found is not None, seen.text
    return found[0]


def content(chat: Community, seen: Seen) -> bytes:
    """The file of a message in the local chat."""
    assert isinstance(chat.rig, LocalRig)
    post = chat.rig.world.find(handle(seen).channel, seen.native_id)
    assert post is not None and post.picture is not None
    return chat.rig.world.files[post.picture.id]
