"""Linking two accounts of one person, so that they count once everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.api.cog import Cog
from bot.api.errors import UserError
from bot.api.model import Account, Member
from bot.api.text import T
from bot.engine.scheduler import TableScheduler
from bot.engine.services.people.directory import Registry
from storage.people import LINKED, People


class Linking:
    """Implements `Accounts`."""

    def __init__(
        self,
        people: People,
        registry: Registry,
        cogs: Mapping[str, Cog[Any]],
        scheduler: TableScheduler,
    ) -> None:
        self._people = people
        self._registry = registry
        self._cogs = cogs
        self._scheduler = scheduler
        scheduler.handle(LINKED, self._again)

    async def link_code(self, member: Member) -> str:
        """A one-time code for the other account."""
        return await self._people.make_link_code(
            member.community_id, member.id, self._scheduler.clock.now()
        )

    async def redeem(self, member: Member, code: str) -> Member:
        """Join the account in play with the person who asked for the code."""
        found = await self._people.use_link_code(code, member.id, self._scheduler.clock.now())
        if found is None:
            raise UserError(
                T(
                    "That code does not fit or is older than ten minutes. "
                    "Type /link on your other account for a new one."
                )
            )
        kept, gone = found
        await self._tell(kept, gone)
        await self._scheduler.cancel(f"{LINKED}:{gone}")
        joined = await self._registry.member(kept)
        if joined is None:
            raise UserError(T("That account is no longer here."))
        return joined

    async def _tell(self, kept: int, gone: int) -> None:
        """Every cog takes the one's rows to the other; to be told twice changes nothing."""
        self._registry.forget([kept, gone])
        for cog in self._cogs.values():
            await cog.linked(kept, gone)

    async def _again(self, data: Mapping[str, Any], due: int) -> None:
        """The bot went down, or a cog failed, before all had been told."""
        await self._tell(data["kept"], data["gone"])

    async def of(self, member: Member) -> Sequence[Account]:
        """All accounts of a person."""
        return [
            Account(row.platform, row.native_id, row.name, row.username, row.is_bot)
            for row in await self._people.accounts(member.id)
        ]
