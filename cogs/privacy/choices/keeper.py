"""Who allows what: the rule of the community, and what each has said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from bot.api.boards.audience import Audiences
from bot.api.boards.privacy.consent import Consent, Purpose, Standing
from bot.api.model import Member
from bot.api.services import Clock, Configs, Measures

from ..config import PrivacyConfig
from ..store import Choice, ChoiceStore

OPEN_MS = 7 * 86_400_000  # who has not answered by then has not agreed
MOST_WAITING = 10_000


class Keeper:
    """Implements `ConsentKeeper` (bot/api/boards/privacy/consent.py)."""

    def __init__(
        self,
        store: ChoiceStore,
        configs: Configs,
        consent: Consent,
        measures: Measures,
        audiences: Audiences,
        clock: Clock,
    ) -> None:
        self._store = store
        self._configs = configs
        self._consent = consent
        self._measures = measures
        self._audiences = audiences
        self._clock = clock
        self.waiting: defaultdict[int, dict[int, set[Purpose]]] = defaultdict(dict)
        """By community: members to be asked, and for what. In memory: who writes again after a
        restart is here again."""

    # ---- ConsentKeeper

    async def allowed(
        self, community_id: int, purpose: Purpose, member_ids: Collection[int]
    ) -> frozenset[int]:
        """Under opt_out all but those who said no; under opt_in those who said yes."""
        said = await self._store.among(purpose, member_ids)
        if self.config(community_id).rule(purpose) == "opt_out":
            return frozenset(member_ids) - {
                who for who, row in said.items() if row.allowed is False
            }
        for who in member_ids:
            if who not in said:
                self._want(community_id, who, purpose)
        return frozenset(who for who, row in said.items() if row.allowed)

    async def standing(self, member: Member, purpose: Purpose) -> Standing:
        """Of one person; who was asked and is silent for a week has not agreed."""
        row = (await self._store.of(member.id)).get(purpose)
        found = self.stands(member.community_id, purpose, row)
        if row is None and found == "open":
            self._want(member.community_id, member.id, purpose)
        return found

    def stands(self, community_id: int, purpose: Purpose, row: Choice | None) -> Standing:
        """What holds by what they have said."""
        config = self.config(community_id)
        if config.rule(purpose) == "opt_out":
            return "no" if row is not None and row.allowed is False else "yes"
        if row is None:
            return "open" if config.questions_an_hour else "no"
        if row.allowed is None:
            return "open" if self._clock.now() - row.at < OPEN_MS else "no"
        return "yes" if row.allowed else "no"

    async def note(self, member: Member, purpose: Purpose, *, yes: bool) -> None:
        """They have said so elsewhere."""
        choice = Choice(yes, self._clock.now(), "chosen")
        await self._store.set(member.id, member.community_id, purpose, choice)
        self.waiting[member.community_id].get(member.id, set()).discard(purpose)

    # ---- here

    async def choose(self, member: Member, purpose: Purpose, *, yes: bool) -> None:
        """They say so here: written down first, then carried out."""
        await self.note(member, purpose, yes=yes)
        await self._carry_out(member, purpose, yes=yes)

    async def _carry_out(self, member: Member, purpose: Purpose, *, yes: bool) -> None:
        if purpose == "measures":
            await self._measures.leave_out(member.id, not yes)
        await self._consent.told(member, purpose, yes=yes)

    async def linked(self, kept: Member, gone: int) -> None:
        """Two members turned out to be one: a no of either holds for both."""
        for purpose in await self._store.linked(kept.id, gone):
            await self._carry_out(kept, purpose, yes=False)

    def forget(self, member_id: int) -> None:
        """They are not to be asked any more."""
        for of in self.waiting.values():
            of.pop(member_id, None)

    def config(self, community_id: int) -> PrivacyConfig:
        """The community's settings."""
        return self._configs.of(PrivacyConfig, community_id)

    def _want(self, community_id: int, member_id: int, purpose: Purpose) -> None:
        of = self.waiting[community_id]
        if member_id in of or len(of) < MOST_WAITING:
            of.setdefault(member_id, set()).add(purpose)

    # ---- measures that count nobody unasked

    async def rule_measures(self, community_id: int) -> None:
        """Where measures are opt_in, whoever has not chosen is left out; where they are not any
        more, those are counted again who were left out by that rule alone."""
        ruled = await self._store.ruled(community_id, "measures")
        if self.config(community_id).rule("measures") == "opt_out":
            for member_id in ruled:
                await self._measures.leave_out(member_id, False)
            if ruled:
                await self._store.drop(ruled, "measures")
            return
        here = await self._audiences.members(community_id, "")
        said = await self._store.among("measures", here)
        out = await self._measures.left_out(community_id)
        for member_id in here - said.keys() - out:
            choice = Choice(False, self._clock.now(), "rule")
            await self._store.set(member_id, community_id, "measures", choice)
            await self._measures.leave_out(member_id, True)
