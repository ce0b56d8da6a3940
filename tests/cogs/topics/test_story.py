"""Topics in the chat: six people talk, a moderator reads; nobody's words stay."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.api.boards.figures import Figures
from bot.api.boards.reports import Made, Period, Reports
from bot.api.people import Level
from cogs.topics.meaning import clusters
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor
from tests.support.community import Community, Opener, sqlite_url
from tests.support.scripted import FakeClock, ScriptedEmbedder

DAY_MS = 86_400_000
QUIET = {"safety": {"enabled": False}}  # whoever says it all within a second floods
MORE = ("Gil", "Hana", "Ivo", "Jana", "Kim", "Lea", "Max", "Nia")
NAMES = ("Ana", "Ben", "Cleo", "Dora", "Emil", "Finn")
PARCEL = ["late parcel from the courier, {}"]
YEAST = ["yeast in the oven with dough, {}"]
LATE, YEASTY = "late parcel, courier", "dough, oven, yeast"
ODD = ("zebra", "quartz", "violin", "marble", "saffron", "anchor")


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some chat is enough to know what all have in common."""
    monkeypatch.setattr(clusters, "WARM", 10.0)


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(cogs=QUIET)


async def crowd(chat: Community, rig: int = 0) -> list[Actor]:
    return [await chat.person(name, rig=rig) for name in NAMES]


async def talk(people: Sequence[Actor], lines: Sequence[str], times: int = 3) -> None:
    """Every line by everybody, each with a word of their own."""
    for line in lines:
        for who, odd in zip(people, ODD * 3, strict=False):
            for _ in range(times):
                await who.say("general", line.format(odd))


async def noise(chat: Community, rig: int = 0) -> None:
    """One talks about everything: of that there is no topic."""
    noah = await chat.person("Noah", rig=rig)
    for n in range(0, 90, 3):
        await noah.say("general", " ".join(f"thing{letter(n + k)}" for k in range(3)))


def letter(n: int) -> str:
    return chr(97 + n // 10) + chr(107 + n % 10)


async def count(chat: Community) -> None:
    """What happens every few seconds."""
    await chat.settle()
    cog: Any = chat.app.book.cogs["topics"]
    await cog.count()


async def section(chat: Community, name: str = "topics") -> Made | None:
    now = chat.clock.now()
    community = await chat.app.registry.community(await chat.id)
    period = Period(now - 14 * DAY_MS, now - 7 * DAY_MS, now)
    made = await chat.app.boards[Reports].sections(community, period, Level.MODERATOR, [name])
    return made[0] if made else None


async def rows(chat: Community) -> list[tuple[str, int, int]]:
    """(topic, messages, people)."""
    made = await section(chat)
    if made is None or not made.section.tables:
        return []
    return [
        (str(row[0]), int(str(row[2])), int(str(row[3]))) for row in made.section.tables[0].rows
    ]


async def listed(mia: Actor, words: str = "What people talked about") -> str:
    await mia.command("topics list")
    return (await mia.told(words)).text


async def test_what_people_talk_about(chat: Community, tmp_path: Path) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    assert "No topic has come together yet" in await listed(mia, "No topic")
    people = await crowd(chat)
    await noise(chat)
    await talk(people, PARCEL)
    await talk(people[:4], YEAST)
    await mia.say("moderators", "the parcel courier is a friend of mine")
    await count(chat)
    # four people are too few, however much they write
    assert await rows(chat) == [(LATE, 18, 6)]
    await talk(people, YEAST)
    await count(chat)
    assert await rows(chat) == [(YEASTY, 30, 6), (LATE, 18, 6)]
    # a question of the FAQ that means the same says what it is about, and nobody is quoted
    await mia.command("faq add", question="Is the parcel from the courier late?", answer="Look.")
    await mia.command("faq add", question="Who plays the tuba?", answer="Nobody.")
    await chat.settle()
    told = await listed(mia)
    assert re.findall(r"For example: (.*)", told) == ["Is the parcel from the courier late?"]
    [number] = re.findall(rf"#(\d+) {LATE}", told)
    assert "18 messages by 6 people" in told
    assert "zebra" not in told

    await mia.command("topics rename", number=int(number), name="Deliveries")
    await mia.told("It is called Deliveries now.")
    await chat.restart()
    await talk(people, PARCEL, 1)
    await count(chat)
    assert ("Deliveries", 24, 6) in await rows(chat)
    await mia.command("topics hide", number=int(number))
    await mia.told("It is hidden")
    assert "Deliveries" not in {title for title, _, _ in await rows(chat)}
    assert "Deliveries is hidden" in await listed(mia, "is hidden.")
    await mia.command("topics hide", number=int(number), hidden=False)
    await mia.told("It is shown again.")
    await mia.command("topics rename", number=99999, name="x")
    await mia.told("There is no topic #99999.")

    with sqlite3.connect(tmp_path / "townhall.db") as conn:
        tables = [f"topics_{name}" for name in ("topics", "means", "days", "people", "words")]
        kept = "\n".join(
            str(row) for table in tables for row in conn.execute(f"SELECT * FROM {table}")
        )
    conn.close()
    assert "parcel" in kept
    assert not [word for word in (*ODD, "friend", "ana") if word in kept]


async def test_who_leaves_or_stays_out_is_not_in_it(chat: Community) -> None:
    people = await crowd(chat)
    await noise(chat)
    await talk(people, PARCEL)
    await count(chat)
    assert await rows(chat) == [(LATE, 18, 6)]
    measures = chat.app.measures
    ids = {m.name: m.id for m in (await _members(chat)).values()}
    await measures.leave_out(ids["Ana"], True)
    assert await rows(chat) == [(LATE, 15, 5)]
    await talk(people[:1], PARCEL)
    await count(chat)
    assert await rows(chat) == [(LATE, 15, 5)]
    await measures.leave_out(ids["Ana"], False)
    cog: Any = chat.app.book.cogs["topics"]
    await cog.erase(ids["Ben"])
    assert await rows(chat) == [(LATE, 15, 5)]
    await cog.linked(ids["Ana"], ids["Cleo"])
    # four people are left of six: nothing is shown any more
    assert await rows(chat) == []
    made = await section(chat)
    assert made is not None and "No topic" in str(made.section.notes[0])


async def _members(chat: Community) -> dict[int, Any]:
    community = await chat.id
    active = await chat.app.activity.active_since(community, 0)
    return dict(await chat.app.registry.members(sorted(active)))


async def test_what_is_deleted_at_once_does_not_count(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "WARM", 100.0)
    people = await crowd(chat)
    await noise(chat)
    for who in people:
        said = await who.say("general", PARCEL[0])
        await who.delete(said)
    await talk(people[:4], PARCEL)
    await count(chat)
    assert await rows(chat) == []
    # of a few messages not even what they have in common is written down
    async with chat.app.db.read() as conn:
        assert (await conn.exec_driver_sql("SELECT * FROM topics_means")).all() == []
        assert (await conn.exec_driver_sql("SELECT * FROM topics_words")).all() == []


async def test_a_rising_topic_is_a_figure_and_a_suggestion(chat: Community) -> None:
    people = await crowd(chat)
    mia = await chat.person("Mia", Level.MODERATOR)
    await noise(chat)
    await talk(people, YEAST)
    await count(chat)
    figures, community = chat.app.boards[Figures], await chat.id

    async def rising() -> int | None:
        now = chat.clock.now()
        return await figures.measure("topics.rising", community, now - 7 * DAY_MS, now)

    assert await rising() is None  # nothing to compare with
    chat.clock.advance(days=8)
    await noise(chat)
    more = [await chat.person(name) for name in MORE]
    await talk([*people, *more], PARCEL)
    await talk(people, YEAST)
    await count(chat)
    chat.clock.advance(days=5)
    assert await rising() == 1
    now = chat.clock.now()
    found = await figures.suggestions(community, now - 7 * DAY_MS, now)
    [mine] = [one for one in found if one.key.startswith("topics.rising:")]
    assert f"about {LATE}: 42 messages after 0" in str(mine.text)
    made = await section(chat)
    assert made is not None and f"Rising: {LATE}" in " ".join(map(str, made.section.notes))
    await listed(mia)


async def test_topics_of_another_embedder_end(
    open_chat: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    embedder = ScriptedEmbedder()
    chat = await open_chat(embedder=embedder, cogs=QUIET)
    people = await crowd(chat)
    await noise(chat)
    await talk(people, PARCEL)
    await count(chat)
    embedder.model = "other@0001"
    await noise(chat)
    await talk(people, PARCEL)
    await count(chat)
    assert "1 topics were made by another embedder" in caplog.text
    assert [(n, who) for _, n, who in await rows(chat)] == [(18, 6), (18, 6)]
    embedder.available = False
    await talk(people, PARCEL)
    await count(chat)
    assert sum(n for _, n, _ in await rows(chat)) == 36


async def test_switched_off_nothing_is_heard(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"topics": {"enabled": False}})
    people = await crowd(chat)
    await talk(people, PARCEL)
    assert await section(chat) is None


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community(
        [DiscordRig(), TelegramRig()],
        sqlite_url(tmp_path),
        cogs=QUIET,
        clock=FakeClock(round(time.time() * 1000)),  # which stamps what happens there
    )
    await community.open()
    yield community
    await community.close()


async def test_over_discord_and_telegram(both: Community) -> None:
    mia = await both.person("Mia", Level.MODERATOR)
    leo = await both.person("Leo", Level.MODERATOR, rig=1)
    here = (await crowd(both))[:3]
    there = (await crowd(both, rig=1))[3:]
    await noise(both)
    for who in (*here, *there):
        for _ in range(3):
            await who.say("general", PARCEL[0].format("ah"))

    async def heard() -> int:
        await count(both)
        return sum(n for _, n, _ in await rows(both))

    await both.until(heard, 18)
    for who in (mia, leo):
        assert f"{LATE}: 18 messages by 6 people" in await listed(who)
    [number] = re.findall(rf"#(\d+) {LATE}", await listed(mia))
    await leo.command("topics rename", number=int(number), name="Post")
    await leo.told("It is called Post now.")
    assert "Post: 18 messages" in await listed(mia, "Post")
