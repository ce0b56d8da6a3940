"""The hooks of the cogs, as a platform with a web server of its own takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HookAsk:
    """A request: the method, the path below `/hooks/`, the header "Authorization", and the body;
    None for one that is too large to be read."""

    method: str
    path: str
    authorization: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """JSON to send."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class HookHouse(Protocol):
    """Answers for every hook there is."""

    async def answer(self, ask: HookAsk) -> HookAnswer:
        """What the hook says, or in one sentence why there is none; never raises."""

    def stands_at(self, site: str) -> None:
        """Where the server listens ("http://127.0.0.1:8420")."""
