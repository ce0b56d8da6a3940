"""Everything that goes wrong between Telegram and the bot, with the real library in between."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.api.errors import Ambiguous
from bot.api.events import MemberJoined, MessageEdited, MessagePosted
from bot.api.port.inbound import InMessage
from bot.platforms.telegram import TelegramPlatform
from storage.database import Database
from storage.tables import messages, movements
from tests.contract.probe import Probe
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import TIMEOUT
from tests.support.community import Community, sqlite_url
from tests.support.telegram_server import ApiError, Fault, Group, Person, TelegramServer

from .bare import heard_text, said
from .sink import RecordingSink

NO_TIME_GIVEN = Fault(ApiError(429, "Too Many Requests"))
UNAVAILABLE = Fault.status(503, "Service Unavailable")
GATEWAY = Fault.status(502, "Bad Gateway")


@pytest.mark.parametrize("fault", [Fault.flood(1), NO_TIME_GIVEN, Fault.status(500)])
async def test_what_was_refused_arrives_once_all_the_same(
    server: TelegramServer, group: Group, platform: TelegramPlatform, fault: Fault
) -> None:
    server.fail("sendMessage", fault)
    await platform.send(str(group.id), said("Good morning"))
    assert [m.text for m in group.visible if m.text] == ["Good morning"]


@pytest.mark.parametrize("fault", [UNAVAILABLE, GATEWAY])
async def test_what_may_have_arrived_is_not_repeated_unless_that_is_harmless(
    server: TelegramServer, group: Group, anna: Person, platform: TelegramPlatform, fault: Fault
) -> None:
    message = await anna.say(group, "rude")
    server.fail("sendMessage", fault)
    with pytest.raises(Ambiguous):
        await platform.send(str(group.id), said("only once"))
    server.fail("deleteMessage", fault)
    await platform.delete(str(group.id), message.id)
    assert message.deleted


@pytest.mark.parametrize(
    "fault", [Fault.flood(1), NO_TIME_GIVEN, GATEWAY, UNAVAILABLE, Fault.disconnect(accept=True)]
)
async def test_a_page_that_is_cut_off_comes_again(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
    fault: Fault,
) -> None:
    server.fail("getUpdates", fault)
    for number in range(3):
        await anna.say(group, f"word {number}")
    await heard_text(server, sink, "word 2")
    await server.wait_for(lambda: not server.world.updates.pending)
    assert [m.text for m in sink.of(InMessage)] == ["word 0", "word 1", "word 2"]


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([TelegramRig()], sqlite_url(tmp_path), more={"probe": Probe})
    await community.open()
    yield community
    await community.close()


async def test_updates_that_come_again_count_once(chat: Community) -> None:
    """Telegram did not hear that they had been taken in: they come again after a start."""
    rig = chat.rig
    assert isinstance(rig, TelegramRig)
    updates = rig.server.world.updates
    ana = await chat.person("Ana", joined=False)
    await ana.join()
    first = await ana.say("general", "one")
    await ana.edit(first, "one, better")
    await chat.until(lambda: count(chat, messages), 1)
    await chat.until(lambda: count(chat, movements), 1)
    await rig.server.wait_for(lambda: not updates.pending)
    await chat.settle()
    again = [dict(update) for update in updates.made]

    async def meanwhile() -> None:
        updates.pending.extend(again)

    await chat.restart(meanwhile)
    await ana.say("general", "two")
    await chat.until(lambda: count(chat, messages), 2)
    await rig.server.wait_for(lambda: not updates.pending)
    await chat.settle()
    heard = chat.app.book.cogs["probe"]
    assert isinstance(heard, Probe)
    assert [e.message.text for e in heard.all(MessagePosted)] == ["two"]
    assert not heard.all(MessageEdited) and not heard.all(MemberJoined)
    assert await count(chat, movements) == 1


async def count(chat: Community, table: object) -> int:
    async with chat.app.db.read() as connection:
        query = select(func.count()).select_from(table)  # type: ignore[arg-type]
        return int(await connection.scalar(query) or 0)


async def test_what_cannot_be_stored_now_is_stored_later(tmp_path: Path) -> None:
    """Telegram is not told that it was taken, so it comes again, and a command is done once."""
    community = Community([TelegramRig()], sqlite_url(tmp_path), more={"probe": Probe})
    community.app.db = Database(sqlite_url(tmp_path), busy_timeout_ms=20)
    community.app._wire()
    await community.open()
    try:
        ana = await community.person("Ana")
        await ana.say("general", "Good morning")
        probe = community.app.book.cogs["probe"]
        assert isinstance(probe, Probe)
        await probe.said("Good morning")
        await community.settle()
        failed = community.app.intake.failed
        path = tmp_path / "townhall.db"
        options: Any = {"isolation_level": None, "check_same_thread": False}
        with closing(sqlite3.connect(path, **options)) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            await ana.say("general", "The oven is on fire")
            await ana.command("idea", text="A garden of bread")
            async with asyncio.timeout(TIMEOUT):
                while community.app.intake.failed <= failed:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        await probe.said("The oven is on fire")
        await ana.told("Thank you!")
        said = [event.message.text for event in probe.all(MessagePosted)]
        assert said.count("The oven is on fire") == 1
    finally:
        await community.close()
