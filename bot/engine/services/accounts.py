"""Linking two accounts of one person, so that they count once everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.api.cog import Cog
from bot.api.errors import UserError
from bot.api.model import Account, Member
from bot.api.services import Clock
from bot.api.text import T
from bot.engine.services.people.directory import Registry
from storage.people import People


class Linking:
    """Implements `Accounts`."""

    def __init__(
        self, people: People, registry: Registry, clock: Clock, cogs: dict[str, Cog[Any]]
    ) -> None:
        self._people = people
        self._registry = registry
        self._clock = clock
        self._cogs = cogs

    async def link_code(self, member: Member) -> str:
        """A one-time code for the other account."""
        return await self._people.make_link_code(member.community_id, member.id, self._clock.now())

    async def redeem(self, member: Member, code: str) -> Member:
        """Join the account in play with the person who asked for the code."""
        found = await self._people.use_link_code(code, member.id, self._clock.now())
        if found is None:
            raise UserError(
                T(
                    "That code does not fit or is older than ten minutes. "
                    "Type /link on your other account for a new one."
                )
            )
        kept, gone = found
        for cog in self._all():
            await cog.linked(kept, gone)
        self._registry.forget([kept, gone])
        joined = await self._registry.member(kept)
        if joined is None:
            raise UserError(T("That account is no longer here."))
        return joined

    def _all(self) -> Iterable[Cog[Any]]:
        return self._cogs.values()

    async def of(self, member: Member) -> Sequence[Account]:
        """All accounts of a person."""
        return [
            Account(row.platform, row.native_id, row.name, row.username, row.is_bot)
            for row in await self._people.accounts(member.id)
        ]
