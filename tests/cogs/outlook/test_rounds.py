"""A tick is short, no community is forgotten, and nothing is kept of who was erased meanwhile."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bot.api.services.measures import Histories
from cogs.outlook import rounds
from cogs.outlook.churn.model import WEEKS
from cogs.outlook.churn.source import Predictions
from cogs.outlook.rounds import Round

EVERY: Any = ("Bakery", "Climbers", "Chess")


async def test_all_in_turn_and_who_fails_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []

    async def work(community: Any) -> None:
        done.append(community)
        if community == "Climbers":
            raise ValueError

    turn = Round()
    with pytest.raises(ValueError):
        await turn.go(EVERY, work)
    await turn.go(EVERY, work)
    assert done == ["Bakery", "Climbers", "Chess"]
    # as long a tick as one of them takes
    monkeypatch.setattr(rounds, "LONGEST_S", 0.0)
    await turn.go(EVERY, work)
    assert done[3:] == ["Bakery"]


async def test_who_is_erased_while_it_is_predicted_is_not_remembered() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    here = [1, 2]

    async def left_out(community_id: int) -> frozenset[int]:
        return frozenset()

    async def histories(community_id: int, day: int, weeks: int) -> Histories:
        members = np.array(here, np.int64)
        begun.set()
        await go_on.wait()
        zeros = np.zeros((len(members), WEEKS), np.int32)
        here_now = np.ones(len(members), np.bool_)
        return Histories(members, members + day - 90, here_now, zeros + 3, zeros, zeros, zeros + 1)

    measures: Any = SimpleNamespace(left_out=left_out, histories=histories)
    nothing: Any = None
    community: Any = SimpleNamespace(id=1)
    predictions = Predictions(measures, nothing, nothing)
    asked = asyncio.create_task(predictions.on(community, 739_000))
    await begun.wait()
    here.remove(2)
    predictions.forget()
    go_on.set()
    assert (await asked).members.tolist() == [1]
    assert (await predictions.on(community, 739_000)).members.tolist() == [1]
