"""The board of people's choices: hands on who asks to the cog that keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from bot.api.boards.privacy.consent import ConsentKeeper, Heed, Purpose, Standing, Stands
from bot.api.model import Member


class ConsentBoard:
    """Implements `Consent`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool]) -> None:
        self._enabled = enabled
        self._offer: tuple[str, ConsentKeeper] | None = None
        self._heeding: defaultdict[Purpose, list[Heed]] = defaultdict(list)
        self._stands: dict[Purpose, Stands] = {}

    def offer(self, cog: str, keeper: ConsentKeeper) -> None:
        """Keep people's choices from now on."""
        self._offer = (cog, keeper)

    def heed(self, purpose: Purpose, told: Heed, *, stands: Stands | None = None) -> None:
        """Be told of changes."""
        self._heeding[purpose].append(told)
        if stands is not None:
            self._stands[purpose] = stands

    async def stands(self, member_id: int, purpose: Purpose) -> bool | None:
        """What a cog that keeps it by itself says."""
        known = self._stands.get(purpose)
        return None if known is None else await known(member_id)

    async def told(self, member: Member, purpose: Purpose, *, yes: bool) -> None:
        """Somebody has changed their choice."""
        for carry_out in self._heeding[purpose]:
            await carry_out(member, yes)

    async def allowed(
        self, community_id: int, purpose: Purpose, member_ids: Collection[int]
    ) -> frozenset[int]:
        """Those of them for whom it may be done now."""
        keeper = self._keeper(community_id)
        if keeper is None or not member_ids:
            return frozenset(member_ids)
        return await keeper.allowed(community_id, purpose, member_ids)

    async def standing(self, member: Member, purpose: Purpose) -> Standing:
        """Of one person."""
        keeper = self._keeper(member.community_id)
        return "yes" if keeper is None else await keeper.standing(member, purpose)

    async def note(self, member: Member, purpose: Purpose, *, yes: bool) -> None:
        """They have said so elsewhere."""
        keeper = self._keeper(member.community_id)
        if keeper is not None:
            await keeper.note(member, purpose, yes=yes)

    def _keeper(self, community_id: int) -> ConsentKeeper | None:
        if self._offer is None or not self._enabled(self._offer[0], community_id):
            return None
        return self._offer[1]
