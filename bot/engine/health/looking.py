"""The engine's own checks for `/doctor`; `judging` says what is found."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from bot.api.boards.checks import Check
from bot.api.errors import Gone, TownhallError
from bot.api.model import Channel
from bot.api.port.platform import Platform
from bot.api.port.powers import Can
from bot.api.services import Clock, Directory, Purpose, Toxicity
from bot.api.text import CommandHint, T, bold
from storage.backup import newest
from storage.database import Database
from storage.waiting import began, look

from ..services.people.tombstones import Tombstones
from . import judging
from .clocks import apart


class EngineChecks:
    """What the engine knows of itself. `backups` is their folder, `nightly` says whether one
    is made each night, `model` whether the settings name one; `addresses` are the platforms' own,
    by name; `wanted` says which powers the features make use of."""

    def __init__(
        self,
        db: Database,
        directory: Directory,
        toxicity: Toxicity,
        tombstones: Tombstones,
        clock: Clock,
        platforms: Mapping[str, Platform],
        *,
        backups: Path,
        nightly: bool,
        model: bool,
        addresses: Mapping[str, str],
        wanted: Callable[[], Can],
    ) -> None:
        self._db, self._directory, self._toxicity, self._clock = db, directory, toxicity, clock
        self._tombstones = tombstones
        self._platforms, self._addresses = platforms, addresses
        self._backups, self._nightly, self._model = backups, nightly, model
        self._wanted = wanted

    async def places(self, community_id: int) -> Sequence[Check]:
        """May the bot post wherever a feature posts, and is the team's place the team's own?"""
        purposes: tuple[Purpose, ...] = get_args(Purpose)
        found: dict[int, Channel] = {}
        for purpose in purposes:
            for channel in await self._place(community_id, purpose):
                found[channel.id] = channel
        checks = [await self._may_post(channel) for channel in found.values()]
        return [*checks, *map(self._own, await self._place(community_id, "moderators"))]

    async def _place(self, community_id: int, purpose: Purpose) -> Sequence[Channel]:
        """On a platform that is switched off nothing is posted."""
        known = await self._directory.place(community_id, purpose)
        return [channel for channel in known if channel.platform in self._platforms]

    async def _may_post(self, channel: Channel) -> Check:
        name, why = bold(channel.name), T("What belongs there reaches nobody.")
        try:
            missing = await self._platforms[channel.platform].lacks(channel.native_id)
        except Gone:
            what = T("{channel} is gone, or I cannot see it.", channel=name)
            mend = T(
                "Let me in, or type {command} in another channel.",
                command=CommandHint("settings channel"),
            )
            return Check(False, what, why, mend)
        except (TownhallError, ConnectionError):
            what = T("{channel} could not be looked at.", channel=name)
            return Check(False, what, why, T("See whether the platform is reachable: /status."))
        if not missing:
            return Check(True, T("I can post in {channel}.", channel=name))
        return Check(
            False,
            T("I cannot post everything in {channel}.", channel=name),
            why,
            T("Give me there: {rights}.", rights=bold(", ".join(missing))),
        )

    def _own(self, channel: Channel) -> Check:
        name = bold(channel.name)
        if channel.private:
            return Check(True, T("Members cannot read {channel}.", channel=name))
        if channel.parent is None and not self._platforms[channel.platform].tells_private:
            return Check(
                True, T("Alerts go to {channel}: see that only your team is in it.", channel=name)
            )
        return Check(
            False,
            T("Members can read {channel}, where alerts go.", channel=name),
            T("They would see who was flagged or reported, and for what."),
            T(
                "Close it to members, or type {command} in a place of the team's own.",
                command=CommandHint("settings channel", "moderators"),
            ),
        )

    async def rights(self, community_id: int) -> Sequence[Check]:
        """On every platform: its switches, and the bot's rights in each space."""
        here: dict[str, list[str]] = {}
        for space in await self._directory.spaces(community_id):
            if space.platform in self._platforms:
                here.setdefault(space.platform, []).append(space.native_id)
        found: list[Check] = []
        for name, spaces in here.items():
            try:
                found += await self._platforms[name].rights(spaces, self._wanted())
            except (TownhallError, ConnectionError):
                what = T("My rights on {platform} could not be looked at.", platform=name)
                see = T("See whether the platform is reachable: /status.")
                found.append(Check(False, what, mend=see))
        return found

    async def machine(self, community_id: int) -> Sequence[Check]:
        """Queues, database, backup, model, tombstones and clocks."""
        now = self._clock.now()
        since, before = now - judging.DAY_MS, now - judging.LATE_MS
        asked = time.monotonic()
        async with self._db.read() as connection:
            waiting = await look(connection, since=since, before=before, community_id=community_id)
            start = await began(connection)
        found = [judging.database(time.monotonic() - asked), *judging.queues(waiting, now)]
        last = await asyncio.to_thread(newest, self._backups)
        found.append(judging.backup(last, now, start or now, planned=self._nightly))
        found.append(judging.model(wanted=self._model, answers=self._toxicity.available))
        state = await self._tombstones.state()
        broken = state.broken is not None
        if (kept := judging.tombstones(state.lost, state.all, broken=broken)) is not None:
            found.append(kept)
        for name, address in self._addresses.items():
            if (seconds := await apart(address)) is not None:
                found.append(judging.clock(seconds, name))
        return found
