"""Every event is heard again after a restart, as after a crash just before its row went: the world
and the tables stay as they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import MetaData, func, select

from bot.api.cog import Cog, CogConfig, listen
from bot.api.events import MessagePosted
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Outbox
from bot.api.text import T
from bot.engine import occasion
from storage.ingest import Ingest
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, sqlite_url

GATHERED = ("digest_moods", "topics_", "safety_days", "safety_scores")
"""Counted some seconds later, from memory: see docs/reliability.md."""

ROOMS = ("general", "ideas", "support", "moderators")
COGS = {"welcome": {"where": "both"}}


class Ear(Cog[CogConfig]):
    """Answers what it hears and remembers nothing."""

    name = "ear"
    title = T("Ear")

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    @listen(MessagePosted)
    async def posted(self, event: MessagePosted) -> None:
        await self._outbox.post(event.message.ref.channel, Reply(T("I have heard you.")))
        await self._outbox.tell(event.message.author, Reply(T("I have heard you.")))


async def story(chat: Community) -> None:
    """People come, ask, insult, edit, react and delete."""
    owner = await chat.person("Olga", Level.OWNER)
    await owner.command("faq add", question="When do you open?", answer="At seven, every day.")
    await chat.settle()
    ana = await chat.person("Ana", joined=False)
    ben = await chat.person("Ben", joined=False)
    await ana.join()
    await ben.join()
    await chat.settle()
    await ana.say("support", "When do you open?")
    await chat.settle()
    insult = await ben.say("general", "You idiot, that bread was mine")
    kind = await ana.say("general", "It was a lovely loaf, thank you so much for it")
    await chat.settle()
    await ben.react(kind, "❤️")
    await ben.edit(insult, "You vermin, that bread was mine")
    await chat.settle()
    await ben.delete(insult)
    await chat.settle()


async def rows(chat: Community) -> Counter[str]:
    """How many rows each table has."""
    metadata = MetaData()
    async with chat.app.db.read() as connection:
        await connection.run_sync(metadata.reflect)
        return Counter(
            {
                name: await connection.scalar(select(func.count()).select_from(table)) or 0
                for name, table in metadata.tables.items()
                if name != "inbox"
            }
        )


async def heard_again(folder: Path) -> dict[str, tuple[int, int]]:
    """What there is more or less of once all is heard again: rows, messages of each room."""
    chat = Community([LocalRig()], sqlite_url(folder), cogs=COGS, more={"ear": Ear})
    await chat.open()
    try:
        await story(chat)
        await chat.app.rollups.advance()
        before = await rows(chat) + await said(chat)
        assert before["messages"] and before["general"] and before["safety_alerts"]
        await chat.restart()
        await chat.settle()
        await chat.app.rollups.advance()
        after = await rows(chat) + await said(chat)
        return {
            name: (before[name], after[name])
            for name in before | after
            if before[name] != after[name] and not name.startswith(GATHERED)
        }
    finally:
        await chat.close()


async def said(chat: Community) -> Counter[str]:
    return Counter({room: len(await chat.messages(room)) for room in ROOMS})


async def test_what_is_heard_twice_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ingest, "end", lambda *_: None)
    assert await heard_again(tmp_path) == {}


async def test_without_keys_it_is_said_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(Ingest, "end", lambda *_: None)
    monkeypatch.setattr(occasion, "post_key", lambda *_: None)
    assert "outbox" in await heard_again(tmp_path)
