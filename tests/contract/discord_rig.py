"""Discord as a rig: the real discord.py against the local server."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import discord
import yarl
from pydantic import SecretStr

from bot.api.people import Level
from bot.platforms.discord import DiscordPlatform, DiscordSettings
from tests.support.chat import TIMEOUT, Actor, Rig, Seen
from tests.support.discord_server import Channel, DiscordServer, Interaction, Member, Message, Perm
from tests.support.discord_server import interactions as act

X = TypeVar("X")

CHANNELS = ("general", "ideas", "support", "moderators")
_MARKDOWN = re.compile(
    r"\\(?P<plain>[^0-9A-Za-z\s])"
    r"|```\n(?P<block>(?:(?!```)[\s\S])*)\n```|`(?P<code>[^`\n]+)`"
    r"|<@!?(?P<user>\d+)>"
    r"|\[(?P<label>(?:\\.|[^\]\\])*)\]\(<[^>]*>\)"
    r"|<(?P<shown>https?://[^>]+)>"
    r"|(?P<url>https?://(?:(?!~~)[^\s<>|*`])+)"
    r"|^[ \t]*(?:>{1,3}|#{1,3}|-#|[-+*]|\d+[.)]) |\*+|~~|\|\||`|\u200b",
    re.MULTILINE,
)


class DiscordRig(Rig):
    """A Discord server of a bakery, with the adapter that the engine starts."""

    name = "discord"

    def __init__(self) -> None:
        self.server = DiscordServer()
        self.server.reserve()
        self.guild = self.server.make_guild(owner="Owner of record", channels=CHANNELS)
        manage = (Perm.MANAGE_MESSAGES, Perm.MODERATE_MEMBERS)
        self.roles = {
            Level.MODERATOR: self.guild.add_role("moderator", *manage),
            Level.ADMIN: self.guild.add_role("admin", *manage, Perm.MANAGE_GUILD),
        }
        self.guild.channel("moderators").hide_from_everyone(*self.roles.values(), self.guild.me)
        self._kept = (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)
        self.renew()

    def renew(self) -> None:
        settings = DiscordSettings(
            enabled=True, token=SecretStr(self.server.token), api_url=self.server.api_url
        )
        self.platform = DiscordPlatform(settings, guild_ready_timeout=0.05)

    async def open(self) -> None:
        gateway = yarl.URL(self.server.gateway_url)
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
        await self.server.start()

    async def close(self) -> None:
        await self.server.stop()
        base, gateway = self._kept
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
        assert self.server.violations == []

    @property
    def space_id(self) -> str:
        return str(self.guild.id)

    async def person(
        self, name: str, level: Level = Level.MEMBER, *, joined: bool = True
    ) -> DiscordActor:
        if not joined:
            return DiscordActor(self, Member(self.guild, self.server.user(name)))
        roles = (self.roles[level],) if level in self.roles else ()
        member = await self.server.add_member(self.guild, name, roles=roles, announce=False)
        if level is Level.OWNER:
            self.guild.owner = member.user
            await self.server.guild_changed(self.guild)
        return DiscordActor(self, member)

    async def messages(self, channel: str) -> Sequence[Seen]:
        return [self.seen(message) for message in self.guild.channel(channel).messages]

    async def wait_for(self, channel: str, containing: str) -> Seen:
        place = self.guild.channel(channel)
        return await self.find(lambda: place.messages, containing, f"in #{channel}")

    def keep_time(self, now: Callable[[], int]) -> None:
        self.server.clock = lambda: now() / 1000

    def timed_out(self, actor: Actor) -> bool:
        return self.guild.members[int(actor.native_id)].timed_out

    def banned(self, actor: Actor) -> bool:
        return int(actor.native_id) in self.guild.bans

    async def trust(self) -> None:
        """The owner gives the bot "Manage Server", which it can do without."""
        self.guild.bot_role.permissions |= Perm.MANAGE_GUILD
        await self.server.role_changed(self.guild, self.guild.bot_role)

    # ---- for actors

    async def find(
        self, among: Callable[[], Sequence[Message]], containing: str, where: str
    ) -> Seen:
        """Wait for the newest of some messages that contains the words."""

        def look() -> Seen | None:
            found = [seen for m in among() if containing in (seen := self.seen(m)).text]
            return found[-1] if found else None

        found = await self.server.wait_for(look, TIMEOUT, f"{containing!r} {where}")
        assert isinstance(found, Seen)
        return found

    def seen(self, message: Message) -> Seen:
        hidden = message.ephemeral or message.channel.guild is None
        return Seen(
            channel="private" if hidden else message.channel.name,
            native_id=message.id,
            text=self.words(message),
            author=message.author.name,
            buttons=tuple(button.get("label") or "" for button in message.buttons),
            files=tuple(attachment.filename for attachment in message.attachments),
            handle=message,
        )

    def words(self, message: Message) -> str:
        """A message as it reads on the screen, without any markup."""
        cards = [embed["description"] for embed in message.embeds if embed.get("description")]
        # Mentions above a card are there to notify; the card itself names the person.
        content = re.sub(r"^(<@\d+> ?)+$", "", message.content) if cards else message.content
        return self.plain("\n".join(part for part in (content, *cards) if part))

    def plain(self, markdown: str) -> str:
        """The text of a message without markup."""
        return plain(markdown, Names((u.id, u.name) for u in self.server.users.values()))


class Names(dict[int, str]):
    """Of people; who is not known to a client is shown as a number."""

    def __missing__(self, number: int) -> str:
        return f"<@{number}>"


def plain(markdown: str, names: Mapping[int, str]) -> str:
    """Markdown as the Discord client shows it, in plain words."""

    def shown(found: re.Match[str]) -> str:
        if found["user"]:
            return names[int(found["user"])]
        if found["label"] is not None:
            return plain(found["label"], names)
        literal = ("plain", "block", "code", "shown", "url")
        return next((found[name] for name in literal if found[name]), "")

    return _MARKDOWN.sub(shown, markdown)


class DiscordActor(Actor):
    """A person with a Discord client."""

    def __init__(self, rig: DiscordRig, member: Member) -> None:
        self._rig = rig
        self._server = rig.server
        self._member = member
        self._filled: set[int] = set()
        self.name = member.name
        self.native_id = str(member.id)

    @property
    def member(self) -> Member:
        return self._member

    async def say(self, channel: str, text: str, *, reply_to: Seen | None = None) -> Seen:
        answered = handle(reply_to) if reply_to is not None else None
        return self._rig.seen(await self._member.say(self._place(channel), text, reply_to=answered))

    async def address(self, channel: str, other: Actor, text: str) -> Seen:
        return await self.say(channel, f"<@{other.native_id}> {text}")

    async def edit(self, message: Seen, text: str) -> None:
        await self._member.edit(handle(message), text)

    async def delete(self, message: Seen) -> None:
        await self._member.delete(handle(message))

    async def command(
        self,
        path: str,
        *,
        channel: str = "general",
        reply_to: Seen | None = None,
        **options: object,
    ) -> None:
        place = self._place(channel)
        _, node, _ = act.find_node(self._server, place, path)
        kinds = {option["name"]: option["type"] for option in node.get("options", [])}
        given = {name: typed(kinds.get(name), value) for name, value in options.items()}
        await self._member.slash(path, in_=place, **given)

    async def menu(self, name: str, message: Seen) -> None:
        await self._member.message_menu(name, handle(message))

    async def click(self, message: Seen, label: str) -> None:
        now = handle(message)
        labels = [button.get("label") or "" for button in now.buttons]
        found = [known for known in labels if label in known]
        assert found, f"no button {label!r} in {labels}"
        await self._member.click(now, found[0])

    async def fill(self, **answers: str) -> None:
        def look() -> Interaction | None:
            mine = [i for i in self._server.interactions if i.user is self._member.user]
            opened = [i for i in mine if i.modal is not None and i.id not in self._filled]
            return opened[-1] if opened else None

        shown = await self._server.wait_for(look, TIMEOUT, f"a form for {self.name}")
        self._filled.add(shown.id)
        await self._member.submit_modal(shown, **answers)

    async def react(self, message: Seen, emoji: str) -> None:
        await self._member.react(handle(message), emoji)

    async def leave(self) -> None:
        await self._member.leave()

    async def join(self) -> None:
        self._member = await self._member.join()

    async def sees(self, channel: str, containing: str, *, after: Seen | None = None) -> Seen:
        place = self._place(channel)
        start = after.native_id if after is not None else 0

        def among() -> list[Message]:
            if not self._member.permissions(place) & Perm.VIEW_CHANNEL:
                return []
            mine = [m for m in place.messages if m.author is self._server.bot]
            return [m for m in mine if m.id > start]

        return await self._rig.find(among, containing, f"by the bot in #{channel}")

    async def told(self, containing: str) -> Seen:
        return await self._rig.find(self._private, containing, f"told to {self.name}")

    def told_so_far(self) -> Sequence[str]:
        return [self._rig.words(message) for message in self._private()]

    def _private(self) -> list[Message]:
        return sorted(self._member.private + self._member.dms, key=lambda message: message.id)

    def _place(self, channel: str) -> Channel:
        return self._member.dm if channel == "private" else self._rig.guild.channel(channel)


def typed(kind: int | None, value: object) -> object:
    """An option's value as the Discord client sends it."""
    if isinstance(value, DiscordActor):
        return value.member
    return str(value) if kind == act.STRING else value


def handle(message: Seen) -> Message:
    assert isinstance(message.handle, Message)
    return message.handle
