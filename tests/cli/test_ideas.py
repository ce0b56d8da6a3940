"""`townhall ideas import` and `townhall ideas export`: on the database alone."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.cli import main
from bot.engine import loader
from storage.database import Database
from storage.people import People
from tests.cogs.ideas.exchange.exports import canny, fider
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

CONFIG = '[storage]\nurl = "sqlite:///kept.db"\n[[communities]]\nname = "Bakery"\n'


async def furnish(*names: str) -> None:
    db = Database("sqlite:///kept.db")
    await db.open(loader.migrations(list(loader.discover().values())))
    for name in names:
        await People(db).ensure_community(name, name, "en", "Europe/Berlin")
    await db.close()


@pytest.fixture
def ideas(townhall: Callable[..., Said]) -> Callable[..., Said]:
    """The command in a folder with settings and a database of one community."""
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    asyncio.run(furnish("Bakery"))
    return lambda *arguments: townhall("ideas", *arguments)


def written(text: str, name: str = "posts.csv") -> str:
    Path(name).write_bytes(text.encode())
    return name


RYE = {"number": 12, "title": "Rye bread", "votes_count": 41, "status": "planned"}


def test_there_and_back(ideas: Callable[..., Said]) -> None:
    file = written(
        fider(
            {**RYE, "response": "The oven comes in May.", "tags": "bread"},
            {"number": 13, "title": "=Rye", "status": "duplicate", "original_number": 12},
            {"number": 14, "title": "Buns", "status": "one day"},
        )
    )
    code, out, err = ideas("import", file)
    assert (code, err) == (0, [])
    assert out.splitlines()[0] == "Fider, 3 ideas in the file, for Bakery."
    assert "✓ 3 ideas brought along (1 planned, 2 new)." in out
    assert "✓ 1 idea of these are part of their original" in out
    assert "1 idea had a status unknown here, and are new: one day." in out
    assert "finds them by words after its next start at the latest" in out and "Wilma" not in out

    code, out, err = ideas("export")
    assert (code, err) == (0, [])
    whole = json.loads(out)
    assert whole["community"] == "Bakery"
    rye, again, buns = whole["ideas"]
    assert (rye["title"], rye["support"], rye["reason"]) == (
        "Rye bread",
        41,
        "The oven comes in May.",
    )
    assert (again["part_of"], buns["source"], buns["author"]) == (
        rye["number"],
        "fider:14",
        None,
    )
    code, out, err = ideas("export", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert [row["title"] for row in rows] == ["Rye bread", "'=Rye", "Buns"]
    code, out, err = ideas("export", "--format", "rss")
    channel = ElementTree.fromstring(out.encode()).find("channel")
    assert channel is not None
    assert channel.findtext("link") == "http://127.0.0.1:8420/pages/ideas"
    assert {item.findtext("title") for item in channel.findall("item")} == {
        "📌 #1 Rye bread (planned)",
        "💡 #3 Buns (new)",
    }


def test_again_brings_votes_alone(ideas: Callable[..., Said]) -> None:
    ideas("import", written(fider(RYE)))
    code, out, _ = ideas("import", written(fider({**RYE, "votes_count": 50})))
    assert code == 0
    assert "✓ 0 ideas brought along." in out
    assert "✓ 1 idea here already; the votes of 1 of them are brought up to date" in out
    assert json.loads(ideas("export")[1])["ideas"][0]["support"] == 50


def test_rows_that_cannot_be_taken(ideas: Callable[..., Said]) -> None:
    file = written(fider(RYE, *({"number": n, "title": "?"} for n in range(1, 31))))
    code, out, err = ideas("import", file)
    assert (code, err) == (1, [])
    assert "✓ 1 idea brought along (1 planned)." in out
    assert "✗ 30 rows could not be taken; correct them and import again:" in out
    assert "  line 3: it has no title\n" in out and "  and 10 more\n" in out


def test_a_rehearsal(ideas: Callable[..., Said]) -> None:
    code, out, _ = ideas("import", written(fider(RYE)), "--dry-run")
    assert code == 0
    assert "This was a rehearsal: nothing was written." in out
    assert "✓ 1 idea brought along (1 planned)." in out and "next start" not in out
    assert json.loads(ideas("export")[1])["ideas"] == []


def test_while_the_bot_has_the_database_open(ideas: Callable[..., Said]) -> None:
    with sqlite3.connect("kept.db") as running:
        assert running.execute("SELECT count(*) FROM ideas").fetchone() == (0,)
        code, out, _ = ideas("import", written(canny({"Title": "Rye"})), "--from", "canny")
        assert code == 0 and out.startswith("Canny, 1 idea in the file")
        assert running.execute("SELECT count(*) FROM ideas").fetchone() == (1,)
    running.close()


def test_several_communities(ideas: Callable[..., Said]) -> None:
    asyncio.run(furnish("Cafe"))
    file = written(fider(RYE))
    code, out, err = ideas("import", file)
    assert (code, out) == (2, "")
    assert err == ['There are several communities; name one with --community: "Bakery", "Cafe".']
    assert ideas("import", file, "--community", "cafe")[0] == 0
    assert json.loads(ideas("export", "--community", "Bakery")[1])["ideas"] == []
    _, out, _ = ideas("export", "--community", "Cafe", "--format", "rss")
    assert "/pages/ideas?community=2" in out
    assert ideas("export", "--community", "Pub")[2] == [
        'There is no community "Pub"; there are: "Bakery", "Cafe".'
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "posts.csv: its first line does not name the columns of an export"),
        (b"\x00\x01", "posts.csv: it is not a text file"),
        (None, "I cannot read posts.csv: No such file or directory."),
    ],
)
def test_files_that_are_no_export(
    ideas: Callable[..., Said], content: bytes | None, said: str
) -> None:
    if content is not None:
        Path("posts.csv").write_bytes(content)
    code, out, err = ideas("import", "posts.csv")
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith(said)


def test_without_a_database_none_is_made(townhall: Callable[..., Said]) -> None:
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    for arguments in (("import", written(fider(RYE))), ("export",)):
        code, out, err = townhall("ideas", *arguments)
        assert (code, out) == (2, "")
        assert err == ["There is no database kept.db yet: start the bot once with `townhall run`."]
    assert not Path("kept.db").exists()


def test_words_of_a_file_do_not_command_the_terminal(ideas: Callable[..., Said]) -> None:
    file = written(fider({**RYE, "status": "[red]x\x1b[2J"}))
    _, out, _ = ideas("import", file)
    assert "\x1b" not in out and "[red]x[2J" in out


def test_a_wrong_column_is_not_printed_whole(ideas: Callable[..., Said]) -> None:
    rows = [{"number": n, "title": "Rye", "status": f"{n:03d}{'x' * 99}"} for n in range(1, 31)]
    _, out, _ = ideas("import", written(fider(*rows)))
    assert "30 ideas had a status unknown here" in out and "x… and 10 more." in out
    assert "020x" in out and "021x" not in out and "x" * 40 not in out


def test_a_service_that_we_do_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ideas", "import", "x.csv", "--from", "uservoice"])
    assert ended.value.code == 2
    assert "uservoice" in capsys.readouterr().err
