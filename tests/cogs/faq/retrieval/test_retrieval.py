"""Entries of a community: kept up with what is written, in the asker's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from cogs.faq.retrieval import Retrieval, retrieval
from cogs.faq.store import FaqStore
from storage.database import Database
from tests.support.scripted import ScriptedEmbedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HERE, ELSEWHERE, NOW = 1, 2, 1_000


class Counting(ScriptedEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__({"kosten": "price", "cost": "price"})
        self.seen: list[str] = []

    async def embed(
        self, texts: Sequence[str], *, kind: str = "passage"
    ) -> NDArray[np.float32] | None:
        assert kind == "query"
        self.seen += texts
        return await super().embed(texts, kind=kind)


@pytest.fixture
def store(db: Database) -> FaqStore:
    return FaqStore(db)


async def test_found_by_meaning_by_words_and_by_wordings(store: FaqStore) -> None:
    bread = await store.add(HERE, "What does bread cost?", "4 EUR", 7, NOW)
    ship = await store.add(HERE, "Do you ship?", "Yes", 7, NOW, wordings=["send it by post"])
    await store.add(ELSEWHERE, "What does bread price?", "9 EUR", 7, NOW)
    found = Retrieval(store, Counting())
    first = await found.find(HERE, "what does bread price")
    assert first.outcome == "answer" and first.matches[0].entry == bread
    second = await found.find(HERE, "could you send it by post?")
    assert second.matches[0].entry.id == ship.id
    assert (await found.find(HERE, "who is the mayor of Rome")).outcome == "unknown"
    assert (await found.find(3, "what does bread cost")).matches == ()


async def test_the_thresholds_are_the_callers(store: FaqStore) -> None:
    await store.add(HERE, "What does bread cost?", "4 EUR", 7, NOW)
    found = Retrieval(store, ScriptedEmbedder())
    question = "bread, what does it cost here?"
    score = (await found.find(HERE, question)).matches[0].score
    assert 0 < score < 1
    outcomes = [
        (await found.find(HERE, question, sure=sure, maybe=maybe)).outcome
        for sure, maybe in ((score, 0.0), (1.0, score), (1.0, 1.0))
    ]
    assert outcomes == ["answer", "maybe", "unknown"]


async def test_changes_are_found_once_they_are_told(store: FaqStore) -> None:
    found = Retrieval(store, Counting())
    assert (await found.find(HERE, "Is there a ramp?")).matches == ()
    ramp = await store.add(HERE, "Is there a ramp?", "Left", 7, NOW)
    found.forget(HERE)
    assert [m.entry for m in (await found.find(HERE, "Is there a ramp?")).matches] == [ramp]
    await store.remove(HERE, ramp.id)
    found.forget(HERE)
    assert await found.all(HERE) == []


async def test_what_another_process_wrote_is_found_after_a_while(
    store: FaqStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Retrieval(store, Counting())
    await found.find(HERE, "Is there a ramp?")
    await store.add(HERE, "Is there a ramp?", "Left", 7, NOW)
    assert (await found.find(HERE, "Is there a ramp?")).matches == ()
    monkeypatch.setattr(retrieval, "LOOK_AGAIN_S", -1.0)
    assert (await found.find(HERE, "Is there a ramp?")).outcome == "answer"


async def test_a_phrase_is_embedded_once_also_over_a_restart(store: FaqStore) -> None:
    await store.add(HERE, "Is there a ramp?", "Left", 7, NOW)
    gone = await store.add(HERE, "Is it open?", "Yes", 7, NOW)
    first = Counting()
    await Retrieval(store, first).find(HERE, "stairs")
    assert sorted(first.seen) == ["Is it open?", "Is there a ramp?", "stairs"]
    await store.remove(HERE, gone.id)
    second = Counting()
    await Retrieval(store, second).find(HERE, "stairs")
    assert second.seen == ["stairs"]
    assert len(await store.vectors(HERE, second.model)) == 1
    assert await store.vectors(HERE, "another@1") == {}


async def test_each_language_once_and_the_askers_first(store: FaqStore) -> None:
    english = await store.add(HERE, "What does it cost?", "4 EUR", 7, NOW, language="en")
    german = await store.add(
        HERE, "Was kosten es?", "4 Euro", 7, NOW, language="de", group=english.group
    )
    found = Retrieval(store, Counting())
    asked = {
        language: [
            m.entry.id
            for m in (await found.find(HERE, "what does it cost", language=language)).matches
        ]
        for language in ("en", "de", "fr", None)
    }
    assert asked == {"en": [english.id], "de": [german.id], "fr": [english.id], None: [english.id]}


async def test_without_a_model_it_goes_on_by_words(store: FaqStore) -> None:
    hours = await store.add(HERE, "What are your opening hours?", "7 to 18", 7, NOW)
    embedder = Counting()
    embedder.available = False
    found = await Retrieval(store, embedder).find(HERE, "opening hours?")
    assert found.outcome == "answer" and found.matches[0].entry == hours
