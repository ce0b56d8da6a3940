"""kill -9 at random instants, again and again on one file: `bench.faults` in small."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.faults import kills

KILLS, CONTROL = 25, 6


@pytest.fixture(autouse=True)
def short_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """As much happens in a life, in less time: half of these tests was waiting for its end."""
    monkeypatch.setattr(kills, "HEARING_S", 0.4)
    monkeypatch.setattr(kills, "EVENTS_PER_S", 60)
    monkeypatch.setattr(kills, "QUIET_S", 0.4)


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_nothing_is_lost_and_nothing_done_twice(platform: str, tmp_path: Path) -> None:
    verdict = await kills.chain(platform, tmp_path, KILLS, seed=7)
    assert (verdict.trials, verdict.lost, verdict.twice) == (KILLS, 0, 0), verdict
    assert verdict.events > KILLS
    # the bot died while Telegram was asked: at most one post each time
    assert verdict.unsure <= KILLS


async def test_a_flaw_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kills, "PATIENCE_S", 3.0)
    verdict = await kills.chain("telegram", tmp_path, CONTROL, seed=7, flaw="early")
    assert verdict.lost > 0
