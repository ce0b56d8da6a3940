"""The command in a folder of its own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.engine import loader
from storage.database import Database
from storage.people import People
from tests.support.databases import furnish
from tests.support.shell import Said, townhall

from .exports import (
    BOT,
    OTTO,
    WILMA,
    answer,
    posted,
)

__all__ = ["bring", "townhall"]

URL = "sqlite:///kept.db"
CONFIG = f"""
[storage]
url = "{URL}"
[[communities]]
name = "Bakery"
timezone = "Europe/Berlin"
[[communities]]
name = "Mill"
spaces = ["telegram:-1000000000022"]
[platforms.telegram]
token = "4242:secret"
"""
OK, FINDINGS, UNUSABLE = 0, 1, 2
GROUP = "-1001234567890"


async def make(*names: str) -> None:
    await furnish(f"sqlite:///{Path('kept.db').resolve()}", branches())
    db = Database(URL)
    await db.open(branches())
    for name in names:
        await People(db).ensure_community(name, name, "en", "Europe/Berlin")
    await db.close()


def branches() -> dict[str, Path]:
    return loader.migrations(list(loader.discover().values()))


@pytest.fixture
def bring(townhall: Callable[..., Said]) -> Callable[..., Said]:
    """The command in a folder with settings and a database."""
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    asyncio.run(make("Bakery"))
    return lambda *arguments: townhall("import", *map(str, arguments))


def rows(query: str) -> list[Any]:
    with sqlite3.connect("kept.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return [row[0] if len(row) == 1 else row for row in found]


FIRST_POST = posted(0, WILMA, "Fresh bread!", mentions=[OTTO])
REACTION = {"emoji": {"name": "🥖"}, "count": 1, "users": [WILMA, BOT]}
HISTORY = (
    FIRST_POST,
    answer(5, OTTO, FIRST_POST, reactions=[REACTION]),
    posted(6, BOT),
    posted(7, OTTO, type="GuildMemberJoin"),
    posted(8, WILMA, type="ChannelPinnedMessage"),
)


LOG = (
    {"author": "ben", "event": "joined"},
    {"author": "ben", "text": "anybody here?"},
    {"author": "ana", "text": "yes", "reply_to": ["log:1"]},
    {"author": "ben", "event": "renamed", "name": "ben_away"},
    {"author": "ubotu", "text": "I am a bot"},
    {"author": "ben_away", "event": "left"},
)
