"""Search by vectors: exact, whatever was added and removed before, and the same after a restart."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.embeddings.embedder import LocalEmbedder
from bot.understanding.embeddings.meanings import StoredMeanings
from bot.understanding.embeddings.vectors import Vectors, from_bytes, to_bytes
from storage.database import Database
from storage.embeddings import EmbeddingStore
from storage.tables import embeddings
from tests.support.databases import opened

HOME, KIND = 1, "faq.entry"
FAQ = {1: "We open at seven.", 2: "We deliver to your home.", 3: "Dogs are welcome."}


def unit(seed: int, dimension: int = 8) -> Any:
    vector = np.random.default_rng(seed).normal(size=dimension).astype(np.float32)
    return vector / np.linalg.norm(vector)


def test_the_nearest_come_first_and_equal_ones_by_id() -> None:
    vectors = Vectors(2)
    for id_, vector in {7: [0, 1], 5: [1, 0], 6: [0.6, 0.8], 4: [1, 0], 9: [1, 0]}.items():
        vectors.put(id_, np.array(vector, np.float32))
    found = vectors.nearest(np.array([1, 0], np.float32), 4)
    assert [id_ for id_, _ in found] == [4, 5, 9, 6]
    assert [score for _, score in found] == pytest.approx([1, 1, 1, 0.6])
    assert [id_ for id_, _ in vectors.nearest(np.array([1, 0], np.float32), 2)] == [4, 5]
    assert len(vectors.nearest(np.array([1, 0], np.float32), 99)) == 5
    assert vectors.nearest(np.array([1, 0], np.float32), 0) == []
    assert Vectors(2).nearest(np.array([1, 0], np.float32)) == []


@given(
    st.lists(st.tuples(st.sampled_from(["put", "remove"]), st.integers(0, 40), st.integers(0, 99)),
             max_size=120),
    st.integers(1, 50),
)  # fmt: skip
def test_any_history_equals_a_plain_dictionary(
    history: list[tuple[str, int, int]], limit: int
) -> None:
    vectors, plain = Vectors(8), dict[int, Any]()
    for what, id_, seed in history:
        if what == "put":
            vectors.put(id_, unit(seed))
            plain[id_] = unit(seed)
        else:
            vectors.remove(id_)
            plain.pop(id_, None)
    assert len(vectors) == len(plain)
    assert all((id_ in vectors) == (id_ in plain) for id_ in range(41))
    asked = unit(1234)
    found = vectors.nearest(asked, limit)
    scores = {id_: float(vector @ asked) for id_, vector in plain.items()}
    assert [score for _, score in found] == pytest.approx(
        sorted(scores.values(), reverse=True)[:limit], abs=1e-6
    )
    assert all(score == pytest.approx(scores[id_], abs=1e-6) for id_, score in found)


def test_bytes_lead_back_to_the_same_vector() -> None:
    vector = unit(1, 384)
    assert len(to_bytes(vector)) == 4 * 384
    assert (from_bytes(to_bytes(vector)) == vector).all()


class Counting:
    """An embedder that says what it was asked; "gone" turns it off."""

    def __init__(self, model: str = "test@1", dim: int = 512) -> None:
        self.model, self.dim, self.available = model, dim, True
        self.asked: list[str] = []

    async def embed(
        self, texts: Sequence[str], *, kind: Literal["query", "passage"] = "passage"
    ) -> Any:
        if not self.available:
            return None
        self.asked += texts
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().strip(".?").split():
                row[zlib.crc32(word.encode()) % self.dim] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(f"sqlite:///{tmp_path / 'townhall.db'}") as database:
        yield database


async def best(meanings: StoredMeanings, text: str) -> int | None:
    found = await meanings.nearest(HOME, KIND, text, limit=1)
    assert found is not None
    return found[0][0] if found else None


async def test_after_a_restart_only_what_is_new_or_changed_is_computed(db: Database) -> None:
    first = Counting()
    assert await StoredMeanings(first, EmbeddingStore(db)).sync(HOME, KIND, FAQ)
    assert first.asked == list(FAQ.values())
    again = Counting()
    meanings = StoredMeanings(again, EmbeddingStore(db))
    changed = {1: FAQ[1], 3: "Cats are welcome.", 4: "We bake rye bread."}
    assert await meanings.sync(HOME, KIND, changed)
    assert again.asked == ["Cats are welcome.", "We bake rye bread."]
    assert await best(meanings, "when do we open") == 1
    assert await best(meanings, "cats") == 3
    assert await best(meanings, "rye") == 4
    assert await best(meanings, "deliver") is None


async def test_vectors_of_another_model_or_length_are_computed_anew(db: Database) -> None:
    await StoredMeanings(Counting(), EmbeddingStore(db)).sync(HOME, KIND, FAQ)
    for other in (Counting("test@2"), Counting("test@2", dim=256)):
        meanings = StoredMeanings(other, EmbeddingStore(db))
        assert await meanings.sync(HOME, KIND, FAQ)
        assert other.asked == list(FAQ.values())
        assert await best(meanings, "dogs") == 3


async def test_what_is_put_and_removed_is_seen_at_once_and_after_a_restart(db: Database) -> None:
    meanings = StoredMeanings(Counting(), EmbeddingStore(db))
    assert await meanings.nearest(HOME, KIND, "dogs") is None
    assert await meanings.put(HOME, KIND, 1, FAQ[1])
    await meanings.sync(HOME, KIND, FAQ)
    assert await meanings.put(HOME, KIND, 4, "We bake rye bread.")
    assert await meanings.put(HOME, KIND, 2, "No deliveries.")
    await meanings.remove(HOME, KIND, 3)
    await meanings.remove(HOME, KIND, 3)
    left = {1: FAQ[1], 2: "No deliveries.", 4: "We bake rye bread."}
    silent = Counting()
    later = StoredMeanings(silent, EmbeddingStore(db))
    await later.sync(HOME, KIND, left)
    assert silent.asked == []
    for one in (meanings, later):
        assert await best(one, "rye bread") == 4
        assert await best(one, "deliveries") == 2
        assert await best(one, "dogs") is None
    assert await meanings.nearest(HOME + 1, KIND, "rye bread") is None
    assert await meanings.nearest(HOME, "ideas.idea", "rye bread") is None


async def test_without_a_model_nothing_is_found_and_nothing_stale_stays(db: Database) -> None:
    embedder = Counting()
    meanings = StoredMeanings(embedder, EmbeddingStore(db))
    await meanings.sync(HOME, KIND, FAQ)
    embedder.available = False
    assert await meanings.nearest(HOME, KIND, "dogs") is None
    assert not await meanings.put(HOME, KIND, 3, "No dogs, please.")
    assert not await meanings.sync(HOME, KIND, {**FAQ, 4: "more"})
    embedder.available = True
    assert await best(meanings, "dogs") is None
    assert await best(meanings, "deliver to home") == 2


async def test_many_changes_at_once_end_with_the_last_one(db: Database) -> None:
    meanings = StoredMeanings(Counting(), EmbeddingStore(db))
    await meanings.sync(HOME, KIND, FAQ)
    words = [f"word{i}" for i in range(40)]
    await asyncio.gather(*(meanings.put(HOME, KIND, 9, word) for word in words))
    found = await meanings.nearest(HOME, KIND, words[-1], limit=1)
    assert found == [(9, pytest.approx(1))]
    stored = await EmbeddingStore(db).all(HOME, KIND, "test@1")
    (asked,) = await Counting().embed([words[-1]])
    assert from_bytes(stored[9].vector) @ asked == pytest.approx(1)
    async with db.read() as connection:
        assert len((await connection.execute(embeddings.select())).all()) == 4


async def test_the_shipped_model_finds_answers_after_a_restart(db: Database) -> None:
    for _ in range(2):
        embedder = LocalEmbedder()
        meanings = StoredMeanings(embedder, EmbeddingStore(db))
        assert await meanings.sync(HOME, KIND, FAQ)
        assert await best(meanings, "um wie viel Uhr macht ihr auf?") == 1
        assert await best(meanings, "may I bring my puppy?") == 3
        assert await meanings.nearest(HOME, KIND, " \0 ") == []
        await embedder.close()
