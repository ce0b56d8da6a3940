"""Entries with their past, languages and dates; feedback; what a person leaves behind."""

from __future__ import annotations

import pytest

from cogs.faq.store import FaqStore
from storage.database import Database

HERE, MIA, ANA, NOW, DAY = 1, 7, 8, 1_000_000, 86_400_000


@pytest.fixture
def store(db: Database) -> FaqStore:
    return FaqStore(db)


async def test_a_change_keeps_what_was_said_before(store: FaqStore) -> None:
    entry = await store.add(HERE, "Open?", "Yes", MIA, NOW, tags=("hours", "shop"))
    assert entry.tags == ("hours", "shop") and entry.version == 1 and entry.group == entry.id
    assert await store.change(HERE, entry.id, "Open?", "No", NOW + 1, member_id=ANA)
    assert await store.change(HERE, entry.id, "Open?", "No", NOW + 2, member_id=ANA)
    changed = await store.entry(HERE, entry.id)
    assert changed and (changed.answer, changed.version, changed.updated_at) == ("No", 2, NOW + 1)
    [before] = await store.revisions(HERE, entry.id)
    assert (before.answer, before.version, before.member_id) == ("Yes", 1, ANA)
    assert not await store.change(2, entry.id, "x", "y", NOW)
    assert await store.revisions(2, entry.id) == []


async def test_versions_stay_together_when_the_first_is_deleted(store: FaqStore) -> None:
    english = await store.add(HERE, "Open?", "Yes", MIA, NOW, language="en")
    german = await store.add(HERE, "Offen?", "Ja", MIA, NOW, language="de", group=english.group)
    french = await store.add(HERE, "Ouvert ?", "Oui", MIA, NOW, language="fr", group=english.group)
    assert await store.in_language(HERE, english.group, "de") == german
    assert await store.in_language(HERE, english.group, "pl") is None
    assert await store.remove(HERE, english.id)
    left = await store.versions(HERE, german.id)
    assert [entry.id for entry in left] == [german.id, french.id]
    assert {entry.group for entry in left} == {german.id}


async def test_entries_expire_and_are_said_to_be_true_again(store: FaqStore) -> None:
    soon = await store.add(HERE, "Summer hours?", "9", MIA, NOW, expires_at=NOW + DAY)
    old = await store.add(HERE, "Where?", "Here", MIA, NOW)
    assert await store.expiring(HERE, NOW) == []
    assert [e.id for e in await store.expiring(HERE, NOW + 2 * DAY)] == [soon.id]
    late = NOW + 400 * DAY
    stale = await store.expiring(HERE, NOW, unchecked_since=late)
    assert [e.id for e in stale] == [old.id, soon.id] or [e.id for e in stale] == [soon.id, old.id]
    assert await store.checked(HERE, soon.id, late)
    assert await store.checked(HERE, old.id, late, expires_at=late + DAY)
    assert await store.expiring(HERE, late, unchecked_since=late) == []
    assert await store.describe(HERE, old.id, language="en", tags=["a"], expires_at=None)
    entry = await store.entry(HERE, old.id)
    assert entry and (entry.language, entry.tags, entry.expires_at) == ("en", ("a",), None)


async def test_the_last_word_on_an_answer_counts(store: FaqStore) -> None:
    entry = await store.add(HERE, "Open?", "Yes", MIA, NOW)
    for solved, at in ((True, NOW), (False, NOW + 1)):
        await store.add_feedback(HERE, 5, entry.id, score=0.8, solved=solved, member_id=ANA, now=at)
    await store.add_feedback(HERE, 6, 99, score=0.6, solved=True, member_id=MIA, now=NOW)
    assert [(f.question_id, f.solved, f.score) for f in await store.feedback(HERE)] == [
        (5, False, 0.8),
        (6, True, 0.6),
    ]
    assert [f.question_id for f in await store.feedback(HERE, entry_id=99)] == [6]
    assert [f.question_id for f in await store.feedback(HERE, since=NOW + 1)] == [5]
    assert await store.feedback(2) == []


async def test_a_person_is_forgotten_and_accounts_become_one(store: FaqStore) -> None:
    entry = await store.add(HERE, "Open?", "Yes", MIA, NOW)
    await store.change(HERE, entry.id, "Open?", "No", NOW, member_id=MIA)
    await store.add_feedback(HERE, 5, entry.id, score=0.8, solved=True, member_id=MIA, now=NOW)
    await store.linked(ANA, MIA)
    await store.erase(MIA)
    assert (await store.revisions(HERE, entry.id))[0].member_id == ANA
    assert len(await store.feedback(HERE)) == 1
    await store.erase(ANA)
    assert (await store.revisions(HERE, entry.id))[0].member_id is None
    assert await store.feedback(HERE) == []
    assert await store.entry(HERE, entry.id) is not None
