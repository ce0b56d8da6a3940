"""The local Telegram, a group in it, and a bare bot."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
)

from bot.platforms.telegram import TelegramPlatform
from tests.support.telegram_server import (
    Group,
    Person,
    TelegramServer,
    all_rights,
)

from .bare import adapter, bare_bot, known
from .sink import RecordingSink


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        yield running
        running.assert_clean()


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    async with bare_bot(server) as running:
        yield running


@pytest.fixture
def owner(server: TelegramServer) -> Person:
    return server.add_user("Olga")


@pytest.fixture
def anna(server: TelegramServer) -> Person:
    return server.add_user("Anna", username="anna_bakes", language="de")


@pytest.fixture
async def group(server: TelegramServer, owner: Person, anna: Person) -> Group:
    made = server.add_group("Sourdough & Co.", owner, bot_rights=all_rights())
    await anna.join(made)
    return made


@pytest.fixture
def sink(server: TelegramServer) -> RecordingSink:
    return RecordingSink(server.world.changes.notify)


@pytest.fixture
async def platform(
    server: TelegramServer, group: Group, sink: RecordingSink
) -> AsyncIterator[TelegramPlatform]:
    """The adapter, started and introduced to the group."""
    made = adapter(server)
    made.remember(known(group))
    await made.start(sink, (), ())
    await server.wait_for(lambda: server.polled and not server.world.updates.pending)
    sink.events.clear()
    yield made
    await made.stop()
