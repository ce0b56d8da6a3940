"""Polls that are asked again and again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.api.people import Level
from cogs.polls.asking.repeating.series import MOST
from cogs.polls.store import SeriesStore
from tests.support.chat import Actor, Seen
from tests.support.community import Community

# The clock stands at Thursday, the 28th of May 2026, 22:26 in Berlin.


async def polls(chat: Community, question: str = "Which cake?") -> list[Seen]:
    return [
        m for m in await chat.messages("general") if question in m.text and "Asked by" in m.text
    ]


async def repeat(chat: Community, who: Actor, every: str, **options: object) -> Seen:
    """One poll about cake, repeated; what the asker is told."""
    await who.command("poll", question="Which cake?", options="Apple; Plum", closes="in 10 days")
    await who.told("Your poll is up")
    await who.command("polls repeat", every=every, poll="#1", **options)
    return await who.told("from now on")


async def test_every_monday_from_a_draft(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("poll")
    await mo.fill(question="Which cake?", options="Apple; Plum")
    await mo.click(await mo.told("Your draft"), "Repeat")
    await mo.click(await mo.told("On which days shall this poll be asked?"), "every Monday")
    await mo.fill(time="9:00")
    told = await mo.told("“Which cake?” is asked every Monday at 09:00 from now on")
    assert "each poll stays open for 1 day" in told.text and "Jun 1, 9:00 AM" in told.text
    await chat.settle()
    assert await polls(chat) == []

    for expected in (1, 2):
        await chat.advance(days=7 if expected > 1 else 4)
        assert len(await polls(chat)) == expected
    # the draft is used up
    await mo.command("polls again")
    assert "Which cake?" in (await mo.told("Your draft")).text


@pytest.mark.parametrize(
    ("every", "options", "words", "days"),
    [
        ("day", {"time": "18:30"}, "every day at 18:30", (29, 30, 31)),
        ("workdays", {}, "Monday to Friday at 09:00", (29, 1, 2)),
        ("month", {"day": 30}, "every month on day 30 (else on its last) at 09:00", (30, 30, 30)),
    ],
)
async def test_rhythms(
    chat: Community, every: str, options: dict[str, object], words: str, days: tuple[int, ...]
) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    told = await repeat(chat, mo, every, **options)
    assert words in told.text
    (series,) = await SeriesStore(chat.app.db).all()
    seen = list[int]()
    for _ in range(70):
        before = len(await polls(chat))
        await chat.advance(days=1)
        if len(await polls(chat)) > before:
            local = datetime.fromtimestamp(chat.clock.now() / 1000, UTC)
            seen.append(local.day)
        if len(seen) == len(days):
            break
    assert tuple(seen) == days
    assert series.draft.closes_at is None


@pytest.mark.parametrize(
    ("start", "posted"),
    [
        # Berlin: at 3:00 it is 2:00 again on the 25th of October
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # and at 2:00 it is 3:00 on the 28th of March
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
async def test_each_night_has_one_over_both_clock_changes(
    chat: Community, start: datetime, posted: datetime
) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    chat.clock.advance(seconds=(round(start.timestamp() * 1000) - chat.clock.now()) // 1000)
    await repeat(chat, mo, "day", time="02:30")
    counts = []
    for _ in range(3 * 24 * 2):  # three nights, half an hour at a time
        await chat.advance(minutes=30)
        counts.append(len(await polls(chat)) - 1)
    first = next(n for n, count in enumerate(counts, 1) if count == 1)
    assert start.timestamp() + first * 1800 == posted.timestamp()
    assert counts[-1] == 3


async def test_after_a_time_without_the_bot_one_is_asked_and_the_others_are_not(
    chat: Community,
) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await repeat(chat, mo, "day", time="09:00")
    await chat.advance(days=1)
    assert len(await polls(chat)) == 2
    chat.clock.advance(days=3)
    await chat.restart()
    await chat.advance(seconds=1)
    assert len(await polls(chat)) == 3
    await chat.restart()
    await chat.advance(minutes=5)
    assert len(await polls(chat)) == 3
    await chat.advance(days=1)  # and the next one comes when it should
    assert len(await polls(chat)) == 4


async def test_asked_twice_at_once_it_is_posted_once(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await repeat(chat, mo, "day")
    chat.clock.advance(days=1)
    cog = chat.app.book.cogs["polls"]
    await asyncio.gather(*(cog.series_due({"series": 1}, 0) for _ in range(5)))  # type: ignore[attr-defined]
    await chat.advance(seconds=1)
    assert len(await polls(chat)) == 2


async def test_a_crash_between_claiming_and_asking_loses_nothing(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await repeat(chat, mo, "day")
    assert await SeriesStore(chat.app.db).claim(1, "2026-05-29")
    await chat.restart()
    await chat.advance(days=1)
    assert len(await polls(chat)) == 2


async def test_a_series_without_a_plan_gets_one(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await repeat(chat, mo, "day")
    await chat.app.scheduler.cancel("polls:series:1:2026-05-29")  # as after a crash
    await chat.restart()
    await chat.app.book.cogs["polls"].plan_series()  # type: ignore[attr-defined]
    await chat.advance(days=1)
    assert len(await polls(chat)) == 2


async def test_the_list_stops_them(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("polls series")
    await mo.told("No poll is repeated. /polls repeat monday #12 repeats one.")
    await repeat(chat, mo, "sunday")
    await mo.command("polls series")
    listed = await mo.told("Repeated polls")
    assert "#1 Which cake? · every Sunday at 09:00 · next" in listed.text
    await mo.click(listed, "Stop #1")
    await chat.settle()
    assert "No poll is repeated." in mo.told_so_far()[-1]
    assert await SeriesStore(chat.app.db).all() == []
    await chat.advance(days=10)
    assert len(await polls(chat)) == 1


async def test_only_moderators_repeat(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    await ana.told("Your poll is up")
    await ana.command("polls repeat", every="day", poll="#1")
    await ana.told("Only moderators can do that here.")
    await ana.command("polls again")
    assert "Repeat …" not in (await ana.told("Your draft")).buttons


async def test_dates_cannot_be_repeated_and_a_poll_ends_before_the_next(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("poll", question="When?", options="sat 10:00; sun 10:00", kind="dates")
    await mo.told("Your poll is up")
    await mo.command("polls repeat", every="day", poll="#1")
    await mo.told("A poll that finds a date cannot be repeated: its dates pass.")
    await mo.command("poll", question="Which cake?", options="Apple; Plum", closes="in 10 days")
    await chat.rig.wait_for("general", "Which cake?")
    for every, length in (("day", "1 day"), ("friday", "7 days")):
        await mo.command("polls repeat", every=every, poll="#2")
        await mo.told(f"each poll stays open for {length}")


async def test_there_is_an_end_to_the_number(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await repeat(chat, mo, "day")
    store = SeriesStore(chat.app.db)
    (one,) = await store.all()
    for _ in range(MOST - 1):
        await store.add(one.draft, one.community_id, one.member_id, 1, one.rhythm, 0)
    await mo.command("polls repeat", every="day", poll="#1")
    await mo.told("There are 20 repeated polls already; please stop one with /polls series.")


async def test_nobody_answers_for_the_polls_of_somebody_forgotten(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await repeat(chat, mo, "day")
    member = await chat.app.registry.known_member(await chat.id, "local", mo.native_id)
    assert member is not None
    await chat.app.book.cogs["polls"].erase(member.id)
    await chat.advance(days=2)
    assert len(await polls(chat)) == 1
    assert await SeriesStore(chat.app.db).all() == []


async def test_what_cannot_be_asked_any_more_is_told_to_its_author(chat: Community) -> None:
    mo = await chat.person("Mo", Level.OWNER)
    await mo.command("poll", question="Which cake?", options="Apple; Plum; Cherry")
    await mo.told("Your poll is up")
    await mo.command("polls repeat", every="day", poll="#1")
    await mo.told("from now on")
    await mo.say("general", "/settings set polls.max_options 2")
    await chat.settle()
    await chat.advance(days=1)
    told = await mo.told("Your repeated poll “Which cake?” could not be asked.")
    assert "needs 2 to 2 options, and I count 3" in told.text
    assert len(await polls(chat)) == 1
    await mo.say("general", "/settings set polls.max_options 3")
    await chat.settle()
    await chat.advance(days=1)
    assert len(await polls(chat)) == 2
