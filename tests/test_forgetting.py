"""Every column of every table that names a person, walked: what is exported, and what is left of
somebody who was erased."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    func,
    insert,
    select,
)

import cogs
from bot.engine import loader
from bot.engine.services.people.personal import FORGETTING
from cogs.ideas.tables import drafts
from cogs.polls.model import Rules
from storage.people.about import SUBJECTS, naming
from storage.tables import metadata as core
from tests.support.community import Opener

STAYS = {
    **dict.fromkeys(
        [
            "activity_days.member_id",
            "activity_hours.member_id",
            "activity_months.member_id",
            "activity_weeks.member_id",
            "answers.answerer_id",
            "answers.author_id",
            "arrivals.member_id",
            "comings.member_id",
            "mentions.member_id",
            "mentions.target_id",
            "messages.member_id",
            "messages.reply_member_id",
            "movements.member_id",
            "pair_days.source_id",
            "pair_days.target_id",
            "reactions.member_id",
            "reactions.target_id",
            "written.member_id",
        ],
        "counted under a bare number, which stands in no measure any more",
    ),
    "left_out.member_id": "that this number stands in no measure any more",
    "audit.actor_member_id": "the record of decisions, under a bare number",
    "overrides.by_member_id": "the record of decisions, under a bare number",
    "introductions_pairs.asked_by": "one of the two whose row goes",
    "network_meetings.first_id": "one of the two whose row goes",
}
"""Columns in which the number of somebody erased stays, with the reason."""

MAY_NAME = re.compile(r"(member|author|account|native|user|person|people)(_|$)|(^|_)by(_|$)|name$")
NAMED_OTHERWISE = {
    "accounts.name": "gone with the account",
    "accounts.native_id": "gone with the account",
    "accounts.username": "gone with the account",
    "member_roles.account_id": "gone with the account",
    "memberships.account_id": "gone with the account",
    "inbox.user_native": "deleted for who is erased",
    "outbox.user_native": "deleted for who is erased",
    "members.name": "overwritten",
    "channels.name": "a place",
    "channels.native_id": "a place",
    "communities.name": "a place",
    "spaces.name": "a place",
    "spaces.native_id": "a place",
    "threads.native_id": "a place",
    "outbox.channel_native": "a place",
    "outbox.native_channel": "a place",
    "ideas_comments.native_id": "a message",
    "mentions.native_id": "a message",
    "messages.native_id": "a message",
    "reactions.native_id": "a message",
    "outbox.native_id": "a message",
    "welcome_firsts.native_id": "a message",
    "events_attendance.by_staff": "yes or no",
    "faq_outcomes.by_staff": "yes or no",
    "safety_alerts.author_is_staff": "yes or no",
    "welcome_charters.by_setting": "yes or no",
    "polls.key_name": "a file",
    "polls_templates.name": "a title",
    "segments.name": "a title",
    "sequences.name": "a title",
    "topics_topics.name": "a title",
    "rollup_state.name": "a title",
    "topics_words.people": "how many",
}
"""Columns that look as if they named a person: what they are."""


NOT_THE_ROW = {"comings.member_id", "introductions_pairs.asked_by", "network_meetings.first_id"}
"""What becomes of the row is not seen by these: made anew from the movements; beside the two."""

READ = {"polls.rules": Rules().to_json(), "ideas.status": "new"}
"""What cogs make something of when they erase."""


def tables() -> Iterator[Table]:
    """Those of the core and of all cogs, switched on or not."""
    for module in pkgutil.walk_packages(cogs.__path__, "cogs."):
        if module.name.endswith(("tables", "store")):
            importlib.import_module(module.name)
    found = {id(core): core}
    for name in [n for n in sys.modules if n.startswith("cogs.")]:
        for held in vars(sys.modules[name]).values():
            if isinstance(held, MetaData):
                found[id(held)] = held
    for metadata in found.values():
        yield from metadata.sorted_tables


def row(column: Column[Any], who: int, number: int) -> dict[str, Any]:
    """A row about `who` by this column, and about somebody else by all others."""
    made: dict[str, Any] = {}
    named = naming(column.table)
    for each in column.table.columns:
        if each is column:
            made[each.name] = who
        elif each.name == "community_id":
            made[each.name] = 1
        elif each in named:
            made[each.name] = 10 * number  # nobody in particular
        elif not each.nullable or each.primary_key:
            made[each.name] = value(each, number)
    return made


def value(column: Column[Any], number: int) -> Any:
    """Something that the column takes."""
    if (place := f"{column.table.name}.{column.name}") in READ:
        return READ[place]
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, LargeBinary):
        return number.to_bytes(8, "big")
    return f"{{}}{number}" if isinstance(column.type, Text) else number


Rows = list[tuple[Column[Any], int, dict[str, Any]]]


def fill(engine: Engine, *members: int) -> Rows:
    """A row about each of them by each column that can name them: column, member and row."""
    made: Rows = []
    with engine.begin() as connection:
        number = 900_000
        for table in tables():
            if table.name in ("members", "accounts"):
                continue  # made by the people themselves
            for column in naming(table):
                for who in members:
                    number += 1
                    values = row(column, who, number)
                    connection.execute(insert(table).values(values))
                    made.append((column, who, values))
    return made


def fate(connection: Connection, column: Column[Any], who: int, made: dict[str, Any]) -> str:
    """What has become of a row."""
    keys = [key for key in column.table.primary_key if key is not column]
    same = [key == made[key.name] for key in keys if key.name in made]
    found = connection.execute(select(column).where(*same or [column == who])).scalars().all()
    if who in found:
        return "number"
    return "unnamed" if found and not column.primary_key else "gone"


def test_what_may_name_a_person_is_known_to_do_so_or_not() -> None:
    unknown = []
    for table in tables():
        known = {column.name for column in naming(table)}
        unknown += [
            f"{table.name}.{column.name}"
            for column in table.columns
            if MAY_NAME.search(column.name) and column.name not in known
        ]
    assert sorted(unknown) == sorted(NAMED_OTHERWISE)


def fill_waiting(engine: Engine, ana: int, ben: int) -> None:
    """What waits of both, and a draft that Ben makes of what Ana wrote."""
    with engine.begin() as connection:
        for who in (ana, ben):
            wait_for(connection, who)
        draft = row(drafts.c.author_id, ana, 999_999)
        draft |= {"member_id": ben, "title": "by Ana", "challenge_id": 1}
        connection.execute(insert(drafts).values(draft))


def wait_for(connection: Connection, who: int) -> None:
    """Something that they did and is not handled yet, and a private message to them."""
    accounts = core.tables["accounts"]
    [mine] = connection.execute(select(accounts).where(accounts.c.member_id == who))
    common = {"platform": mine.platform, "user_native": mine.native_id}
    connection.execute(
        insert(core.tables["inbox"]).values(
            kind="InRoles", body=f'"done by {who}"'.encode(), received_at=0, tries=0, begun=True,
            **common,
        )
    )  # fmt: skip
    connection.execute(
        insert(core.tables["outbox"]).values(
            community_id=mine.community_id, tag="", payload=f"for {who}", state="sent", attempts=1,
            due_at=0, created_at=0, **common,
        )
    )  # fmt: skip


@pytest.mark.parametrize("off", [set(), set(loader.discover()) - {"privacy"}], ids=["on", "off"])
async def test_who_is_erased_stands_in_no_table_but_for_a_stated_reason(
    open_chat: Opener, off: set[str]
) -> None:
    """Also in none of features that are switched off."""
    chat = await open_chat(cogs={name: {"enabled": False} for name in off})
    ana, ben = "Ana", "Ben"
    for name in (ana, ben):
        await (await chat.person(name, joined=False)).join()
    await chat.settle()
    app = chat.app
    async with app.db.read() as connection:
        rows = await connection.execute(select(core.tables["members"]))
        ids = {row.name: row.id for row in rows}
    engine = create_engine(chat._url)  # it checks no foreign keys, so rows may stand alone
    # on a thread: the bot may be writing, and is to finish while this waits
    filled = await asyncio.to_thread(fill, engine, ids[ana], ids[ben])
    personal = app.book.cogs["privacy"].personal  # type: ignore[attr-defined]
    kept = {name: one for k in personal.keepers() for name, one in k.keeps.tables.items()}

    await asyncio.to_thread(fill_waiting, engine, ids[ana], ids[ben])
    for who, words in ((ana, f"by {ana}"), (ben, None)):
        made = (await personal.export(ids[who]))["ideas_drafts"]
        assert [row.get("title") for row in made if row["challenge_id"] == 1] == [words]

    given = await personal.export(ids[ana])
    assert [row["body"] for row in given["inbox"]] == [f'"done by {ids[ana]}"']
    assert [row["payload"] for row in given["outbox"]] == [f"for {ids[ana]}"]
    for table in tables():
        if naming(table):
            assert table.name in given, f"{table.name} is not exported"
    for name, rows in given.items():
        for one in rows:
            named = {v for k, v in one.items() if k in SUBJECTS}
            assert named <= {ids[ana]}, f"{name} tells of somebody else"

    assert given["members"] and given["memberships"]

    assert await personal.erase(ids[ana])
    wrong = []
    with engine.begin() as connection:
        tasks = core.tables["tasks"]
        left_over = select(func.count()).where(tasks.c.task == FORGETTING)
        assert connection.scalar(left_over) == 0, "a feature failed"
        for name in ("inbox", "outbox"):
            whose = core.tables[name].c.user_native
            waits = connection.execute(select(whose).where(whose.is_not(None))).scalars().all()
            assert waits == ["ben"], f"{name} is Ben's alone"
        for column, who, values in filled:
            names = [each.name for each in naming(column.table)]
            subject = next((name for name in SUBJECTS if name in names), column.name)
            stated = kept[column.table.name].erased
            if who != ids[ana] or column.name != subject or str(column) in NOT_THE_ROW:
                continue
            if (real := fate(connection, column, who, values)) != stated:
                wrong.append(f"{column}: {real}, but {stated} is stated")
        for table in tables():
            for column in naming(table):
                place = f"{table.name}.{column.name}"
                of = [select(func.count()).where(column == ids[who]) for who in (ana, ben)]
                left, others_left = [connection.scalar(query) or 0 for query in of]
                if not others_left:
                    wrong.append(f"{place}: the rows of somebody else went too")
                if left and place not in STAYS:
                    wrong.append(f"{place}: {left} rows stay")
                if not left and place in STAYS:
                    wrong.append(f"{place}: nothing stays, against what is stated")
    engine.dispose()
    assert not wrong, "\n".join(wrong)
