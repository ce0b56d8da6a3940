"""What a platform tells after it was away, repaired: who came and went, and what was written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.api.errors import Gone, TownhallError
from bot.api.port.inbound import InLeave, Sink
from bot.api.port.nouns import NativeUser
from bot.api.port.platform import Finding, Platform
from bot.api.port.returning import Back
from bot.api.services import Clock
from bot.engine.faults import record
from bot.engine.intake.forgotten import Forgotten
from bot.engine.scheduler import TableScheduler
from storage import StorageError
from storage.database import Database
from storage.gaps import Gaps, Heard

from .budget import Budget
from .reading import Gap, Outcome, Reading

log = logging.getLogger(__name__)

TASK = "core.gap"
AGAIN_MS = 10 * 60_000
MARGIN_MS = 10 * 60_000
"""So much before the last message heard is read again: channels are heard side by side, and what
was changed or deleted of it meanwhile is found."""
TOGETHER = 500


class CatchUp:
    """Implements `Returns`.

    A gap is a row among the tasks before anything of it is read, and the row goes when all of it
    is taken in: what is broken off, by a crash or a network that fails, is begun again.
    """

    def __init__(
        self,
        db: Database,
        sink: Sink,
        forgotten: Forgotten,
        scheduler: TableScheduler,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._gaps = Gaps(db)
        self._sink = sink
        self._forgotten = forgotten
        self._scheduler = scheduler
        self._clock = clock
        self._platforms = platforms
        self._budget = Budget()
        self._turn = asyncio.Lock()
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._found: dict[tuple[str, str], Finding] = {}
        self._closed = False
        scheduler.handle(TASK, self.again)

    @property
    def findings(self) -> Sequence[Finding]:
        """What is missing for good of the times away, a sentence a space: for those who look after
        the bot. Of this run only."""
        return tuple(self._found.values())

    async def back(self, platform: str, news: Back) -> None:
        """Take in who came and went, and begin to read what was written."""
        try:
            await self._back(platform, news)
        except Exception as error:
            record(error, f"coming back to a space of {platform}")
            if isinstance(error, StorageError):
                raise

    async def _back(self, platform: str, news: Back) -> None:
        heard = await self._gaps.heard(platform, news.space.native_id, news.first)
        if heard is None:
            return
        # what was before the space was first seen is left to imports
        reached = max(heard.at - MARGIN_MS, heard.since)
        gap = Gap(
            platform,
            news.space.native_id,
            heard.space_id,
            max(reached, news.since),
            news.at,
            heard.newest,
            news.first,
            cut=reached < news.since,
        )
        # before the first of what is new is taken in: after that, nothing else says what is missing
        await self._keep(gap)
        await self._people(platform, news, heard, reached)
        self._begin(gap)

    async def _people(self, platform: str, news: Back, heard: Heard, reached: int) -> None:
        joined = [join for join in news.joined if join.at >= reached]
        came = await self._forgotten.without(platform, joined)
        for start in range(0, len(came), TOGETHER):
            await self._sink.receive_many(platform, came[start : start + TOGETHER])
        if news.is_here is None:
            return
        last = 0
        while present := await self._gaps.present(heard.space_id, last, TOGETHER):
            gone = [
                InLeave(news.space, NativeUser(who.native_id, who.name, who.username), news.at)
                for who in present
                if not news.is_here(who.native_id)
            ]
            await self._sink.receive_many(platform, gone)
            last = present[-1].account_id

    # ---- reading in the background

    async def again(self, data: dict[str, Any], due: int) -> None:
        """The handler of `TASK`: what was broken off is begun again."""
        gap = Gap(**data)
        await self._keep(gap)
        self._begin(gap)

    async def _keep(self, gap: Gap) -> None:
        due = self._clock.now() + AGAIN_MS
        await self._scheduler.at(due, TASK, asdict(gap), key=_key(gap))

    def _begin(self, gap: Gap) -> None:
        key = _key(gap)
        if key not in self._reading and gap.platform in self._platforms and not self._closed:
            self._reading[key] = asyncio.create_task(self._read(gap), name="catching up")
            self._reading[key].add_done_callback(lambda _: self._reading.pop(key))

    async def _read(self, gap: Gap) -> None:
        try:
            async with self._turn, self._platforms[gap.platform].archive() as archive:
                reading = Reading(
                    gap, archive, self._gaps, self._sink, self._forgotten, self._budget
                )
                outcome = await reading.run()
        except Gone:
            outcome = Outcome()  # the bot is not there any more: nobody misses anything
        except (TownhallError, ConnectionError, TimeoutError) as error:
            log.warning(
                "what was written on %s while the bot was away cannot be read now (%s); "
                "tried again in 10 minutes",
                gap.platform,
                type(error).__name__,
            )
            return
        except Exception as error:
            record(error, f"catching up on {gap.platform}")
            return
        await self._scheduler.cancel(_key(gap))
        self._tell(gap, outcome)

    def _tell(self, gap: Gap, outcome: Outcome) -> None:
        if outcome.messages:
            log.info("%s messages of the time away were taken in", outcome.messages)
        missing = " ".join(_sentences(gap, outcome))
        if missing:
            log.warning("%s", missing)
            self._found[gap.platform, gap.space] = Finding(False, missing)

    async def settle(self) -> None:
        """Wait until nothing is being read."""
        await asyncio.gather(*self._reading.values())

    async def close(self) -> None:
        """Break off; the next start goes on."""
        self._closed = True
        under_way = list(self._reading.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


def _key(gap: Gap) -> str:
    return f"gap:{gap.platform}:{gap.space}:{gap.newest}:{gap.start}"


def _sentences(gap: Gap, outcome: Outcome) -> list[str]:
    said = []
    where = gap.platform.capitalize()
    if outcome.closed:
        said.append(
            f"What was written in {_names(outcome.closed)} on {where} while the bot was away is "
            'missing: give it the right "Read Message History" there.'
        )
    if outcome.long:
        said.append(
            f"In {_names(outcome.long)} on {where} more was written while the bot was away than "
            "it reads; the rest is missing."
        )
    if outcome.older:
        said.append(
            f"In {_names(outcome.older)} on {where} something was written longer ago than the bot "
            "looks back; that is missing."
        )
    if outcome.long or outcome.older:
        said.append("`townhall import discord` counts it in.")
    return said


def _names(channels: Sequence[str]) -> str:
    shown = ", ".join(f"#{name}" for name in channels[:5])
    return shown if len(channels) <= 5 else f"{shown} and {len(channels) - 5} more channels"
