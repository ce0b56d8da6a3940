"""Roles and tags that go with an answer or an acceptance."""

from __future__ import annotations

import logging

from bot.api.errors import TownhallError, Unsupported
from bot.api.model import Member, Space
from bot.api.services import Directory, Roles
from bot.api.text import T, Text, bold

log = logging.getLogger(__name__)


class Giving:
    """Gives and takes roles in the spaces of the platform that somebody is met on. A role that
    cannot be given never stops what it goes with."""

    def __init__(self, roles: Roles, directory: Directory) -> None:
        self._roles = roles
        self._directory = directory

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

    async def _everywhere(self, member: Member, role: str, *, give: bool) -> Text | None:
        if not role:
            return None
        failed: str | None = None
        for space in await self._directory.spaces(member.community_id):
            if space.platform != member.account.platform:
                continue
            try:
                if give:
                    await self._roles.give(space, member, role)
                else:
                    await self._roles.take(space, member, role)
                return None
            except Unsupported:
                continue
            except (TownhallError, ConnectionError) as error:
                failed = type(error).__name__
        if failed is None:
            return None
        log.warning("a role could not be %s: %s", "given" if give else "taken", failed)
        return T(
            "I could not give you {role}; please tell a moderator that I need a right for it.",
            role=bold(role),
        )
