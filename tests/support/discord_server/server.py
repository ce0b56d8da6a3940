"""A stateful Discord on a loopback socket: REST API v10 and gateway."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from .changes import Changes
from .gateway import Gateway
from .http import Fault, Limit, RestApi
from .interactions import Interaction
from .payloads import channel_json, member_json
from .wire import (
    BOT_DEFAULT,
    DM,
    EVERYONE_DEFAULT,
    PRIVILEGED,
    Intent,
    Perm,
    Snowflakes,
)
from .world import Attachment, Channel, Guild, Member, Role, User

LONG_AGO = timedelta(days=365)


class DiscordServer(Changes):
    """Discord for one bot; start it, point discord.py at `api_url`, act, wait, look."""

    def __init__(self, token: str = "bot.token.for-tests") -> None:
        self.token = token
        self.ids = Snowflakes()
        self.started_at = datetime.now(UTC)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: list[Interaction] = []
        self.files: dict[str, Attachment] = {}
        self.global_commands: list[dict[str, Any]] = []
        self.guild_commands: dict[int, list[dict[str, Any]]] = {}
        self.command_writes = 0
        self.clock: Callable[[], float] = time.time
        """UTC seconds, for what begins and ends by itself."""

        self.privileged_intents = Intent(PRIVILEGED)
        self.shards = 1
        self.sessions_left = 999
        self.violations: list[str] = []
        self.bot = self._user("townhall", bot=True)
        self.application_id = self.bot.id
        self.sockets: set[web.WebSocketResponse] = set()
        self.rest = RestApi(self)
        self.gateway = Gateway(self)
        self._change = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._socket: socket.socket | None = None
        self.port = 0

    # running

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(self.rest.routes())
        app.add_routes([web.get("/gateway", self.gateway.connect)])
        app.add_routes([web.get("/gateway/", self.gateway.connect)])
        app.add_routes([web.get("/attachments/{channel}/{id}/{name}", self._download)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        self.reserve()
        assert self._socket is not None
        await web.SockSite(self._runner, self._socket).start()

    def reserve(self) -> None:
        """Take a free port now, so that the address is known before `start`."""
        if self._socket is None:
            self._socket = socket.create_server(("127.0.0.1", 0))
            self.port = self._socket.getsockname()[1]

    async def stop(self) -> None:
        for ws in list(self.sockets):
            await ws.close(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        elif self._socket is not None:
            self._socket.close()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def _download(self, request: web.Request) -> web.Response:
        attachment = self.files.get(request.match_info["id"])
        if attachment is None:
            raise web.HTTPNotFound
        return web.Response(body=attachment.content, content_type=attachment.content_type)

    # waiting

    def changed(self) -> None:
        """Wakes every waiter."""
        self._change.set()
        self._change = asyncio.Event()

    async def wait_for(
        self, condition: Callable[[], Any], timeout: float = 30.0, what: str = "the condition"
    ) -> Any:
        """Returns the first true value of `condition`, looked at after every change."""
        try:
            async with asyncio.timeout(timeout):
                while not (value := condition()):
                    await self._change.wait()
                return value
        except TimeoutError:
            raise AssertionError(
                f"waited {timeout} s for {what}; what was seen:\n{self.describe()}"
            ) from None

    async def wait_connected(self, timeout: float = 10.0) -> None:
        await self.wait_for(lambda: self.gateway.connected, timeout, "a gateway session")

    def describe(self) -> str:
        """The state in words, for the message of a time-out."""
        lines = [f"sessions: {len(self.gateway.connected)} connected"]
        lines += [f"request: {record}" for record in self.rest.requests[-12:]]
        lines += [f"interaction: {interaction}" for interaction in self.interactions[-5:]]
        for channel in self.channels.values():
            for message in channel.messages[-5:]:
                lines.append(f"#{channel.name} {message.author.name}: {message.text[:100]!r}")
        lines += [f"violation: {violation}" for violation in self.violations]
        return "\n".join(lines)

    def seen(self, method: str, template: str) -> list[Any]:
        """Requests of one endpoint so far."""
        return [r for r in self.rest.requests if (r.method, r.template) == (method, template)]

    def fail_next(
        self, method: str, template: str = ".*", *, status: int = 500, times: int = 1, **how: Any
    ) -> None:
        """Answers the next matching requests with a failure (429 with `retry_after`, `via`)."""
        self.rest.faults.append(Fault(method, template, status, times, **how))

    def limit(self, method: str, template: str, count: int, seconds: float) -> None:
        """Sets a real rate-limit bucket."""
        self.rest.limits[(method, template)] = Limit(count, seconds)

    # building the world

    def _user(self, name: str, *, bot: bool = False, **about: Any) -> User:
        user = User(self.ids.next(), name, bot=bot, **about)
        self.users[user.id] = user
        return user

    def user(self, name: str) -> User:
        found = [user for user in self.users.values() if user.name == name]
        return found[0] if found else self._user(name)

    async def add_guild(
        self,
        name: str = "Sourdough & Co.",
        *,
        owner: str = "olga",
        channels: tuple[str, ...] = ("general",),
        bot_permissions: int = BOT_DEFAULT,
    ) -> Guild:
        """Like `make_guild`, and a connected bot is told that it was added."""
        guild = self.make_guild(
            name, owner=owner, channels=channels, bot_permissions=bot_permissions
        )
        await self.gateway.announce(guild)
        return guild

    def make_guild(
        self,
        name: str = "Sourdough & Co.",
        *,
        owner: str = "olga",
        channels: tuple[str, ...] = ("general",),
        bot_permissions: int = BOT_DEFAULT,
    ) -> Guild:
        """A server with its owner, text channels and the bot."""
        guild = Guild(self, self.ids.next(), name, self.user(owner))
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE_DEFAULT)
        self.guilds[guild.id] = guild
        for channel in channels:
            self._channel(guild, channel)
        guild.members[guild.owner.id] = Member(guild, guild.owner)
        bot_role = self.add_role(guild, self.bot.name)
        bot_role.permissions, bot_role.managed, bot_role.position = bot_permissions, True, 50
        guild.members[self.bot.id] = Member(guild, self.bot, roles=[bot_role])
        return guild

    def add_role(self, guild: Guild, name: str, *permissions: Perm) -> Role:
        bits = 0
        for permission in permissions:
            bits |= permission
        role = Role(self.ids.next(), name, int(bits), position=len(guild.roles))
        guild.roles[role.id] = role
        return role

    def _channel(self, guild: Guild, name: str, kind: int = 0, **about: Any) -> Channel:
        channel = Channel(self, self.ids.next(), kind, name, guild=guild, **about)
        self.channels[channel.id] = guild.channels[channel.id] = channel
        return channel

    async def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: int,
        *,
        topic: str | None,
        private: bool,
        overwrites: dict[int, tuple[int, int]] | None = None,
    ) -> Channel:
        channel = self._channel(guild, name, kind, topic=topic, overwrites=overwrites or {})
        if private:
            channel.hide_from_everyone(guild.me)
        await self.gateway.emit("CHANNEL_CREATE", channel_json(channel), guild)
        return channel

    async def add_member(
        self,
        guild: Guild,
        name: str,
        *,
        roles: tuple[Role, ...] = (),
        pending: bool = False,
        announce: bool = True,
        **about: Any,
    ) -> Member:
        """Someone joins; without `announce` they were there before and nobody is told."""
        user = self.user(name)
        for key, value in about.items():
            setattr(user, key, value)
        member = Member(guild, user, roles=list(roles), pending=pending)
        if not announce:
            member.joined_at -= LONG_AGO
        guild.members[user.id] = member
        if announce:
            joined = member_json(member) | {"guild_id": str(guild.id)}
            await self.gateway.emit("GUILD_MEMBER_ADD", joined, guild)
        return member

    def dm(self, user: User) -> Channel:
        for channel in self.channels.values():
            if channel.type == DM and channel.recipient is user:
                return channel
        channel = Channel(self, self.ids.next(), DM, f"dm-{user.name}", recipient=user)
        self.channels[channel.id] = channel
        return channel

    def store_file(
        self, channel_id: int, name: str, content: bytes, kind: str, about: str | None = None
    ) -> Attachment:
        number = self.ids.next()
        url = f"http://127.0.0.1:{self.port}/attachments/{channel_id}/{number}/{name}"
        attachment = Attachment(number, name, content, kind, url, about)
        self.files[str(number)] = attachment
        return attachment
