"""Scores in the database: what is kept, what is only counted, and what is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

import cogs.safety
from bot.api.services import Score
from cogs.safety.detection.replay import Kept
from cogs.safety.detection.seen import Seen
from cogs.safety.detection.store import Lesson, LessonStore, ScoreStore
from cogs.safety.tables import channels
from cogs.safety.times import DAY_MS
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

NOW = 1_780_000_000_000
TODAY = NOW - NOW % DAY_MS
MIGRATIONS = Path(cogs.safety.__file__).parent / "migrations"
SEEN = Seen(1, 2, 3, 100, author_id=7, sent_at=NOW, targets=(8, 9))


def rated(toxicity: float) -> Score:
    return Score({"toxicity": toxicity, "obscene": 0.5}, (), "m@1")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, {"safety": MIGRATIONS}) as database:
        yield database


@pytest.fixture
def scores(db: Database) -> ScoreStore:
    return ScoreStore(db, lambda _community_id: {"toxicity": 0.3})


@pytest.fixture
def lessons(db: Database) -> LessonStore:
    return LessonStore(db)


async def test_what_no_setting_would_flag_is_only_counted(scores: ScoreStore) -> None:
    scores.keep(1, SEEN, rated(0.9), ("toxicity",), TODAY)
    scores.keep(1, replace(SEEN, message_id=101), rated(0.29), (), TODAY)
    scores.unread(1, TODAY)
    scores.keep(2, replace(SEEN, channel_id=4), rated(0.3), (), TODAY)
    assert await scores.scores_since(1, 0) == [
        Kept(2, 3, 100, 7, 8, NOW, {"toxicity": 0.9, "obscene": 0.5}, ("toxicity",))
    ]
    assert await scores.counts(1, 0) == (2, 1)
    assert await scores.counts(2, 0) == (1, 0)
    assert await scores.counts(1, TODAY + 1) == (0, 0)
    assert await scores.first_day(1, 0) == TODAY
    assert await scores.first_day(1, TODAY + 1) is None


async def test_whom_somebody_may_have_meant_is_not_kept(scores: ScoreStore) -> None:
    scores.keep(1, replace(SEEN, guessed=True), rated(0.9), (), TODAY)
    (row,) = await scores.scores_since(1, 0)
    assert row.target_id is None


async def test_counts_of_many_batches_add_up(scores: ScoreStore) -> None:
    for number in range(30):
        scores.keep(1, replace(SEEN, message_id=number), rated(0.9), (), TODAY)
        if number % 7 == 0:
            await scores.flush()
    await asyncio.gather(scores.flush(), scores.flush())
    assert await scores.counts(1, TODAY) == (30, 0)
    assert len(await scores.scores_since(1, 0)) == 30


async def test_an_edited_message_replaces_its_score(scores: ScoreStore) -> None:
    scores.keep(1, SEEN, rated(0.4), (), TODAY)
    await scores.flush()
    scores.keep(1, replace(SEEN, sent_at=NOW + 5), rated(0.95), ("toxicity",), TODAY, edit=True)
    (kept,) = await scores.scores_since(1, 0)
    assert (kept.scores["toxicity"], kept.flagged, kept.sent_at) == (0.95, ("toxicity",), NOW)
    scores.keep(1, SEEN, rated(0.01), (), TODAY, edit=True)
    assert await scores.scores_since(1, 0) == []
    assert await scores.counts(1, 0) == (1, 0)


async def test_what_was_edited_into_another_language_has_no_score_any_more(
    scores: ScoreStore,
) -> None:
    scores.keep(1, SEEN, rated(0.95), ("toxicity",), TODAY)
    await scores.flush()
    scores.drop(SEEN.channel_id, SEEN.message_id)
    assert await scores.scores_since(1, 0) == []
    assert await scores.counts(1, 0) == (1, 0)


async def test_rows_come_in_the_order_they_were_sent(scores: ScoreStore) -> None:
    for number, at in enumerate([NOW + 2, NOW, NOW + 1]):
        scores.keep(1, replace(SEEN, message_id=number, sent_at=at), rated(0.9), (), TODAY)
    assert [row.message_id for row in await scores.scores_since(1, 0)] == [1, 2, 0]
    assert [row.message_id for row in await scores.scores_since(1, NOW + 1)] == [2, 0]


async def test_what_could_not_be_written_is_written_later(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    scores = ScoreStore(db, lambda _community_id: {"toxicity": 0.3})
    scores.keep(1, SEEN, rated(0.4), (), TODAY)
    with pytest.raises(Exception, match="not open"):
        await scores.flush()
    scores.keep(1, SEEN, rated(0.8), (), TODAY, edit=True)
    scores.keep(1, replace(SEEN, message_id=101), rated(0.8), (), TODAY)
    await db.open({"safety": MIGRATIONS})
    try:
        rows = await scores.scores_since(1, 0)
        assert [(row.message_id, row.scores["toxicity"]) for row in rows] == [
            (100, 0.8),
            (101, 0.8),
        ]
        assert await scores.counts(1, 0) == (2, 0)
    finally:
        await db.close()


async def test_old_scores_go_and_bare_counts_stay(scores: ScoreStore) -> None:
    for number in range(5):
        seen = replace(SEEN, message_id=number, sent_at=NOW + number)
        scores.keep(1, seen, rated(0.9), (), TODAY)
    scores.keep(2, replace(SEEN, channel_id=9), rated(0.9), (), TODAY)
    await scores.flush()
    await scores.prune(1, NOW + 3)
    assert [row.message_id for row in await scores.scores_since(1, 0)] == [3, 4]
    assert len(await scores.scores_since(2, 0)) == 1
    assert await scores.counts(1, 0) == (5, 0)


async def test_a_linked_member_is_one_also_in_what_is_not_written_yet(scores: ScoreStore) -> None:
    scores.keep(1, SEEN, rated(0.9), (), TODAY)
    await scores.link(kept=70, gone=7)
    scores.keep(1, replace(SEEN, message_id=101), rated(0.9), (), TODAY)
    await scores.link(kept=70, gone=7)
    await scores.link(kept=80, gone=8)
    rows = await scores.scores_since(1, 0)
    assert [(row.author_id, row.target_id) for row in rows] == [(70, 80), (70, 80)]


async def test_a_forgotten_member_leaves_no_name(scores: ScoreStore) -> None:
    scores.keep(1, SEEN, rated(0.9), (), TODAY)
    for member in (7, 8):
        await scores.erase(member)
    (row,) = await scores.scores_since(1, 0)
    assert (row.author_id, row.target_id) == (None, None)


# ---- lessons and manners


async def test_one_lesson_an_alert_and_label(lessons: LessonStore) -> None:
    await lessons.lesson(1, 10, ("toxicity", "insult"), 0.1, NOW)
    await lessons.lesson(1, 11, ("toxicity",), -0.05, NOW + 1)
    await lessons.lesson(2, 12, ("toxicity",), 0.1, NOW)
    await lessons.lesson(1, 10, ("toxicity",), 0.2, NOW + 2)
    assert await lessons.lessons(1) == [Lesson(11, "toxicity", -0.05), Lesson(10, "toxicity", 0.2)]


async def test_lessons_are_forgotten_by_label_or_by_alert(lessons: LessonStore) -> None:
    for alert_id in (10, 11):
        await lessons.lesson(1, alert_id, ("toxicity", "insult"), 0.1, NOW)
    assert await lessons.undo_lessons(2, label="toxicity") == 0, "another community's"
    assert await lessons.undo_lessons(1, label="toxicity") == 2
    assert await lessons.undo_lessons(1, alert_id=10) == 1
    assert await lessons.lessons(1) == [Lesson(11, "insult", 0.1)]
    with pytest.raises(ValueError, match="a label or an alert"):
        await lessons.undo_lessons(1)


async def test_manners_of_channels(db: Database, lessons: LessonStore) -> None:
    async def makers() -> list[int | None]:
        async with db.read() as conn:
            return list(await conn.scalars(select(channels.c.by_id)))

    await lessons.set_manner(1, 3, "rough", 50, NOW)
    await lessons.set_manner(1, 3, "rough", 51, NOW)
    await lessons.set_manner(1, 4, "rough", 50, NOW)
    await lessons.set_manner(1, 4, "usual", 50, NOW)
    assert await lessons.manners(1) == {3: "rough"}
    assert await lessons.manners(2) == {}
    await lessons.link(kept=60, gone=51)
    assert await makers() == [60]
    await lessons.erase(60)
    assert await makers() == [None]
    assert await lessons.manners(1) == {3: "rough"}, "the channel stays as it is"
