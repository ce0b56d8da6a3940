"""What the log has of a database that does not work."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.engine import faults
from storage import StorageError


def test_the_same_is_said_once_a_minute(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "_again", {})
    now = 1_000.0
    monkeypatch.setattr(faults, "time", SimpleNamespace(monotonic=lambda: now))
    full, locked = StorageError("No space is left."), StorageError("It is locked.")
    for _ in range(3):
        for error, where in ((full, "a tick"), (full, "outbox"), (locked, "a tick")):
            assert len(faults.record(error, where)) == 8
    said = ["No space is left. (in a tick)", "No space is left. (in outbox)"]
    said.append("It is locked. (in a tick)")
    assert caplog.messages == said
    now += faults.AGAIN_S
    faults.record(full, "a tick")
    assert caplog.messages == [*said, said[0]]
    # any other fault is said each time: it has a number that somebody was told
    for _ in range(2):
        faults.record(ValueError(), "a tick")
    assert len(caplog.messages) == 6
