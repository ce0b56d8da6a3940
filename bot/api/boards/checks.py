"""Checks: what a person in charge may want to know when something seems wrong (`/doctor`).

The engine looks at itself (places, rights, queues, backups); a cog pins a check of what it needs
and nobody else knows of. A check changes nothing and may run at any time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..text import Text


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `what` is a sentence that says how it is.

    Where `ok` is False, `why` says why that matters and `mend` what to do about it. A `notice` is
    not wrong (`ok`), and yet somebody should know of it: its `why` and `mend` are told too.
    """

    ok: bool
    what: Text
    why: Text = ""
    mend: Text = ""
    notice: bool = False


Look = Callable[[int], Awaitable[Sequence[Check]]]
"""Looks for one community, by its id, within a few seconds. Empty where nothing is to be said."""


class Checks(Protocol):
    """The board between those who look and `/doctor`."""

    def offer(self, cog: str, look: Look) -> None:
        """Pin it; call it in the cog's `start`. "" is the engine itself, which is always on."""

    async def of(self, community_id: int) -> Sequence[Check]:
        """All checks of the engine and of enabled cogs, in the order in which they were pinned. One
        that fails or takes too long becomes a check that says so."""
