"""The gateway: sessions, intents, heartbeats, resume with replay, compression."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from .payloads import guild_create_json, member_json, user_json
from .wire import APPLICATION_FLAGS, PRIVILEGED, Intent, needed_intent

if TYPE_CHECKING:
    from .server import DiscordServer
    from .world import Guild

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 7, 8, 9, 10, 11

REPLAY = 10_000


def _zstd() -> Callable[[bytes], bytes]:
    import zstandard

    context = zstandard.ZstdCompressor(level=3).compressobj()
    return lambda raw: context.compress(raw) + context.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


def _zlib() -> Callable[[bytes], bytes]:
    context = zlib.compressobj(level=3)
    return lambda raw: context.compress(raw) + context.flush(zlib.Z_SYNC_FLUSH)


class Socket:
    """One WebSocket connection."""

    def __init__(self, ws: web.WebSocketResponse, compression: str | None) -> None:
        self.ws = ws
        makers = {"zstd-stream": _zstd, "zlib-stream": _zlib}
        self._pack = makers[compression]() if compression else None
        self._lock = asyncio.Lock()

    async def send(self, payload: Json) -> None:
        await self.send_encoded(json.dumps(payload).encode())

    async def send_encoded(self, raw: bytes) -> None:
        async with self._lock:
            if self.ws.closed:
                return
            with contextlib.suppress(ConnectionError):
                if self._pack is None:
                    await self.ws.send_str(raw.decode())
                else:
                    await self.ws.send_bytes(self._pack(raw))


@dataclass(eq=False)
class Session:
    """What survives a lost socket."""

    id: str
    intents: Intent
    shard: tuple[int, int]
    socket: Socket | None
    sequence: int = 0
    sent: deque[tuple[int, str, Json]] = field(default_factory=lambda: deque(maxlen=REPLAY))

    async def dispatch(self, event: str, data: Json) -> None:
        self.sequence += 1
        self.sent.append((self.sequence, event, data))
        if self.socket is not None:
            await self.socket.send({"op": DISPATCH, "t": event, "s": self.sequence, "d": data})


def _can_replay(session: Session, sequence: int | None) -> bool:
    """Whether everything after this sequence number is still remembered."""
    if sequence is None or sequence > session.sequence:
        return False
    return not session.sent or session.sent[0][0] <= sequence + 1


class Gateway:
    """All sessions of the bot."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.sessions: dict[str, Session] = {}
        self.heartbeat_interval_ms = 41_250
        self.acknowledge = True
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0

    @property
    def connected(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.socket is not None]

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(compress=False, max_msg_size=4096 * 4)
        await ws.prepare(request)
        socket = Socket(ws, request.query.get("compress"))
        self.server.sockets.add(ws)
        session: Session | None = None
        try:
            hello = {"heartbeat_interval": self.heartbeat_interval_ms, "_trace": []}
            await socket.send({"op": HELLO, "d": hello})
            async for message in ws:
                if message.type is not WSMsgType.TEXT:
                    break
                session = await self._received(socket, session, json.loads(message.data))
        finally:
            self.server.sockets.discard(ws)
            if session is not None and session.socket is socket:
                session.socket = None
            self.server.changed()
        return ws

    async def _received(
        self, socket: Socket, session: Session | None, frame: Json
    ) -> Session | None:
        op, data = frame["op"], frame.get("d") or {}
        if op == HEARTBEAT:
            self.heartbeats += 1
            self.server.changed()
            if self.acknowledge:
                await socket.send({"op": ACK})
        elif op == IDENTIFY:
            session = await self._identify(socket, data)
        elif op == RESUME:
            session = await self._resume(socket, data)
        elif session is None:
            await socket.ws.close(code=4003)
        elif op == REQUEST_MEMBERS:
            await self._send_members(session, data)
        elif op not in (PRESENCE, VOICE):
            await socket.ws.close(code=4001)
        return session

    async def _identify(self, socket: Socket, data: Json) -> Session | None:
        self.identifies += 1
        intents = Intent(data["intents"])
        if data["token"] != self.server.token:
            await socket.ws.close(code=4004)
            return None
        if intents & PRIVILEGED & ~self.server.privileged_intents:
            await socket.ws.close(code=4014)
            return None
        shard = tuple(data.get("shard", (0, 1)))
        session = Session(secrets.token_hex(16), intents, (shard[0], shard[1]), socket)
        self.sessions[session.id] = session
        guilds = [guild for guild in self.server.guilds.values() if self._sees(session, guild)]
        application = {"id": str(self.server.application_id), "flags": self.application_flags()}
        await session.dispatch(
            "READY",
            {
                "v": 10,
                "user": user_json(self.server.bot),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.server.gateway_url,
                "shard": list(session.shard),
                "application": application,
                "private_channels": [],
            },
        )
        for guild in guilds:
            await self._announce(session, guild)
        self.server.changed()
        return session

    async def _resume(self, socket: Socket, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if data["token"] != self.server.token:
            await socket.ws.close(code=4004)
            return None
        if session is None or not _can_replay(session, data["seq"]):
            await socket.send({"op": INVALID_SESSION, "d": False})
            return None
        self.resumes += 1
        missed = [one for one in session.sent if one[0] > data["seq"]]
        for sequence, event, payload in missed:
            await socket.send({"op": DISPATCH, "t": event, "s": sequence, "d": payload})
        session.socket = socket
        await session.dispatch("RESUMED", {"_trace": []})
        self.server.changed()
        return session

    def application_flags(self) -> int:
        allowed = self.server.privileged_intents
        return sum(bit for intent, bit in APPLICATION_FLAGS.items() if intent & allowed)

    def _sees(self, session: Session, guild: Guild) -> bool:
        mine = (guild.id >> 22) % session.shard[1] == session.shard[0]
        return mine and self.server.bot.id in guild.members

    async def _announce(self, session: Session, guild: Guild) -> None:
        if session.intents & Intent.GUILDS:
            everyone = bool(session.intents & Intent.GUILD_MEMBERS)
            await session.dispatch("GUILD_CREATE", guild_create_json(guild, all_members=everyone))

    async def announce(self, guild: Guild) -> None:
        """The bot was added to a server."""
        for session in list(self.sessions.values()):
            if self._sees(session, guild):
                await self._announce(session, guild)

    async def _send_members(self, session: Session, data: Json) -> None:
        guild = self.server.guilds[int(data["guild_id"])]
        ids = data.get("user_ids")
        wanted = {int(one) for one in ids} if isinstance(ids, list) else None
        prefix = (data.get("query") or "").lower()
        members = [
            member
            for member in guild.members.values()
            if (wanted is None or member.id in wanted) and member.name.lower().startswith(prefix)
        ]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [member_json(member) for member in members],
            "chunk_index": 0,
            "chunk_count": 1,
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        await session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    async def emit(self, event: str, data: Json, guild: Guild | None) -> None:
        """Sends an event to each session whose intents and shard allow it."""
        need = needed_intent(event, direct=guild is None)
        about_me = event == "GUILD_MEMBER_UPDATE" and data["user"]["id"] == str(self.server.bot.id)
        for session in list(self.sessions.values()):
            if need and not session.intents & need and not about_me:
                continue
            if guild is not None and not self._sees(session, guild):
                continue
            if guild is None and session.shard[0] != 0:
                continue
            await session.dispatch(event, self._visible(session, event, data, guild))
        self.server.changed()

    def _visible(self, session: Session, event: str, data: Json, guild: Guild | None) -> Json:
        if event == "AUTO_MODERATION_ACTION_EXECUTION":
            seen = session.intents & Intent.MESSAGE_CONTENT
            return data if seen else data | {"content": "", "matched_content": ""}
        if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or guild is None:
            return data
        own = data["author"]["id"] == str(self.server.bot.id)
        mentioned = any(user["id"] == str(self.server.bot.id) for user in data["mentions"])
        if session.intents & Intent.MESSAGE_CONTENT or own or mentioned:
            return data
        return data | {"content": "", "embeds": [], "components": [], "attachments": []}

    async def send_raw(self, event: str, data: Any) -> None:
        """Any payload, also a malformed one, to every connected session."""
        for session in self.connected:
            await session.dispatch(event, data)

    async def ask_to_reconnect(self) -> None:
        for session in self.connected:
            assert session.socket is not None
            await session.socket.send({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        for session in self.connected:
            assert session.socket is not None
            if not resumable:
                self.sessions.pop(session.id)
            await session.socket.send({"op": INVALID_SESSION, "d": resumable})

    async def drop(self, code: int = 1001, *, forget: bool = False) -> None:
        """Cuts every socket; with `forget` the sessions cannot be resumed."""
        for session in self.connected:
            assert session.socket is not None
            socket, session.socket = session.socket, None
            if forget:
                self.sessions.pop(session.id)
            await socket.ws.close(code=code)
        self.server.changed()
