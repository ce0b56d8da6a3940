"""The mood in the digest: counts without texts and people, told only of a crowd."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.api.boards.figures import Figures
from bot.api.boards.reports import Figure, Period
from bot.api.model import Community as ModelCommunity
from bot.api.people import Level
from bot.api.services.measures import Spread
from cogs.digest import mood
from cogs.digest.cog import Digest
from cogs.digest.composing.work import OwnSections
from cogs.digest.store import MoodStore
from cogs.digest.tally import Tally
from storage.database import Database
from tests.cogs.digest.stage import crowd
from tests.support.community import Community, Opener
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url
from tests.support.scripted import FakeClock

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

DAY_MS = 86_400_000
TUESDAY = round(datetime(2026, 5, 19, 10, tzinfo=UTC).timestamp() * 1000)
MOOD = "Sounded positive"
GLAD, SORRY, PLAIN = "this is great", "this is terrible", "where is the shop"


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    everybody = {"privacy": {"sentiment": "opt_out"}}  # choices: tests/cogs/privacy
    return await open_chat(clock=FakeClock(TUESDAY), cogs=everybody)


async def said(chat: Community, **counts: int) -> None:
    """So many messages that sound glad, sorry or plain, by six people in turn."""
    people = await crowd(chat)
    texts = {"glad": GLAD, "sorry": SORRY, "plain": PLAIN, "german": "das war schön"}
    for kind, count in counts.items():
        for n in range(count):
            await people[n % len(people)].say("general", texts[kind])
    await chat.advance(seconds=1)


async def now(chat: Community) -> str:
    mia = await chat.person("Mia", Level.MODERATOR)
    await mia.command("digest now")
    return (await mia.told("The last 7 days at")).text


async def rows(chat: Community) -> list[tuple[int, ...]]:
    query = "SELECT day, positive, neutral, negative FROM digest_moods ORDER BY day"
    async with chat.app.db.read() as conn:
        return [tuple(row) for row in await conn.exec_driver_sql(query)]


async def test_the_digest_says_how_messages_sounded(chat: Community) -> None:
    await said(chat, glad=5, sorry=2, plain=13, german=6)
    text = await now(chat)
    assert "Sounded positive: 25% · of 20 judged messages, by English words" in text


async def test_it_can_be_switched_off(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY), cogs={"digest": {"mood": False}})
    await said(chat, glad=20)
    assert MOOD not in await now(chat)
    await chat.restart()
    assert await rows(chat) == []


async def test_switched_off_by_the_owner_it_is_no_longer_shown(chat: Community) -> None:
    await said(chat, glad=20)
    assert MOOD in await now(chat)
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("settings set", name="digest.mood", value="off")
    await olga.told("digest.mood = off")
    mia = await chat.person("Max", Level.MODERATOR)
    await mia.command("digest now")
    assert MOOD not in (await mia.told("The last 7 days at")).text


async def test_what_the_team_says_among_itself_is_not_counted(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    await mia.say("moderators", SORRY)
    await mia.say("general", GLAD)
    await chat.restart()
    assert [row[1:] for row in await rows(chat)] == [(1, 0, 0)]


async def test_days_are_the_communitys(chat: Community) -> None:
    ana = await chat.person("Ana")
    for hours in (11, 2):  # 23:00 in Berlin, and 01:00 of the next day
        await chat.advance(hours=hours)
        await ana.say("general", GLAD)
    await chat.restart()
    midnight = round(datetime(2026, 5, 18, 22, tzinfo=UTC).timestamp() * 1000)
    assert await rows(chat) == [(midnight, 1, 0, 0), (midnight + DAY_MS, 1, 0, 0)]


async def test_a_flood_is_counted_whole(chat: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mood, "AT_ONCE", 20)
    await said(chat, glad=50)
    await chat.restart()
    assert sum(row[1] for row in await rows(chat)) == 50


async def test_neither_texts_nor_people_are_kept(chat: Community, tmp_path: Path) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "what a wonderful xylograph")
    await chat.restart()
    assert len(await rows(chat)) == 1
    with sqlite3.connect(tmp_path / "townhall.db") as conn:
        columns = [row[1] for row in conn.execute("PRAGMA table_info(digest_moods)")]
        dump = "\n".join(conn.iterdump())
    conn.close()
    assert columns == ["community_id", "day", "positive", "neutral", "negative", "score_sum"]
    assert "xylograph" not in dump


async def test_the_mean_is_on_the_board(chat: Community) -> None:
    community, week = await chat.id, (TUESDAY - DAY_MS, TUESDAY + DAY_MS)
    figures = chat.app.boards[Figures]
    assert await figures.measure("digest.mood_mean", community, *week) is None
    await said(chat, glad=1)
    high = await figures.measure("digest.mood_mean", community, *week)
    await said(chat, sorry=1)
    low = await figures.measure("digest.mood_mean", community, *week)
    assert high is not None
    assert low is not None
    assert low < high <= 100


# ---- without a chat


@pytest.mark.parametrize(
    ("score", "counts"),
    [
        (0.05, (1, 0, 0)),
        (0.049, (0, 1, 0)),
        (0.0, (0, 1, 0)),
        (-0.049, (0, 1, 0)),
        (-0.05, (0, 0, 1)),
    ],
)
def test_where_positive_and_negative_begin(score: float, counts: tuple[int, int, int]) -> None:
    tally = Tally()
    tally.count(score)
    assert (tally.positive, tally.neutral, tally.negative) == counts
    assert tally.judged == 1
    assert tally.score_sum == score


class Heard:
    """Moods, writers and messages that are given; the period before ends where this one starts."""

    def __init__(self, now: Tally | None, before: Tally | None, writers: int) -> None:
        self.now, self.before, self.writers = now, before, writers

    async def tally(self, community_id: int, start: int, end: int) -> Tally | None:
        return self.now if start else self.before

    async def spread(self, community_id: int, start: int, end: int) -> Spread:
        return Spread(self.writers, None, None, self.writers, 100)

    async def per_hour(self, community_id: int, start: int, end: int) -> dict[int, int]:
        return {start: 500}


async def moods_of(
    now: Tally | None, before: Tally | None = None, writers: int = 30
) -> dict[str, Figure]:
    heard: Any = Heard(now, before, writers)
    sections = OwnSections(heard, heard, heard, heard)
    made = await sections.mood(ModelCommunity(1, "C", "en", "UTC"), Period(0, 1, 2))
    assert made is not None
    return {one.name: one for one in made.figures if one.name != "digest.messages"}


async def test_a_crowd_has_a_mood_and_a_few_people_do_not() -> None:
    now, before = Tally(130, 252, 38), Tally(36, 234, 30)
    found = await moods_of(now, before)
    positive, negative = found["digest.positive"], found["digest.negative"]
    assert (positive.value, positive.before) == (130 / 420, 0.12)
    assert (negative.value, negative.before) == (38 / 420, 0.1)
    assert "420 judged messages" in str(positive.note)
    assert await moods_of(now, before, writers=5)
    assert not await moods_of(now, before, writers=4)
    assert not await moods_of(None)


async def test_a_thin_week_before_is_no_measure() -> None:
    found = await moods_of(Tally(130, 252, 38), Tally(19, 0, 0))
    assert found["digest.positive"].before is None
    assert not await moods_of(Tally(5, 9, 5), Tally(36, 234, 30))


@pytest.fixture
async def moods(database_url: str) -> AsyncIterator[MoodStore]:
    async with opened(database_url, {"digest": Path(str(Digest.migrations))}) as db:
        yield MoodStore(db)


async def test_counts_add_up_by_day_and_community(moods: MoodStore) -> None:
    await moods.add({(1, 10): Tally(1, 2, 3, 0.5), (2, 10): Tally(9, 9, 9, 9.0)})
    await moods.add({(1, 10): Tally(1, 0, 0, 0.25), (1, 20): Tally(0, 0, 4, -2.0)})
    assert await moods.total(1, 10, 20) == Tally(2, 2, 3, 0.75)
    assert await moods.total(1, 10, 21) == Tally(2, 2, 7, -1.25)
    assert await moods.total(1, 11, 20) == Tally()
    assert await moods.total(3, 0, 99) == Tally()


async def test_a_database_of_before_gets_the_table(tmp_path: Path) -> None:
    """The migration runs on a file that has only the first one's table."""
    first = tmp_path / "first"
    first.mkdir()
    source = Path(str(Digest.migrations)) / "0001_digest.py"
    (first / source.name).write_text(source.read_text())
    url = f"sqlite:///{tmp_path / 'old.db'}"
    for branch in (first, Path(str(Digest.migrations))):
        db = Database(url)
        await db.open({"digest": branch})
        await db.close()
    async with opened(url, {"digest": Path(str(Digest.migrations))}) as db:
        assert await MoodStore(db).total(1, 0, 99) == Tally()
