"""`townhall export graph`: from the database alone, with names only when they are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.engine import loader
from bot.engine.clock import SystemClock
from storage.database import Database
from storage.ingest import Ingest, MessageFact
from storage.people import People
from tests.support.databases import furnish as tables
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

CONFIG = '[storage]\nurl = "sqlite:///kept.db"\n[[communities]]\nname = "Bakery"\n'
DAY = 86_400_000
NAMES = ("Ana", "=Ben", "Cleo")


async def furnish(*, written: bool = True) -> None:
    """Three people of whom two answer the first."""
    branches = loader.migrations(list(loader.discover().values()))
    await tables("sqlite:///kept.db", branches)
    db, now = Database("sqlite:///kept.db"), SystemClock().now()
    await db.open(branches)
    people, ingest = People(db), Ingest(db, max_wait_s=0)
    here = await people.ensure_community("bakery", "Bakery", "en", "UTC")
    space = await people.ensure_space(here.id, "local", "s1", "Bakery")
    channel = await people.ensure_channel("local", "c1", "general", space.id, None, False)
    members = [
        await people.ensure_account(
            here.id, native_id=name, now=now, platform="local", name=name, username=None,
            is_bot=False, locale=None,
        )
        for name in NAMES
    ]  # fmt: skip
    ingest.start()
    day = date(1970, 1, 1).toordinal() + now // DAY
    first = members[0].id
    for number, member in enumerate(members if written else []):
        await ingest.add(
            MessageFact(
                here.id, space.id, channel.id, member.id, 100 + number, now - 1000 + number, day,
                5, 0, 100 if number else None, first if number else None,
            )
        )  # fmt: skip
    await ingest.close()
    await db.close()


@pytest.fixture
def export(townhall: Callable[..., Said]) -> Callable[..., Said]:
    """The command in a folder with settings."""
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    return lambda *arguments: townhall("export", "graph", *arguments)


def test_each_format(export: Callable[..., Said]) -> None:
    asyncio.run(furnish())
    code, out, err = export("net.gexf", "--days", "2")
    assert (code, err) == (0, [])
    assert "3 people and 2 links in net.gexf" in out
    assert not any(name in Path("net.gexf").read_text(encoding="utf-8") for name in NAMES)
    code, out, err = export("net.graphml", "--format", "graphml", "--names")
    assert (code, err) == (0, [])
    assert "keep it as safe" in out
    assert all(name in Path("net.graphml").read_text(encoding="utf-8") for name in NAMES)
    code, out, err = export("net.csv", "--format", "csv", "--names")
    assert (code, err) == (0, [])
    assert len(Path("net.csv").read_text(encoding="utf-8-sig").splitlines()) == 3
    assert "'=Ben" in Path("net-people.csv").read_text(encoding="utf-8-sig")


def test_who_is_erased_while_it_is_measured_is_not_in_it(
    export: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(furnish())
    asked: list[list[int]] = []
    members = People.members

    async def slow(people: People, ids: list[int]) -> object:
        found = await members(people, ids)
        asked.append(ids)
        if len(asked) == 1:
            cleo = next(n for n, row in found.items() if row.name == "Cleo")
            assert await people.erase(cleo, 1, None)
        return found

    monkeypatch.setattr(People, "members", slow)
    code, out, err = export("net.gexf", "--names")
    assert (code, err, len(asked)) == (0, [], 2)
    assert "2 people and 1 links in net.gexf" in out
    assert "Cleo" not in Path("net.gexf").read_text(encoding="utf-8")


def test_nothing_to_write(export: Callable[..., Said]) -> None:
    code, _, err = export("net.gexf")
    assert (code, "There is no database" in err[0]) == (2, True)
    asyncio.run(furnish(written=False))
    code, _, err = export("net.gexf")
    assert (code, "Nobody turned to anybody" in err[0]) == (2, True)
    assert not Path("net.gexf").exists()
    asyncio.run(furnish())
    code, _, err = export("missing/net.gexf")
    assert (code, "I cannot write missing/net.gexf" in err[0]) == (2, True)
    with pytest.raises(SystemExit):
        export("net.gexf", "--days", "0")
