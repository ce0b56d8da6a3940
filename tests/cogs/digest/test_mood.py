"""The mood in the digest: counts without texts and people, told only of a crowd."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.api.boards.figures import Figures
from bot.api.people import Level
from bot.api.services import Count
from cogs.digest import content, mood
from cogs.digest.cog import Digest
from cogs.digest.figures import Mood
from cogs.digest.logic import Tally
from cogs.digest.store import MoodStore
from storage.database import Database
from tests.cogs.digest.stage import crowd, digests, until_monday
from tests.cogs.digest.test_content import facts
from tests.support.community import Community, Opener
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url
from tests.support.scripted import FakeClock

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

DAY_MS = 86_400_000
TUESDAY = round(datetime(2026, 5, 19, 10, tzinfo=UTC).timestamp() * 1000)
MOOD = "Mood:"
GLAD, SORRY, PLAIN = "this is great", "this is terrible", "where is the shop"


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(clock=FakeClock(TUESDAY))


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
    assert (
        "Mood: 25% of 20 judged messages sounded positive, 10% negative. "
        "Read by word list (VADER), English only." in text
    )


async def test_the_weekly_one_sets_it_against_the_week_before(chat: Community) -> None:
    await said(chat, glad=12, plain=12)
    await chat.advance(days=7)
    await said(chat, glad=5, sorry=10, plain=5)
    await until_monday(chat, 1)
    before, digest = (m.text for m in await digests(chat))
    assert "Mood: 50% of 24 judged messages sounded positive, 0% negative." in before
    assert (
        "Mood: 25%\N{NO-BREAK SPACE}(before: 50%) of 20 judged messages sounded positive, "
        "50%\N{NO-BREAK SPACE}(before: 0%) negative." in digest
    )


async def test_in_german(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY), locale="de")
    await said(chat, glad=20)
    mia = await chat.person("Mia", Level.MODERATOR)
    await mia.command("digest now")
    told = await mia.told("Stimmung:")
    assert "100\N{NO-BREAK SPACE}% von 20 bewerteten Nachrichten klangen positiv" in told.text
    assert "Gelesen mit einer Wortliste (VADER), nur Englisch." in told.text


async def test_of_a_few_messages_nothing_is_said(chat: Community) -> None:
    await said(chat, glad=19, german=10)
    assert MOOD not in await now(chat)


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


def mood_lines(mood: Mood | None, active: int = 30) -> list[str]:
    of = facts(mood=mood, active=Count(active, 30))
    return [line for line in map(str, content.figure_lines(of)) if MOOD in line]


def test_a_crowd_has_a_mood_and_a_few_people_do_not() -> None:
    mood = Mood(Count(420, 300), Count(130, 36), Count(38, 30))
    [line] = mood_lines(mood)
    assert "31%\N{NO-BREAK SPACE}(before: 12%) of 420 judged messages sounded positive" in line
    assert "9%\N{NO-BREAK SPACE}(before: 10%) negative" in line
    assert mood_lines(mood, active=5)
    assert not mood_lines(mood, active=4)
    assert not mood_lines(None)


def test_a_thin_week_before_is_no_measure() -> None:
    [line] = mood_lines(Mood(Count(420, 19), Count(130, 19), Count(38, 0)))
    assert "before" not in line
    assert not mood_lines(Mood(Count(19, 300), Count(5, 36), Count(5, 30)))


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
