"""townhall import discord: the past of the servers that the bot is on, by Discord's own API."""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from rich.console import Console

from bot import at_rest
from bot.api.errors import Gone, MissingRights, SetupError
from bot.api.port.archive import Archive, Page
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.engine.clock import SystemClock
from bot.engine.commands.cleaning import clean
from bot.parts import platforms_of
from bot.printing import printable
from bot.settings import Settings
from storage.database import Database
from storage.history import History, Reach, plainly
from storage.people import People, SpaceRow

from .homes import home_of, skipped, tombstones_of
from .reading.discord_export import SHARED
from .reading.records import NO_AUTHOR, NOTICES, Moved, Passed, Place, Record, Said
from .report import many, sentences
from .taking import Taker, Tally, settle

DAY_MS = 86_400_000


async def fetch(settings: Settings, chosen: argparse.Namespace, out: Console) -> bool:
    """Read `chosen.days` days back, with at most `chosen.budget` requests. True when all of it was
    read; the same command goes on where this one stopped. SetupError when nothing can be done."""
    platform = next((p for p in platforms_of(settings) if p.name == "discord"), None)
    if platform is None:
        raise SetupError(
            'Discord is switched off: set "enabled" and "token" in [platforms.discord].'
        )
    now, tally = SystemClock().now(), Tally()
    async with at_rest.opened(settings) as db, platform.archive() as archive:
        reading = _Reading(settings, chosen, db, archive, tally, now)
        with plainly(), at_rest.progress(out, "Requests", chosen.budget) as advance:
            shown = 0
            try:
                async for _ in reading.steps():
                    spent = min(archive.requests, chosen.budget)
                    advance(spent - shown)
                    shown = spent
            except ConnectionError:
                tally.problems.append(
                    "Discord does not answer any more; give the same command again to go on"
                )
        requests = archive.requests
        trouble = await tombstones_of(settings, db).trouble()
    title = f"From Discord, {many(requests, 'request')}: {', '.join(reading.names) or 'no server'}."
    for line in [
        *sentences(title, tally, dry_run=False),
        *reading.rest(),
        *([f"! {trouble}"] if trouble else []),
    ]:
        out.print(printable(line), markup=False, emoji=False, highlight=False)
    return not reading.left and not tally.problems


@dataclass(slots=True)
class _Walk:
    """One channel on its way: first to the present, then back to `start`."""

    channel: NativeChannel
    row: int
    reach: Reach
    start: int
    caught_up: bool


class _Reading:
    """One run of the command."""

    def __init__(
        self, settings: Settings, chosen: argparse.Namespace, db: Database, archive: Archive,
        tally: Tally, now: int,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._chosen = chosen
        self._db = db
        self._archive = archive
        self._tally = tally
        self._now = now
        self._history = History(db)
        self._since = now - chosen.days * DAY_MS
        self.names: list[str] = []
        self.left = 0
        """Channels of which there is more to read."""
        self.closed: list[str] = []
        """Channels that turned out not to be readable."""

    async def steps(self) -> AsyncIterator[None]:
        """Read server after server, and in each channel by channel in turns, a page each: so what
        the budget reaches is the latest of all channels. Yields after every few requests."""
        wanted = (self._chosen.space or "").casefold()
        for native in await self._archive.spaces():
            if wanted and wanted not in (native.name.casefold(), native.native_id):
                continue
            self.names.append(native.name)
            async for _ in self._space(clean(native)):
                yield
        if not self.names:
            raise SetupError(
                f'The bot is on no server "{self._chosen.space}".'
                if wanted
                else "The bot is on no Discord server yet: `townhall check` shows the invitation."
            )

    def rest(self) -> Iterator[str]:
        """What is left to do."""
        if self.closed:
            names = ", ".join(f"#{name}" for name in self.closed)
            yield f'! The bot may not read {names}: give it "Read Message History" there.'
        if self.left:
            yield (
                f"! The budget is used up, and {many(self.left, 'channel')} go further back: give "
                "the same command again."
            )

    async def _space(self, native: NativeSpace) -> AsyncIterator[None]:
        home = await home_of(self._settings, self._db, "discord", native, self._chosen.community)
        assert home.space is not None  # noqa: S101 - made where it was not there
        skip = skipped(self._settings, self._chosen)
        tombstones = tombstones_of(self._settings, self._db)
        taker = Taker(self._db, home, tombstones, self._tally, self._now, skip, dry_run=False)
        try:
            async for _ in self._people(native, taker):
                yield
            waiting = await self._walks(native, home.space)
            yield
            while waiting and self._is_open():
                walk = waiting.popleft()
                if not await self._step(walk, taker):
                    waiting.append(walk)
                yield
            self.left += len(waiting)
        finally:
            # also what was read before an error or an interruption stays
            await taker.finish()
            await settle(self._db, [home.space.id])

    def _is_open(self) -> bool:
        return self._archive.requests < int(self._chosen.budget)

    async def _people(self, native: NativeSpace, taker: Taker) -> AsyncIterator[None]:
        try:
            async for join in self._archive.people(native.native_id):
                await taker.take(Moved(join.user, "joined", join.at))
                yield
        except MissingRights:
            self._tally.problems.append(
                f'Who joined {native.name} when is not shown to the bot: switch on the "Server '
                'Members Intent" of the application'
            )

    async def _walks(self, native: NativeSpace, space: SpaceRow) -> deque[_Walk]:
        found: deque[_Walk] = deque()
        start, now = self._archive.number_at(self._since), self._archive.number_at(self._now)
        for channel in await self._archive.channels(native.native_id, self._since):
            noun = clean(channel)
            row = await People(self._db).ensure_channel(
                "discord", noun.native_id, noun.name, space.id, noun.parent, noun.private
            )
            reach = await self._history.reach(row.id)
            known = reach or Reach(now, now)
            found.append(_Walk(channel, row.id, known, start, caught_up=reach is None))
        return found

    async def _step(self, walk: _Walk, taker: Taker) -> bool:
        """Read one page of a channel, and note it; whether that was the last."""
        channel, reach = walk.channel.native_id, walk.reach
        try:
            if not walk.caught_up:
                page = await self._archive.after(channel, reach.newest)
                walk.caught_up = page.last
                reach = Reach(reach.oldest, max(reach.newest, page.newest))
                done = page.last and reach.oldest <= walk.start
            elif reach.oldest > walk.start:
                page = await self._archive.before(channel, reach.oldest)
                oldest = page.oldest or reach.oldest
                reach = Reach(min(oldest, walk.start) if page.last else oldest, reach.newest)
                done = page.last or oldest <= walk.start
            else:
                return True
        except (MissingRights, Gone):
            self.closed.append(walk.channel.name)
            return True
        for record in _records(page, walk):
            await taker.take(record)
        await taker.flush()
        await self._history.keep_reach(walk.row, reach)
        walk.reach = reach
        return done


def _records(page: Page, walk: _Walk) -> Iterator[Record]:
    """What a page says, also where it goes further back than was asked for: it counts as read."""
    channel = walk.channel
    place = Place(channel.native_id, channel.name, channel.parent, channel.private)
    for join in page.joins:
        shared = join.user.native_id == SHARED
        yield Passed(NO_AUTHOR) if shared else Moved(join.user, "joined", join.at)
    for _ in range(page.notices):
        yield Passed(NOTICES)
    for message in page.messages:
        answered = message.reply_to_author
        if message.author.native_id == SHARED:
            yield Passed(NO_AUTHOR)
            continue
        yield Said(
            place=place,
            author=message.author,
            native_id=message.native_id,
            at=message.sent_at,
            length=len(message.text),
            attachments=message.attachments,
            answers=() if message.reply_to is None else (message.reply_to,),
            answered=answered if answered is not None and not _is_nobody(answered) else None,
            mentions=tuple(user for user in message.mentions if not _is_nobody(user)),
        )


def _is_nobody(user: NativeUser) -> bool:
    return user.is_bot or user.native_id == SHARED
