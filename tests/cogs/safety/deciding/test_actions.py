"""Deciding without a chat: who may act, what stays on record, what is taken back, two databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.api.services import Score
from cogs.safety.alerts.filing import FilingStore
from cogs.safety.alerts.model import Alert, Draft, Failure, about_message
from cogs.safety.alerts.store import STALE_MS, AlertStore
from cogs.safety.cog import Safety
from cogs.safety.deciding.actions import length_allowed
from cogs.safety.deciding.model import Action
from cogs.safety.deciding.store import ActionStore
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

SCORE = Score({"toxicity": 0.9}, ("toxicity",), "m@1")
NOW = 1_780_000_000_000
DAY = 86_400_000
ANA, MO, MAX = 7, 50, 51


@dataclass
class Stores:
    db: Database
    filing: FilingStore
    alerts: AlertStore
    actions: ActionStore

    async def alert(self, message_id: int = 1, *, author: int = ANA) -> Alert:
        draft = Draft(
            community_id=1,
            about=about_message(3, message_id),
            author_id=author,
            author_is_staff=False,
            now=NOW,
            space_id=2,
            channel_id=3,
            message_id=message_id,
            text="nasty words",
            sent_at=NOW,
            score=SCORE,
            flagged=("toxicity",),
        )
        return (await self.filing.file(draft)).alert

    async def now(self, alert: Alert) -> Alert:
        found = await self.alerts.get(1, alert.id)
        assert found is not None
        return found

    async def timed_out(self, alert: Alert, seconds: int = 3600, now: int = NOW) -> Action:
        assert await self.actions.begin(1, alert.id, MO, now)
        detail = {"seconds": seconds}
        mine, (action,) = await self.actions.settle(
            alert, MO, "timed_out", now, detail=detail, kind="time_out", members=[ANA]
        )
        assert mine
        return action

    async def warned(self, alert: Alert, now: int = NOW) -> Action:
        assert await self.actions.begin(1, alert.id, MO, now)
        mine, (action,) = await self.actions.settle(
            alert,
            MO,
            "warned",
            now,
            detail={},
            kind="warn",
            members=[ANA],
            strike_until=now + 90 * DAY,
        )
        assert mine
        return action


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield Stores(db, FilingStore(db), AlertStore(db), ActionStore(db))


# ---- who may act


async def test_only_one_of_many_begins(stores: Stores) -> None:
    alert = await stores.alert()
    won = await asyncio.gather(
        *(stores.actions.begin(1, alert.id, by, NOW) for by in (None, *range(50, 59)))
    )
    assert sum(won) == 1
    assert not await stores.actions.begin(2, alert.id, MO, NOW), "another community's alert"


async def test_what_a_crash_cut_off_can_be_taken_over(stores: Stores) -> None:
    alert = await stores.alert()
    assert await stores.actions.begin(1, alert.id, MO, NOW)
    assert not await stores.actions.begin(1, alert.id, MAX, NOW + STALE_MS - 1)
    assert await stores.actions.begin(1, alert.id, MAX, NOW + STALE_MS)
    late = await stores.actions.settle(alert, MO, "dismissed", NOW, detail={})
    assert late == (False, []), "it is no longer theirs"
    assert await stores.actions.settle(alert, MAX, "dismissed", NOW, detail={}) == (True, [])
    assert not await stores.actions.begin(1, alert.id, MO, NOW + 9 * STALE_MS), "it is settled"


async def test_what_the_platform_did_stays_on_record_though_somebody_took_over(
    stores: Stores,
) -> None:
    alert = await stores.alert()
    assert await stores.actions.begin(1, alert.id, MO, NOW)
    assert await stores.actions.begin(1, alert.id, MAX, NOW + STALE_MS)
    mine, done = await stores.actions.settle(
        alert, MO, "banned", NOW + STALE_MS, detail={}, kind="ban", members=[ANA]
    )
    assert (mine, [a.kind for a in done]) == (False, ["ban"])
    mine, done = await stores.actions.settle(
        alert, MO, "warned", NOW, detail={}, kind="warn", members=[ANA]
    )
    assert (mine, done) == (False, []), "a strike was not given, so there is none"
    assert [a.kind for a in await stores.actions.of_alert(1, alert.id)] == ["ban"]
    assert (await stores.now(alert)).state == "acting"


async def test_a_failure_opens_it_again(stores: Stores) -> None:
    alert = await stores.alert()
    assert await stores.actions.begin(1, alert.id, None, NOW)
    failed = Failure("deleted", None, "rights", "Delete messages")
    await stores.actions.release(alert.id, MO, failed)
    assert (await stores.now(alert)).state == "acting", "not theirs to release"
    await stores.actions.release(alert.id, None, failed)
    now = await stores.now(alert)
    assert (now.state, now.failure) == ("open", failed)


async def test_what_somebody_looks_after_is_theirs(stores: Stores) -> None:
    alert = await stores.alert()
    won = await asyncio.gather(*(stores.actions.claim(alert, by, NOW) for by in range(50, 56)))
    assert sum(won) == 1
    claimed = await stores.now(alert)
    other = MO if claimed.claimed_by != MO else MAX
    assert not await stores.actions.begin(1, alert.id, other, NOW)
    assert not await stores.actions.begin(1, alert.id, None, NOW), "nor the bot by itself"
    assert not await stores.actions.ask(alert, other, NOW)
    assert await stores.actions.unclaim(alert)
    assert not await stores.actions.unclaim(alert)
    assert await stores.actions.begin(1, alert.id, other, NOW)
    assert await stores.actions.settle(alert, other, "dismissed", NOW, detail={}) == (True, [])
    assert not await stores.actions.claim(alert, MO, NOW), "it is decided"


async def test_handing_over_ends_a_claim(stores: Stores) -> None:
    alert = await stores.alert()
    assert await stores.actions.claim(alert, MO, NOW)
    assert await stores.actions.give(alert, MAX, NOW + 5)
    now = await stores.now(alert)
    assert (now.claimed_by, now.asked_id, now.asked_at) == (None, MAX, NOW + 5)


# ---- what stays on record


async def test_an_action_for_each_author(stores: Stores) -> None:
    alert = await stores.alert()
    assert await stores.actions.begin(1, alert.id, None, NOW)
    await stores.actions.settle(
        alert, None, "deleted", NOW, detail={}, kind="delete", members=[ANA, 8]
    )
    done = await stores.actions.of_alert(1, alert.id)
    assert [(a.member_id, a.kind, a.automatic, a.by_id) for a in done] == [
        (ANA, "delete", True, None),
        (8, "delete", True, None),
    ]
    assert await stores.actions.action(1, done[0].id) == done[0]
    assert await stores.actions.action(2, done[0].id) is None, "another community's"


async def test_a_warning_counts_until_it_expires_or_is_taken_back(stores: Stores) -> None:
    old = await stores.warned(await stores.alert(1))
    new = await stores.actions.warn(1, ANA, MO, "Please stop", NOW + DAY, NOW + 91 * DAY)
    assert await stores.actions.warned_at(1, ANA, NOW + DAY) == [NOW + DAY, NOW]
    assert await stores.actions.warned_at(1, ANA, NOW + 90 * DAY) == [NOW + DAY]
    assert await stores.actions.warned_at(1, ANA, NOW + 91 * DAY) == []
    assert await stores.actions.warned_at(2, ANA, NOW + DAY) == []
    assert new.warning_id is not None
    assert await stores.actions.of_warning(1, new.warning_id) == new
    assert await stores.actions.take_back(new, MAX, NOW + 2 * DAY)
    assert await stores.actions.warned_at(1, ANA, NOW + 2 * DAY) == [NOW]
    given, first = await stores.actions.strikes(1, ANA)
    assert (given.reason, given.revoked_at) == ("Please stop", NOW + 2 * DAY)
    assert (first.id, first.revoked_at) == (old.warning_id, None)


# ---- taking back


async def test_taking_back_happens_once(stores: Stores) -> None:
    alert = await stores.alert()
    action = await stores.warned(alert)
    taken = await asyncio.gather(
        *(stores.actions.take_back(action, by, NOW + 1) for by in range(50, 56))
    )
    assert sum(taken) == 1
    now = await stores.now(alert)
    assert (now.undone_by in range(50, 56), now.undone_at) == (True, NOW + 1)
    (strike,) = await stores.actions.strikes(1, ANA)
    assert not strike.counts(NOW + 1)


async def test_the_card_of_several_speaks_of_its_author(stores: Stores) -> None:
    alert = await stores.alert()
    assert await stores.actions.begin(1, alert.id, MO, NOW)
    _, (first, other) = await stores.actions.settle(
        alert, MO, "deleted", NOW, detail={}, kind="delete", members=[ANA, 8]
    )
    assert await stores.actions.take_back(other, MAX, NOW)
    assert (await stores.now(alert)).undone_at is None
    assert await stores.actions.take_back(first, MAX, NOW)
    assert (await stores.now(alert)).undone_at == NOW


async def test_another_time_out_keeps_running(stores: Stores) -> None:
    first = await stores.timed_out(await stores.alert(1), 3600)
    assert not await stores.actions.running(first, NOW)
    later = await stores.timed_out(await stores.alert(2), 60, NOW + 1000)
    assert await stores.actions.running(first, NOW + 2000)
    assert await stores.actions.running(later, NOW + 2000)
    assert not await stores.actions.running(first, NOW + 61_000), "the other one is over"
    assert await stores.actions.take_back(first, MO, NOW + 3000)
    assert not await stores.actions.running(later, NOW + 3000)
    assert later.runs(NOW + 60_999)
    assert not later.runs(NOW + 61_000)


@pytest.mark.parametrize(
    ("seconds", "fits"), [(600, True), (604_800, True), (5400, True), (7200, True), (601, False)]
)
def test_only_offered_lengths_are_taken(seconds: int, fits: bool) -> None:
    assert length_allowed(seconds, 5400, (7200,)) is fits


# ---- people


async def test_linked_and_forgotten_members(stores: Stores) -> None:
    action = await stores.warned(await stores.alert(author=8))
    waiting = await stores.alert(2)
    assert await stores.actions.claim(waiting, MAX, NOW)
    assert await stores.actions.give(waiting, MO, NOW)
    await stores.actions.link(kept=20, gone=ANA)
    await stores.actions.link(kept=60, gone=MO)
    linked = await stores.actions.action(1, action.id)
    assert linked is not None
    assert (linked.member_id, linked.by_id) == (20, 60)
    assert (await stores.now(waiting)).asked_id == 60
    for member in (20, 60):
        await stores.actions.erase(member)
    left = await stores.actions.action(1, action.id)
    assert left is not None
    assert (left.member_id, left.by_id, left.kind) == (None, None, "warn")
    assert (await stores.now(waiting)).asked_id is None
