"""Thresholds: presets, lessons, manners, an aim of alerts a week, and the modes of labels."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

import cogs.safety
from bot.api.model import Channel, Space
from bot.api.services import Score
from bot.understanding.toxicity import LocalToxicity
from cogs.safety.alerts.model import Alert
from cogs.safety.config import SafetyConfig
from cogs.safety.detection.bases import Bases
from cogs.safety.detection.judging import Judging, Verdict
from cogs.safety.detection.seen import Seen
from cogs.safety.detection.store import LessonStore, ScoreStore
from cogs.safety.detection.thresholds import (
    Learnt,
    over,
)
from cogs.safety.times import DAY_MS
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url
from tests.support.scripted import START, FakeClock, ScriptedToxicity

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

MODEL = {"toxicity": 0.8, "insult": 0.9, "threat": 0.9, "identity_attack": 0.7}
HERE, ROUGH, THREAD, ELSEWHERE = 3, 4, 5, 6  # channels
MIGRATIONS = Path(cogs.safety.__file__).parent / "migrations"


class Settings:
    """One community's settings, changed by hand."""

    def __init__(self) -> None:
        self.config = SafetyConfig()

    def of(self, _model: type[Any], _community_id: int) -> Any:
        return self.config

    def change(self, **values: Any) -> None:
        self.config = SafetyConfig.model_validate({**self.config.model_dump(), **values})


@dataclass
class Room:
    settings: Settings
    scores: ScoreStore
    lessons: LessonStore
    judging: Judging
    clock: FakeClock

    async def verdict(self, labels: Mapping[str, float], channel: int = HERE) -> Verdict:
        await self.judging.prepare(1, Channels().known.get(channel))
        return self.judging.verdict(1, channel, Score(labels, (), "m@1"))

    async def flags(self, labels: Mapping[str, float], channel: int = HERE) -> tuple[str, ...]:
        return (await self.verdict(labels, channel)).flagged

    def said(self, message: int, toxicity: float, *, author: int = 0, days_ago: float = 0) -> None:
        """A message was scored so long ago."""
        at = self.clock.now() - round(days_ago * DAY_MS)
        seen = Seen(1, 2, HERE, message, author or message, at)
        score = Score({"toxicity": toxicity}, (), "m@1")
        self.scores.keep(1, seen, score, (), at - at % DAY_MS)


class Channels:
    """What the directory knows of channels."""

    def __init__(self) -> None:
        self.known = {i: _channel(i) for i in (HERE, ROUGH)}
        self.known[THREAD] = _channel(THREAD, parent=f"c{ROUGH}")
        self.known[ELSEWHERE] = _channel(ELSEWHERE, parent=f"c{ROUGH}", space=9)

    async def channel(self, channel_id: int) -> Channel | None:
        return self.known.get(channel_id)


def _channel(number: int, *, parent: str | None = None, space: int = 2) -> Channel:
    where = Space(space, 1, "local", str(space), "Shop")
    return Channel(number, "local", f"c{number}", f"room {number}", where, parent)


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    settings, clock, toxicity = Settings(), FakeClock(), ScriptedToxicity()
    toxicity.thresholds = dict(MODEL)
    async with opened(database_url, {"safety": MIGRATIONS}) as db:
        bases = Bases(settings, toxicity)
        scores, lessons = ScoreStore(db, bases.floor), LessonStore(db)
        judging = Judging(settings, bases, scores, lessons, cast(Any, Channels()), clock)
        yield Room(settings, scores, lessons, judging, clock)


def alert(number: int, *flagged: str) -> Alert:
    made = Alert(
        id=number, community_id=1, space_id=2, channel_id=HERE, message_id=number, author_id=7,
        author_is_staff=False, state="settled", url=None, text=None, sent_at=0, created_at=0,
    )  # fmt: skip
    return replace(made, flagged=flagged, settled_by=50)


async def test_presets_move_every_label(room: Room) -> None:
    almost = {"toxicity": 0.75, "threat": 0.85}
    assert await room.flags(almost) == ()
    room.settings.change(strictness="strict")
    assert await room.flags(almost) == ("threat", "toxicity")
    room.settings.change(strictness="relaxed")
    assert await room.flags({"toxicity": 0.9, "threat": 0.95}) == ()
    assert await room.flags({"toxicity": 0.95, "threat": 0.97}) == ("threat", "toxicity")


async def test_the_communitys_own_threshold_takes_the_place_of_the_models(room: Room) -> None:
    room.settings.change(thresholds={"toxicity": 0.95, "obscene": 0.6})
    assert await room.flags({"toxicity": 0.9, "insult": 0.9}) == ("insult",)
    assert await room.flags({"obscene": 0.6}) == ("obscene",), "a label that only informed"


async def test_each_label_has_its_mode(room: Room) -> None:
    room.settings.change(mode="act", modes={"insult": "observe", "threat": "off"})
    labels = {"toxicity": 0.99, "insult": 0.95, "threat": 0.95, "identity_attack": 0.9}
    assert replace(await room.verdict(labels), limits={}) == Verdict(
        flagged=("toxicity", "identity_attack"), observed=("insult",), act=("toxicity",)
    )
    room.settings.change(mode="off")
    assert replace(await room.verdict({"toxicity": 0.99}), limits={}) == Verdict()


async def test_dismissed_alerts_make_a_label_rarer_and_it_can_be_undone(room: Room) -> None:
    for number in range(10):
        await room.judging.settled(alert(number, "toxicity"), "dismissed")
    assert await room.flags({"toxicity": 0.85, "threat": 0.9}) == ("threat",)
    assert (await room.judging.prepare(1)).learnt == {"toxicity": Learnt(1.0, 10)}
    assert await room.lessons.undo_lessons(1, label="toxicity") == 10
    room.judging.changed(1)
    assert await room.flags({"toxicity": 0.85}) == ("toxicity",)


async def test_what_is_acted_on_makes_it_a_little_more_frequent(room: Room) -> None:
    for number, outcome in enumerate(["deleted", "warned", "timed_out", "banned"]):
        await room.judging.settled(alert(number, "insult", "toxicity"), cast(Any, outcome))
    for number, outcome in enumerate(["talked", "talked"], 10):
        await room.judging.settled(alert(number, "insult"), cast(Any, outcome))
    learnt = (await room.judging.prepare(1)).learnt
    assert learnt == {"insult": Learnt(-0.2, 4), "toxicity": Learnt(-0.2, 4)}


async def test_an_appeal_takes_the_place_of_the_decisions_lesson(room: Room) -> None:
    deleted = alert(1, "insult")
    await room.judging.settled(deleted, "deleted")
    await room.judging.overturned(deleted)
    assert (await room.judging.prepare(1)).learnt == {"insult": Learnt(0.2, 1)}
    await room.judging.taken_back(deleted)
    assert (await room.judging.prepare(1)).learnt == {}


async def test_what_the_bot_did_by_itself_teaches_nothing(room: Room) -> None:
    await room.judging.settled(replace(alert(1, "toxicity"), settled_by=None), "deleted")
    assert await room.lessons.lessons(1) == []


async def test_a_report_without_a_flag_teaches_nothing_and_learning_can_be_off(room: Room) -> None:
    await room.judging.settled(alert(1), "dismissed")
    assert await room.lessons.lessons(1) == []
    await room.judging.settled(alert(2, "toxicity"), "dismissed")
    room.settings.change(learn=False)
    await room.judging.settled(alert(3, "toxicity"), "dismissed")
    assert len(await room.lessons.lessons(1)) == 1
    assert await room.flags({"toxicity": 0.8}) == ("toxicity",), "kept, but not in force"


async def test_a_channel_becomes_rough_and_usual_again(room: Room) -> None:
    swearing = {"toxicity": 0.9, "insult": 0.95, "identity_attack": 0.7}
    await room.lessons.set_manner(1, ROUGH, "rough", 50, START)
    room.judging.changed(1)
    assert await room.flags(swearing, ROUGH) == ("identity_attack",)
    assert await room.flags(swearing) == ("insult", "toxicity", "identity_attack")
    assert room.judging.abuse(1, ROUGH, swearing) < room.judging.abuse(1, HERE, swearing)
    await room.lessons.set_manner(1, ROUGH, "usual", 50, START)
    room.judging.changed(1)
    assert len(await room.flags(swearing, ROUGH)) == 3


async def test_what_changes_while_it_is_loaded_is_loaded_again(room: Room) -> None:
    await room.judging.prepare(1)
    decided = [room.judging.settled(alert(n, "toxicity"), "dismissed") for n in range(20)]
    looked = [room.judging.prepare(1) for _ in range(20)]
    await asyncio.gather(*decided, *looked)
    assert (await room.judging.prepare(1)).learnt["toxicity"].decisions == 20


async def test_an_aim_needs_a_week_of_scores(room: Room) -> None:
    room.settings.change(alerts_a_week=2, strictness="strict")
    room.said(1, 0.75, days_ago=5)
    assert (await room.judging.prepare(1)).aimed is None
    assert await room.flags({"toxicity": 0.75}) == ("toxicity",), "until then the preset holds"


async def test_an_aim_finds_the_shift_that_makes_so_many_alerts(room: Room) -> None:
    # 40 messages of four weeks, evenly from 0.56 to 0.95
    for number in range(40):
        room.said(number + 1, 0.56 + number / 100, days_ago=27.9 - number * 0.7)
    room.settings.change(alerts_a_week=5)
    aimed = (await room.judging.prepare(1)).aimed
    assert aimed is not None
    least = room.judging.limits(1)["toxicity"]
    flagged = sum(0.56 + number / 100 >= least for number in range(40))
    assert 18 <= flagged <= 20, "five in each of four weeks"
    room.settings.change(alerts_a_week=1)
    await room.judging.prepare(1)
    assert room.judging.limits(1)["toxicity"] > least
    room.settings.change(alerts_a_week=1000)
    assert (await room.judging.prepare(1)).aimed == -1.0, "never further than strict"


async def test_messages_that_join_one_alert_are_aimed_at_as_one(room: Room) -> None:
    for number in range(30):
        room.said(number + 1, 0.9, author=7, days_ago=10 + number / 10_000)
    room.said(99, 0.1, days_ago=27.9)
    room.settings.change(alerts_a_week=1)
    assert (await room.judging.prepare(1)).aimed == -1.0, "that is one alert in four weeks"


async def test_an_aim_is_taken_anew_after_a_day(room: Room) -> None:
    room.settings.change(alerts_a_week=1)
    room.said(1, 0.2, days_ago=20)
    before = await room.judging.prepare(1)
    for number in range(40):
        room.said(number + 2, 0.95)
    room.clock.advance(hours=23)
    await room.judging.refresh()
    assert await room.judging.prepare(1) is before
    room.clock.advance(hours=2)
    await room.judging.refresh()
    after = await room.judging.prepare(1)
    assert before.aimed == -1.0
    assert after.aimed is not None
    assert after.aimed > 1.0


async def test_threads_of_a_rough_channel_are_rough(room: Room) -> None:
    await room.lessons.set_manner(1, ROUGH, "rough", 50, 0)
    room.judging.changed(1)
    insult = {"insult": 0.92}
    assert await room.flags(insult, HERE) == ("insult",)
    assert await room.flags(insult, ROUGH) == ()
    assert await room.flags(insult, THREAD) == ()
    assert await room.flags(insult, ELSEWHERE) == ("insult",), "another server's channel"
    # after a restart only its number is known
    room.judging.changed(1)
    await room.judging.prepare(1)
    assert not room.judging.rough(1, THREAD)
    await room.judging.prepare_all(1, [THREAD, HERE, 77])
    assert [room.judging.rough(1, i) for i in (THREAD, ROUGH, HERE)] == [True, True, False]
    await room.lessons.set_manner(1, ROUGH, "usual", 50, 0)
    room.judging.changed(1)
    assert await room.flags(insult, THREAD) == ("insult",)


async def test_a_verdict_knows_the_thresholds_that_were_passed(room: Room) -> None:
    assert (await room.verdict({"toxicity": 0.85, "insult": 0.1})).limits == {"toxicity": 0.8}
    room.settings.change(strictness="strict")
    (limit,) = (await room.verdict({"toxicity": 0.85})).limits.values()
    assert limit < 0.65


async def test_the_window_is_filled_again_after_a_restart(room: Room) -> None:
    room.said(1, 0.6, author=7)
    room.said(2, 0.01, author=7)
    (seen,) = await room.judging.seen_since(1, 0)
    assert (seen.message_id, seen.author_id, seen.abuse, seen.flagged) == (1, 7, 0.6, False)


async def test_the_models_own_thresholds_are_known_once_it_is_loaded() -> None:
    model = LocalToxicity()
    assert model.thresholds == {}
    try:
        assert await model.ready()
        score = await model.score("You are a pathetic idiot and everybody hates you")
        assert score is not None
        assert score.flagged == over(score.labels, model.thresholds) != ()
    finally:
        await model.close()
