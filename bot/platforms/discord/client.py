"""The discord.py client: what happens on Discord, handed to the lanes or to the engine."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.api.errors import arisen
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.inbound import InAutoMod, InDelete, InJoin, InLeave, InReaction, InRoles, Sink
from bot.api.port.nouns import NativeChannel
from bot.api.port.returning import Returns

from . import inbound
from .calls import Throttle
from .commands import Texts, fill, sync
from .desk import Desk, PayloadButton
from .guilds import Announcer, FilterNews
from .lanes import Lanes

log = logging.getLogger(__name__)
# discord.py writes payloads, and so people's words, to its log below this level.
logging.getLogger("discord").setLevel(logging.INFO)


def intents() -> discord.Intents:
    """Only what the cogs use; members and message content are the two privileged ones."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.members = wanted.messages = True
    wanted.message_content = wanted.guild_reactions = True
    wanted.auto_moderation_execution = wanted.auto_moderation_configuration = True
    return wanted


def _left_out(event: str, error: BaseException) -> None:
    log.error("%s was left out: %s", event, arisen(error))


class Tree(app_commands.CommandTree["TownhallClient"]):
    """Errors before the engine is reached, for instance a command that no longer exists."""

    async def on_error(
        self,
        interaction: discord.Interaction[TownhallClient],
        error: app_commands.AppCommandError,
    ) -> None:
        log.warning("a command could not be run: %s", type(error).__name__)


class TownhallClient(discord.AutoShardedClient):
    """One connection; a new one is made when this one ends."""

    def __init__(
        self,
        sink: Sink,
        lanes: Lanes,
        throttle: Throttle,
        commands: Sequence[CommandInfo],
        menus: Sequence[MenuInfo],
        ready: Callable[[], None],
        *,
        guild_ready_timeout: float,
        returns: Returns | None,
        catch_up_days: int,
    ) -> None:
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=throttle.trace(),
            # A cached message would change under our hands when its edit arrives.
            max_messages=None,
            guild_ready_timeout=guild_ready_timeout,
        )
        self._lanes = lanes
        self._ready_now = ready
        self._places = inbound.Places()
        self._filter_news = FilterNews()
        self.announcer = Announcer(self, sink, lanes, self._places, returns, catch_up_days)
        self.tree = Tree(self)
        self.desk = Desk(sink, self._places)
        fill(self.tree, commands, menus, self.desk)
        self.add_dynamic_items(PayloadButton)

    async def close(self) -> None:
        """Hang up; what is being announced is still handed over, and nothing after it."""
        await super().close()
        await self.announcer.close()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """As the library, but without the error's own words: they may be those of a person."""
        if (error := sys.exception()) is not None:
            _left_out(event_method, error)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Only forms: commands and buttons reach the desk by themselves."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self.desk.form(interaction)

    async def setup_hook(self) -> None:
        """Logged in, not yet connected: make the commands known."""
        await self.tree.set_translator(Texts())
        try:
            await sync(self, self.tree)
        except discord.HTTPException as error:
            log.error("Discord did not register the commands: %s", error)

    # ---- spaces

    async def on_shard_ready(self, shard: int) -> None:
        if await self.announcer.ready(shard):
            self._ready_now()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self.announcer.available(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.announcer.announce(guild, roles=True)

    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        self.announcer.changed(after)

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        self.announcer.changed(channel.guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self.announcer.changed(channel.guild)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        self.announcer.changed(after.guild)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        self.announcer.changed(after.guild, roles=before.name != after.name)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        self.announcer.changed(role.guild, roles=True)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        self._places.forget()

    # ---- messages

    def _heard(self, message: discord.Message) -> bool:
        own = self.user is not None and message.author.id == self.user.id
        return not own and message.type in inbound.SPOKEN

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Messages go straight to their lane: a task for each would cost as much as all of the
        library's own work. And a new session begins before its first message."""
        if event == "message":
            try:
                self._spoken(*args)
            except Exception as error:  # the library would hang up
                _left_out(event, error)
            return
        if event == "shard_connect":
            self.announcer.new_session(*args)
        elif event == "guild_unavailable":
            self.announcer.lost(*args)
        super().dispatch(event, *args, **kwargs)

    def _spoken(self, message: discord.Message) -> None:
        self.announcer.heard(message)
        if self._heard(message):
            event = inbound.message_of(message, self._places, self._me)
            self._lanes.put(message.channel.id, event)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        message = payload.message
        # A preview that Discord adds to a link is an update too, but no edit.
        if message.edited_at is not None and self._heard(message):
            event = inbound.message_of(message, self._places, self._me)
            self._lanes.put(payload.channel_id, event)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        await self._deleted(payload.channel_id, payload.guild_id, (payload.message_id,))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        gone = tuple(sorted(payload.message_ids))
        await self._deleted(payload.channel_id, payload.guild_id, gone)

    async def _deleted(self, channel: int, guild: int | None, gone: tuple[int, ...]) -> None:
        event = InDelete(self._place(channel, guild), gone, inbound.now_ms())
        self._lanes.put(channel, event)

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        await self._reacted(payload, added=True)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        await self._reacted(payload, added=False)

    async def _reacted(self, payload: discord.RawReactionActionEvent, *, added: bool) -> None:
        if payload.user_id == self._me:
            return
        guild = self.get_guild(payload.guild_id) if payload.guild_id is not None else None
        known = payload.member or await self._person(guild, payload.user_id)
        if known is None:
            return
        event = InReaction(
            self._place(payload.channel_id, payload.guild_id),
            payload.message_id,
            inbound.user_of(known),
            payload.emoji.name or "",
            added,
            inbound.now_ms(),
        )
        self._lanes.put(payload.channel_id, event)

    async def _person(
        self, guild: discord.Guild | None, number: int
    ) -> discord.Member | discord.User | None:
        known = (guild.get_member(number) if guild else None) or self.get_user(number)
        if known is not None:
            return known
        try:
            return await self.fetch_user(number)
        except discord.HTTPException:
            return None

    # ---- Discord's own filter

    async def on_automod_rule_update(self, rule: discord.AutoModRule) -> None:
        self._filter_news.renamed(rule)

    async def on_automod_rule_delete(self, rule: discord.AutoModRule) -> None:
        self._filter_news.forget(rule)

    async def on_automod_action(self, done: discord.AutoModAction) -> None:
        guild = self.get_guild(done.guild_id)
        if guild is None or not self._filter_news.is_new(done):
            return
        known = await self._person(guild, done.user_id)
        if known is None:
            return
        channel = done.channel_id
        event = InAutoMod(
            inbound.space_of(guild),
            inbound.user_of(known),
            await self._filter_news.name_of(guild, done.rule_id),
            inbound.readable(done.content, (), guild),
            inbound.now_ms(),
            self._place(channel, guild.id) if channel is not None else None,
            done.message_id,
        )
        self._lanes.put(channel or guild.id, event)

    # ---- people

    async def on_member_join(self, member: discord.Member) -> None:
        if not member.pending:
            await self._joined(member)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        if before.pending and not after.pending:
            await self._joined(after)
        if before.roles != after.roles and inbound.level_of(before) != inbound.level_of(after):
            self.announcer.changed(after.guild)
        if before.roles != after.roles and not after.pending:
            event = InRoles(inbound.space_of(after.guild), (inbound.holder_of(after),))
            self._lanes.put(after.guild.id, event)

    async def _joined(self, member: discord.Member) -> None:
        space = inbound.space_of(member.guild)
        event = InJoin(space, inbound.holder_of(member), inbound.now_ms())
        self._lanes.put(member.guild.id, event)

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        guild = self.get_guild(payload.guild_id)
        person = payload.user
        if guild is None or (isinstance(person, discord.Member) and person.pending):
            return
        event = InLeave(inbound.space_of(guild), inbound.user_of(person), inbound.now_ms())
        self._lanes.put(guild.id, event)

    # ---- small things

    @property
    def _me(self) -> int | None:
        return self.user.id if self.user is not None else None

    def _place(self, channel: int, guild: int | None) -> NativeChannel:
        found = self.get_channel(channel) or self.get_partial_messageable(channel, guild_id=guild)
        return self._places.of(found)
