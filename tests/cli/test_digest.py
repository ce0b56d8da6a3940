"""`townhall digest`: all figures, from the database alone; nothing is changed."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.engine import loader
from storage.database import Database
from storage.people import People
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

CONFIG = """
[storage]
url = "sqlite:///kept.db"
[[communities]]
name = "Bakery"
timezone = "Europe/Berlin"
"""


async def furnish(*names: str) -> None:
    """A database with communities and nothing else."""
    db = Database("sqlite:///kept.db")
    await db.open(loader.migrations(list(loader.discover().values())))
    for name in names:
        await People(db).ensure_community(name, name, "en", "Europe/Berlin")
    await db.close()


def dump() -> list[str]:
    with sqlite3.connect("kept.db") as connection:
        return list(connection.iterdump())


@pytest.fixture
def digest(townhall: Callable[..., Said]) -> Callable[..., Said]:
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    return lambda *arguments: townhall("digest", *arguments)


def test_files_and_json_and_no_trace(digest: Callable[..., Said]) -> None:
    asyncio.run(furnish("Bakery"))
    before = dump()
    code, out, _ = digest("--json", "--at", "2026-03-30", "--days", "28", "--csv", "all.csv")
    assert code == 0
    told = json.loads(out)
    assert told["community"] == "Bakery"
    assert told["period"]["start"] == "2026-03-01T23:00:00+01:00"
    assert told["period"]["end"] == "2026-03-30T00:00:00+02:00"
    assert any(section["name"] == "insights.growth" for section in told["sections"])
    assert Path("all.csv").read_text("utf-8-sig").startswith("section,kind,name")
    assert dump() == before


def test_words_have_the_names_of_their_figures(digest: Callable[..., Said]) -> None:
    asyncio.run(furnish("Bakery"))
    code, out, _ = digest()
    assert code == 0
    assert "Bakery" in out and "growth.joins" in out


def test_what_cannot_be_done_is_said(digest: Callable[..., Said]) -> None:
    code, _, err = digest()
    assert (code, Path("kept.db").exists()) == (2, False)
    assert "townhall run" in err[0]
    asyncio.run(furnish("Bakery", "Brewery"))
    assert "--community" in digest()[2][0]
    code, _, err = digest("--community", "brewery", "--html", "nowhere/file.html")
    assert code == 2 and "cannot be written" in err[0]
    for wrong in (["--at", "soon"], ["--days", "0"]):
        with pytest.raises(SystemExit):
            digest(*wrong)
