"""The network of a community in a window, measured off the loop and remembered."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from bot.api.services import Configs, Measures
from bot.api.services.measures import Histories, Links

from .analysis.findings import Change, Findings, analyse, change
from .analysis.graph import Floats, Ints, graph
from .config import NetworkConfig

KEPT = 8
WEEK = 7


@dataclass(frozen=True, slots=True)
class Window:
    """Local days, both included, as ordinals."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many they are."""
        return self.last - self.first + 1

    @property
    def before(self) -> Window:
        """As many days before."""
        return Window(self.first - self.days, self.first - 1)

    def shifted(self, days: int) -> Window:
        """The same so many days later."""
        return Window(self.first + days, self.last + days)

    @staticmethod
    def until(last: int, days: int) -> Window:
        """So many days, the last one included."""
        return Window(last - days + 1, last)


@dataclass(frozen=True)
class Seen:
    """A network now, the one of the window before, and who became or ceased to be a connector."""

    window: Window
    now: Findings
    before: Findings
    change: Change


class Measuring:
    """Results are kept by what they were made from, so they are never out of date."""

    def __init__(self, measures: Measures, configs: Configs) -> None:
        self._measures = measures
        self._configs = configs
        self._kept: OrderedDict[bytes, Findings] = OrderedDict()
        self._turn = asyncio.Lock()
        self._forgotten = 0

    def forget(self) -> None:
        """Nothing of anybody stays in memory, nor of what is being measured now."""
        self._forgotten += 1
        self._kept.clear()

    async def seen(self, community_id: int, window: Window) -> Seen:
        """The network in a window, and how it changed."""
        while True:
            then = self._forgotten
            before = await self.findings(community_id, window.before)
            now = await self.findings(community_id, window)
            if then == self._forgotten:
                return Seen(window, now, before, change(now, before))

    async def findings(self, community_id: int, window: Window) -> Findings:
        """The network in a window."""
        return (await self.with_links(community_id, window))[1]

    async def with_links(self, community_id: int, window: Window) -> tuple[Links, Findings]:
        """The links of a window and what was found in them; read again when somebody was forgotten
        meanwhile."""
        while True:
            then = self._forgotten
            found = await self._measured(community_id, window)
            if then == self._forgotten:
                return found

    async def _measured(self, community_id: int, window: Window) -> tuple[Links, Findings]:
        then = self._forgotten
        links = await self._measures.links(community_id, window.first, window.last)
        weeks = max(1, window.days // WEEK)
        histories = await self._measures.histories(community_id, window.last + 1, weeks)
        config = self._configs.of(NetworkConfig, community_id)
        async with self._turn:
            key = await asyncio.to_thread(_key, links, histories, config)
            found = self._kept.get(key)
            if found is None:
                found = await asyncio.to_thread(made, links, histories, config)
            if then == self._forgotten:
                self._kept[key] = found
                self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return links, found


def made(links: Links, histories: Histories, config: NetworkConfig) -> Findings:
    """The measures of these links."""
    links_of = graph(links.source, links.target, weights(links, config))
    return analyse(links_of, writers(histories))


def weights(links: Links, config: NetworkConfig) -> Floats:
    """What each link weighs, by the settings."""
    return np.asarray(
        config.reply_weight * links.replies
        + config.mention_weight * links.mentions
        + config.reaction_weight * links.reactions,
        dtype=np.float64,
    )


def writers(histories: Histories) -> Ints:
    """Members who are here and wrote in the window; ids, ascending."""
    wrote = histories.here & (histories.messages.sum(axis=1) > 0)
    return np.sort(histories.members[wrote])


def _key(links: Links, histories: Histories, config: NetworkConfig) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    weights = np.array([config.reply_weight, config.mention_weight, config.reaction_weight])
    for part in (
        links.source, links.target, links.replies, links.mentions, links.reactions,
        writers(histories), weights,
    ):  # fmt: skip
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(np.ascontiguousarray(part).data)
    return digest.digest()
