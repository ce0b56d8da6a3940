"""Roles and tags that go with an answer or an acceptance."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.api.errors import TownhallError, Unsupported
from bot.api.model import Account, Member, Space
from bot.api.services import Accounts, Directory, Roles
from bot.api.text import T, Text, bold

log = logging.getLogger(__name__)


class Giving:
    """Gives and takes roles in all spaces that somebody is in, with any of their accounts. A role
    that cannot be given never stops what it goes with."""

    def __init__(self, roles: Roles, directory: Directory, accounts: Accounts) -> None:
        self._roles = roles
        self._directory = directory
        self._accounts = accounts

    async def names(self, space: Space | None) -> list[str]:
        """The roles that may be given there; empty where any will do or nobody can say."""
        if space is None:
            return []
        try:
            return list(await self._roles.names(space))
        except (TownhallError, ConnectionError):
            return []

    async def give(self, member: Member, role: str) -> Text | None:
        """A sentence for the member when nothing came of it."""
        return await self._everywhere(member, role, give=True)

    async def take(self, member: Member, role: str) -> None:
        """Take it away again, where they have it."""
        await self._everywhere(member, role, give=False)

    async def _presences(self, member: Member) -> list[tuple[Space, Account]]:
        accounts = {a.native_id: a for a in (member.account, *await self._accounts.of(member))}
        return [
            (space, account)
            for space in await self._directory.spaces(member.community_id)
            for account in accounts.values()
            if account.platform == space.platform
        ]

    async def _everywhere(self, member: Member, role: str, *, give: bool) -> Text | None:
        if not role:
            return None
        failed, done = "", False
        for space, account in await self._presences(member):
            them = replace(member, account=account)
            try:
                if give:
                    await self._roles.give(space, them, role)
                else:
                    await self._roles.take(space, them, role)
                done = True
            except Unsupported:
                continue
            except (TownhallError, ConnectionError) as error:
                failed = type(error).__name__
        if done or not failed:
            return None
        log.warning("a role could not be %s: %s", "given" if give else "taken", failed)
        return T(
            "I could not give you {role}; please tell a moderator that I need a right for it.",
            role=bold(role),
        )
