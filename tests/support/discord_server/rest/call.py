"""One request as its handler sees it, and the table of handlers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import web

from ..wire import Perm, invalid_form, missing_access, missing_permissions, unknown
from ..world import Attachment, Channel, Guild, Message

if TYPE_CHECKING:
    from ..server import DiscordServer

Json = dict[str, Any]
Handler = Callable[["Call"], Awaitable[Any]]
ENDPOINTS: list[tuple[str, str, Handler, bool]] = []


def endpoint(method: str, template: str, *, bot: bool = True) -> Callable[[Handler], Handler]:
    """Registers a handler; `bot` says whether the bot token is asked for."""

    def register(handler: Handler) -> Handler:
        ENDPOINTS.append((method, template, handler, bot))
        return handler

    return register


@dataclass
class Record:
    """One request as the server saw it."""

    method: str
    template: str
    path: str
    at: float
    body: Any = None
    status: int = 0

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


class Call:
    """One request with what its handler needs."""

    def __init__(self, server: DiscordServer, request: web.Request, record: Record) -> None:
        self.server = server
        self.request = request
        self.record = record
        self.body: Any = None
        self.files: list[tuple[str, bytes, str]] = []

    @property
    def data(self) -> Json:
        return self.body if isinstance(self.body, dict) else {}

    @property
    def reason(self) -> str | None:
        given = self.request.headers.get("X-Audit-Log-Reason")
        return unquote(given) if given is not None else None

    def path(self, name: str) -> str:
        return str(self.request.match_info[name])

    def id(self, name: str) -> int:
        value = self.path(name)
        if not value.isdigit():
            raise invalid_form([f"{name}: {value!r} is not a snowflake"])
        return int(value)

    def query_id(self, name: str) -> int | None:
        value = self.request.query.get(name)
        return int(value) if value is not None else None

    def limit(self, default: int, most: int) -> int:
        value = int(self.request.query.get("limit", default))
        if not 1 <= value <= most:
            self.refuse([f"limit={value} is not between 1 and {most}"])
        return value

    def refuse(self, problems: Iterable[str]) -> None:
        """Records violations of documented limits and answers 400."""
        found = list(problems)
        if found:
            where = f"{self.record.method} {self.record.path}"
            self.server.violations.extend(f"{where}: {problem}" for problem in found)
            raise invalid_form(found)

    @property
    def guild(self) -> Guild:
        guild = self.server.guilds.get(self.id("guild_id"))
        if guild is None or self.server.bot.id not in guild.members:
            raise unknown(10004, "Guild")
        return guild

    @property
    def channel(self) -> Channel:
        channel = self.server.channels.get(self.id("channel_id"))
        if channel is None:
            raise unknown(10003, "Channel")
        if channel.guild is not None:
            if self.server.bot.id not in channel.guild.members:
                raise missing_access()
            if not channel.guild.me.permissions(channel) & Perm.VIEW_CHANNEL:
                raise missing_access()
        return channel

    def message(self, channel: Channel) -> Message:
        message = channel.find(self.id("message_id"))
        if message is None:
            raise unknown(10008, "Message")
        return message

    def need(
        self, permission: Perm, channel: Channel | None = None, guild: Guild | None = None
    ) -> None:
        """Raises unless the bot holds a permission; in direct messages all are held."""
        place = guild or (channel.guild if channel is not None else None)
        if place is not None and not place.me.permissions(channel) & permission:
            raise missing_permissions()

    def attachments(self, channel_id: int) -> list[Attachment]:
        described = {
            str(one.get("id")): one for one in self.data.get("attachments") or [] if one is not None
        }
        made = []
        for number, (name, content, content_type) in enumerate(self.files):
            about = described.get(str(number), {})
            made.append(
                self.server.store_file(
                    channel_id,
                    about.get("filename", name),
                    content,
                    content_type,
                    about.get("description"),
                )
            )
        return made
