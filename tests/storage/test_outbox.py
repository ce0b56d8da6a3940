"""Posts: once per key, in order, recovered after a crash without a blind repetition; threads."""

from __future__ import annotations

import asyncio
from typing import Any

from storage.outbox import NONCE_MS, OutboxRow, OutboxStore
from storage.tables import outbox
from storage.threads import ThreadStore
from tests.support.databases import opened

from .conftest import World


async def _add(box: OutboxStore, now: int = 0, **fields: Any) -> int | None:
    values: dict[str, Any] = {"community_id": 1, "platform": "discord", "channel_native": "c"}
    values |= {"payload": {"text": "hello"}} | fields
    return await box.add(now=now, **values)


async def _states(world: World) -> list[str]:
    place = list(outbox.c.keys()).index("state")
    return [row[place] for row in await world.rows(outbox)]


async def test_a_post_from_row_to_delivery(world: World) -> None:
    box = OutboxStore(world.db)
    row_id = await _add(box, 5, tag="poll:1", key="k", file=b"png", nonce="n", channel_id=3)
    [row] = await box.claim_due(5, 10)
    assert row == OutboxRow(
        row_id, 1, "discord", "c", None, 3, "poll:1", "k", {"text": "hello"}, b"png", "n",
        "sending", 0, 5, None, None,
    )  # fmt: skip
    assert await box.claim_due(5, 10) == []
    assert await box.by_tag(1, "poll:1") == []
    await box.sent(row.id, "c9", 2**60, 6)
    [sent] = await box.by_tag(1, "poll:1")
    assert (sent.payload, sent.file) == (None, None)
    assert (sent.state, sent.native_channel, sent.native_id) == ("sent", "c9", 2**60)
    assert await box.by_tag(2, "poll:1") == await box.by_tag(1, "poll:2") == []
    await box.deleted(row.id)
    assert await box.by_tag(1, "poll:1") == []


async def test_a_quiet_community_does_not_wait_for_all_posts_of_a_noisy_one(world: World) -> None:
    """Negative control: in one row for all, those that were queued last come last."""
    for quiet, first in ((2, [2, 2]), (1, [])):
        box = OutboxStore(world.db)
        noisy = [await _add(box, 1) for _ in range(30)]
        last = [await _add(box, 1, community_id=quiet, channel_native="q") for _ in range(2)]
        rows = await box.claim_due(5, 10)
        assert [row.community_id for row in rows if row.id in last] == first
        assert [row.id for row in rows if row.id not in last] == noisy[: 10 - len(first)]
        await box.claim_due(5, 100)


async def test_what_is_withdrawn_is_never_sent_or_is_taken_back(world: World) -> None:
    box = OutboxStore(world.db)
    on_its_way, failing, waiting, other = [
        await _add(box, tag=tag) for tag in ("poll:1", "poll:1", "poll:1", "poll:2")
    ]
    assert on_its_way is not None and failing is not None
    await box.claim_due(0, 2)
    await box.withdraw(1, "poll:1")
    await box.withdraw(2, "poll:2")
    assert [row.id for row in await box.claim_due(9, 10)] == [other]
    assert not await box.sent(on_its_way, "c", 1, 0)
    await box.retry(failing, 5, "TimeoutError")
    await box.deleted(on_its_way)
    assert await box.claim_due(9, 10) == []
    assert await _states(world) == ["deleted", "deleted", "deleted", "sending"]
    assert waiting is not None and other is not None
    assert await box.sent(other, "c", 2, 0)


async def test_what_was_withdrawn_before_a_crash_stays_away(world: World) -> None:
    box = OutboxStore(world.db)
    await _add(box, tag="poll:1", nonce="n")
    await box.claim_due(0, 10)
    await box.withdraw(1, "poll:1")
    await box.recover(1)
    assert await _states(world) == ["deleted"]


async def test_a_key_counts_once_even_after_delivery(world: World) -> None:
    box = OutboxStore(world.db)
    first = await _add(box, key="k")
    assert first is not None
    assert await _add(box, key="k") is None
    await box.claim_due(0, 10)
    await box.sent(first, "c", 1, 0)
    assert await _add(box, key="k") is None
    assert await _add(box) is not None
    assert await _add(box) is not None


async def test_a_key_counts_once_among_replicas(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        boxes = (OutboxStore(one), OutboxStore(two))
        ids = await asyncio.gather(*(_add(boxes[n % 2], key="k") for n in range(10)))
        assert len([row_id for row_id in ids if row_id is not None]) == 1


async def test_retry_and_fail(world: World) -> None:
    box = OutboxStore(world.db)
    await _add(box)
    [row] = await box.claim_due(0, 10)
    assert await box.begin(row.id, 0)
    await box.retry(row.id, 100, "ConnectionError")
    assert await box.claim_due(99, 10) == []
    [row] = await box.claim_due(100, 10)
    assert (row.attempts, row.payload) == (1, {"text": "hello"})
    await box.fail(row.id, "Gone")
    assert await _states(world) == ["failed"]
    assert await box.claim_due(10**9, 10) == []


async def test_posts_are_claimed_in_order_up_to_the_limit(world: World) -> None:
    box = OutboxStore(world.db)
    ids = [await _add(box, now) for now in (3, 3, 3)]
    assert [row.id for row in await box.claim_due(3, 2)] == ids[:2]
    assert [row.id for row in await box.claim_due(3, 2)] == ids[2:]
    await _add(box, 3, due_at=10)
    assert await box.claim_due(9, 2) == []


async def test_after_a_crash(world: World) -> None:
    box, late = OutboxStore(world.db), NONCE_MS + 1
    await _add(box, nonce="old")
    for row in await box.claim_due(0, 10):
        assert await box.begin(row.id, 0)
    await _add(box, late, nonce="n")
    await _add(box, late, nonce="n2", platform="telegram")
    await _add(box, late)
    delivered = await _add(box, late)
    for row in await box.claim_due(late, 10):
        assert await box.begin(row.id, late)
    await box.sent(delivered or 0, "c", 1, late)
    await _add(box, late)
    assert await box.recover(late) == 4
    ambiguous = "ambiguous"
    assert await _states(world) == [ambiguous, "waiting", ambiguous, ambiguous, "sent", "waiting"]
    assert [row.nonce for row in await box.claim_due(late, 10)] == ["n", None]


async def test_what_was_claimed_and_not_begun_waits_again_in_its_place(world: World) -> None:
    box = OutboxStore(world.db)
    ids = [await _add(box, n, platform="telegram") for n in range(3)]
    first, second = await box.claim_due(5, 2)
    assert await box.begin(first.id, 5) and not await box.begin(first.id, 5)
    await box.recover(9)
    assert await _states(world) == ["ambiguous", "waiting", "waiting"]
    # who had claimed it before somebody else took over does not send it
    assert not await box.begin(second.id, 9)
    assert [row.id for row in await box.claim_due(9, 10)] == ids[1:]


async def test_what_is_withdrawn_before_it_begins_is_not_sent(world: World) -> None:
    box = OutboxStore(world.db)
    await _add(box, tag="poll:1")
    [row] = await box.claim_due(0, 10)
    await box.withdraw(1, "poll:1")
    assert not await box.begin(row.id, 1)
    assert await _states(world) == ["deleted"]


async def test_an_ambiguous_post_is_never_repeated(world: World) -> None:
    box = OutboxStore(world.db)
    await _add(box)
    [row] = await box.claim_due(0, 10)
    assert await box.begin(row.id, 0)
    await box.ambiguous(row.id)
    await box.recover(1)
    assert await box.claim_due(10**9, 10) == []
    assert await _states(world) == ["ambiguous"]


async def test_prune_keeps_what_may_still_be_needed(world: World) -> None:
    box = OutboxStore(world.db)
    ids = [await _add(box, 0, **fields) for fields in ({}, {"tag": "t"}, {"key": "k"}, {})]
    await box.claim_due(0, 10)
    for row_id in ids[:3]:
        await box.sent(row_id or 0, "c", 1, 1)
    await box.fail(ids[3] or 0, "Gone")
    await _add(box, 0)
    assert await box.prune(0) == 0
    assert await box.prune(5) == 2
    assert await world.count(outbox) == 3


async def test_a_post_is_found_by_where_it_stands(world: World) -> None:
    box = OutboxStore(world.db)
    for number, tag in enumerate(("idea:1", "idea:2", "")):
        row_id = await _add(box, tag=tag)
        assert row_id is not None
        await box.sent(row_id, "c", number, 0)
    assert await box.tag_of("discord", "c", 0) == "idea:1"
    assert await box.tag_of("discord", "c", 1) == "idea:2"
    assert await box.tag_of("discord", "c", 2) == ""
    for elsewhere in (("telegram", "c", 1), ("discord", "d", 1), ("discord", "c", 3)):
        assert await box.tag_of(*elsewhere) is None
    [row] = await box.by_tag(1, "idea:1")
    await box.deleted(row.id)
    assert await box.tag_of("discord", "c", 0) is None


async def test_a_message_has_one_thread(world: World) -> None:
    threads, channel = ThreadStore(world.db), world.channel
    places = [
        (await world.people.ensure_channel("local", n, n, world.space, "c1", False)).id
        for n in ("t1", "t2", "by hand")
    ]
    assert await threads.of(channel, 2**60) is None
    await threads.keep(channel, 2**60, places[0])
    await threads.keep(channel, 7, places[1])
    assert await threads.of(channel, 2**60) == places[0]
    assert await threads.of(places[0], 2**60) is None
    await threads.keep(channel, 2**60, places[1])
    assert await threads.of(channel, 2**60) == places[1]
    await threads.keep(channel, 2**60, places[0])
    assert [row.name for row in await world.people.rooms(world.space)] == ["general", "by hand"]
    assert len(await world.people.channels(world.space)) == 4
