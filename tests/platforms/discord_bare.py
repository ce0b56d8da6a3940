"""A bare discord.py client, to prove the local server without any code of ours."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator

import discord
from discord import app_commands

from tests.support.discord_server import DiscordServer


class Vote(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"vote:(?P<n>\d+)"):
    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label="Vote", custom_id=f"vote:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item, match: re.Match[str]
    ) -> Vote:
        return cls(int(match["n"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"voted {self.number}", ephemeral=True)


class Ask(discord.ui.Modal, title="A question"):
    topic: discord.ui.TextInput[Ask] = discord.ui.TextInput(label="Topic", max_length=20)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"topic: {self.topic.value}")


class Bare(discord.Client):
    """What any discord.py bot does, and a list of what it saw."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        if intents is None:
            intents = discord.Intents.default()
            intents.members = intents.message_content = True
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.seen: list[str] = []
        self.joined: list[str] = []
        self.news = asyncio.Event()
        self.tree.command(name="secret", description="A private answer")(secret)
        self.tree.command(name="ask", description="Opens a form")(ask)
        self.tree.command(name="slow", description="Thinks first")(slow)
        self.tree.command(name="pick", description="Suggests")(pick)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Vote)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No five seconds of waiting between IDENTIFYs."""

    async def on_message(self, message: discord.Message) -> None:
        self.seen.append(message.content)
        self.news.set()

    async def on_member_join(self, member: discord.Member) -> None:
        self.joined.append(member.name)
        self.news.set()

    async def until(self, text: str) -> None:
        async with asyncio.timeout(30):
            while text not in self.seen + self.joined:
                self.news.clear()
                await self.news.wait()


async def secret(interaction: discord.Interaction, who: discord.Member, times: int = 1) -> None:
    await interaction.response.send_message(f"{who.name} x{times}", ephemeral=True)


async def ask(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Ask())


async def slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("done thinking")


async def fruits(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=n, value=n) for n in ("apple", "pear") if current in n]


@app_commands.autocomplete(fruit=fruits)
async def pick(interaction: discord.Interaction, fruit: str) -> None:
    await interaction.response.send_message(fruit)


@contextlib.asynccontextmanager
async def bare(
    server: DiscordServer, intents: discord.Intents | None = None
) -> AsyncIterator[Bare]:
    async with Bare(intents) as client:
        run = asyncio.create_task(client.start(server.token))
        await server.wait_connected()
        await asyncio.wait_for(client.wait_until_ready(), 30)
        yield client
        await client.close()
        await run
