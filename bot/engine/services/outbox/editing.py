"""Editing posts that stand already: bursts are folded, the last one wins."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Mapping

from bot.api.errors import Ambiguous, Gone, TownhallError
from bot.api.port.platform import Platform
from bot.api.reply import Reply
from bot.engine.faults import record
from bot.engine.rendering.compose import Composer
from bot.engine.services.people.directory import Registry
from storage.outbox import OutboxRow, OutboxStore

log = logging.getLogger(__name__)

FOLD_S = 0.25
AGAIN_S = (5.0, 20.0, 60.0, 300.0)
"""When a post whose platform could not be reached is edited again."""
PAUSE_S = 1.0
REMEMBERED = 1000
Tag = tuple[int, str]
"""(community, tag)"""


class Edits:
    """What the posts of each tag should say now, and the tasks that bring them there."""

    def __init__(
        self,
        store: OutboxStore,
        composer: Composer,
        registry: Registry,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._store = store
        self._composer = composer
        self._registry = registry
        self._platforms = platforms
        self._latest: OrderedDict[Tag, Reply] = OrderedDict()
        self._editing: dict[Tag, asyncio.Task[None]] = {}
        self._tried: Counter[Tag] = Counter()
        self._again: dict[Tag, asyncio.TimerHandle] = {}
        self._closing = False

    def want(self, tag: Tag, reply: Reply) -> None:
        """From now on the posts of that tag say this."""
        self._latest[tag] = reply
        self._latest.move_to_end(tag)
        self._tried.pop(tag, None)
        while len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)
        self._schedule(tag)

    def forget(self, tag: Tag) -> None:
        """The posts of that tag are gone."""
        self._latest.pop(tag, None)

    def delivered(self, row: OutboxRow) -> None:
        """A post stands now; an edit that came before it is made good."""
        if row.tag and (row.community_id, row.tag) in self._latest:
            self._schedule((row.community_id, row.tag))

    async def settle(self) -> bool:
        """Wait for the edits under way; True when there was none."""
        under_way = list(self._editing.values())
        await asyncio.gather(*under_way, return_exceptions=True)
        return not under_way

    async def pause(self) -> None:
        """Give the edits under way a moment."""
        if under_way := list(self._editing.values()):
            await asyncio.wait(under_way, timeout=PAUSE_S)

    async def stop(self) -> None:
        """Let the edits under way end: a task cancelled in between would leave a database
        connection behind."""
        self._closing = True
        for timer in self._again.values():
            timer.cancel()
        await self.settle()

    def _schedule(self, tag: Tag) -> None:
        if (timer := self._again.pop(tag, None)) is not None:
            timer.cancel()
        if tag not in self._editing and not self._closing:
            self._editing[tag] = asyncio.create_task(self._edit_soon(tag))

    async def _edit_soon(self, tag: Tag) -> None:
        try:
            while not self._closing:
                await asyncio.sleep(FOLD_S)
                reply = self._latest.get(tag)
                if reply is None:
                    return
                posts = await self._store.by_tag(*tag)
                edits = [self._edit(row, reply) for row in posts]
                # one that fails must not leave the others running behind everybody's back
                outcomes = await asyncio.gather(*edits, return_exceptions=True)
                for error in outcomes:
                    if isinstance(error, Exception):
                        record(error, "outbox edit")
                if self._latest.get(tag) is reply:
                    self._follow(tag, missed=False in outcomes)
                    return
        except Exception as error:
            record(error, "outbox edit")
        finally:
            del self._editing[tag]

    def _follow(self, tag: Tag, *, missed: bool) -> None:
        """Another try, later, for what a platform out of reach has missed."""
        if not missed or self._tried[tag] >= len(AGAIN_S):
            self._tried.pop(tag, None)
            return
        wait_s = AGAIN_S[self._tried[tag]]
        self._tried[tag] += 1
        self._again[tag] = asyncio.get_running_loop().call_later(wait_s, self._schedule, tag)

    async def _edit(self, row: OutboxRow, reply: Reply) -> bool:
        """Whether nothing is left to be done."""
        platform = self._platforms.get(row.platform)
        if platform is None or row.native_channel is None or row.native_id is None:
            return True
        community = await self._registry.community(row.community_id)
        member = None
        if row.user_native is not None:
            member = await self._registry.known_member(
                row.community_id, row.platform, row.user_native
            )
        reader = self._composer.reader(row.platform, community, member)
        out = await self._composer.single(reply, reader, platform.limits)
        try:
            await platform.edit(row.native_channel, row.native_id, out)
        except Gone:
            await self._store.deleted(row.id)
        except (Ambiguous, ConnectionError, TimeoutError) as error:
            log.warning("a post could not be edited yet: %s", type(error).__name__)
            return False
        except TownhallError as error:
            log.warning("a post could not be edited: %s", type(error).__name__)
        return True
