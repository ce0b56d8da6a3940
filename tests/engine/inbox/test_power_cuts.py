"""The power goes at random points of what the bot asks of its disk: `bench.faults` in small."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.faults.power import cuts

CUTS, CONTROL = 150, 60

pytestmark = pytest.mark.threaded  # the bot's own connections are listened to


async def test_what_was_acknowledged_is_on_the_disk(tmp_path: Path) -> None:
    assert await cuts.trial(tmp_path, CUTS, seed=7) == cuts.Verdict(cuts=CUTS)


async def test_a_commit_that_does_not_wait_for_the_disk_is_found(tmp_path: Path) -> None:
    """The control. `bench.faults` has more of them."""
    assert (await cuts.trial(tmp_path, CONTROL, 7, "normal")).lost > 0
