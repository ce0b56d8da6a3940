"""What the tests of the figures share: the tables as the other rooms fill them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert

from bot.api.model import Community
from cogs.safety.cog import Safety
from cogs.safety.proof.report import Period
from cogs.safety.proof.store import ProofStore
from cogs.safety.tables import actions, alerts, appeals, messages, reports
from storage.database import Database
from tests.support.databases import *  # noqa: F403 - fixtures
from tests.support.databases import opened
from tests.support.scripted import START

BAKERY = Community(1, "Sourdough & Co.", "en", "Europe/Berlin")
MINUTE, DAY = 60_000, 86_400_000
NOW = START
WEEK = Period.until(BAKERY, NOW, 7)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[ProofStore]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield ProofStore(db)


class History:
    """Writes what the other rooms would have written."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._message = 0

    async def put(self, table: Table, **values: Any) -> int:
        async with self._db.write() as conn:
            made = await conn.execute(insert(table).values(**values))
            found: int = made.inserted_primary_key[0]
            return found

    async def alert(
        self,
        *said: Sequence[str],
        outcome: str | None = None,
        took: int = MINUTE,
        findings: Sequence[str] = (),
        at: int = NOW - DAY,
        by: int | None = 50,
        observed: bool = False,
        community: int = 1,
        **more: Any,
    ) -> int:
        """An alert of messages with these labels each; decided `took` ms after it was made."""
        state = "observed" if observed else "settled" if outcome else "open"
        settled = {"settled_at": at + took, "settled_by": by} if outcome else {}
        alert = await self.put(
            alerts,
            community_id=community,
            author_id=7,
            author_is_staff=False,
            state=state,
            card="shown",
            created_at=at,
            flagged=list(said[0]) if said else None,
            findings=[{"name": name, "detail": {}} for name in findings] or None,
            edited="no",
            gone=False,
            outcome=outcome,
            **settled,
            **more,
        )
        for labels in said:
            self._message += 1
            await self.put(
                messages,
                alert_id=alert,
                community_id=community,
                channel_id=3,
                message_id=self._message,
                sent_at=at,
                flagged=list(labels),
                gone=False,
            )
        return alert

    async def action(self, alert: int | None, kind: str, *, automatic: bool = False) -> int:
        return await self.put(
            actions,
            community_id=1,
            alert_id=alert,
            automatic=automatic,
            kind=kind,
            at=NOW - DAY,
        )

    async def appeal(self, action: int, state: str) -> None:
        await self.put(
            appeals, community_id=1, action_id=action, text="", at=NOW, due_at=NOW, state=state
        )

    async def report(self, alert: int, by: int, upheld: bool | None) -> None:
        await self.put(
            reports,
            alert_id=alert,
            community_id=1,
            member_id=by,
            reason="",
            at=NOW - DAY,
            upheld=upheld,
        )


@pytest.fixture
def history(store: ProofStore) -> History:
    return History(store._db)
