"""The outbox: a row first, then the call; bursts of edits are folded."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from bot.api.errors import Ambiguous, CannotReach, Gone, TownhallError
from bot.api.model import Channel, Community, Member, MessageRef
from bot.api.platform import Platform, Sent
from bot.api.reply import Reply
from bot.api.services import Clock
from bot.api.wire import Outgoing
from bot.engine.faults import record
from bot.engine.rendering.compose import Composer
from bot.engine.services.directory import Registry
from storage.outbox import OutboxRow, OutboxStore

log = logging.getLogger(__name__)

WIRE = TypeAdapter(Outgoing)
FOLD_S = 0.25
LOOK_AGAIN_S = 5.0  # rows with a later due time are retries after a lost connection
BATCH = 50
MAX_ATTEMPTS = 8
REMEMBERED_UPDATES = 1000


class Delivery:
    """Implements `Outbox`. One loop claims what is due; each platform sends its own
    batches, in order per channel."""

    def __init__(
        self,
        store: OutboxStore,
        composer: Composer,
        registry: Registry,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._store = store
        self._composer = composer
        self._registry = registry
        self._clock = clock
        self._platforms = platforms
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._latest: OrderedDict[tuple[int, str], Reply] = OrderedDict()
        self._editing: dict[tuple[int, str], asyncio.Task[None]] = {}
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._closing = False

    async def start(self) -> None:
        """Take up what a crash left behind, and begin to deliver."""
        await self._store.recover(self._clock.now())
        self._loop = asyncio.create_task(self._run(), name="outbox")
        self._nudge()

    async def stop(self) -> None:
        """Finish the call under way; what waits stays in the table."""
        self._closing = True
        self._wake.set()
        if self._loop is not None:
            await self._loop
        for edit in list(self._editing.values()):
            edit.cancel()
        await asyncio.gather(*self._editing.values(), return_exceptions=True)

    async def settle(self) -> None:
        """Wait until nothing is due and no edit is under way (for tests and the replay)."""
        while True:
            await self._idle.wait()
            edits = list(self._editing.values())
            if not edits:
                return
            await asyncio.gather(*edits, return_exceptions=True)

    def _nudge(self) -> None:
        self._idle.clear()
        self._wake.set()

    # ---- Outbox

    async def post(
        self,
        channel: Channel,
        reply: Reply,
        *,
        tag: str = "",
        key: str | None = None,
        reply_to: int | None = None,
    ) -> None:
        """Queue a message for a channel."""
        community = await self._community_of(channel)
        platform = self._platforms.get(channel.platform)
        if platform is None:
            log.info("a post for %s is dropped: the platform is off", channel.platform)
            return
        reader = self._composer.reader(channel.platform, community)
        out = await self._composer.single(reply, reader, platform.limits)
        await self._add(
            community, channel.platform, replace(out, reply_to=reply_to), tag, key, channel=channel
        )

    async def _community_of(self, channel: Channel) -> Community:
        if channel.space is None:
            raise ValueError("post() is for channels of a space; use tell() for a person")
        return await self._registry.community(channel.space.community_id)

    async def tell(
        self, member: Member, reply: Reply, *, tag: str = "", key: str | None = None
    ) -> None:
        """Queue a direct message."""
        platform = self._platforms.get(member.account.platform)
        if platform is None:
            log.info("a note for %s is dropped: the platform is off", member.account.platform)
            return
        community = await self._registry.community(member.community_id)
        reader = self._composer.reader(platform.name, community, member)
        out = await self._composer.single(reply, reader, platform.limits)
        await self._add(community, platform.name, out, tag, key, member=member)

    async def _add(
        self,
        community: Community,
        platform: str,
        out: Outgoing,
        tag: str,
        key: str | None,
        *,
        channel: Channel | None = None,
        member: Member | None = None,
    ) -> None:
        content = out.file.content if out.file else None
        bare = replace(out, file=replace(out.file, content=b"")) if out.file else out
        await self._store.add(
            community_id=community.id,
            platform=platform,
            channel_native=channel.native_id if channel else None,
            user_native=member.account.native_id if member else None,
            channel_id=channel.id if channel else None,
            tag=tag,
            key=key,
            payload=WIRE.dump_python(bare, mode="json"),
            file=content,
            nonce=secrets.token_hex(12),
            now=self._clock.now(),
        )
        self._nudge()

    async def update(self, community_id: int, tag: str, reply: Reply) -> None:
        """Edit every post of that tag; bursts are folded, the last one wins."""
        key = (community_id, tag)
        self._latest[key] = reply
        self._latest.move_to_end(key)
        while len(self._latest) > REMEMBERED_UPDATES:
            self._latest.popitem(last=False)
        self._schedule_edit(key)

    def _schedule_edit(self, key: tuple[int, str]) -> None:
        if key not in self._editing and not self._closing:
            self._editing[key] = asyncio.create_task(self._edit_soon(key))

    async def posts(self, community_id: int, tag: str) -> Sequence[MessageRef]:
        """Where the posts of that tag stand."""
        refs = []
        for row in await self._store.by_tag(community_id, tag):
            channel = await self._registry.channel(row.channel_id) if row.channel_id else None
            if channel is not None and row.native_id is not None:
                refs.append(MessageRef(channel, row.native_id))
        return refs

    async def retract(self, community_id: int, tag: str) -> None:
        """Delete every post of that tag."""
        self._latest.pop((community_id, tag), None)
        for row in await self._store.by_tag(community_id, tag):
            platform = self._platforms.get(row.platform)
            if platform is None or row.native_channel is None or row.native_id is None:
                continue
            try:
                await platform.delete(row.native_channel, row.native_id)
            except Gone:
                pass
            except (TownhallError, ConnectionError) as error:
                log.warning("a post could not be deleted: %s", type(error).__name__)
                continue
            await self._store.deleted(row.id)

    # ---- edits

    async def _edit_soon(self, key: tuple[int, str]) -> None:
        try:
            while True:
                await asyncio.sleep(FOLD_S)
                reply = self._latest.get(key)
                if reply is None:
                    return
                posts = await self._store.by_tag(*key)
                await asyncio.gather(*(self._edit(row, reply) for row in posts))
                if self._latest.get(key) is reply:
                    return
        except Exception as error:
            record(error, "outbox edit")
        finally:
            del self._editing[key]

    async def _edit(self, row: OutboxRow, reply: Reply) -> None:
        platform = self._platforms.get(row.platform)
        if platform is None or row.native_channel is None or row.native_id is None:
            return
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
        except (TownhallError, ConnectionError) as error:
            log.warning("a post could not be edited: %s", type(error).__name__)

    # ---- the loop

    async def _run(self) -> None:
        while not self._closing:
            self._wake.clear()
            try:
                rows = await self._store.claim_due(
                    self._clock.now(), BATCH, without=list(self._busy)
                )
            except Exception as error:
                record(error, "outbox")
                rows = []
            if rows:
                self._begin(rows)
                continue
            if not self._busy and not self._wake.is_set():
                self._idle.set()
            try:
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._wake.wait()
            except TimeoutError:
                continue
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _begin(self, rows: Sequence[OutboxRow]) -> None:
        """Deliver a batch. One platform that cannot be reached does not hold up the others."""
        batches: dict[str, list[OutboxRow]] = defaultdict(list)
        for row in rows:
            batches[row.platform].append(row)
        for platform, batch in batches.items():
            self._busy[platform] = asyncio.create_task(self._batch(platform, batch))

    async def _batch(self, platform: str, rows: Sequence[OutboxRow]) -> None:
        lanes: dict[str | None, list[OutboxRow]] = defaultdict(list)
        for row in rows:
            lanes[row.channel_native or row.user_native].append(row)
        try:
            await asyncio.gather(*(self._lane(lane) for lane in lanes.values()))
        except Exception as error:
            record(error, "outbox")
        finally:
            del self._busy[platform]
            self._wake.set()

    async def _lane(self, rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            await self._deliver(row)

    async def _deliver(self, row: OutboxRow) -> None:
        try:
            sent = await self._send(row)
        except Ambiguous:
            log.warning("outbox row %s: the answer was lost; it is not repeated", row.id)
            await self._store.ambiguous(row.id)
        except (ConnectionError, TimeoutError) as error:
            await self._later(row, error)
        except TownhallError as error:
            level = logging.INFO if isinstance(error, CannotReach) else logging.WARNING
            log.log(level, "outbox row %s was not sent: %s", row.id, type(error).__name__)
            await self._store.fail(row.id, type(error).__name__)
        except Exception as error:
            incident = record(error, "outbox")
            await self._store.fail(row.id, f"incident {incident}")
        else:
            await self._store.sent(row.id, sent.channel, sent.native_id, self._clock.now())
            if row.tag and (row.community_id, row.tag) in self._latest:
                self._schedule_edit((row.community_id, row.tag))

    async def _later(self, row: OutboxRow, error: Exception) -> None:
        if row.attempts >= MAX_ATTEMPTS:
            await self._store.fail(row.id, type(error).__name__)
            return
        wait_ms = min(300_000, 2_000 * 2**row.attempts)
        await self._store.retry(row.id, self._clock.now() + wait_ms, type(error).__name__)

    async def _send(self, row: OutboxRow) -> Sent:
        platform = self._platforms.get(row.platform)
        if platform is None:
            raise ConnectionError(f"{row.platform} is not switched on")
        out = WIRE.validate_python(row.payload)
        file = replace(out.file, content=row.file or b"") if out.file else None
        out = replace(out, file=file, nonce=row.nonce)
        if row.user_native is not None:
            return await platform.send_direct(row.user_native, out)
        return await platform.send(str(row.channel_native), out)
