"""A bot as most are written: each message and each vote is a row, committed at once."""

from __future__ import annotations

import os
import sys

import aiosqlite
import discord
import yarl


class Peer(discord.Client):
    async def setup_hook(self) -> None:
        self.db = await aiosqlite.connect(sys.argv[1])
        await self.db.execute("PRAGMA journal_mode = WAL")
        await self.db.execute("PRAGMA synchronous = FULL")
        await self.db.execute("CREATE TABLE messages (id INTEGER, author INTEGER, at TEXT)")
        await self.db.execute("CREATE TABLE votes (person INTEGER PRIMARY KEY, choice TEXT)")
        await self.db.commit()

    async def on_ready(self) -> None:
        channel = next(c for c in self.get_all_channels() if c.name == "general")
        assert isinstance(channel, discord.TextChannel)
        view = discord.ui.View(timeout=None)
        for label in ("Rye", "Spelt"):
            view.add_item(discord.ui.Button(label=label, custom_id=label))
        await channel.send("Which?", view=view)

    async def on_message(self, message: discord.Message) -> None:
        row = (message.id, message.author.id, str(message.created_at))
        await self.db.execute("INSERT INTO messages VALUES (?, ?, ?)", row)
        await self.db.commit()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        choice = str((interaction.data or {}).get("custom_id"))
        vote = (interaction.user.id, choice)
        await self.db.execute("INSERT OR REPLACE INTO votes VALUES (?, ?)", vote)
        await self.db.commit()
        await interaction.response.send_message(f"You chose {choice}.", ephemeral=True)


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["BENCH_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["BENCH_GATEWAY"])
    intents = discord.Intents.default()
    intents.message_content = True
    Peer(intents=intents).run(os.environ["BENCH_TOKEN"], log_handler=None)
