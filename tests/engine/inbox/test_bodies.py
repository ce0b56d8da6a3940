"""Bodies of the inbox that this version has not written: refused, with the reason it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.api.port.inbound import InMessage
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.engine.intake import kept

ANA = NativeUser("7", "Ana", roles=("baker",))
SAID = InMessage(NativeChannel("5", "general", NativeSpace("1", "B")), ANA, 9, "hello", 1)


def body(**changes: Any) -> bytes:
    return json.dumps(
        json.loads(kept.asked("local", SAID, kept.COMMAND, 1).body) | changes
    ).encode()


def test_what_was_written_is_read() -> None:
    assert kept.read("InMessage", body()) == SAID


@pytest.mark.parametrize(
    "changed",
    [
        b"[null,0]",
        b"{}",
        b"{",
        body(channel=None),
        body(channel={"native_id": [1], "name": "general"}),
        body(author=5),
        body(native_id=0.5),
        body(mentions={}),
        body(mentions=[None]),
        body(text=None),
        body(unheard_of=1),
    ],
)
def test_anything_else_is_refused(changed: bytes) -> None:
    with pytest.raises(ValueError):
        kept.read("InMessage", changed)
