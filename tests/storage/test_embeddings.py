"""Vectors of texts in the database."""

from __future__ import annotations

import random

from storage.embeddings import EmbeddingRow, EmbeddingStore
from storage.tables import embeddings

from .conftest import World


def row(seed: int) -> EmbeddingRow:
    source = random.Random(seed)
    return EmbeddingRow(source.randbytes(16), source.randbytes(16))


async def test_vectors_are_kept_by_community_kind_and_item(world: World) -> None:
    store, home = EmbeddingStore(world.db), world.community
    await store.put(home, "faq.entry", "m@1", {1: row(1), 2: row(2)})
    await store.put(home, "ideas.idea", "m@1", {1: row(3)})
    await store.put(home + 1, "faq.entry", "m@1", {1: row(4)})
    assert await store.all(home, "faq.entry", "m@1") == {1: row(1), 2: row(2)}
    assert await store.all(home, "ideas.idea", "m@1") == {1: row(3)}
    assert await store.all(home + 1, "faq.entry", "m@1") == {1: row(4)}
    assert await store.all(home, "polls.poll", "m@1") == {}


async def test_an_item_has_one_vector_and_never_for_another_model(world: World) -> None:
    store, home = EmbeddingStore(world.db), world.community
    await store.put(home, "faq.entry", "m@1", {1: row(1), 2: row(2)})
    await store.put(home, "faq.entry", "m@2", {1: row(5)})
    assert await store.all(home, "faq.entry", "m@2") == {1: row(5)}
    assert await store.all(home, "faq.entry", "m@1") == {2: row(2)}
    assert await world.count(embeddings) == 2


async def test_forgetting_some_and_all_but_some(world: World) -> None:
    store, home = EmbeddingStore(world.db), world.community
    for kind in ("faq.entry", "ideas.idea"):
        await store.put(home, kind, "m@1", {item: row(item) for item in range(5)})
    await store.put(home, "faq.entry", "old@1", {9: row(9)})
    await store.remove(home, "faq.entry", [0, 77])
    assert sorted(await store.all(home, "faq.entry", "m@1")) == [1, 2, 3, 4]
    await store.keep(home, "faq.entry", {2, 3, 88})
    assert sorted(await store.all(home, "faq.entry", "m@1")) == [2, 3]
    assert await store.all(home, "faq.entry", "old@1") == {}
    await store.keep(home, "faq.entry", set())
    await store.put(home, "faq.entry", "m@1", {})
    assert await world.count(embeddings) == 5


async def test_thousands_of_vectors_fit_any_statement(world: World) -> None:
    store, home = EmbeddingStore(world.db), world.community
    rows = {item: row(item) for item in range(2_500)}
    await store.put(home, "faq.entry", "m@1", rows)
    assert await store.all(home, "faq.entry", "m@1") == rows
    await store.keep(home, "faq.entry", {2_499})
    assert list(await store.all(home, "faq.entry", "m@1")) == [2_499]


async def test_erasing_a_person_leaves_no_trace_of_theirs_here(world: World) -> None:
    """The table names nobody, so there is nothing in it to erase but what a cog removes."""
    person = await world.member("ada", now=1)
    store = EmbeddingStore(world.db)
    await store.put(world.community, "faq.entry", "m@1", {1: row(1)})
    assert await world.people.erase(person.id, 2, None)
    assert await world.rows(embeddings) == [
        (world.community, "faq.entry", 1, "m@1", row(1).content, row(1).vector)
    ]
    assert not any("member" in column.name or column.foreign_keys for column in embeddings.c)
