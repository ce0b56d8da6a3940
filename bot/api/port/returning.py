"""Coming back to a space after a time in which its platform told the bot nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .inbound import InJoin
from .nouns import NativeSpace


@dataclass(frozen=True, slots=True)
class Back:
    """A platform tells of a space again: from now on all is heard, and before it something may
    have been missed.

    `at` is now and `since` how far to look back at most (UTC milliseconds). `first` is the native
    id of the first message heard since, None when there was none yet. `joined` are those there now
    who came after `since`. `is_here` says of a native user id whether they are there by now; it is
    None where the platform does not know everybody.
    """

    space: NativeSpace
    at: int
    since: int
    first: int | None
    joined: tuple[InJoin, ...]
    is_here: Callable[[str], bool] | None


class Returns(Protocol):
    """Repairs what was missed."""

    async def back(self, platform: str, news: Back) -> None:
        """Returns when comings and goings are taken in; messages are read afterwards, in the
        background. Raises while the database does not work: it is to be said again."""
