"""Kills in a row on one file, under people who go on, and what is there in the end."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.engine import loader
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support import killed
from tests.support.chat import Actor, Rig
from tests.support.databases import furnish

from . import life

PEOPLE, EVENTS_PER_S, AHEAD = 12, 25, 100
STARTING_S = HEARING_S = 1.0
"""A life ends at a random instant: half of them within so long of its begin, half of them within so
long of the moment when it hears the platform."""

PATIENCE_S = 15.0
QUIET_S = 1.0


EXCUSES = ("I was restarted in the middle of", "I was away when you typed")


@dataclass
class Verdict:
    """What was done and what became of it. A command is not lost if its asker was told that the bot
    died in the middle of it. `unsure` are posts of which nobody can know whether
    they arrived, because the bot died while Telegram was asked: they are counted in /status."""

    trials: int = 0
    events: int = 0
    lost: int = 0
    twice: int = 0
    unsure: int = 0
    faults: int = 0

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(*(getattr(self, n) + getattr(other, n) for n in self.__dataclass_fields__))


@dataclass
class Done:
    """What people did."""

    said: dict[str, int] = field(default_factory=dict)
    joined: list[str] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Of all that was done."""
        return len(self.said) + len(self.joined) + len(self.asked)


class Crowd:
    """People who write, join and type commands whether the bot lives or not."""

    def __init__(self, rig: Rig, seed: int) -> None:
        self.rig = rig
        self.done = Done()
        self._draw = random.Random(seed)
        self._people: list[Actor] = []

    async def gather(self) -> None:
        self._people = [await self.rig.person(f"Person{n}") for n in range(PEOPLE)]

    async def act(self) -> None:
        number = self.done.number
        kind = self._draw.random()
        if kind < 0.1:
            someone = await self.rig.person(f"Newcomer{number}", joined=False)
            await someone.join()
            self.done.joined.append(someone.native_id)
        elif kind < 0.2 and self.rig.name == "telegram":  # Discord's need an answer at once
            question = f"Which of {number}?"
            who = await self.rig.person(f"Asker{number}")  # nobody may have many open
            await who.command("poll", question=question, options="Rye; Spelt")
            self.done.asked[question] = who.native_id
        else:
            who, words = self._draw.choice(self._people), f"{life.SAID} {number}"
            self.done.said[words] = (await who.say("general", words)).native_id

    async def go_on(self) -> None:
        """A bot that takes long to start on a busy machine must not end in a flood."""
        while True:
            if len(self.done.said) < AHEAD + len(_heard(self.rig)):
                await self.act()
            await asyncio.sleep(self._draw.expovariate(EVENTS_PER_S))


async def chain(platform: str, folder: Path, kills: int, seed: int, flaw: str = "") -> Verdict:
    """A world with a file of its own."""
    rig: Rig = TelegramRig() if platform == "telegram" else DiscordRig()
    file = folder / "townhall.db"
    await furnish(f"sqlite:///{file}", loader.migrations(list(life.KINDS.values())))
    await rig.open()
    crowd, draw = Crowd(rig, seed), random.Random(seed)
    where = life.Where(
        platform,
        tuple(rig.spaces),
        rig.server.token,
        rig.server.api_url,
        getattr(rig.server, "gateway_url", ""),
        file,
    )
    try:
        await crowd.gather()
        await _lives_until(where, "", lambda: _known(file) > 0)
        people = asyncio.create_task(crowd.go_on())
        for number in range(kills):
            await _lives_until(where, flaw, _instant(rig, draw, hearing=number % 2 == 0))
        people.cancel()
        with suppress(asyncio.CancelledError):
            await people
        return await _judged(where, flaw, rig, crowd.done, kills)
    finally:
        await rig.close()


async def _lives_until(where: life.Where, flaw: str, over: Callable[[], bool]) -> None:
    """A life that is killed when it is `over`."""
    process = killed.processes().Process(target=life.live, args=(where, flaw))
    await asyncio.to_thread(process.start)
    try:
        while not over():
            if not process.is_alive():
                raise RuntimeError(f"the bot ended by itself: see {where.file.parent}/faults.log")
            await asyncio.sleep(0.005)
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def _instant(rig: Rig, draw: random.Random, *, hearing: bool) -> Callable[[], bool]:
    """Whether that random instant is there."""
    ends = None if hearing else time.monotonic() + draw.uniform(0.0, STARTING_S)

    def over() -> bool:
        nonlocal ends
        if ends is None and _hears(rig):
            ends = time.monotonic() + draw.uniform(0.0, HEARING_S)
        return ends is not None and time.monotonic() > ends

    return over


def _hears(rig: Rig) -> bool:
    """Whether the bot is connected to the platform."""
    if isinstance(rig, TelegramRig):
        return rig.server.world.updates.polled
    assert isinstance(rig, DiscordRig)
    return bool(rig.server.gateway.connected)


def _ask(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute(query)]


def _known(file: Path) -> int:
    return int(_ask(file, "SELECT count(*) FROM spaces")[0])


async def _judged(where: life.Where, flaw: str, rig: Rig, done: Done, kills: int) -> Verdict:
    """What is there after a last life that had the time it needs: until nothing is missing, or
    nothing more has come for a while."""
    verdict = Verdict()
    best, since = sys.maxsize, time.monotonic()

    def over() -> bool:
        nonlocal verdict, best, since
        verdict = _judge(where.file, rig, done)
        if verdict.lost < best:
            best, since = verdict.lost, time.monotonic()
        return time.monotonic() - since > (PATIENCE_S if verdict.lost else QUIET_S)

    await _lives_until(where, flaw, over)
    log = where.file.parent / "faults.log"
    verdict.trials, verdict.faults = kills, log.read_text().count("incident") if log.exists() else 0
    return verdict


def _judge(file: Path, rig: Rig, done: Done) -> Verdict:
    """Facts once, every handler's work once."""
    verdict = Verdict(events=done.number)

    def tally(found: Counter[Any], wanted: Any) -> None:
        verdict.lost += sum(not found[each] for each in wanted)
        verdict.twice += sum(max(found[each] - 1, 0) for each in wanted)

    tally(Counter(_ask(file, "SELECT native_id FROM messages")), done.said.values())
    came = "SELECT accounts.native_id FROM movements JOIN accounts USING (member_id)"
    tally(Counter(_ask(file, f"{came} WHERE kind = 'joined'")), done.joined)
    polls, told = Counter(_ask(file, "SELECT question FROM polls")), _told(rig)
    tally(polls, [q for q, who in done.asked.items() if polls[q] or who not in told])
    answers = Counter(_heard(rig))
    silent = sum(not answers[words] for words in done.said)
    verdict.unsure = _ask(file, "SELECT count(*) FROM outbox WHERE state = 'ambiguous'")[0]
    verdict.lost += max(silent - verdict.unsure, 0)
    verdict.twice += sum(max(answers[words] - 1, 0) for words in done.said)
    return verdict


def _told(rig: Rig) -> set[str]:
    """Those to whom the bot said that it died in the middle of their command, or before it."""
    if not isinstance(rig, TelegramRig):
        return set()
    chats = rig.server.world.chats.values()
    messages = [(chat.peer, m.text) for chat in chats for m in chat.messages.values()]
    return {str(who.id) for who, text in messages if who and text.startswith(EXCUSES)}


def _heard(rig: Rig) -> list[str]:
    """What the witness said, in everybody's sight."""
    if isinstance(rig, TelegramRig):
        said = [m.text for m in rig.said_in("general")]
    else:
        assert isinstance(rig, DiscordRig)
        said = [m.content for m in rig.guild.channel("general").messages]
    return [text[len("Heard: ") : -1] for text in said if text.startswith("Heard: ")]
