"""Too much to score: what is given up first, that it is counted, and that it comes back."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.api.people import Level
from bot.api.services import Score
from bot.engine.health import load
from bot.engine.health.load import EDITS_FROM, NOTHING_FROM, SAMPLE_FROM, Shedding
from tests.support import community as support
from tests.support.chat import TIMEOUT
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity


def test_edits_go_first_then_a_sample_is_kept_and_each_community_has_its_own() -> None:
    queue = [0]
    shedding = Shedding(lambda: queue[0])

    def scored(what: load.Work, community: int = 1, of: int = 64) -> int:
        return sum(not shedding.gives_up(what, community) for _ in range(of))

    assert (scored("edit"), scored("message"), shedding.scored_in) == (64, 64, 0)
    queue[0] = EDITS_FROM
    assert (scored("edit"), scored("message"), shedding.scored_in) == (0, 64, 1)
    for queue[0], one_in in ((SAMPLE_FROM, 2), (2 * SAMPLE_FROM, 4), (4 * SAMPLE_FROM, 8)):
        assert (scored("edit"), scored("message")) == (0, 64 // one_in)
        assert scored("message", community=2, of=8) == 8 // one_in
        assert shedding.scored_in == one_in
    queue[0] = NOTHING_FROM
    assert (scored("edit"), scored("message")) == (0, 0)
    queue[0] = EDITS_FROM - 1
    assert (scored("edit"), scored("message"), shedding.scored_in) == (64, 64, 0)
    assert shedding.given_up["edit"].total() == 5 * 64
    assert shedding.given_up["message"] == {1: 32 + 48 + 56 + 64, 2: 4 + 6 + 7}


class SlowToxicity(ScriptedToxicity):
    """Answers once `free` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()
        self.free.set()

    async def score(self, text: str) -> Score | None:
        self.pending += 1
        await self.free.wait()
        self.pending -= 1
        return await super().score(text)


async def facts(chat: Community) -> int:
    async with chat.app.db.read() as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM messages")
        return int(found.scalar_one())


async def test_a_slow_model_costs_scores_and_nothing_else(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(support, "loaded", {"community", "safety"})
    for name, value in (("EDITS_FROM", 3), ("SAMPLE_FROM", 6), ("NOTHING_FROM", 50)):
        monkeypatch.setattr(load, name, value)
    model = SlowToxicity()
    chat = await open_chat(toxicity=model)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    early = await ana.say("general", "Good morning")
    nasty = await ana.say("general", "Ben is an idiot")
    await mo.sees("moderators", "idiot")
    await ana.command("status")
    await ana.told("Only moderators")
    await mo.command("status")
    assert "Everything keeps up." in (await mo.told("Running for")).text

    model.free.clear()
    seen = len(model.seen)
    caplog.set_level(logging.WARNING)
    for n in range(12):
        await ana.say("general", f"Message {n}")
    assert await facts(chat) == 14  # all of them, while the model has answered none
    await ana.edit(early, "Good evening, idiot")
    await ana.edit(nasty, "Ben is nice")
    async with asyncio.timeout(TIMEOUT):
        while chat.app.load.given_up["edit"].total() < 2:  # noqa: ASYNC110 - a count has no event
            await asyncio.sleep(0)
    await mo.command("status")  # a command does not wait behind what is being scored
    busy = (await mo.told("Very much waits")).text
    assert "2 edits were not looked at" in busy

    model.free.set()
    await chat.settle()
    unscored = chat.app.load.given_up["message"].total()
    scored = len(model.seen) - seen
    assert scored + unscored == 12 and scored >= 6 and unscored >= 2
    # the edit that nobody read took nothing back
    assert "idiot" in (await chat.messages("moderators"))[-1].text
    await ana.say("general", "Mia is an idiot too")
    await mo.sees("moderators", "Mia is an idiot")
    assert any(f"{unscored} messages and 2 edits were not" in line for line in caplog.messages)
    await mo.command("status")
    await mo.told(f"{unscored} messages were not scored")
    assert await facts(chat) == 15
