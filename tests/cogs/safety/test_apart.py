"""Who is never to be brought together, in both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cogs.safety.alerts.filing import FilingStore
from cogs.safety.alerts.history import HistoryStore
from cogs.safety.alerts.model import Alert, Draft, Outcome, Said, about_message
from cogs.safety.alerts.records import RecordStore
from cogs.safety.cog import Safety
from cogs.safety.deciding.store import ActionStore
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, ANA, BEN, CLEO, MO = 1, 7, 8, 9, 50
NOW = 1_780_000_000_000


@dataclass
class Stores:
    filing: FilingStore
    records: RecordStore
    actions: ActionStore
    history: HistoryStore

    async def flag(
        self, number: int = 1, *, also: tuple[Said, ...] = (), report: int | None = None
    ) -> Alert:
        """Ana has written something to Ben."""
        draft = Draft(
            community_id=HERE, about=about_message(3, number), author_id=ANA,
            author_is_staff=False, now=NOW, space_id=2, channel_id=3, message_id=number,
            text="nasty words", sent_at=NOW, target_id=None if report else BEN, also=also,
        )  # fmt: skip
        reported = (report, "please look") if report else None
        return (await self.filing.file(draft, report=reported)).alert

    async def decide(self, alert: Alert, outcome: Outcome) -> None:
        assert await self.actions.begin(HERE, alert.id, MO, NOW)
        assert (await self.actions.settle(alert, MO, outcome, NOW, detail={}))[0]


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield Stores(FilingStore(db), RecordStore(db), ActionStore(db), HistoryStore(db))


@pytest.mark.parametrize("outcome", ["talked", "warned", "timed_out", "banned", "deleted"])
async def test_warned_about_somebody(stores: Stores, outcome: Outcome) -> None:
    alert = await stores.flag()
    assert await stores.history.apart(HERE) == set(), "nothing is decided yet"
    await stores.decide(alert, outcome)
    assert await stores.history.apart(HERE) == {(ANA, BEN)}
    assert await stores.history.apart(HERE + 1) == set()


async def test_what_was_nothing_keeps_nobody_apart(stores: Stores) -> None:
    await stores.decide(await stores.flag(), "dismissed")
    assert await stores.history.apart(HERE) == set()


async def test_whoever_reported_somebody_need_not_meet_them(stores: Stores) -> None:
    alert = await stores.flag(report=CLEO)
    assert await stores.history.apart(HERE) == {(ANA, CLEO)}
    await stores.decide(alert, "dismissed")
    assert await stores.history.apart(HERE) == {(ANA, CLEO)}


async def test_one_of_several_who_went_for_somebody(stores: Stores) -> None:
    also = (Said(3, 90, CLEO, NOW, target_id=BEN, text="yes, go away"),)
    await stores.decide(await stores.flag(1, also=also), "deleted")
    assert await stores.history.apart(HERE) == {(ANA, BEN), (CLEO, BEN)}


async def test_a_decision_about_one_is_not_about_the_others(stores: Stores) -> None:
    also = (Said(3, 90, CLEO, NOW, target_id=BEN, text="leave her alone"),)
    await stores.decide(await stores.flag(1, also=also), "warned")
    assert await stores.history.apart(HERE) == {(ANA, BEN)}


async def test_linked_accounts_and_forgotten_people(stores: Stores) -> None:
    await stores.decide(await stores.flag(), "warned")
    await stores.records.link(kept=CLEO, gone=BEN)
    assert await stores.history.apart(HERE) == {(ANA, CLEO)}
    await stores.records.erase(CLEO)
    assert await stores.history.apart(HERE) == set()
