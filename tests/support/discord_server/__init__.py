"""A local server that speaks Discord's REST API v10 and gateway, for tests and benches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .interactions import Interaction
from .server import DiscordServer
from .wire import BOT_DEFAULT, FORUM, Intent, NotAllowed, Perm
from .world import Attachment, Channel, Guild, Member, Message, Role

__all__ = [
    "BOT_DEFAULT",
    "FORUM",
    "Attachment",
    "Channel",
    "DiscordServer",
    "Guild",
    "Intent",
    "Interaction",
    "Member",
    "Message",
    "NotAllowed",
    "Perm",
    "Role",
    "running_server",
]


@asynccontextmanager
async def running_server() -> AsyncIterator[DiscordServer]:
    """A started server; at the end no payload may have violated a documented limit."""
    server = DiscordServer()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
    assert server.violations == []
