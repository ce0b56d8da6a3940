"""Roles that a platform gives its members: who has which, and handing them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..model import Member, Space


class Roles(Protocol):
    """Roles by their name in one space: Discord's roles, Telegram's member tags (one a person).

    Unsupported where a platform has none; MissingRights, Gone and CannotReach as in `Moderation`.
    Only roles without rights over others are ever given (UserError otherwise): whoever may choose
    a role here must not be able to hand out power.
    """

    async def names(self, space: Space) -> Sequence[str]:
        """The roles that the bot could give there, in the platform's order; empty where any text
        will do (Telegram)."""

    async def give(self, space: Space, member: Member, role: str) -> None:
        """Give a role; nothing happens when they have it. UserError when there is none by that
        name, with the names there are. On Telegram the new tag takes the old one's place."""

    async def take(self, space: Space, member: Member, role: str) -> None:
        """Take it away again; nothing happens when they do not have it."""

    async def held(self, community_id: int) -> Mapping[int, frozenset[str]]:
        """Names of the roles that members have in any space, by member id, as last reported."""
