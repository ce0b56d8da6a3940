"""`townhall faq import` and `townhall faq try`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.engine import loader
from cogs.faq.store import FaqStore
from storage.database import Database
from storage.people import People
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

CONFIG = '[storage]\nurl = "sqlite:///kept.db"\n[[communities]]\nname = "Bakery"\n'
TABLE = "question,answer,phrases\nHow much is bread?,4 EUR,what does bread cost\n"


async def opened() -> Database:
    db = Database("sqlite:///kept.db")
    await db.open(loader.migrations(list(loader.discover().values())))
    return db


async def furnish(*names: str) -> None:
    db = await opened()
    for name in names:
        await People(db).ensure_community(name, name, "en", "Europe/Berlin")
    await db.close()


def kept() -> tuple[list[tuple[str, str, str]], list[str], int]:
    """Entries with their source, wordings, and how many vectors are stored."""

    async def look() -> tuple[list[tuple[str, str, str]], list[str], int]:
        db = await opened()
        try:
            store, [community] = FaqStore(db), await People(db).communities()
            found = await store.entries(community.id)
            wordings = await store.wordings(community.id)
            async with db.read() as conn:
                rows = await conn.exec_driver_sql("SELECT count(*) FROM faq_vectors")
                vectors = int(rows.scalar_one())
            return (
                [(e.question, e.answer, e.source) for e in found],
                [w[2] for w in wordings],
                vectors,
            )
        finally:
            await db.close()

    return asyncio.run(look())


@pytest.fixture
def faq(townhall: Callable[..., Said]) -> Callable[..., Said]:
    """The command in a folder with settings and a database of one community."""
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    asyncio.run(furnish("Bakery"))
    return lambda *arguments: townhall("faq", *arguments)


def test_a_second_import_doubles_nothing(faq: Callable[..., Said]) -> None:
    Path("t.csv").write_text(TABLE, "utf-8")
    code, out, err = faq("import", "t.csv", "--dry-run")
    assert (code, err) == (0, []) and "rehearsal" in out and kept() == ([], [], 0)
    code, out, err = faq("import", "t.csv")
    assert (code, err) == (0, [])
    assert out.splitlines()[:2] == [
        "1 entry found, for Bakery.",
        "✓ 1 new, 0 changed, 0 as before.",
    ]
    assert kept() == (
        [("How much is bread?", "4 EUR", "t.csv")],
        ["what does bread cost"],
        2,
    )
    assert "✓ 0 new, 0 changed, 1 as before." in faq("import", "t.csv")[1]
    Path("t.csv").write_text(
        TABLE.replace("4 EUR", "5 EUR").replace("what does", "what did"), "utf-8"
    )
    assert "✓ 0 new, 1 changed, 0 as before." in faq("import", "t.csv")[1]
    assert kept()[:2] == ([("How much is bread?", "5 EUR", "t.csv")], ["what did bread cost"])


def test_what_vanished_is_told_and_pruned_when_asked(faq: Callable[..., Said]) -> None:
    folder = Path("help")
    folder.mkdir()
    (folder / "a.md").write_text("## One?\n\n1\n\n## Two?\n\n2\n", "utf-8")
    (folder / "b.md").write_text("## Three?\n\n3\n", "utf-8")
    assert "3 entries found in 2 files" in faq("import", "help")[1]
    (folder / "a.md").write_text("## One?\n\n1\n", "utf-8")
    (folder / "b.md").unlink()
    _, said, _ = faq("import", "./help")
    assert "! 2 entries no longer in the source were kept (--prune deletes them):" in said
    assert "  Two? (help/a.md)\n  Three? (help/b.md)" in said and len(kept()[0]) == 3
    assert "2 entries no longer in the source are deleted:" in faq("import", "help", "--prune")[1]
    assert kept()[0] == [("One?", "1", "help/a.md")]


def test_a_question_from_elsewhere_is_left_alone(faq: Callable[..., Said]) -> None:
    Path("a.csv").write_text(TABLE, "utf-8")
    Path("b.csv").write_text(TABLE.replace("4 EUR", "9 EUR"), "utf-8")
    faq("import", "a.csv")
    _, said, _ = faq("import", "b.csv")
    assert "left out, for the question is here already:\n  How much is bread? (from a.csv)" in said
    assert kept()[0] == [("How much is bread?", "4 EUR", "a.csv")]


def test_bad_rows_are_said_with_their_line(faq: Callable[..., Said]) -> None:
    Path("t.csv").write_text(TABLE + ",nothing,\n", "utf-8")
    code, out, _ = faq("import", "t.csv")
    assert code == 1
    assert "✗ 1 could not be taken; correct them and import again:" in out
    assert "  t.csv, line 3: there is no question" in out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["none.md"], "I cannot read none.md"),
        (["config.toml"], "is none of .md"),
        (["bad.csv"], "There is no column answer"),
        (["t.csv", "--community", "Florist"], 'There is no community "Florist"'),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    faq: Callable[..., Said], arguments: list[str], why: str
) -> None:
    Path("t.csv").write_text(TABLE, "utf-8")
    Path("bad.csv").write_text("question\nx\n", "utf-8")
    code, out, err = faq("import", *arguments)
    assert (code, out, len(err)) == (2, "", 1) and why in err[0]


ENTRIES = [
    ("hours", "what are your opening hours"),
    ("hours", "when do you open"),
    ("refund", "i want my money back"),
    ("refund", "how do i get a refund"),
]
QUESTIONS = [
    ("hours", "at what time do you open tomorrow"),
    ("refund", "please give me my money back"),
    ("out_of_scope", "who won the world cup in 1998"),
]


def lines(name: str, rows: list[tuple[str, str]]) -> str:
    text = "".join(json.dumps({"intent": intent, "text": text}) + "\n" for intent, text in rows)
    Path(name).write_text(text, "utf-8")
    return name


def test_questions_are_tried_without_settings(townhall: Callable[..., Said]) -> None:
    given = "--entries", lines("e.jsonl", ENTRIES), "--questions", lines("q.jsonl", QUESTIONS)
    code, out, err = townhall("faq", "try", *given, "--json")
    assert (code, err) == (0, [])
    said = [json.loads(line) for line in out.splitlines()]
    assert [one["answer"] for one in said] == ["hours", "refund", None]
    assert all(0 <= one["score"] <= 1 for one in said)
    assert said[2]["score"] < said[0]["score"]
    code, out, err = townhall("faq", "try", *given, "--threshold", "0")
    assert (code, err) == (0, [])
    assert "3 questions to 2 entries with 4 phrases: 3 answered (100.0%) at 0." in out
    assert "Of 2 that an entry answers: 100.0% right, 0.0% wrong, the rest without" in out
    assert "Of 1 that no entry answers: 100.0% answered anyhow." in out
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["e.jsonl", "q.jsonl"]


@pytest.mark.parametrize(
    ("entries", "questions", "why"),
    [
        ('{"text": "x"}', "{}", 'e.jsonl, line 1: an entry needs an "intent"'),
        ("", "{}", "e.jsonl has no entries"),
        ('{"intent": "a", "text": "x"}', '\n{"text": 1}', "q.jsonl, line 2: write one JSON object"),
        ('{"intent": "a", "text": "x"}', "[", "q.jsonl, line 1: write one JSON object"),
        ('{"intent": "a", "text": "x"}', None, "I cannot read q.jsonl"),
    ],
)
def test_a_bad_file_is_one_sentence(
    townhall: Callable[..., Said], entries: str, questions: str | None, why: str
) -> None:
    Path("e.jsonl").write_text(entries, "utf-8")
    if questions is not None:
        Path("q.jsonl").write_text(questions, "utf-8")
    code, out, err = townhall("faq", "try", "--entries", "e.jsonl", "--questions", "q.jsonl")
    assert (code, out, len(err)) == (2, "", 1) and why in err[0]
