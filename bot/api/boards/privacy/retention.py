"""How long each kind of data is kept, and how much of it was removed when its time was over.

A cog prunes at its own hours, as it always did. It pins here what it keeps for how long, so that
the privacy notice says the settings in force, and tells how much went, so that owners can see that
it did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ...text import T


@dataclass(frozen=True, slots=True)
class Expiring:
    """One kind of data that goes by itself.

    `kind` is "<cog>.<what>" and stays for ever; `title` is read after "after 30 days:" ("texts of
    flagged messages"). `days` says for a community how many there are at most; None when it is
    not kept there at all. `personal` is False for what names nobody.
    """

    kind: str
    title: T
    days: Callable[[int], int | None]
    personal: bool = True


class Retention(Protocol):
    """The board between cogs that prune and the report of what they removed."""

    def offer(self, cog: str, *kinds: Expiring) -> None:
        """Pin them; call it in the cog's `start`."""

    def removed(self, kind: str, count: int) -> None:
        """So many rows went because their time was over. Numbers only: never whose."""

    def kinds(self, community_id: int) -> Sequence[Expiring]:
        """Those of enabled cogs, in the order in which they were pinned."""

    def take(self) -> Mapping[str, int]:
        """What was removed since the last call, by kind; for the cog that writes it down."""
