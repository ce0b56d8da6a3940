"""`townhall import discord`: what servers show of their past, and an account that turns up live."""

from __future__ import annotations

import argparse
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from rich.console import Console
from sqlalchemy import text

from bot.api.errors import SetupError, Unsupported
from bot.api.port.archive import IMPORTED
from bot.api.port.powers import Can
from bot.engine import loader
from bot.engine.services.acting.moderation import connected
from bot.history import bring
from bot.history.reading.discord_export import SHARED
from bot.platforms.discord import DiscordPlatform
from bot.platforms.settings import DiscordSettings, TelegramSettings
from bot.platforms.telegram import TelegramPlatform
from bot.settings import Settings
from storage.database import Database
from storage.people import People
from tests.contract.discord_rig import DiscordRig
from tests.support.community import Community
from tests.support.databases import furnish, opened_as_it_is
from tests.support.discord_server import (
    FORUM,
    Channel,
    DiscordServer,
    Guild,
    Message,
    Perm,
    running_server,
)

from .exports import channel_file, posted, snowflake, user

PAGES = "/channels/{channel_id}/messages"
NEW_MEMBER = 7


@dataclass
class Past:
    """A server with a past, and the command that reads it."""

    server: DiscordServer
    guild: Guild
    url: str

    def said(self, channel: Channel, days_ago: float, name: str, **about: Any) -> Message:
        """Somebody wrote so long ago."""
        at = datetime.now(UTC) - timedelta(days=days_ago)
        number = int(snowflake(int(at.timestamp() * 1000), len(channel.messages)))
        message = Message(number, channel, self.server.user(name), f"{name}!", **about)
        channel.messages.append(message)
        return message

    async def read(self, *, days: int = 30, budget: int = 500, **more: Any) -> tuple[bool, str]:
        settings = Settings.model_validate(
            {
                "storage": {"url": self.url},
                "platforms": {
                    "local": {"enabled": False},
                    "discord": {
                        "enabled": True,
                        "token": more.pop("token", self.server.token),
                        "api_url": self.server.api_url,
                    },
                },
            }
        )
        blank = {"source": Path("discord"), "community": None, "space": None, "bots": None}
        chosen = blank | {"days": days, "budget": budget, "dry_run": False} | more
        out = io.StringIO()
        whole = await bring(settings, argparse.Namespace(**chosen), Console(file=out, width=200))
        return whole, out.getvalue()

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with opened_as_it_is(self.url, branches()) as db, db.read() as connection:
            return [tuple(row) for row in await connection.execute(text(query))]

    async def count(self) -> int:
        return int((await self.rows("SELECT count(*) FROM messages"))[0][0])

    def pages(self) -> int:
        return len(self.server.seen("GET", PAGES))


def branches() -> dict[str, Path]:
    return loader.migrations(list(loader.discover().values()))


@pytest.fixture
async def past(tmp_path: Path) -> AsyncIterator[Past]:
    url = f"sqlite:///{tmp_path}/kept.db"
    await furnish(url, branches())
    db = Database(url)
    await db.open(branches())
    await People(db).ensure_community("Bakery", "Bakery", "en", "Europe/Berlin")
    await db.close()
    base = discord.http.Route.BASE
    async with running_server() as server:
        guild = server.make_guild("Bakery talk", channels=("general", "ideas", "secret"))
        yield Past(server, guild, url)
    discord.http.Route.BASE = base


async def test_a_server_with_a_past(past: Past) -> None:
    general, secret = past.guild.channel("general"), past.guild.channel("secret")
    secret.overwrites[past.guild.id] = (0, int(Perm.VIEW_CHANNEL | Perm.READ_MESSAGE_HISTORY))
    past.said(secret, 1, "olga")
    for hour in range(250):
        past.said(general, 20 - hour / 24, "wilma" if hour % 2 else "otto")
    past.said(general, 60, "olga")  # further back than asked for, on the same page
    first = past.said(general, 3, "wilma")
    past.said(general, 2, "otto", type=19, reference=first.id)
    past.said(general, 1.5, "otto", type=NEW_MEMBER)
    past.said(general, 1.4, "otto", type=6)
    past.said(general, 1, past.server.bot.name)
    nobody = past.server.user("Deleted User")
    nobody.id = int(SHARED)
    gone = past.said(general, 0.9, "Deleted User")
    past.said(general, 0.8, "wilma", type=19, reference=gone.id)
    otto = await past.server.add_member(past.guild, "otto", announce=False)
    otto.joined_at = datetime.now(UTC) - timedelta(days=400)
    forum = await past.guild.add_channel("questions", FORUM)
    wilma = past.server.user("wilma")
    thread = await past.server.open_thread(forum, wilma, "How to knead?", 11)
    past.said(thread, 5, "wilma")
    old = await past.server.open_thread(forum, wilma, "Resting", 11)
    old.archived = True
    past.said(old, 4, "otto")

    whole, out = await past.read()
    assert whole, out
    assert "Bakery talk." in out and "✓ 256 messages taken, 0 known already." in out
    assert "1 of people whom the export does not number" in out
    assert "1 of bots and of those named with --bots" in out and "1 notices of the platform" in out
    # the owner and Otto were there; that he came again a year later was told, his going was not
    assert "✓ 2 joined and 0 left (1 more were no news)." in out
    assert await past.count() == 256
    channels = (
        "SELECT DISTINCT name, parent, private FROM channels c JOIN messages m ON channel_id = c.id"
    )
    assert sorted(await past.rows(channels), key=str) == [
        ("How to knead?", str(forum.id), 0),
        ("Resting", str(forum.id), 0),
        ("general", None, 0),
    ]
    answers = "SELECT b.name FROM messages JOIN members b ON b.id = reply_member_id"
    assert await past.rows(answers) == [("wilma",)]
    names = await past.rows("SELECT name FROM members")
    assert ("Deleted User",) not in names
    assert await past.rows("SELECT sum(messages) FROM activity_days") == [(256,)]

    # again: nothing twice, one request a channel to see what is new
    asked = past.pages()
    assert (await past.read())[0] and past.pages() - asked <= 6
    past.said(general, 0, "wilma")
    whole, out = await past.read(days=90)
    assert "✓ 1 message taken" in out and await past.count() == 257


async def test_a_budget_reaches_the_latest_of_all_channels_first(past: Past) -> None:
    for name in ("general", "ideas"):
        for hour in range(320):
            past.said(past.guild.channel(name), 15 - hour / 24, "wilma")
    # logging in, servers, members, channels and threads take some requests of their own
    whole, out = await past.read(budget=17)
    assert not whole and "! The budget is used up, and 2 channels go further back" in out
    per_channel = "SELECT count(*) FROM messages GROUP BY channel_id"
    first = [count for (count,) in await past.rows(per_channel)]
    assert len(first) == 2 and 0 < first[0] < 320 and abs(first[0] - first[1]) <= 100
    latest = {max(m.id for m in past.guild.channel(name).messages) for name in ("general", "ideas")}
    newest = "SELECT max(native_id) FROM messages GROUP BY channel_id"
    assert {number for (number,) in await past.rows(newest)} == latest
    for _ in range(6):
        whole, out = await past.read(budget=17)
        if whole:
            break
    assert whole and await past.count() == 640
    assert len({page.path for page in past.server.seen("GET", PAGES)}) == 3


async def test_when_discord_is_slow_or_says_no(past: Past) -> None:
    general, ideas = past.guild.channel("general"), past.guild.channel("ideas")
    past.said(general, 1, "wilma")
    past.said(ideas, 1, "otto")
    past.server.fail_next("GET", PAGES, status=429, retry_after=0.01, via="1.1 google")
    past.server.fail_next("GET", PAGES, status=403)
    whole, out = await past.read()
    assert whole and "✓ 1 message taken" in out and "! The bot may not read #" in out
    with pytest.raises(SetupError, match="Discord does not accept the token"):
        await past.read(token="wrong")
    with pytest.raises(SetupError, match='The bot is on no server "Elsewhere"'):
        await past.read(space="Elsewhere")


def test_only_discord_has_an_archive() -> None:
    telegram = TelegramPlatform(TelegramSettings())
    assert Can.ARCHIVE in DiscordPlatform(DiscordSettings()).can and Can.ARCHIVE not in telegram.can
    with pytest.raises(Unsupported):  # not "at the moment": what acts on every space passes it by
        connected({}, IMPORTED)


@pytest.mark.threaded  # the import and the bot write the same file
async def test_an_account_that_turns_up_live(tmp_path: Path) -> None:
    """Who was imported and then writes is one member, in the same space and channel."""
    rig = DiscordRig()
    chat = Community([rig], f"sqlite:///{tmp_path}/kept.db")
    try:
        await chat.open()
        zoe, general = rig.server.user("zoe"), rig.guild.channel("general")
        export = channel_file(
            tmp_path / "general.json",
            posted(0, user(0, "Zoe of old", id=str(zoe.id))),
            guild={"id": str(rig.guild.id), "name": "Old name"},
            channel={"id": str(general.id), "name": "old-general"},
        )
        chosen = argparse.Namespace(
            source=export, form=None, community=None, space=None, timezone=None, bots=None,
            dry_run=False,
        )  # fmt: skip
        out = io.StringIO()
        assert await bring(chat.app.settings, chosen, Console(file=out))
        assert "1 of them new here" in out.getvalue()
        person = await chat.person("zoe")
        await person.say("general", "Hello again")

        async def written() -> int:
            async with chat.app.db.read() as connection:
                query = text(
                    "SELECT count(*) FROM messages GROUP BY member_id, space_id, channel_id"
                )
                return max((row[0] for row in await connection.execute(query)), default=0)

        await chat.until(written, 2)
        row = await chat.app.people.by_account(await chat.id, "discord", str(zoe.id))
        assert row is not None and row.name == "zoe"
        [space] = await chat.app.people.spaces(await chat.id)
        channel = await chat.app.people.channel_by_native("discord", str(general.id))
        assert channel is not None and (space.name, channel.name) == (rig.guild.name, "general")
    finally:
        await chat.close()
