"""`townhall mydata`, `townhall erase` and `townhall privacy page`."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli import privacy as command
from bot.engine import loader
from storage.database import Database, lock
from storage.people import People, Sight
from storage.queue import Tasks
from tests.contract.local_rig import LocalRig
from tests.storage.backup.test_postgres import own_url, tools
from tests.support.community import Community, sqlite_url
from tests.support.databases import postgres_server
from tests.support.shell import Said, townhall

__all__ = ["own_url", "postgres_server", "tools", "townhall"]

CONFIG = '[storage]\nurl = "sqlite:///kept.db"\n[[communities]]\nname = "Bakery"\n'
Run = Callable[..., Said]


async def furnish(url: str = "sqlite:///kept.db") -> int:
    """A database with one community and Ana in it; her number."""
    db = Database(url)
    await db.open(loader.migrations(list(loader.discover().values())))
    people = People(db)
    row = await people.ensure_community("Bakery", "Bakery", "en", "UTC")
    (ana,), _ = await people.meet(
        [Sight(row.id, "discord", "1234", "Ana <b>", "ana", False, None)], 1
    )
    await db.close()
    return ana.id


@pytest.fixture
def ana(townhall: Run, tmp_path: Path) -> int:
    (tmp_path / "config.toml").write_text(CONFIG)
    return asyncio.run(furnish())


def test_mydata_is_printed_or_written_for_the_owner_alone(
    townhall: Run, ana: int, tmp_path: Path
) -> None:
    code, said, _ = townhall("mydata", "Discord:1234")
    assert code == 0
    (account,) = json.loads(said)["accounts"]
    assert (account["platform"], account["native_id"]) == ("discord", "1234")
    file = tmp_path / "ana.html"
    code, said, _ = townhall("mydata", str(ana), "--out", str(file))
    assert (code, said) == (0, f"Written: {file}\n")
    assert "Ana &lt;b&gt;" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("person", ["discord:99", "telegram:1234", "77", "Ana", "9" * 40])
def test_who_is_not_there_is_said(townhall: Run, ana: int, person: str) -> None:
    code, _, errors = townhall("erase", person, "--yes", "--now")
    assert code == 2
    assert errors[0].startswith(f'There is nobody "{person}".')


def test_nothing_is_deleted_behind_a_bot_that_runs(townhall: Run, ana: int) -> None:
    with lock.alone_on("sqlite:///kept.db"):
        code, _, errors = townhall("erase", "discord:1234", "--yes", "--now")
    assert code == 2 and "stop that bot" in errors[-1]
    assert townhall("mydata", "discord:1234")[0] == 0


async def test_nor_on_postgresql(townhall: Run, own_url: str, tmp_path: Path) -> None:
    """The same for a change of the tables; several bots may run there, and none of these beside."""
    config = CONFIG.replace("sqlite:///kept.db", own_url)
    (tmp_path / "config.toml").write_text(config)
    await furnish(own_url)
    now = ("erase", "discord:1234", "--yes", "--now")
    bot = Database(own_url)
    await bot.open({})
    async with bot.read() as connection:
        await connection.execute(select(1))
    for command_line in (now, ("migrate", "--down", "--yes")):
        code, out, errors = await asyncio.to_thread(townhall, *command_line)
        assert code == 2 and "stop that bot" in errors[-1]
        assert "Deleted" not in out
    await bot.close()
    code, out, _ = await asyncio.to_thread(townhall, *now)
    assert code == 0 and "Deleted." in out
    assert (await asyncio.to_thread(townhall, "migrate"))[0] == 0


def test_erase_asks_and_deletes_in_the_database(townhall: Run, ana: int) -> None:
    code, said, errors = townhall("erase", "discord:1234")
    assert code == 2
    assert f"Ana <b> (number {ana}) in Bakery: discord:1234" in said
    assert "Nobody is there to answer: give --yes" in errors[0]
    code, said, _ = townhall("erase", "discord:1234", "--yes", "--now")
    assert code == 0
    assert "Deleted." in said
    code, _, errors = townhall("mydata", "discord:1234")
    assert (code, errors[0][:22]) == (2, 'There is nobody "disco')


def test_without_the_bot_it_waits_for_its_start(
    townhall: Run, ana: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "PATIENCE_S", 0)
    code, said, _ = townhall("erase", str(ana), "--yes")
    assert code == 0
    assert "It deletes everything as soon as it does" in said
    assert townhall("mydata", str(ana))[0] == 0  # still there


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([LocalRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_a_bot_that_runs_does_it_itself(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "hello")
    await chat.settle()
    known = await chat.app.registry.known_member(await chat.id, "local", ana.native_id)
    assert known is not None
    tasks = Tasks(chat.app.db)
    data = {"member": known.id}
    for _ in range(2):  # the second time nobody is there any more
        number = await tasks.put("privacy.erase", data, chat.clock.now(), chat.clock.now())
        assert await tasks.state(number) == "waiting"
        await chat.advance(seconds=1)
        assert await tasks.state(number) == "done"
    assert await chat.app.registry.member(known.id) is None
    assert await chat.app.registry.known_member(await chat.id, "local", ana.native_id) is None


def test_a_page_is_printed(townhall: Run, ana: int) -> None:
    code, said, _ = townhall("privacy", "page", "--law", "ccpa", "--lang", "de")
    assert code == 0
    assert said.startswith("<!doctype html>")
    assert "Datenschutzhinweise nach kalifornischem Recht" in said
