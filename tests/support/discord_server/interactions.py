"""Interactions: what a person started and how the bot answered."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import world
from .payloads import attachment_json, channel_json, member_json, message_json, role_json, user_json
from .wire import EVERYTHING, MAX_FILE_BYTES

if TYPE_CHECKING:
    from .server import DiscordServer
    from .world import Attachment, Channel, Member, Message, User

Json = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(3, 12)
FIRST_ANSWER_SECONDS = 3.0


@dataclass(eq=False)
class Interaction:
    """One interaction and all answers to it."""

    server: DiscordServer
    id: int
    kind: int
    user: User
    channel: Channel
    data: Json
    member: Member | None = None
    message: Message | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    sent_at: float = field(default_factory=time.monotonic)
    callback: int | None = None
    original: Message | None = None
    responses: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None
    expired: bool = False
    answered_after: float | None = None

    @property
    def visible(self) -> list[Message]:
        """Answers with content, the 'thinking' place-holder left out."""
        return [m for m in self.responses if not m.loading and not m.deleted]

    async def answer(self, timeout: float = 5.0, *, count: int = 1) -> Message:
        """Waits for the bot's answer number `count` and returns it."""
        await self.server.wait_for(
            lambda: len(self.visible) >= count, timeout, f"answer {count} to {self}"
        )
        return self.visible[count - 1]

    async def form(self, timeout: float = 5.0) -> Json:
        """Waits for a modal."""
        await self.server.wait_for(lambda: self.modal is not None, timeout, f"a modal for {self}")
        assert self.modal is not None
        return self.modal

    async def acknowledged(self, timeout: float = 5.0) -> int:
        """Waits for the first callback and returns its type."""
        await self.server.wait_for(
            lambda: self.callback is not None, timeout, f"an acknowledgement of {self}"
        )
        assert self.callback is not None
        return self.callback

    async def suggestions(self, timeout: float = 5.0) -> list[Json]:
        await self.server.wait_for(lambda: self.choices is not None, timeout, f"choices for {self}")
        assert self.choices is not None
        return self.choices

    def expire(self) -> None:
        """As if 15 minutes had passed."""
        self.expired = True

    def __str__(self) -> str:
        kinds = {
            COMMAND: "command",
            COMPONENT: "click",
            AUTOCOMPLETE: "autocomplete",
            MODAL: "form",
        }
        name = self.data.get("name") or self.data.get("custom_id")
        answers = [
            f"{'(private) ' if m.ephemeral else ''}{'…' if m.loading else m.text[:80]!r}"
            for m in self.responses
        ]
        return (
            f"{kinds[self.kind]} {name!r} by {self.user.name} in {self.channel.name}: "
            f"callback={self.callback} answers={answers}"
        )


async def start(
    server: DiscordServer,
    kind: int,
    user: User,
    channel: Channel,
    data: Json,
    *,
    message: Message | None = None,
) -> Interaction:
    """Creates an interaction and sends INTERACTION_CREATE."""
    member = channel.guild.members[user.id] if channel.guild is not None else None
    interaction = Interaction(
        server, server.ids.next(), kind, user, channel, data, member=member, message=message
    )
    server.interactions.append(interaction)
    payload = interaction_json(interaction)
    await server.gateway.emit("INTERACTION_CREATE", payload, channel.guild)
    return interaction


def interaction_json(interaction: Interaction) -> Json:
    server, channel = interaction.server, interaction.channel
    data: Json = {
        "id": str(interaction.id),
        "application_id": str(server.application_id),
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "channel_id": str(channel.id),
        "channel": channel_json(channel) | {"permissions": str(EVERYTHING)},
        "locale": interaction.user.locale,
        "data": interaction.data,
        "entitlements": [],
        "attachment_size_limit": MAX_FILE_BYTES,
        "authorizing_integration_owners": {"0": str(channel.guild.id if channel.guild else 0)},
        "context": 0 if channel.guild is not None else 1,
        "app_permissions": str(EVERYTHING),
    }
    if interaction.message is not None:
        data["message"] = message_json(interaction.message, server)
    if channel.guild is None:
        return data | {"user": user_json(interaction.user)}
    member = interaction.member
    assert member is not None
    guild = channel.guild
    granted = {"permissions": str(member.permissions(channel))}
    return data | {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": guild.features},
        "guild_locale": guild.locale,
        "member": member_json(member) | granted,
        "app_permissions": str(guild.me.permissions(channel)),
    }


def find_command(server: DiscordServer, guild_id: int | None, kind: int, name: str) -> Json:
    """The registered command a client would show, or an error that lists what there is."""
    known = list(server.guild_commands.get(guild_id or 0, [])) + list(server.global_commands)
    for command in known:
        if command["type"] == kind and command["name"] == name:
            return command
    names = sorted(command["name"] for command in known)
    raise LookupError(f"no command {name!r} of type {kind} is registered; there are {names}")


def find_node(
    server: DiscordServer, channel: Channel, words: str
) -> tuple[Json, Json, list[tuple[int, str]]]:
    """The registered command, the part of it that `words` name, and the way there."""
    guild_id = channel.guild.id if channel.guild is not None else None
    first, *rest = words.split()
    command = find_command(server, guild_id, 1, first)
    node: Json = command
    wraps: list[tuple[int, str]] = []
    for word in rest:
        inner = [o for o in node.get("options", []) if o["type"] in (1, 2) and o["name"] == word]
        if not inner:
            raise LookupError(f"/{words}: there is no subcommand {word!r}")
        node = inner[0]
        wraps.append((node["type"], word))
    if any(option["type"] in (1, 2) for option in node.get("options", [])):
        raise LookupError(f"/{words} needs a subcommand")
    return command, node, wraps


def command_data(
    server: DiscordServer, channel: Channel, words: str, given: Json, focused: str | None = None
) -> Json:
    """The data of a slash command as a client sends it, checked like a client checks it."""
    command, node, wraps = find_node(server, channel, words)
    resolved: Json = {}
    options = _options(server, channel, words, node, given, resolved, focused)
    for kind, word in reversed(wraps):
        options = [{"type": kind, "name": word, "options": options}]
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    if resolved:
        data["resolved"] = resolved
    return data


def _options(
    server: DiscordServer,
    channel: Channel,
    words: str,
    node: Json,
    given: Json,
    resolved: Json,
    focused: str | None,
) -> list[Json]:
    known = {option["name"]: option for option in node.get("options", [])}
    strange = set(given) - set(known)
    if strange:
        raise LookupError(f"/{words} has no options {sorted(strange)}, only {sorted(known)}")
    missing = [n for n, o in known.items() if o.get("required") and n not in given]
    if missing and focused is None:
        raise LookupError(f"/{words} needs the options {missing}")
    options: list[Json] = []
    for name, value in given.items():
        option = known[name]
        entry: Json = {"type": option["type"], "name": name}
        if name == focused:
            entry |= {"value": str(value), "focused": True}
        else:
            entry["value"] = _value(server, channel, option, value, resolved)
        options.append(entry)
    return options


def _value(
    server: DiscordServer, channel: Channel, option: Json, value: Any, resolved: Json
) -> Any:
    kind, name = option["type"], option["name"]
    if kind in (USER, MENTIONABLE) and isinstance(value, world.Member):
        resolved.setdefault("users", {})[str(value.id)] = user_json(value.user)
        about = member_json(value, with_user=False) | {
            "permissions": str(value.permissions(channel))
        }
        resolved.setdefault("members", {})[str(value.id)] = about
        return str(value.id)
    if kind == CHANNEL and isinstance(value, world.Channel):
        about = channel_json(value) | {"permissions": str(EVERYTHING)}
        resolved.setdefault("channels", {})[str(value.id)] = about
        return str(value.id)
    if kind in (ROLE, MENTIONABLE) and isinstance(value, world.Role):
        resolved.setdefault("roles", {})[str(value.id)] = role_json(value)
        return str(value.id)
    if kind == FILE and isinstance(value, world.Attachment):
        return _attached(value, resolved)
    plain: dict[int, Any] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}
    if kind not in plain or not isinstance(value, plain[kind]):
        raise TypeError(f"option {name!r} of type {kind} cannot take {value!r}")
    values = [choice["value"] for choice in option.get("choices") or []]
    if values and value not in values:
        raise ValueError(f"option {name!r} takes one of {values}, not {value!r}")
    size = len(value) if isinstance(value, str) else value
    low = option.get("min_length" if kind == STRING else "min_value")
    high = option.get("max_length" if kind == STRING else "max_value")
    if (low is not None and size < low) or (high is not None and size > high):
        raise ValueError(f"option {name!r}: {value!r} is not between {low} and {high}")
    return value


def _attached(value: Attachment, resolved: Json) -> str:
    resolved.setdefault("attachments", {})[str(value.id)] = attachment_json(value)
    return str(value.id)
