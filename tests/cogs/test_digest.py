"""Digests tell the truth, come once a period, and their buttons do what they say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.api.people import Level
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener, sqlite_url
from tests.support.scripted import FakeClock

WEEK = "The week at Sourdough & Co."
DAY_MS = 86_400_000


def berlin_noon(month: int, day: int) -> int:
    return round(datetime(2026, month, day, 10, tzinfo=UTC).timestamp() * 1000)


TUESDAY = berlin_noon(5, 19)  # in ISO week 21; the Mondays after are 25 May and 1 June


async def digests(chat: Community, words: str = WEEK) -> list[Seen]:
    return [m for m in await chat.messages("moderators") if words in m.text]


async def until_monday(chat: Community, day: int, month: int = 6) -> None:
    """Move to 09:00 in Berlin of that day and let everything that is due happen."""
    at = berlin_noon(month, day) - 3 * 3_600_000
    await chat.advance(ms=at - chat.clock.now())


async def chatter(chat: Community, people: list[Actor], days: list[int]) -> list[tuple[int, str]]:
    """That many messages today and on each day after; (when, who) of each."""
    said = []
    for position, count in enumerate(days):
        if position:
            await chat.advance(days=1)
        for n in range(count):
            who = people[n % len(people)]
            await who.say("general", f"good morning {n}")
            said.append((chat.clock.now(), who.name))
    return said


async def crowd(chat: Community) -> list[Actor]:
    return [await chat.person(name) for name in ("Ana", "Ben", "Cleo", "Dora", "Emil", "Finn")]


async def helped(chat: Community, times: int = 4) -> Actor:
    """A moderator asks for a digest after Ben has answered Ana so many times."""
    mia = await chat.person("Mia", Level.MODERATOR)
    ana, ben = await chat.person("Ana"), await chat.person("Ben Berg")
    for n in range(times):
        question = await ana.say("general", f"where is shelf {n}")
        await ben.say("general", "there", reply_to=question)
    await chat.advance(hours=2)
    return mia


async def two_weeks(chat: Community) -> tuple[list[int], list[int], int, int]:
    """Plant activity from Tuesday, 19 May; what a report of 25 to 31 May must say of it."""
    people = await crowd(chat)
    said = await chatter(chat, people, [6, 0, 9, 1, 0, 8])  # 19 to 24 May
    await chat.advance(days=1)
    said += await chatter(chat, people[:4], [4, 3, 0, 2, 0, 1, 6])  # 25 to 31 May
    await until_monday(chat, 1)
    days: list[int] = [0] * 14
    for at, _ in said:
        days[(datetime.fromtimestamp(at / 1000, UTC) - datetime(2026, 5, 18, tzinfo=UTC)).days] += 1
    active = [
        {who for at, who in said if first <= datetime.fromtimestamp(at / 1000, UTC).day < last}
        for first, last in ((18, 25), (25, 32))
    ]
    return days[:7], days[7:], len(active[0]), len(active[1])


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(clock=FakeClock(TUESDAY))


async def test_a_digest_is_true_to_what_happened(chat: Community) -> None:
    before, now, active_before, active = await two_weeks(chat)
    assert (sum(before), sum(now), active_before, active) == (24, 16, 6, 4)
    digest = (await digests(chat))[-1]
    assert "May 25, 2026 to May 31, 2026" in digest.text
    assert "Messages: 16\N{NO-BREAK SPACE}(▼ 33%)" in digest.text
    assert "Wrote something: 4\N{NO-BREAK SPACE}(▼ 2)" in digest.text
    assert "Members: 6\N{NO-BREAK SPACE}(same)" in digest.text
    for offered in (
        "New ideas: 0\N{NO-BREAK SPACE}(same)",
        "Polls: 0",
        "Unanswered questions: 0",
        "Flagged",
    ):
        assert offered in digest.text
    assert "late" not in digest.text


async def test_the_chart_says_in_words_what_it_shows(chat: Community) -> None:
    before, now, _, _ = await two_weeks(chat)
    digest = (await digests(chat))[-1]
    picture: Any = digest.handle
    assert digest.files == ("chart.png",)
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    shown = ", ".join(f"{day} {count}" for day, count in zip(names, now, strict=True))
    assert picture.picture.alt == (
        f"Messages per day from May 25, 2026 to May 31, 2026: {shown}; "
        f"the seven days before: {', '.join(map(str, before))}."
    )


async def test_what_other_cogs_count_is_in_it(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    ana = await chat.person("Ana")
    nia = await chat.person("Nia", joined=False)
    await chat.advance(days=7)
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    await ana.sees("general", "Which cake?")
    await ana.command("idea", title="A bench by the door")
    await ana.command("faq ask", question="Do you ship bread to Norway?")
    await ana.say("general", "you vermin")
    await mia.sees("moderators", "you vermin")
    await nia.join()
    await chat.settle()
    await until_monday(chat, 1)
    text = (await digests(chat))[-1].text
    for line in (
        "Joined: 1\N{NO-BREAK SPACE}(▲ 1)",
        "Polls: 1\N{NO-BREAK SPACE}(▲ 1)",
        "New ideas: 1\N{NO-BREAK SPACE}(▲ 1)",
        "Unanswered questions: 1\N{NO-BREAK SPACE}(▲ 1)",
        "Flagged messages: 1\N{NO-BREAK SPACE}(▲ 1)",
    ):
        assert line in text


async def test_a_cog_that_is_off_is_not_counted(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY), cogs={"polls": {"enabled": False}})
    ana = await chat.person("Ana")
    await ana.say("general", "hello")
    await until_monday(chat, 25, month=5)
    [digest] = await digests(chat)
    assert "Polls" not in digest.text
    assert "New ideas" in digest.text


async def test_an_empty_community_is_told_little(chat: Community) -> None:
    await until_monday(chat, 25, month=5)
    [digest] = await digests(chat)
    assert "Members: 0\N{NO-BREAK SPACE}(same)" in digest.text
    assert "Nobody came, left, wrote or asked anything" in digest.text
    assert not digest.files
    assert not digest.buttons
    assert "▲" not in digest.text
    assert "%" not in digest.text


async def test_the_owner_reads_it_privately(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("digest schedule")
    told = await olga.told("The next digest comes on Mon, May 25, 9:00 AM CEST.")
    assert "#moderators, the owners privately" in told.text
    await olga.say("general", "hello")
    await until_monday(chat, 25, month=5)
    private = await olga.told(WEEK)
    assert private.text == (await digests(chat))[0].text
    assert private.files == ("chart.png",)


async def test_whom_it_goes_to_can_be_changed(open_chat: Opener) -> None:
    chat = await open_chat(
        clock=FakeClock(TUESDAY), cogs={"digest": {"to_owner": False, "to_moderators": False}}
    )
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("digest schedule")
    await olga.told("It goes to nobody")
    await until_monday(chat, 25, month=5)
    assert not await digests(chat)
    assert not any(WEEK in text for text in olga.told_so_far())


async def test_one_a_period_over_restarts(chat: Community) -> None:
    await until_monday(chat, 25, month=5)
    for _ in range(3):
        await chat.restart()
        await chat.advance(minutes=1)
        await chat.settle()
    assert len(await digests(chat)) == 1
    await until_monday(chat, 1)
    await chat.restart()
    await chat.advance(hours=1)
    assert len(await digests(chat)) == 2


async def test_after_a_downtime_the_newest_missed_one_comes_and_says_so(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "hello")
    await chat.app.stop()
    chat.clock.advance(days=16)  # over three Mondays: 25 May, 1 June; now it is Thursday
    for rig in chat.rigs:
        rig.renew()
    chat.app = chat._app()
    await chat.app.start()
    await chat.advance(seconds=30)
    [digest] = await digests(chat)
    assert "This comes late: I was switched off on Mon, Jun 1, 9:00 AM CEST." in digest.text
    assert "May 25, 2026 to May 31, 2026" in digest.text
    await until_monday(chat, 8)
    assert len(await digests(chat)) == 2
    assert "late" not in (await digests(chat))[-1].text


async def test_a_new_bot_does_not_claim_to_have_missed_anything(chat: Community) -> None:
    await chat.advance(minutes=5)
    await chat.restart()
    await chat.advance(days=4)
    assert not await digests(chat)


@pytest.mark.parametrize(
    ("start", "days"), [(berlin_noon(10, 23), (24, 28)), (berlin_noon(3, 27), (28, 32))]
)
async def test_one_a_day_over_a_clock_change(
    open_chat: Opener, start: int, days: tuple[int, int]
) -> None:
    chat = await open_chat(
        clock=FakeClock(start), cogs={"digest": {"every": "day", "time": "02:30"}}
    )
    for _ in range(4 * 24 * 2):
        await chat.advance(minutes=30)
    heads = [m.text for m in await digests(chat, "The day at Sourdough & Co.")]
    months = {10: "October", 3: "March"}
    month = months[datetime.fromtimestamp(start / 1000, UTC).month]
    assert len(heads) == 4
    for head, day in zip(heads, range(*days), strict=True):
        assert f"{month} {day - 1}, 2026" in head


async def test_two_bots_on_one_database_post_once(tmp_path: Path) -> None:
    clock = FakeClock(TUESDAY)
    one = Community([LocalRig()], sqlite_url(tmp_path), clock=clock)
    two = Community([LocalRig()], sqlite_url(tmp_path), clock=clock)
    await one.open()
    await two.open()
    try:
        for month, day in ((5, 25), (6, 1)):
            at = berlin_noon(month, day) - 3 * 3_600_000
            clock.advance(ms=at - clock.now())
            await asyncio.gather(one.advance(ms=1), two.advance(ms=0))
            await asyncio.gather(one.advance(ms=1), two.advance(ms=0))
        assert len(await digests(one)) + len(await digests(two)) == 2
    finally:
        await two.close()
        await one.close()


async def test_a_digest_interrupted_halfway_is_completed_not_doubled(chat: Community) -> None:
    """The same task once more, as after a crash before the period was marked."""
    await until_monday(chat, 25, month=5)
    async with chat.app.db.write() as conn:
        await conn.exec_driver_sql("DELETE FROM digest_runs")
    community = await chat.id
    data = {"community": community, "period": "2026-W22", "due": chat.clock.now()}
    await chat.app.scheduler.at(chat.clock.now(), "digest.post", data)
    await chat.advance(seconds=1)
    assert len(await digests(chat)) == 1


async def test_a_changed_schedule_holds_from_the_next_digest(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await until_monday(chat, 25, month=5)
    await olga.command("settings set", name="digest.weekday", value="friday")
    await olga.told("digest.weekday = friday")
    await olga.command("digest schedule")
    # This week's is out already, so Friday of next week it is.
    await olga.told("The next digest comes on Fri, Jun 5, 9:00 AM CEST.")
    await tick(chat)
    await chat.advance(days=7)
    assert len(await digests(chat)) == 1
    await chat.advance(days=5)
    assert len(await digests(chat)) == 2
    await olga.command("settings set", name="digest.every", value="off")
    await olga.told("digest.every = off")
    await tick(chat)
    await olga.command("digest schedule")
    await olga.told("No digest is planned.")
    await chat.advance(days=20)
    assert len(await digests(chat)) == 2


async def tick(chat: Community) -> None:
    """The housekeeping that runs every minute."""
    cog: Any = chat.app.book.cogs["digest"]
    await cog.plan_all()


async def test_a_wrong_time_is_refused(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("settings set", name="digest.time", value="9 o'clock")
    await olga.told("like 09:00 or 17:30")


async def test_in_german(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY), locale="de")
    await two_weeks(chat)
    digest = (await digests(chat, "Die Woche bei Sourdough & Co."))[-1]
    assert "25. Mai 2026 bis 31. Mai 2026" in digest.text
    assert "Nachrichten: 16\N{NO-BREAK SPACE}(▼ 33\N{NO-BREAK SPACE}%)" in digest.text
    assert "Mitglieder: 6\N{NO-BREAK SPACE}(gleich)" in digest.text
    assert "Alle fragen" in digest.buttons
    picture: Any = digest.handle
    assert "Mo 4, Di 3" in picture.picture.alt


@pytest.mark.parametrize("locale", ["en", "de"])
async def test_a_full_digest_fits_the_caption_of_a_picture(open_chat: Opener, locale: str) -> None:
    """Telegram allows 1024 characters there, so nothing of a usual digest is cut off."""
    chat = await open_chat(clock=FakeClock(TUESDAY), locale=locale)
    for other in ("vermin", "idiot"):
        ana = await chat.person("Anastasia Alexandra Featherstone")
        await ana.say("support", "Do you also deliver the large rye loaf to the next village?")
        await ana.say("general", f"you {other}")
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    await nia.leave()
    await chat.settle()
    await helped(chat, 25)
    await chat.app.stop()
    chat.clock.advance(days=8)
    await chat.restart()
    await chat.advance(seconds=1)
    name = "The week" if locale == "en" else "Die Woche"
    digest = (await digests(chat, name))[-1]
    assert len(digest.buttons) == 3
    assert len(digest.text.encode("utf-16-le")) // 2 <= 1024


@pytest.fixture
async def nowhere(tmp_path: Path) -> AsyncIterator[Community]:
    """A community without a channel for its moderators."""
    rig = LocalRig()
    del rig.world.rooms["moderators"]
    community = Community([rig], sqlite_url(tmp_path), clock=FakeClock(TUESDAY))
    await community.open()
    yield community
    await community.close()


async def test_without_a_moderators_channel_each_is_told_once(nowhere: Community) -> None:
    mia = await nowhere.person("Mia", Level.MODERATOR)
    olga = await nowhere.person("Olga", Level.OWNER)
    for one in (mia, olga):
        await one.command("digest schedule")
        await one.told("each moderator privately")
    await until_monday(nowhere, 25, month=5)
    for one in (mia, olga):
        await one.told(WEEK)
        assert len([text for text in one.told_so_far() if WEEK in text]) == 1
