"""What is said of data is what there is: words for every table and column that a person can read.
That the erase rule is the one that is stated: test_forgetting."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import LargeBinary, Table

from bot.api.boards.privacy.retention import Retention
from bot.api.kept import Kept, Name
from bot.engine import loader
from bot.engine.services.people.kept import KEEPS, RECURRING
from storage.people.about import naming
from tests.cogs.privacy.stage import cog
from tests.support.community import Community
from tests.test_forgetting import tables

PAGE = Path(__file__).parents[1] / "docs" / "kept.md"
WAITING = {"inbox", "outbox", "tasks"}
"""Found otherwise than by a column with a member's number."""


def declared() -> dict[str, Kept]:
    """Of all features, switched on or not."""
    own = [kind.keeps for kind in loader.discover().values() if kind.keeps]
    return {name: kept for keeps in (KEEPS, *own) for name, kept in keeps.tables.items()}


def named() -> dict[str, dict[str, Name]]:
    """What the numbers in columns of a table lead to."""
    own = [kind.keeps for kind in loader.discover().values() if kind.keeps]
    return {
        name: {**KEEPS.names, **keeps.names} for keeps in (KEEPS, *own) for name in keeps.tables
    }


def of_people(table: Table) -> bool:
    names = naming(table) or "account_id" in table.c
    return bool(names) or table.name == "members" or table.name in WAITING


def test_every_table_and_column_has_its_words() -> None:
    every = {table.name: table for table in tables()}
    there = {table.name: table for table in every.values() if of_people(table)}
    kept = declared()
    assert kept.keys() == there.keys()
    wrong = []
    for name, table in there.items():
        own = kept[name].columns
        wrong += [
            f"{name}.{column.name} has no words"
            for column in table.c
            if column.name not in {**RECURRING, **own}
            and not column.name.endswith("_id")
            and column.name != "id"
            and not isinstance(column.type, LargeBinary)
        ]
        wrong += [
            f"{name}.{column}: there is no {target.table}.{target.column}"
            for column, target in named()[name].items()
            if target.column not in every[target.table].c
        ]
        wrong += [f"{name}.{extra} is no column" for extra in own.keys() - table.c.keys()]
    assert not wrong, "\n".join(wrong)


async def test_what_is_said_to_expire_does(chat: Community) -> None:
    (home,) = await chat.app.registry.communities()
    board = chat.app.boards[Retention]
    kinds = {one.kind for one in board.kinds(home.id)}
    assert {kept.expires for kept in declared().values()} - {""} <= kinds


async def test_the_page_of_the_docs_says_it(chat: Community) -> None:
    """Made by `townhall privacy kept`; what is in force in a community can be printed there too."""
    (home,) = await chat.app.registry.communities()
    assert PAGE.read_text(encoding="utf-8") == cog(chat).record(home, "en")
