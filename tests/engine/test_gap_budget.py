"""How fast a gap is read: a short one at once, a long one so many requests a minute."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.engine.gaps.budget import PER_MINUTE, Budget


async def test_a_minute_has_so_many_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    now, sent = [1_000.0], list[float]()

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(asyncio, "sleep", sleep)
    budget = Budget()
    for _ in range(3 * PER_MINUTE):
        await budget.wait()
        budget.spend(1)
        sent.append(now[0])
        now[0] += 0.1
    assert sent[PER_MINUTE - 1] - sent[0] < 10 and sent[PER_MINUTE] - sent[0] > 59.99
    for at in sent:
        assert sum(at <= one < at + 59.99 for one in sent) <= PER_MINUTE
