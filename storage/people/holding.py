"""Which account holds which role in which space, as the platforms last said."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from ..database import Database
from ..tables import accounts, member_roles, spaces


class Holding:
    """The part of People about roles."""

    _db: Database

    async def roles_in(self, space_id: int) -> dict[str, tuple[int, frozenset[str]]]:
        """Those who hold any role in a space: account id and roles, by native id."""
        query = (
            select(accounts.c.native_id, accounts.c.id, member_roles.c.role)
            .join_from(member_roles, accounts)
            .where(member_roles.c.space_id == space_id)
        )
        found: dict[tuple[str, int], set[str]] = {}
        async with self._db.read() as connection:
            for native_id, account_id, role in await connection.execute(query):
                found.setdefault((native_id, account_id), set()).add(role)
        return {native: (account, frozenset(roles)) for (native, account), roles in found.items()}

    async def set_roles(self, space_id: int, roles: Mapping[int, frozenset[str]]) -> None:
        """These accounts hold these roles in a space and no others. A few hundred at a time."""
        rows = [
            {"space_id": space_id, "account_id": account, "role": role}
            for account, names in roles.items()
            for role in sorted(names)
        ]
        async with self._db.write() as connection:
            await connection.execute(
                delete(member_roles).where(
                    member_roles.c.space_id == space_id, member_roles.c.account_id.in_(list(roles))
                )
            )
            if rows:
                await connection.execute(insert(member_roles), rows)

    async def roles_held(self, community_id: int) -> dict[int, frozenset[str]]:
        """The roles that members hold in any space of a community, by member id."""
        query = (
            select(accounts.c.member_id, member_roles.c.role)
            .join_from(member_roles, accounts)
            .join(spaces, spaces.c.id == member_roles.c.space_id)
            .where(spaces.c.community_id == community_id)
            .distinct()
        )
        found: dict[int, set[str]] = {}
        async with self._db.read() as connection:
            for member_id, role in await connection.execute(query):
                found.setdefault(member_id, set()).add(role)
        return {member: frozenset(roles) for member, roles in found.items()}
