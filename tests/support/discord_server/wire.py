"""Numbers, bits and error shapes of Discord's protocol."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime
from enum import IntFlag
from typing import Any

EPOCH_MS = 1_420_070_400_000
HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15
MAX_FILE_BYTES = 10 * 1024 * 1024

TEXT, DM, FORUM, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 15, 11, 12
THREADS = frozenset({10, PUBLIC_THREAD, PRIVATE_THREAD})


class Perm(IntFlag):
    """Permission bits that a community bot meets."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MANAGE_EVENTS = 1 << 33
    MODERATE_MEMBERS = 1 << 40
    CREATE_EVENTS = 1 << 44


EVERYTHING = (1 << 53) - 1
EVERYONE_DEFAULT = int(
    Perm.VIEW_CHANNEL
    | Perm.SEND_MESSAGES
    | Perm.ADD_REACTIONS
    | Perm.EMBED_LINKS
    | Perm.ATTACH_FILES
    | Perm.READ_MESSAGE_HISTORY
    | Perm.USE_APPLICATION_COMMANDS
    | Perm.CREATE_PUBLIC_THREADS
    | Perm.SEND_MESSAGES_IN_THREADS
)
BOT_DEFAULT = int(
    EVERYONE_DEFAULT
    | Perm.KICK_MEMBERS
    | Perm.BAN_MEMBERS
    | Perm.MANAGE_MESSAGES
    | Perm.MANAGE_THREADS
    | Perm.MODERATE_MEMBERS
    | Perm.MANAGE_ROLES
    | Perm.VIEW_AUDIT_LOG
    | Perm.CREATE_EVENTS
)


class Intent(IntFlag):
    """Gateway intents; three of them are privileged."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    MESSAGE_CONTENT = 1 << 15
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21


NEEDED = {
    "MESSAGE": (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES),
    "MESSAGE_REACTION": (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS),
    "GUILD_MEMBER": (Intent.GUILD_MEMBERS, Intent.GUILD_MEMBERS),
    "GUILD_BAN": (Intent.GUILD_MODERATION, Intent.GUILD_MODERATION),
    "GUILD_AUDIT": (Intent.GUILD_MODERATION, Intent.GUILD_MODERATION),
    "GUILD": (Intent.GUILDS, Intent.GUILDS),
    "CHANNEL": (Intent.GUILDS, Intent.GUILDS),
    "THREAD": (Intent.GUILDS, Intent.GUILDS),
    "INTERACTION": (Intent(0), Intent(0)),
    "AUTO_MODERATION_RULE": (Intent.AUTO_MODERATION_CONFIGURATION,) * 2,
    "AUTO_MODERATION_ACTION": (Intent.AUTO_MODERATION_EXECUTION,) * 2,
}


def needed_intent(event: str, *, direct: bool) -> Intent:
    """The intent without which a session does not hear of an event."""
    prefix = max((p for p in NEEDED if event.startswith(p)), key=len)
    return NEEDED[prefix][1 if direct else 0]


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT

APPLICATION_FLAGS = {
    Intent.GUILD_PRESENCES: 1 << 13,
    Intent.GUILD_MEMBERS: 1 << 15,
    Intent.MESSAGE_CONTENT: 1 << 19,
}


class NotAllowed(Exception):
    """The Discord client would not let this person do that."""


class ApiError(Exception):
    """An answer other than success, with Discord's own code."""

    def __init__(
        self, status: int, code: int, message: str, errors: dict[str, Any] | None = None
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


def invalid_form(problems: list[str]) -> ApiError:
    """A 400 in the shape of Discord's form errors."""
    listed = [{"code": "BASE_TYPE_INVALID", "message": problem} for problem in problems]
    return ApiError(400, 50035, "Invalid Form Body", {"_errors": listed})


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def unknown(code: int, what: str) -> ApiError:
    return ApiError(404, code, f"Unknown {what}")


class Snowflakes:
    """Ids that carry the time, strictly rising."""

    clock = staticmethod(time.time)

    def __init__(self) -> None:
        self._last = 0
        self._counter = itertools.count(1)

    def next(self) -> int:
        now = (int(self.clock() * 1000) - EPOCH_MS) << 22
        self._last = max(now | (next(self._counter) & 0xFFF), self._last + 1)
        return self._last


def snowflake_time(snowflake: int) -> datetime:
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
