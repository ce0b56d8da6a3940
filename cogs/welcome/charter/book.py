"""The charter in force, and asking for it again at a polite moment."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from bot.api.boards.contact import Contact
from bot.api.model import Member
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler

from ..config import WelcomeConfig
from . import wording
from .store import Charter, CharterStore

ASK = "welcome.charter"
DAY_MS = 86_400_000
ASKED_AT_MOST = 3
REMEMBERED = 50_000


class Book:
    """The charter of each community. While nobody has edited it, the setting `rules` is it."""

    def __init__(self, store: CharterStore, configs: Configs, clock: Clock) -> None:
        self._store = store
        self._configs = configs
        self._clock = clock
        self._known: dict[int, tuple[str, Charter | None]] = {}
        # what was read before a new version came must not be remembered after it
        self._turn = asyncio.Lock()

    async def current(self, community_id: int) -> Charter | None:
        """None where there is none. From memory: cheap on the message path."""
        rules = self._configs.of(WelcomeConfig, community_id).rules.strip()
        known = self._known.get(community_id)
        if known is not None and known[0] == rules:
            return known[1]
        async with self._turn:
            return await self._read(community_id, rules)

    async def _read(self, community_id: int, rules: str) -> Charter | None:
        found = await self._store.latest(community_id)
        if rules and (found is None or (found.by_setting and found.text != rules)):
            version = found.version + 1 if found is not None else 1
            now = self._clock.now()
            await self._store.add(community_id, version, rules, now, asks=True, by_setting=True)
            found = await self._store.latest(community_id)
        gone = found is None or not found.text or (found.by_setting and not rules)
        charter = None if gone else found
        self._known[community_id] = (rules, charter)
        return charter

    async def write(
        self, community_id: int, after: int, text: str, *, asks: bool, author_id: int
    ) -> bool:
        """The version that follows `after`; False when there is a newer one already."""
        async with self._turn:
            latest = await self._store.latest(community_id)
            if (latest.version if latest is not None else 0) != after:
                return False
            added = await self._store.add(
                community_id, after + 1, text, self._clock.now(), asks=asks, author_id=author_id
            )
            self._known.pop(community_id, None)
            return added

    async def newest(self, community_id: int) -> int:
        """The number of the newest version, also where there is no charter any more."""
        await self.current(community_id)
        latest = await self._store.latest(community_id)
        return latest.version if latest is not None else 0


class Asking:
    """Asks who takes part whether they accept: privately, at most once a day, three times a
    version, and when their wishes allow it."""

    def __init__(
        self,
        book: Book,
        store: CharterStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        contact: Contact,
        clock: Clock,
    ) -> None:
        self._book = book
        self._store = store
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._contact = contact
        self._clock = clock
        self._looked: OrderedDict[int, tuple[int, int]] = OrderedDict()
        """By member: the version needed, and when it was looked at."""

    async def heard(self, member: Member) -> None:
        """They take part at this moment."""
        charter = await self._book.current(member.community_id)
        if charter is None or self._just_looked(member.id, charter.needs):
            return
        accepted = await self._lacking(member, charter)
        if accepted is None:
            return
        now = self._clock.now()
        times = await self._store.ask(
            member.id, charter.needs, now, every=DAY_MS, most=ASKED_AT_MOST
        )
        if times is not None:
            await self._ask(member, charter, times, again=accepted > 0)

    def shown(self, member_id: int, charter: Charter) -> None:
        """They have just read it, so they need not be asked today."""
        self._just_looked(member_id, charter.needs)

    def _just_looked(self, member_id: int, needs: int) -> bool:
        now = self._clock.now()
        version, at = self._looked.get(member_id, (0, 0))
        if version == needs and now - at < DAY_MS:
            return True
        self._looked[member_id] = (needs, now)
        self._looked.move_to_end(member_id)
        if len(self._looked) > REMEMBERED:
            self._looked.popitem(last=False)
        return False

    async def _lacking(self, member: Member, charter: Charter) -> int | None:
        """The version that they accepted last (0: none) if they are to be asked for another."""
        whom = self._configs.of(WelcomeConfig, member.community_id).charter_asks
        accepted = await self._store.accepted(member.id) if whom != "nobody" else None
        version = accepted[0] if accepted is not None else 0
        if whom == "nobody" or version >= charter.needs or (whom == "again" and not version):
            return None
        return version

    async def _ask(self, member: Member, charter: Charter, times: int, *, again: bool) -> None:
        key = f"welcome:charter:{member.id}:{charter.needs}:{times}"
        leave = await self._contact.ask(member, "welcome", key)
        if leave.granted:
            community = await self._directory.community(member.community_id)
            stop = self._contact.stop(member.community_id, "welcome")
            reply = wording.ask(charter, community.name, again=again, stop=stop)
            await self._outbox.tell(member, reply, key=key)
        elif leave.at is not None:
            data = {"member": member.id, "needs": charter.needs, "times": times}
            await self._scheduler.at(leave.at, ASK, data, key=key, community_id=member.community_id)

    async def due(self, data: dict[str, Any]) -> None:
        """They may be written to by now; unless they have accepted, or it has changed again."""
        member = await self._directory.member(data["member"])
        charter = await self._book.current(member.community_id) if member is not None else None
        if member is None or charter is None or charter.needs != data["needs"]:
            return
        if not self._configs.of(WelcomeConfig, member.community_id).enabled:
            return
        accepted = await self._lacking(member, charter)
        if accepted is not None:
            await self._ask(member, charter, data["times"], again=accepted > 0)
