"""A community's own settings and the log of decisions."""

from __future__ import annotations

from storage.audit import AuditLog, AuditRow
from storage.settings import Overrides
from storage.tables import overrides

from .conftest import World


async def test_overrides_are_set_changed_and_unset(world: World) -> None:
    store, home = Overrides(world.db), world.community
    await store.set(home, "welcome", "text", "Hi {name}", 1, 5)
    await store.set(home, "welcome", "text", "Ciao", None, 6)
    await store.set(home, "digest", "days", ["mon", 2, None], 1, 7)
    await store.set(home + 1, "welcome", "text", "elsewhere", 1, 8)
    assert await store.all(home) == {
        ("welcome", "text"): "Ciao",
        ("digest", "days"): ["mon", 2, None],
    }
    assert (home, "welcome", "text", "Ciao", None, 6) in await world.rows(overrides)
    assert await store.unset(home, "welcome", "text")
    assert not await store.unset(home, "welcome", "text")
    assert list(await store.all(home)) == [("digest", "days")]


async def test_an_override_may_be_none(world: World) -> None:
    store = Overrides(world.db)
    await store.set(1, "polls", "limit", None, 1, 5)
    assert await store.all(1) == {("polls", "limit"): None}


async def test_decisions_newest_first(world: World) -> None:
    log, home = AuditLog(world.db), world.community
    ids = [
        await log.record(home, actor_member_id=None, action=action, target="member:7", at=n)
        for n, action in enumerate(("safety.warn", "safety_x", "polls.close"))
    ]
    await log.record(home + 1, actor_member_id=1, action="safety.warn", target="", at=9)
    assert [row.id for row in await log.recent(home, 2)] == [ids[2], ids[1]]
    assert [row.action for row in await log.recent(home, 9, "safety.")] == ["safety.warn"]
    assert [row.action for row in await log.recent(home, 9, "safety_")] == ["safety_x"]


async def test_a_decision_keeps_its_detail(world: World) -> None:
    log = AuditLog(world.db)
    detail = {"score": 0.93, "labels": ["insult"]}
    row_id = await log.record(
        5, actor_member_id=3, action="safety.delete", target="message:9", detail=detail, at=77
    )
    [row] = await log.recent(5, 1)
    assert row == AuditRow(row_id, 5, 3, "safety.delete", "message:9", detail, 77)
