"""Where people's commands, clicks and forms come in and get their responder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.inbound import Completion, InButton, InCommand, InForm, InMenu, Sink
from bot.api.port.nouns import NativeChannel, NativeUser

from . import inbound
from .render import FORM_PREFIX, PAYLOAD_PREFIX
from .responder import InteractionResponder

NAME = "discord"


class PayloadButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=rf"{PAYLOAD_PREFIX}\d*:(?P<payload>.+)",
):
    """Every button of ours. The payload is in the button itself, so it survives a restart."""

    def __init__(self, item: discord.ui.Button[discord.ui.View], payload: str) -> None:
        super().__init__(item)
        self.payload = payload

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
    ) -> PayloadButton:
        assert isinstance(item, discord.ui.Button)  # noqa: S101 - the template is for buttons
        return cls(item, match["payload"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.desk.pressed(interaction, self.payload)


class Desk:
    """Hands interactions to the engine at once: they must not wait behind messages."""

    def __init__(self, sink: Sink, places: inbound.Places) -> None:
        self._sink = sink
        self._places = places

    async def command(
        self, interaction: discord.Interaction, info: CommandInfo, values: Mapping[str, Any]
    ) -> None:
        """A slash command; options left out are left out here too."""
        options = {
            name: self._native(interaction, v) for name, v in values.items() if v is not None
        }
        answer = InteractionResponder(interaction, private=info.private)
        where, who = self._asked(interaction)
        at = inbound.now_ms()
        await self._sink.receive(NAME, InCommand(info.path, options, where, who, answer, at))

    async def menu(
        self, interaction: discord.Interaction, info: MenuInfo, message: discord.Message
    ) -> None:
        answer = InteractionResponder(interaction, private=True)
        where, who = self._asked(interaction)
        chosen = inbound.message_of(message, self._places, _me(interaction))
        event = InMenu(info.key, chosen, where, who, answer, inbound.now_ms())
        await self._sink.receive(NAME, event)

    async def complete(
        self, interaction: discord.Interaction, path: str, option: str, typed: str
    ) -> Sequence[str]:
        where, who = self._asked(interaction)
        return await self._sink.complete(NAME, Completion(path, option, typed, where, who))

    async def pressed(self, interaction: discord.Interaction, payload: str) -> None:
        """A button; its payload comes from the button itself."""
        assert interaction.message is not None  # noqa: S101 - a button sits on a message
        answer = InteractionResponder(interaction, private=True)
        where, who = self._asked(interaction)
        number, at = interaction.message.id, inbound.now_ms()
        private = interaction.message.flags.ephemeral
        await self._sink.receive(NAME, InButton(payload, where, number, who, answer, at, private))

    async def form(self, interaction: discord.Interaction) -> None:
        """A submitted form; forms of anything else than ours are left alone."""
        data: Mapping[str, Any] = interaction.data or {}
        custom_id = str(data.get("custom_id", ""))
        if not custom_id.startswith(FORM_PREFIX):
            return
        answer = InteractionResponder(interaction, private=True)
        where, who = self._asked(interaction)
        asked = interaction.message
        event = InForm(
            custom_id.removeprefix(FORM_PREFIX),
            inbound.answers_of(data),
            where,
            who,
            answer,
            inbound.now_ms(),
            asked.id if asked is not None else None,
            asked is not None and asked.flags.ephemeral,
        )
        await self._sink.receive(NAME, event)

    def _asked(self, interaction: discord.Interaction) -> tuple[NativeChannel, NativeUser]:
        who = inbound.user_of(interaction.user, interaction.locale)
        return self._place(interaction, interaction.channel_id or 0, interaction.channel), who

    def _place(
        self, interaction: discord.Interaction, number: int, known: Any = None
    ) -> NativeChannel:
        client = interaction.client
        found = known or client.get_channel(number)
        if found is None:
            found = client.get_partial_messageable(number, guild_id=interaction.guild_id)
        return self._places.of(found)

    def _native(self, interaction: discord.Interaction, value: Any) -> Any:
        if isinstance(value, discord.User | discord.Member):
            return inbound.user_of(value)
        if isinstance(value, app_commands.AppCommandChannel | app_commands.AppCommandThread):
            return self._place(interaction, value.id)
        return value


def _me(interaction: discord.Interaction) -> int | None:
    return interaction.client.user.id if interaction.client.user is not None else None
