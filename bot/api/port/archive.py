"""Reading what was before the bot, page by page, for platforms that show it to a bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from .inbound import InJoin, InMessage
from .nouns import NativeChannel, NativeSpace

IMPORTED = "import"
"""The platform of spaces that came as a log of some other chat: nothing is ever connected to it."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages that follow each other in a channel, oldest first.

    `oldest` and `newest` are the native ids at its ends, whatever stands there, 0 where it is
    empty. `joins` are notices of somebody's coming; other notices are left out. Past its `last`
    page there is no more in that direction.
    """

    messages: tuple[InMessage, ...]
    joins: tuple[InJoin, ...]
    notices: int
    oldest: int
    newest: int
    last: bool


class Archive(Protocol):
    """A connection for reading alone. Calls raise the errors of `errors.py`, or ConnectionError;
    the platform's rate limits are waited for inside."""

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""

    async def spaces(self) -> Sequence[NativeSpace]:
        """Those that the bot is in."""

    def people(self, space: str) -> AsyncIterator[InJoin]:
        """Who is there now, and since when. Bots are left out."""

    async def channels(self, space: str, since: int | None) -> Sequence[NativeChannel]:
        """Channels and threads that the bot may read; threads that rest since before `since` (UTC
        milliseconds) are left out, and with None all that rest."""

    def latest(self, channel: str) -> int:
        """The native id of the last message there when `channels` was asked; 0 for none."""

    def closed(self, space: str) -> Sequence[str]:
        """Names of channels that the bot sees without the right to read their past, as `channels`
        found them."""

    def number_at(self, at: int) -> int:
        """The native id that a message of this moment (UTC milliseconds) would have."""

    async def before(self, channel: str, native_id: int) -> Page:
        """The page that ends before a message."""

    async def after(self, channel: str, native_id: int) -> Page:
        """The page that begins after a message."""
