"""`townhall import` of what is odd or broken, broken off, or about people who are gone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.engine.services.secrets import KeyFiles
from bot.history.taking import Taker
from storage.database import Database
from storage.history import History
from storage.ingest import Fact
from storage.people import People
from tests.support.shell import Said, townhall

from .exports import (
    FIRST,
    OTTO,
    WILMA,
    answer,
    channel_file,
    lines,
    posted,
)
from .importing import (
    CONFIG,
    FINDINGS,
    HISTORY,
    LOG,
    OK,
    REACTION,
    UNUSABLE,
    URL,
    branches,
    bring,
    rows,
)

__all__ = ["bring", "townhall"]


def test_what_cannot_be_taken_is_said(bring: Callable[..., Said]) -> None:
    lines(
        Path("log.jsonl"),
        *LOG,
        {"author": "ben"},
        {"author": "x", "text": "y", "time": "1066-10-14"},
    )
    whole = channel_file(
        Path("a.json"), *(posted(n, WILMA, "secret") for n in range(40))
    ).read_bytes()
    Path("a.json").write_bytes(whole[:-900])
    Path("b.json").write_text('{"orders": ["secret"]}')
    code, out, err = bring(".", "--community", "bakery")
    assert (code, err) == (FINDINGS, [])
    assert "  1 with a time that cannot be" in out and "  1 lines that are no rows" in out
    assert '  line 7: "text" is missing or not text' in out
    assert "✗ a.json is cut off: its end is missing; what stands before that was taken." in out
    assert "! 1 file passed over:\n  b.json is no export that I know" in out
    assert "secret" not in out
    assert "✓ 41 messages taken" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.json"], "missing.json cannot be read (No such file or directory)."),
        (["config.toml"], "config.toml is no export that I know; say its form with --as"),
        (
            ["config.toml", "--as", "json-lines"],
            "holds no lines of a chat (line 2: this is not JSON)",
        ),
        (["config.toml", "--as", "discord-export"], "config.toml is not JSON"),
        (["empty"], "empty holds no .json or .jsonl file."),
        (["telegram"], "Telegram shows a bot nothing of what was before it: export the chat with"),
        (["discord"], 'Discord is switched off: set "enabled" and "token" in'),
        (["discord", "--dry-run"], "only known by asking it: leave out --dry-run."),
        (["log.jsonl", "--community", "Nowhere"], 'There is no community "Nowhere"'),
    ],
)
def test_bad_input_gets_one_sentence(
    bring: Callable[..., Said], arguments: list[str], sentence: str
) -> None:
    lines(Path("log.jsonl"), *LOG)
    Path("empty").mkdir()
    code, out, err = bring(*arguments)
    assert (code, out) == (UNUSABLE, "")
    assert len(err) == 1 and sentence in err[0]


def test_without_a_database(townhall: Callable[..., Said]) -> None:
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    code, _, err = townhall("import", "log.jsonl")
    assert code == UNUSABLE and "start the bot once with `townhall run`" in err[0]


def test_odd_arguments(bring: Callable[..., Said], capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, sentence in (
        (("x", "--timezone", "Mars/Base"), "expected a time zone such as Europe/Berlin"),
        (("x", "--days", "0"), "expected a number over 0"),
        (("x", "--budget", "1e9"), "expected a number over 0"),
        (("x", "--as", "csv"), "invalid choice"),
    ):
        with pytest.raises(SystemExit):
            bring(*arguments)
        assert sentence in capsys.readouterr().err


def test_broken_off_in_the_middle(
    bring: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch is written whole or not at all; the same command then takes the rest."""
    channel_file(Path("a.json"), *(posted(n, (WILMA, OTTO)[n % 2]) for n in range(250)))
    monkeypatch.setattr("bot.history.taking.BATCH", 100)
    take = History.take

    async def dies(self: History, facts: Sequence[Fact]) -> list[bool]:
        if rows("SELECT count(*) FROM messages") == [100]:
            raise KeyboardInterrupt
        return await take(self, facts)

    with monkeypatch.context() as broken:
        broken.setattr(History, "take", dies)
        assert bring("a.json")[0] == 130
    assert rows("SELECT count(*) FROM messages") == [100]
    assert sum(rows("SELECT messages FROM activity_days")) in (0, 100)
    code, out, _ = bring("a.json")
    assert code == OK and "✓ 150 messages taken, 100 known already." in out
    assert rows("SELECT count(*) FROM messages") == [250]
    assert sum(rows("SELECT messages FROM activity_days")) == 250


def erase(name: str, minute: int, key: bytes | None) -> None:
    """Somebody asked to be forgotten at that minute of the exports."""
    [member] = rows(f"SELECT member_id FROM accounts WHERE name = '{name}'")

    async def forget() -> None:
        db = Database(URL)
        await db.open(branches())
        assert await People(db).erase(member, FIRST + minute * 60_000, key)
        await db.close()

    asyncio.run(forget())


def test_whoever_was_forgotten_stays_so(bring: Callable[..., Said]) -> None:
    """Whatever is told of the time before, also where nothing that is told was known."""
    channel_file(Path("a.json"), posted(0, WILMA), posted(1, OTTO))
    bring("a.json")
    key = asyncio.run(KeyFiles(Path("keys")).secret("tombstones"))
    erase("Wilma", 9, key)
    [(mark, at)] = rows("SELECT mark, erased_at FROM tombstones")
    assert b"Wilma" not in mark and len(mark) == 36 and at == FIRST + 9 * 60_000

    more = posted(2, WILMA)
    channel_file(
        Path("b.json"),
        more,
        answer(3, OTTO, more, mentions=[WILMA]),
        posted(4, WILMA, type="GuildMemberJoin"),
        posted(5, OTTO, reactions=[REACTION]),
    )
    rehearsal = bring("b.json", "--dry-run")[1]
    assert "✓ 2 messages taken, 0 known already." in rehearsal
    for taken, known in ((2, 0), (0, 2)):
        code, out, _ = bring("b.json")
        assert code == OK and f"✓ {taken} messages taken, {known} known already." in out
        assert "  1 of people who asked to be forgotten" in out
        assert rows("SELECT name FROM accounts") == ["Otto"]
        assert rows("SELECT name FROM members ORDER BY id") == ["erased", "Otto"]
        for table in ("movements", "reactions", "mentions"):
            assert rows(f"SELECT count(*) FROM {table}") == [0]

    # what they wrote since then is somebody's who is new here, and nothing of before is theirs
    late = posted(10, WILMA)
    channel_file(
        Path("c.json"), more, late, answer(11, OTTO, late), posted(6, OTTO, mentions=[WILMA])
    )
    assert "✓ 3 messages taken" in " ".join(bring("c.json")[1].splitlines())
    bring("b.json")
    written = "SELECT m.name, x.sent_at FROM messages x JOIN members m ON m.id = member_id"
    assert rows(f"{written} WHERE m.name = 'Wilma'") == [("Wilma", FIRST + 10 * 60_000)]
    answered = "SELECT DISTINCT reply_member_id FROM messages WHERE reply_member_id IS NOT NULL"
    assert rows(answered) == rows("SELECT id FROM members WHERE name = 'Wilma'")
    for table in ("reactions", "mentions"):
        assert rows(f"SELECT count(*) FROM {table}") == [0]

    # without the key nobody can be told, and that is said
    Path("keys/tombstones.key").unlink()
    assert "! 1 of 1 accounts that were forgotten cannot be recognised" in bring("a.json")[1]
    asyncio.run(KeyFiles(Path("keys")).secret("tombstones"))
    assert "put tombstones.key back" in " ".join(bring("a.json")[1].split())


def test_whoever_was_forgotten_before_there_were_tombstones(bring: Callable[..., Said]) -> None:
    channel_file(Path("a.json"), posted(0, WILMA), posted(1, OTTO))
    bring("a.json")
    erase("Wilma", 9, None)
    more = (posted(2, WILMA), posted(3, OTTO), posted(4, WILMA, type="GuildMemberJoin"))
    channel_file(Path("a.json"), posted(0, WILMA), posted(1, OTTO), *more)
    code, out, _ = bring("a.json")
    assert code == OK and "✓ 1 message taken, 1 known already." in out
    assert "  2 of people who asked to be forgotten" in out
    assert rows("SELECT name FROM accounts") == ["Otto"]
    assert rows("SELECT count(*) FROM movements") == [0]


def test_a_database_that_others_hold(
    bring: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel_file(Path("a.json"), *HISTORY)
    held = sqlite3.connect("kept.db", isolation_level=None)
    real = Taker.take

    async def hold(self: Taker, record: Any) -> None:
        if not held.in_transaction:
            held.execute("BEGIN IMMEDIATE")
        await real(self, record)

    monkeypatch.setattr(Taker, "take", hold)
    init = Database.__init__

    def hurried(self: Database, url: str, *, busy_timeout_ms: int = 10, **more: int) -> None:
        init(self, url, busy_timeout_ms=busy_timeout_ms, **more)

    monkeypatch.setattr(Database, "__init__", hurried)
    code, _, err = bring("a.json")
    held.close()
    assert code == UNUSABLE
    assert err == [
        "The database is busy: stop the bot, give the same command again, and start the bot. What "
        "was taken so far stays, and nothing is taken twice."
    ]
