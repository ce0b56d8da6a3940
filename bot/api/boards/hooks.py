"""Web addresses to which other programs post: the local web server takes them under `/hooks/`.

A cog gives what to do with a call and answers with a small JSON object; reading the request, its
size, how often one may call, and who may open the server at all are the engine's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ..model import Community

MOST_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Call:
    """A POST. `token` is what stood behind "Authorization: Bearer" ("" without), `body` at most
    8,192 bytes. Both were sent by anybody: check them."""

    community: Community
    token: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and a JSON object; of what went wrong, one clear sentence under "error"."""

    status: int
    content: Mapping[str, str | int | bool]

    @staticmethod
    def refused(status: int, error: str) -> Answer:
        """An error in one sentence."""
        return Answer(status, {"error": error})


Hook = Callable[[Call], Awaitable[Answer]]


class Hooks(Protocol):
    """A board where cogs pin hooks."""

    def offer(self, path: str, take: Hook) -> None:
        """Take POSTs at `/hooks/<community id>/<path>`; call it in the cog's `start`.

        The path is the cog's name or begins with it ("referrals"). At most 120 calls a minute get
        through for each token; calls for a community that has the cog switched off do not.
        ValueError for a path that is malformed or taken.
        """

    def address(self, community_id: int, path: str) -> str:
        """Where others post to: with the web server's own address where one runs, else the path
        alone."""
