"""What people allow to be done with what they say and do, by purpose.

purpose        what for                                      asked
measures       figures of who wrote when; no text            not: counted until they object
sentiment      how messages sound, in sums                   before the first one is read for it
introductions  being suggested to people who like the same   by joining (`/meet join`)
newsletter     announcements and tips sent privately         before the first one is sent

Each community's settings say for measures, sentiment and newsletter which of the two rules holds;
the defaults are the lawful ones of docs/privacy.md.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Literal, Protocol

from ...model import Member

Purpose = Literal["measures", "sentiment", "introductions", "newsletter"]
PURPOSES: tuple[Purpose, ...] = ("measures", "sentiment", "introductions", "newsletter")
Standing = Literal["yes", "no", "open"]
"""yes: it may be done. no: it may not. open: they are to be asked, or have not answered yet; it may
not be done meanwhile."""

Heed = Callable[[Member, bool], Awaitable[None]]
"""(who, whether they allow it now): carry it out, also for what is kept already."""

Stands = Callable[[int], Awaitable[bool]]
"""member_id -> whether they take part now."""


class ConsentKeeper(Protocol):
    """What the cog that keeps people's choices pins on the board."""

    async def allowed(
        self, community_id: int, purpose: Purpose, member_ids: Collection[int]
    ) -> frozenset[int]:
        """See `Consent.allowed`."""

    async def standing(self, member: Member, purpose: Purpose) -> Standing:
        """See `Consent.standing`."""

    async def note(self, member: Member, purpose: Purpose, *, yes: bool) -> None:
        """See `Consent.note`."""


class Consent(Protocol):
    """The board between cogs that need leave and the one that keeps people's choices.

    Without an enabled keeper all is allowed, as each cog's own settings have it.
    """

    def offer(self, cog: str, keeper: ConsentKeeper) -> None:
        """Keep people's choices from now on; call it in the cog's `start`."""

    def heed(self, purpose: Purpose, told: Heed, *, stands: Stands | None = None) -> None:
        """Be told when somebody changes their choice; call it in the cog's `start`. `stands` is
        for a cog that keeps by itself who takes part."""

    async def stands(self, member_id: int, purpose: Purpose) -> bool | None:
        """For the keeper: what a cog that keeps it by itself says; None where none does."""

    async def told(self, member: Member, purpose: Purpose, *, yes: bool) -> None:
        """For the keeper: all who heed that purpose carry the choice out."""

    async def allowed(
        self, community_id: int, purpose: Purpose, member_ids: Collection[int]
    ) -> frozenset[int]:
        """Those of them for whom it may be done now. Who is still to be asked is not among them,
        and is asked once, a little later."""

    async def standing(self, member: Member, purpose: Purpose) -> Standing:
        """The same of one person, for whoever can wait for an answer."""

    async def note(self, member: Member, purpose: Purpose, *, yes: bool) -> None:
        """They have just said so elsewhere (`/insights leave_me_out`, `/meet join`): write down
        that they did and when. It is not told to those who `heed`."""
