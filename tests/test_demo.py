"""The demo: its conversation, log files good and bad, and a replay through the whole bot."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.api.errors import SetupError
from bot.app import App
from bot.demo import SHIPPED
from bot.demo.command import demo_settings
from bot.demo.defaults import COMMUNITY, machine_zone
from bot.demo.excerpt import close_up, line, stretches
from bot.demo.play import play
from bot.demo.replay import Replay, Report, Work, measure
from bot.demo.rows import DAY_MS, Row, Timeline, read_rows
from bot.engine.services.counting.activity import RolledUp
from bot.platforms.local import LocalPlatform
from storage.activity import ActivityStore
from storage.census import census


def record(number: int, author: str, text: str = "", **more: Any) -> dict[str, Any]:
    minute, second = divmod(number, 60)
    base = {
        "id": f"a:{number}",
        "channel": "#bread",
        "author": author,
        "time": f"2019-09-04T10:{minute:02}:{second:02}Z",
    }
    return base | ({} if "event" in more else {"text": text}) | more


LOG = [
    record(0, "ana", event="joined"),
    record(1, "ana", "is the oven on?"),
    record(2, "ben", "yes", reply_to=["a:1"]),
    record(3, "ben", event="renamed", name="ben_away"),
    record(4, "ben_away", "/me is away"),
    record(5, "ana", "", reply_to=["gone:1", "a:2"]),
    record(6, "ana", event="left"),
    record(7, "ana", event="left"),
    record(8, "ana", "forgot my hat"),
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


class Unrated:
    """A toxicity service without a model."""

    available = False
    pending = 0

    async def score(self, text: str) -> None:
        return None

    async def explain(self, text: str, label: str) -> list[tuple[str, float]]:
        return []


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = demo_settings({}, tmp_path / "data", 0)
    bot = App(settings, kinds={}, toxicity=Unrated())
    await bot.start()
    yield bot
    await bot.stop()


def local(app: App) -> LocalPlatform:
    platform = app.platforms["local"]
    assert isinstance(platform, LocalPlatform)
    return platform


# ---- files


def test_the_shipped_conversation_is_whole() -> None:
    rows = list(read_rows(SHIPPED))
    assert len(rows) == 3000
    assert {row.channel for row in rows} == {"#support", "#general"}
    assert sum(bool(row.reply_to) for row in rows) > 1000
    ids = {row.id for row in rows}
    assert len(ids) == 3000
    assert all(answered in ids for row in rows for answered in row.reply_to)
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    days = (rows[-1].at - rows[0].at) / DAY_MS
    assert 11 < days <= 13
    last_week = sum(row.at > rows[-1].at - 7 * DAY_MS for row in rows)
    assert 500 < last_week < 2500, "a digest needs this week and the week before"
    licence = SHIPPED.with_name("LICENSE-conversation.md").read_text(encoding="utf-8")
    assert "CC-BY-4.0" in licence and "jkkummerfeld/irc-disentanglement" in licence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}\n", 'log.jsonl line 1: "id" is missing or not text'),
        ("[1]\n", r"log.jsonl line 1: expected an object in \{curly brackets\}"),
        ("\nnot json\n", "log.jsonl line 2: this is not JSON: "),
        (json.dumps(record(1, "a") | {"time": "noon"}), 'line 1: "time" must be written like'),
        (json.dumps(record(1, "a") | {"reply_to": "a:0"}), 'line 1: "reply_to" must be a list'),
        (json.dumps(record(1, "a", event="danced")), 'line 1: "event" must be "joined", "left"'),
        (json.dumps(record(1, "a", event="renamed")), 'line 1: "name" is missing or not text'),
    ],
)
def test_a_broken_line_is_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SetupError, match=said):
        measure(read_rows(path))


def test_a_file_that_is_not_there_or_cut_off(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"gone\.jsonl cannot be read: No such file"):
        measure(read_rows(tmp_path / "gone.jsonl"))
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(SHIPPED.read_bytes()[:50_000])
    with pytest.raises(SetupError, match=r"cut\.jsonl\.gz after line \d+: the gzip file is broken"):
        measure(read_rows(cut))


def test_times_never_run_backwards() -> None:
    timeline = Timeline()
    hour = DAY_MS // 24
    placed = [timeline.place(at) for at in (22 * hour, 23 * hour, 1 * hour, 2 * hour, 0)]
    assert placed == [22 * hour, 23 * hour, 25 * hour, 26 * hour, 48 * hour]


def test_an_excerpt_keeps_words_and_order(tmp_path: Path) -> None:
    path = write(tmp_path / "log.jsonl", LOG)
    [part] = stretches(read_rows(path), "#support", 7)
    assert [row.id for row in part] == [f"a:{n}" for n in range(2, 9)]
    assert part[0].reply_to == () and part[3].reply_to == ("a:2",)
    rows = close_up([part, part], 5)
    assert rows[7].at - rows[0].at == 4 * DAY_MS
    again = tmp_path / "again.jsonl"
    again.write_bytes(b"".join(line(row) for row in rows[:7]))
    assert list(read_rows(again)) == rows[:7]


# ---- playing


class Recorder:
    """A stage that remembers what ended, in the order of ending."""

    def __init__(self, slow: frozenset[str] = frozenset()) -> None:
        self.ended: list[str] = []
        self.posts: dict[int, tuple[str, int, int | None]] = {}
        self.present: set[str] = set()
        self.slow = slow
        self.release = asyncio.Event()

    def post(
        self, channel: str, person: str, name: str, text: str, at: int, reply_to: int | None
    ) -> tuple[int, Work]:
        number = len(self.posts) + 1
        self.posts[number] = (person, at, reply_to)
        return number, self._do(f"{person} says {text}")

    def join(self, person: str, name: str, at: int) -> Work | None:
        if person in self.present:
            return None
        self.present.add(person)
        return self._do(f"{person} joins")

    def leave(self, person: str, name: str, at: int) -> Work | None:
        if person not in self.present:
            return None
        self.present.remove(person)
        return self._do(f"{person} leaves")

    async def _do(self, what: str) -> None:
        if what in self.slow:
            await self.release.wait()
        self.ended.append(what)
        if what == "ben says yes":
            self.release.set()


async def run(stage: Recorder, rows: list[Row], now: int = 10**12) -> Report:
    return await Replay(rows, measure(rows), now, math.inf).run(stage)


async def test_a_replay_keeps_replies_names_and_times(tmp_path: Path) -> None:
    rows = list(read_rows(write(tmp_path / "log.jsonl", LOG)))
    stage = Recorder()
    report = await run(stage, rows)
    assert [(who, reply) for who, _, reply in stage.posts.values()] == [
        ("ana", None),
        ("ben", 1),
        ("ben", None),
        ("ana", 2),
        ("ana", None),
    ]
    assert [at - 10**12 for _, at, _ in stage.posts.values()] == [-7000, -6000, -4000, -3000, 0]
    assert (report.messages, report.joins, report.leaves) == (5, 3, 1)
    assert (report.renames, report.replies, report.people) == (1, 2, 2)


async def test_nobody_speaks_before_coming_in(tmp_path: Path) -> None:
    rows = list(read_rows(write(tmp_path / "log.jsonl", LOG)))
    stage = Recorder(frozenset({"ana joins"}))
    await run(stage, rows)
    assert stage.ended.index("ben says yes") < stage.ended.index("ana joins")
    assert stage.ended.index("ana joins") < stage.ended.index("ana says is the oven on?")


async def test_a_failure_ends_the_replay_with_its_reason(tmp_path: Path) -> None:
    class Broken(Recorder):
        async def _do(self, what: str) -> None:
            raise SetupError("the disk is full")

    rows = list(read_rows(write(tmp_path / "log.jsonl", LOG)))
    with pytest.raises(SetupError, match="the disk is full"):
        await run(Broken(), rows)


async def test_everything_arrives_in_the_database(app: App, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = write(tmp_path / "log.jsonl", LOG)
    outcome = await play(
        local(app).world, app.db, path, math.inf, lambda done, total: seen.append((done, total))
    )
    assert outcome.complete
    assert outcome.lines()[0] == ("5 messages in the file, 5 in the database: nothing was lost.")
    assert (outcome.stored.joins, outcome.stored.leaves, outcome.stored.people) == (3, 1, 2)
    assert seen[-1] == (9, 9)
    assert "bread" in local(app).world.rooms
    again = await play(local(app).world, app.db, path, math.inf)
    assert again.complete and again.stored.messages == 5, "the same log again is said again"
    total = await census(app.db, "local", "log:")
    assert (total.messages, total.people) == (10, 2)


async def test_a_broken_file_says_nothing_into_the_chat(app: App, tmp_path: Path) -> None:
    path = write(tmp_path / "log.jsonl", [*LOG, {"id": "x"}])
    with pytest.raises(SetupError, match=r"log\.jsonl line 10"):
        await play(local(app).world, app.db, path, math.inf)
    assert (await census(app.db, "local", "log:")).messages == 0


async def test_a_shortfall_is_told(app: App, tmp_path: Path) -> None:
    path = write(tmp_path / "log.jsonl", LOG)
    world = local(app).world
    sink, world.sink = world.sink, None
    outcome = await play(world, app.db, path, math.inf)
    world.sink = sink
    assert not outcome.complete
    assert "5 messages in the file, 0 in the database: some of it is missing." in outcome.lines()


async def test_the_replay_fills_the_last_two_weeks(app: App) -> None:
    outcome = await play(local(app).world, app.db, SHIPPED, math.inf)
    assert outcome.complete and outcome.in_file == 3000
    await app.settle()
    await app.rollups.advance()
    now = app.clock.now()
    [community] = await app.registry.communities()
    activity = RolledUp(ActivityStore(app.db), app.rollups, app.registry)
    week, before, end = now - 7 * DAY_MS, now - 14 * DAY_MS, now + 60_000
    last = sum((await activity.per_hour(community.id, week, end)).values())
    earlier = sum((await activity.per_hour(community.id, before, week)).values())
    assert last > 500 and earlier > 500 and last + earlier <= 3000


# ---- settings


def test_the_demo_is_a_bakery(tmp_path: Path) -> None:
    settings = demo_settings({}, tmp_path, 8500)
    [community] = settings.communities
    assert (community.name, community.spaces) == (COMMUNITY, ("local:local",))
    assert settings.storage.url == f"sqlite:///{tmp_path}/demo.db"
    assert settings.platforms.local.port == 8500
    assert not settings.platforms.discord.enabled


def test_the_zone_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: "Europe/Vienna")
    assert machine_zone() == "Europe/Vienna"
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: "local")
    assert machine_zone() == "Europe/Berlin"
