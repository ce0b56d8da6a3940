"""Where comments stand and whose they are, on both databases."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from cogs.ideas.comments.store import CommentStore
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import IdeaStore, PeopleStore
from cogs.ideas.tables import comments
from storage.database import Database
from tests.cogs.ideas.board.stage import merged

HERE, NOW = 1, 1_000
ANA, BEN = 7, 8


async def post(db: Database, title: str = "Rye bread", author: int = ANA) -> Idea:
    return await IdeaStore(db).post(Draft(0, HERE, author, author, 5, Words(title), NOW), NOW)


async def counted(db: Database, number: int) -> int:
    idea = await IdeaStore(db).get(HERE, number)
    assert idea is not None
    return idea.comments


async def writers(db: Database) -> list[int | None]:
    query = select(comments.c.member_id).order_by(comments.c.native_id)
    async with db.read() as conn:
        return list(await conn.scalars(query))


async def test_a_message_counts_once(db: Database) -> None:
    store, idea = CommentStore(db), await post(db)
    given = await asyncio.gather(*(store.add(5, 100, idea.id, ANA, NOW) for _ in range(5)))
    assert sorted(given) == [False] * 4 + [True]
    assert await store.add(6, 100, idea.id, ANA, NOW)  # another channel, another message
    assert await counted(db, idea.id) == 2
    assert await store.remove(5, 100) == idea.id
    assert await store.remove(5, 100) is None and await store.remove(5, 999) is None
    assert await counted(db, idea.id) == 1


async def test_comments_of_merged_ideas_count_together_and_come_apart_again(db: Database) -> None:
    store = CommentStore(db)
    part, root = await post(db, "Rye"), await post(db, "Bread", BEN)
    await store.add(5, 1, part.id, BEN, NOW)
    await store.add(5, 2, root.id, ANA, NOW + 10)
    await store.open(50, part.id)
    await store.open(51, root.id)
    assert await store.places_of(root.id) == [51]
    assert await store.authors(root.id) == {BEN}
    await merged(db, part.id, root.id)
    assert await counted(db, root.id) == 2
    assert await store.places_of(root.id) == [50, 51]
    assert await store.authors(root.id) == {ANA, BEN}
    assert [idea.id for idea in await store.recent(NOW)] == [root.id]
    assert await store.recent(NOW + 11) == []
    await merged(db, part.id, None)
    assert await counted(db, root.id) == 1
    assert await store.places() == {50: part.id, 51: root.id}


async def test_what_others_wrote_in_a_time(db: Database) -> None:
    store, idea = CommentStore(db), await post(db)
    for number, (member, at) in enumerate([(ANA, 10), (BEN, 10), (BEN, 19), (BEN, 20)]):
        await store.add(5, number, idea.id, member, at)
    assert await store.by_others(idea.id, ANA, 10, 20) == 2
    assert await store.by_others(idea.id, BEN, 10, 20) == 1
    assert await store.by_others(idea.id, ANA, 20, 30) == 1
    await PeopleStore(db).erase(BEN)
    assert await store.by_others(idea.id, ANA, 10, 20) == 2


async def test_linked_people_wrote_what_both_did(db: Database) -> None:
    store, idea = CommentStore(db), await post(db, author=1)
    await store.add(5, 1, idea.id, ANA, NOW)
    await store.add(5, 2, idea.id, BEN, NOW)
    await PeopleStore(db).link(ANA, BEN)
    assert await writers(db) == [ANA, ANA]
    assert await counted(db, idea.id) == 2
    assert await store.by_others(idea.id, ANA, 0, NOW + 1) == 0


async def test_the_comments_of_a_forgotten_person_lose_the_name(db: Database) -> None:
    store, idea = CommentStore(db), await post(db, author=1)
    await store.add(5, 1, idea.id, ANA, NOW)
    await store.add(5, 2, idea.id, BEN, NOW)
    await PeopleStore(db).erase(ANA)
    assert await writers(db) == [None, BEN]
    assert await counted(db, idea.id) == 2
