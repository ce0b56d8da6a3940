"""Who holds which role: kept in step with what the platforms report, written only on a change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.api.model import Member, Space
from bot.api.port.nouns import NativeUser
from storage.people import People

Held = frozenset[str]
NONE: Held = frozenset()
TOGETHER = 500


class Holdings:
    """Remembers the roles of everybody in a space, so that a report without news costs a look-up.

    `meet` gives the id of an account, which is made on first sight.
    """

    def __init__(self, people: People, meet: Callable[[Space, NativeUser], Awaitable[int]]) -> None:
        self._people = people
        self._meet = meet
        self._held: dict[int, dict[str, tuple[int, Held]]] = {}
        """By space: account id and roles by native id; nobody without a role."""

        self._turn = asyncio.Lock()

    async def report(
        self, space: Space, people: Sequence[NativeUser], *, whole: bool = False
    ) -> None:
        """A platform says which roles these people have; `whole`: and nobody else has any."""
        held = await self._in(space)
        news = [who for who in people if _is_news(who, held)]
        if whole:
            named = {who.native_id for who in people}
            news += [NativeUser(gone, "", roles=()) for gone in held.keys() - named]
        for start in range(0, len(news), TOGETHER):
            await self._note(space, news[start : start + TOGETHER])

    async def _note(self, space: Space, news: Sequence[NativeUser]) -> None:
        async with self._turn:
            held = await self._in(space)
            roles = {who.native_id: frozenset(who.roles or ()) for who in news}
            accounts = {who: held[who][0] for who in roles if who in held}
            # whoever has left meanwhile, and their roles with them, is not to be met for that
            strangers = [w for w in news if w.roles and w.native_id not in accounts]
            found = await asyncio.gather(*(self._meet(space, who) for who in strangers))
            accounts |= {
                who.native_id: account for who, account in zip(strangers, found, strict=True)
            }
            await self._people.set_roles(space.id, {accounts[who]: roles[who] for who in accounts})
            for native_id, account in accounts.items():
                if roles[native_id]:
                    held[native_id] = (account, roles[native_id])
                else:
                    held.pop(native_id, None)

    async def change(
        self, space: Space, member: Member, *, add: str | None = None, drop: Held = NONE
    ) -> None:
        """We have just given or taken roles."""
        held = await self._in(space)
        account = member.account
        _, names = held.get(account.native_id, (0, NONE))
        after = (names - drop) | ({add} if add is not None else NONE)
        user = NativeUser(account.native_id, account.name, account.username, roles=tuple(after))
        if _is_news(user, held):
            await self._note(space, [user])

    async def of(self, space: Space, member: Member) -> Held:
        """The roles that somebody has in a space, as last reported."""
        return (await self._in(space)).get(member.account.native_id, (0, NONE))[1]

    def left(self, space: Space, native_id: str) -> None:
        """Somebody has left, and their roles with them; the database knows."""
        self._held.get(space.id, {}).pop(native_id, None)

    def forget(self) -> None:
        """Read again after people or spaces were merged, moved or erased."""
        self._held.clear()

    async def _in(self, space: Space) -> dict[str, tuple[int, Held]]:
        held = self._held.get(space.id)
        if held is None:
            read = await self._people.roles_in(space.id)
            held = self._held.setdefault(space.id, read)
        return held


def _is_news(who: NativeUser, held: dict[str, tuple[int, Held]]) -> bool:
    """Whether the platform says something that we did not know."""
    if who.roles is None or who.is_bot:
        return False
    known = held.get(who.native_id)
    return frozenset(who.roles) != known[1] if known is not None else bool(who.roles)
