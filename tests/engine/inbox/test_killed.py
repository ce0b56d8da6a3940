"""kill -9 between the commit and the handlers: an insult is flagged, a newcomer is greeted, and a
typed command runs, each once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select

from storage.tables import inbox
from tests.support.chat import Actor
from tests.support.community import Community
from tests.support.discord_server.wire import Snowflakes
from tests.support.killed import run

from .killed_process import INSULT, QUESTION, act, people, world

PLACES = {"moderators": INSULT, "general": "Ben"}


@asynccontextmanager
async def next_life(url: str, platform: str, when: str) -> AsyncIterator[tuple[Community, Actor]]:
    """The bot starts again. What it had not confirmed to the platform is delivered once more."""
    assert await run("tests.engine.inbox.killed_process", url, platform, when) == -9
    rig = world(platform)
    chat = Community([rig], url)
    await rig.open()
    try:
        ana, ben = await people(rig)
        await act(rig, ana, ben, when)
        await chat.app.start()
        await chat.settle()
        yield chat, ana
    finally:
        await chat.close()


@pytest.fixture(autouse=True)
def same_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only here does a world come a second time."""
    monkeypatch.setattr(Snowflakes, "clock", Snowflakes.clock)


async def open_rows(chat: Community) -> int:
    async with chat.app.db.read() as connection:
        query = select(func.count()).where(inbox.c.body.is_not(None))
        return await connection.scalar(query) or 0


async def by_the_bot(chat: Community, channel: str, containing: str) -> int:
    said = await chat.messages(channel)
    return sum(
        containing in one.text and one.text != INSULT and not one.text.startswith("/poll")
        for one in said
    )


@pytest.mark.parametrize("platform", ["local", "discord", "telegram"])
async def test_what_was_acknowledged_is_handled_once(sqlite_url: str, platform: str) -> None:
    async with next_life(sqlite_url, platform, "committed") as (chat, _):
        for channel, words in PLACES.items():
            await chat.rig.wait_for(channel, words)
        if platform != "discord":
            await chat.rig.wait_for("general", QUESTION)
        await chat.until(lambda: open_rows(chat), 0)
        await chat.settle()
        assert await by_the_bot(chat, "moderators", INSULT) == 1
        assert await by_the_bot(chat, "general", "Ben") == 1
        assert await by_the_bot(chat, "general", QUESTION) == (platform != "discord")


async def test_without_the_inbox_it_is_lost(sqlite_url: str) -> None:
    """The control: the same death, after which the platform has nothing to deliver again."""
    async with next_life(sqlite_url, "local", "lost") as (chat, _):
        assert await by_the_bot(chat, "moderators", INSULT) == 0
        assert await by_the_bot(chat, "general", "Ben") == 0
        assert await by_the_bot(chat, "general", QUESTION) == 0


async def test_what_was_begun_is_told_and_not_done_again(sqlite_url: str) -> None:
    """The cog itself makes good what it had marked; the command does not make a second poll."""
    async with next_life(sqlite_url, "telegram", "begun") as (chat, ana):
        await ana.told("I was restarted in the middle of /poll")
        await chat.rig.wait_for("general", QUESTION)
        await chat.until(lambda: open_rows(chat), 0)
        await chat.settle()
        assert await by_the_bot(chat, "general", QUESTION) == 1
