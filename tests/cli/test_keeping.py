"""townhall backup, restore and migrate, as the owner of a bot meets them."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.api.services.personal import PersonalData
from storage.tables import members
from tests.contract.local_rig import LocalRig
from tests.support.community import Community
from tests.support.databases import furnish
from tests.support.shell import Said, Shell, shell, townhall

__all__ = ["shell", "townhall"]

CONFIG = """
[storage]
url = "sqlite:///town.db"
[platforms.local]
enabled = true
port = 0
[[communities]]
name = "Sourdough & Co."
spaces = ["local:playground"]
"""
TOKEN = "987654321:canary-of-a-token"


@pytest.fixture
def configured(townhall: Callable[..., Said]) -> Callable[..., Said]:
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    return townhall


async def _lives(*names: str, gone: str = "") -> None:
    """A bot on town.db whose people say something; `gone` is then erased."""
    community = Community([LocalRig()], "sqlite:///town.db")
    await community.open()
    try:
        for name in names:
            person = await community.person(name)
            await person.say("general", f"Hello, {name} here")
        await community.settle()
        if gone:
            async with community.app.db.read() as connection:
                who = await connection.scalar(select(members.c.id).where(members.c.name == gone))
            assert await community.app.services[PersonalData].erase(int(who or 0))
    finally:
        await community.close()


def _names(path: Path | str) -> dict[str, bool]:
    """Members by name, and whether they have an account."""
    query = (
        "SELECT m.name, a.id IS NOT NULL FROM members m LEFT JOIN accounts a ON a.member_id = m.id "
        "WHERE m.name <> 'Townhall'"
    )
    with closing(sqlite3.connect(path)) as connection:
        return {name: bool(there) for name, there in connection.execute(query)}


def _backups() -> list[Path]:
    return sorted(Path("backups").iterdir())


def test_a_backup_comes_back_without_those_who_were_erased_since(
    configured: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNHALL_PLATFORMS__TELEGRAM__TOKEN", TOKEN)
    asyncio.run(_lives("Ana", "Bea"))
    with closing(sqlite3.connect("town.db")) as connection:
        connection.execute(
            "INSERT INTO privacy_choices (member_id, purpose, community_id, allowed, at, how) "
            "SELECT id, 'measures', community_id, 1, 1, 'chosen' FROM members WHERE name = 'Bea'"
        )
        connection.commit()
    Path("keys").mkdir(exist_ok=True)
    Path("keys/polls-1.key").write_bytes(b"canary of a key in 32 bytes .....")
    code, out, err = configured("backup", "--keep", "1")
    assert (code, err) == (0, [])
    [backup] = _backups()
    assert "Backed up and read back" in out and backup.name in out
    content = backup.read_bytes()
    assert b"canary" not in content and b"Bea" in content
    asyncio.run(_lives("Cem", gone="Bea"))
    # what a feature keeps goes too when it is switched off by now
    Path("config.toml").write_text(f"{CONFIG}[cogs.privacy]\nenabled = false\n", encoding="utf-8")

    code, out, err = configured("restore", str(backup))
    assert (code, err) == (0, [])
    assert "Erased since that backup, and erased again in it: 1" in out
    assert _names("town.db") == {"Ana": True, "erased": False}
    with closing(sqlite3.connect("town.db")) as connection:
        assert connection.execute("SELECT count(*) FROM privacy_choices").fetchone() == (0,)
    # what is in the file itself: without the list of the former database Bea would be back
    assert _names(backup) == {"Ana": True, "Bea": True}
    [aside] = Path().glob("town.db.replaced-*")
    assert str(aside) in out
    assert _names(aside) == {"Ana": True, "Cem": True, "erased": False}
    assert not list(Path().glob("town.db.restoring*"))
    assert Path("keys/polls-1.key").exists()
    asyncio.run(_lives("Dora"))
    assert "Dora" in _names("town.db")


def _tombstones(path: Path | str) -> set[tuple[bytes, int]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT mark, erased_at FROM tombstones"))


def test_who_was_forgotten_is_so_in_every_backup_from_before(
    configured: Callable[..., Said],
) -> None:
    """Also who had another number then, and who is in none yet."""
    asyncio.run(_lives("Ana", "Bea"))
    assert configured("backup")[0] == 0
    [backup] = _backups()
    Path("town.db").rename("lost.db")  # whoever comes to an empty one is numbered anew
    asyncio.run(_lives("Cem", "Eli", "Dora", gone="Dora"))
    asyncio.run(_lives("Bea", gone="Bea"))
    forgotten = _tombstones("town.db")
    assert len(forgotten) == 2
    code, out, _ = configured("restore", str(backup))
    assert code == 0 and "erased again in it: 1" in out
    assert _names("town.db") == {"Ana": True, "erased": False}
    assert _tombstones("town.db") == forgotten, "with the times of theirs"

    # who comes back is new here, and stays in a backup of that time
    asyncio.run(_lives("Bea"))
    assert configured("backup", "--keep", "1")[0] == 0
    [backup] = _backups()
    assert configured("restore", str(backup))[0] == 0
    assert _names("town.db") == {"Ana": True, "Bea": True, "erased": False}


def test_a_broken_database_is_moved_aside_with_its_name_said(
    configured: Callable[..., Said],
) -> None:
    asyncio.run(_lives("Ana"))
    assert configured("backup")[0] == 0
    with Path("town.db").open("r+b") as file:
        file.write(b"broken" * 4000)
    broken = Path("town.db").read_bytes()
    code, _, err = configured("run")
    assert code == 2 and "town.db is not a SQLite database" in err[-1]
    assert "townhall restore FILE" in err[-1] and Path("town.db").read_bytes() == broken
    code, out, _ = configured("restore", str(_backups()[0]))
    [aside] = Path().glob("town.db.replaced-*")
    assert code == 0 and str(aside) in out and "nobody knows here who was erased" in out
    assert aside.read_bytes() == broken and _names("town.db") == {"Ana": True}


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (id INTEGER)")


def _newer(path: Path) -> None:
    path.write_bytes(_backups()[0].read_bytes())
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999_later'")
        newer.commit()


def _cut(path: Path) -> None:
    whole = _backups()[0].read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def test_a_bad_backup_changes_nothing(configured: Callable[..., Said]) -> None:
    asyncio.run(_lives("Ana"))
    assert configured("backup")[0] == 0
    before = Path("town.db").read_bytes()
    for make, sentence in (
        (lambda path: None, "no file bad.db"),
        (lambda path: path.touch(), "zero bytes"),
        (lambda path: path.write_text("a shopping list" * 99), "not a SQLite database"),
        (_foreign, "belongs to another application"),
        (_newer, "newer version of Townhall"),
        (_cut, "broken"),
    ):
        Path("bad.db").unlink(missing_ok=True)
        make(Path("bad.db"))
        code, out, err = configured("restore", "bad.db")
        assert (code, out, len(err)) == (2, "", 1) and sentence in err[0], err
        assert Path("town.db").read_bytes() == before
        assert not list(Path().glob("town.db.re*")), sentence


def test_a_restore_that_was_cut_off_is_not_taken_for_a_new_bot(
    configured: Callable[..., Said],
) -> None:
    """Killed between its two renames: the former file is aside, the other one not yet there."""
    asyncio.run(_lives("Ana"))
    assert configured("backup")[0] == 0
    Path("town.db").rename("town.db.replaced-20261122-030000")
    Path("town.db.restoring").write_bytes(_backups()[0].read_bytes())
    code, _, err = configured("run")
    assert code == 2 and "A restore of town.db was cut off" in err[-1]
    assert not Path("town.db").exists()
    assert configured("restore", str(_backups()[0]))[0] == 0
    assert _names("town.db") == {"Ana": True} and not Path("town.db.restoring").exists()


async def test_one_bot_for_a_file(shell: Shell, configured: Callable[..., Said]) -> None:
    await furnish("sqlite:///town.db", _branches())
    started = await shell.start("run")
    await started.until("Townhall is running")

    def say(*arguments: str) -> Any:
        return asyncio.to_thread(configured, *arguments)

    assert (await say("backup"))[0] == 0
    before = sorted(one.name for one in Path().iterdir())
    for command in (("run",), ("restore", str(_backups()[0])), ("migrate", "--down", "--yes")):
        code, out, err = await say(*command)
        assert (code, out) == (2, "") and "already works with town.db: stop that bot" in err[-1]
    assert sorted(one.name for one in Path().iterdir()) == before
    os.kill(started.process.pid, signal.SIGKILL)
    await started.end()
    # whoever holds the lock and dies lets go of it
    assert (await say("restore", str(_backups()[0])))[0] == 0


def test_migrate_asks_before_it_deletes(configured: Callable[..., Said]) -> None:
    asyncio.run(furnish("sqlite:///town.db", _branches()))
    with closing(sqlite3.connect("town.db")) as connection:
        connection.execute("INSERT INTO tombstones VALUES (x'01', 2)")
        connection.commit()
    code, out, err = configured("migrate", "--down")
    assert code == 2 and "the table tombstones with 1 rows" in out and "--yes" in err[-1]
    assert not list(Path().glob("town.db.before-*"))
    assert configured("migrate")[1] == "✓ All tables are up to date.\n"
    code, out, _ = configured("migrate", "--down", "--yes")
    assert code == 0 and "core: core_0009 → core_0008" in out and "older version" in out
    with closing(sqlite3.connect("town.db.before-core_0008")) as copy:
        assert copy.execute("SELECT erased_at FROM tombstones").fetchall() == [(2,)]
    assert configured("migrate", "--to", "polls_0001")[0] == 0
    code, _, err = configured("migrate", "--to", "polls_0009")
    assert code == 2 and "no revision polls_0009" in err[-1]
    # two copies stay; an update makes one too, before it changes the tables
    assert configured("migrate")[0] == 0
    copies = sorted(one.name for one in Path().glob("town.db.before-*"))
    assert copies == ["town.db.before-core_0009", "town.db.before-polls_0001"]


def _branches() -> dict[str, Path]:
    from bot.engine import loader

    return dict(loader.migrations(loader.discover().values()))
