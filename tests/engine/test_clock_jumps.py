"""The machine's clock is put forward or back by an hour while the bot runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

import apscheduler.schedulers.base
import pytest

from bot.api.port.inbound import InMessage
from bot.api.port.nouns import NativeChannel, NativeUser
from bot.api.port.outgoing import OutField, OutForm
from bot.engine import scheduler as under_test
from bot.engine.conversation.dialogue import Dialogues
from bot.engine.scheduler import TableScheduler
from storage.queue import Tasks
from tests.support.community import Community
from tests.support.scripted import FakeClock

HOUR_MS = 3_600_000


def put_the_clock(monkeypatch: pytest.MonkeyPatch, clock: FakeClock, hours: int) -> None:
    """The machine's, as APScheduler reads it, and ours."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(hours=hours)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Moved)
    monkeypatch.setattr(under_test, "datetime", Moved)
    clock.advance(hours=hours)


@pytest.mark.parametrize("hours", [1, -1])
async def test_what_comes_again_and_again_goes_on(
    chat: Community, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    monkeypatch.setattr(under_test, "LOOK_AT_LEAST_EVERY_S", 0.01)
    scheduler, ticks, ran = TableScheduler(Tasks(chat.app.db), chat.clock), asyncio.Queue(), []

    async def tick() -> None:
        ticks.put_nowait(1)

    async def handler(data: Mapping[str, Any], due: int) -> None:
        ran.append(data["n"])
        ticks.put_nowait(1)

    scheduler.handle("tests.jump", handler)
    scheduler.tick(tick, 0.01)  # type: ignore[arg-type]
    await chat.app.scheduler.stop()  # two workers would share the tasks
    await scheduler.start()
    try:
        await scheduler.at(chat.clock.now() + HOUR_MS // 2, "tests.jump", {"n": 1})
        await ticks.get()
        put_the_clock(monkeypatch, chat.clock, hours)
        while not ticks.empty():
            ticks.get_nowait()
        async with asyncio.timeout(30):
            for _ in range(3):
                await ticks.get()
            while hours > 0 and not ran:
                await ticks.get()
        # by a clock that was put back it is not due yet; what is due by then, is done at once
        assert ran == ([1] if hours > 0 else [])
        await scheduler.at(chat.clock.now(), "tests.jump", {"n": 2})
        async with asyncio.timeout(30):
            while 2 not in ran:
                await ticks.get()
    finally:
        await scheduler.stop()


class Asker:
    """Whoever asks: it only counts the questions."""

    def __init__(self) -> None:
        self.responder: Any = object()
        self.asked = 0

    async def reply(self, reply: object, *, private: bool | None = None) -> None:
        self.asked += 1


async def test_questions_that_are_being_answered() -> None:
    """A form asked question by question outlives a clock put back; put forward, its time is over,
    and it can be begun again."""
    clock, dialogues, asker = FakeClock(), Dialogues(), Asker()
    fields = tuple(OutField(key, key, "", "", True, 100, False) for key in ("title", "why"))
    form = OutForm("An idea", "idea:1", fields)
    ana, place = NativeUser("1", "Ana"), NativeChannel("7", "direct")

    def says(words: str) -> InMessage:
        return InMessage(place, ana, 1, words, clock.now(), responder=asker.responder)

    await dialogues.begin(asker, ("telegram", "7", "1"), form, clock.now())
    clock.advance(hours=-1)
    assert dialogues.wants("telegram", says("Bread"), clock.now())
    assert await dialogues.take("telegram", says("Bread"), clock.now()) is None
    clock.advance(hours=2)
    assert not dialogues.wants("telegram", says("So that I never run out"), clock.now())
    await dialogues.begin(asker, ("telegram", "7", "1"), form, clock.now())
    await dialogues.take("telegram", says("Bread"), clock.now())
    filled = await dialogues.take("telegram", says("I never run out"), clock.now())
    assert filled is not None and filled.answers == {"title": "Bread", "why": "I never run out"}
    assert asker.asked == 4
