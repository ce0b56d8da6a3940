"""An event as bytes, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import orjson
import pytest

from bot.api.port.inbound import InMessage
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.api.port.outgoing import Responder
from bot.engine.intake import kept

SAMPLES = {str: "ä", int: 7, bool: True}


def made(hint: Any, *, whole: bool) -> Any:
    """A value of that type: of a record either every field, or none that may be left away."""
    if hint is Responder or Responder in get_args(hint):
        return None
    if NoneType in get_args(hint):
        hint = next(arg for arg in get_args(hint) if arg is not NoneType)
    if get_origin(hint) is tuple:
        return (made(get_args(hint)[0], whole=whole),)
    if get_origin(hint) is Mapping:
        return {"what": "that"}
    if not is_dataclass(hint):
        return SAMPLES[hint]
    hints = get_type_hints(hint)
    return hint(  # type: ignore[operator]
        **{
            field.name: made(hints[field.name], whole=whole)
            for field in fields(hint)
            if whole or field.default is MISSING
        }
    )


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "least"])
@pytest.mark.parametrize("kind", kept._KINDS)
def test_an_event_is_read_back_as_it_was(kind: str, whole: bool) -> None:
    event = made(kept._KINDS[kind], whole=whole)
    body = kept._body(event)
    assert kept.read(kind, body) == event
    # what earlier versions wrote: every field, also those with their defaults
    assert kept.read(kind, orjson.dumps(event)) == event
    assert len(body) <= len(orjson.dumps(event))


def test_who_can_be_answered_is_not_kept() -> None:
    class Answers:
        """Any responder."""

    event = made(InMessage, whole=False)
    body = kept._body(replace(event, responder=Answers()))
    assert kept.read("InMessage", body) == event
    with pytest.raises(ValueError, match="InMessage"):
        kept.read("InMessage", b'{"text": "of another version"}')


ANA = NativeUser("7", "Ana", roles=("baker",))
SAID = InMessage(NativeChannel("5", "general", NativeSpace("1", "B")), ANA, 9, "hello", 1)


def body(**changes: Any) -> bytes:
    return orjson.dumps(orjson.loads(kept._body(SAID)) | changes)


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
