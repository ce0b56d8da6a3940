"""Figures of flags, and care for those who decide."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert

from bot.api.model import Account, Community, Member
from bot.api.people import Level
from cogs.safety.cog import Safety
from cogs.safety.proof import wording
from cogs.safety.proof.care import Care
from cogs.safety.proof.report import DEFINITIONS, Group, Period, Report
from cogs.safety.proof.store import Load, ProofStore
from cogs.safety.tables import actions, alerts, appeals, days, messages, reports
from storage.database import Database
from tests.support.community import Opener
from tests.support.databases import *  # noqa: F403 - fixtures
from tests.support.databases import opened
from tests.support.scripted import START, FakeClock

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


def told(report: Report) -> str:
    return "\n".join(str(line) for line in wording.report(report))


# ---- the report


async def test_figures_by_label(store: ProofStore, history: History) -> None:
    await history.put(days, community_id=1, day=WEEK.start, scored=900, unread=4)
    await history.put(days, community_id=1, day=WEEK.start + DAY, scored=100, unread=1)
    await history.put(days, community_id=1, day=WEEK.start - DAY, scored=5000, unread=9)
    for number in range(4):
        await history.alert(["insult"], outcome="warned", took=(number + 1) * MINUTE)
    await history.alert(["insult", "threat"], ["insult"], [], outcome="dismissed", took=9 * MINUTE)
    await history.alert(["threat"])
    found = await store.report(1, WEEK, labels=["insult", "threat", "obscene"])
    assert (found.scored, found.unread) == (1000, 5)
    assert found.labels["insult"] == Group(
        alerts=5, flags=6, observed=0, decided=5, upheld=4, share_upheld=0.8, appeals=0,
        overturned=0, share_overturned=None, median_settle_ms=3 * MINUTE, flags_per_1000=6.0,
    )  # fmt: skip
    threat = found.labels["threat"]
    assert (threat.alerts, threat.flags, threat.decided, threat.upheld) == (2, 2, 1, 0)
    assert threat.share_upheld is None, "one decision is no share"
    assert found.labels["obscene"].empty
    assert (found.all.alerts, found.all.flags, found.all.decided) == (6, 7, 5)
    text = told(found)
    assert "insult: 5 alerts · 6 flags · about 6 in 1000 messages · 80% of 5 decided" in text
    assert "threat: 2 alerts · 2 flags · only 1 decided, acted upon: 0" in text
    assert "No data for: obscene words." in text
    assert "Of fewer than 5 cases" in text


async def test_figures_by_pattern(store: ProofStore, history: History) -> None:
    await history.alert([], [], outcome="timed_out", findings=["pile_on"])
    await history.alert(["insult"], findings=["pile_on", "repeated"])
    found = await store.report(1, WEEK, patterns=["repeated", "pile_on", "flood"])
    assert (found.patterns["pile_on"].alerts, found.patterns["pile_on"].upheld) == (2, 1)
    assert found.patterns["repeated"].decided == 0
    assert found.patterns["flood"].empty
    assert found.patterns["pile_on"].flags_per_1000 is None, "hardly anything was scored"
    assert "several against one: 2 alerts · 2 flags · only 1 decided" in told(found)
    assert found.reported_only.empty


async def test_overturned_on_appeal(store: ProofStore, history: History) -> None:
    states = ["upheld", "upheld", "upheld", "overturned", "overturned", "open"]
    for number, state in enumerate(states):
        label = "insult" if number else "threat"
        alert = await history.alert([label], outcome="warned")
        await history.appeal(await history.action(alert, "warn"), state)
    found = await store.report(1, WEEK)
    assert (found.all.appeals, found.all.overturned, found.all.share_overturned) == (5, 2, 0.4)
    insult = found.labels["insult"]
    assert (insult.appeals, insult.overturned, insult.share_overturned) == (4, 2, None)
    assert "40% of 5 appeals overturned" in told(found)
    assert "only 4 appealed, overturned: 2" in told(found)


async def test_reports_and_automatic_actions(store: ProofStore, history: History) -> None:
    alert = await history.alert(outcome="warned")
    for member, upheld in enumerate([True, True, True, True, False, None], 20):
        await history.report(alert, member, upheld)
    await history.action(alert, "warn")
    for _ in range(2):
        await history.action(None, "delete", automatic=True)
    found = await store.report(1, WEEK)
    assert (found.reports.sent, found.reports.decided, found.reports.upheld) == (6, 5, 4)
    assert found.reports.share_upheld == 0.8
    assert (found.actions.done, found.actions.automatic) == (3, 2)
    assert found.actions.kinds == {"delete": 2, "warn": 1}
    assert found.reported_only.alerts == 1
    text = told(found)
    assert "6 reports by members · 80% of 5 decided were confirmed" in text
    assert "2 deletions, 1 warning · 2 of them by the bot itself" in text


async def test_what_was_only_observed_is_apart(store: ProofStore, history: History) -> None:
    await history.alert(["threat"], observed=True)
    found = await store.report(1, WEEK)
    assert (found.labels["threat"].alerts, found.labels["threat"].observed) == (0, 1)
    assert "threat: 1 only observed" in told(found)


async def test_only_this_community_and_time(store: ProofStore, history: History) -> None:
    await history.alert(["threat"], community=2)
    await history.alert(["threat"], at=WEEK.start - 1)
    found = await store.report(1, WEEK, labels=["threat"])
    assert found.all.empty
    assert "Nothing was flagged or reported in this time." in told(found)
    assert "No message was scored" in told(found)
    assert "Nothing was done to anybody." in told(found)


async def test_every_figure_is_defined(store: ProofStore) -> None:
    plain = (await store.report(1, WEEK, labels=["threat"])).as_json(BAKERY)
    assert plain["period"] == {
        "start": "2026-05-22T00:00:00+02:00",
        "end": "2026-05-28T22:26:40+02:00",
        "days": 7,
        "timezone": "Europe/Berlin",
    }
    assert plain["community"] == "Sourdough & Co."
    assert set(plain) - {"community"} <= set(DEFINITIONS)
    assert set(plain["labels"]["threat"]) <= set(DEFINITIONS)


# ---- care


class People:
    """A directory of one community."""

    def __init__(self, *names: str) -> None:
        self.people = {
            number: Member(number, 1, name, Account("local", name, name))
            for number, name in enumerate(names, 50)
        }

    async def community(self, community_id: int) -> Community:
        return BAKERY

    async def member(self, member_id: int) -> Member | None:
        return self.people.get(member_id)

    async def members(self, ids: Sequence[int]) -> dict[int, Member]:
        return {i: self.people[i] for i in ids if i in self.people}


@pytest.fixture
def care(store: ProofStore) -> Care:
    return Care(store, People("Mo", "Max"), FakeClock())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mo", "max_", "said"),
    [(14, 3, "Mo carried 14 of 17 alerts"), (7, 4, "Mo carried 7 of 11"), (6, 4, ""), (9, 0, "")],
)
async def test_a_word_when_one_carries_most(
    care: Care, history: History, mo: int, max_: int, said: str
) -> None:
    for by, n in ((50, mo), (51, max_), (None, 3)):
        for _ in range(n):
            await history.alert(["insult"], outcome="dismissed", by=by)
    await history.alert(["insult"], outcome="dismissed", by=51, at=NOW - 9 * DAY)
    found = [str(one.text) for one in await care.suggest(1, NOW - 7 * DAY, NOW)]
    assert [said in text for text in found] == ([True] if said else [])
    assert all("/rota join" in text for text in found)


async def test_what_moderators_saw_is_counted(care: Care, store: ProofStore) -> None:
    clock = FakeClock()
    later = Care(store, People("Mo", "Max"), clock)  # type: ignore[arg-type]
    for serious in (True, False, False):
        await later.seen(1, 50, serious)
    clock.advance(days=1)
    await later.seen(1, 50, True)
    await later.seen(1, 51, False)
    found, people = await later.loads(1, 1)
    assert found == {50: Load(0, 1, 1), 51: Load(0, 1, 0)}
    found, people = await later.loads(1, 2)
    assert found == {50: Load(0, 4, 2), 51: Load(0, 1, 0)}
    assert people[50].name == "Mo"
    assert "Mo: 0 alerts decided · 4 cards seen · 2 of them serious" in str(
        wording.shared(found, people, 2).text
    )
    clock.advance(days=500)
    await later.tidy()
    assert (await later.loads(1, 365 * 2))[0] == {}


async def test_exposure_of_linked_and_forgotten(care: Care, store: ProofStore) -> None:
    for member in (50, 51, 51):
        await care.seen(1, member, True)
    await store.link(kept=50, gone=51)
    assert (await care.loads(1, 1))[0] == {50: Load(0, 3, 3)}
    await store.erase(50)
    assert (await care.loads(1, 1))[0] == {}


# ---- in the chat


async def test_owners_ask_for_the_report(open_chat: Opener) -> None:
    chat = await open_chat()
    olga = await chat.person("Olga", Level.OWNER)
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await ana.say("general", "Ben, you are an idiot")
    card = await mo.sees("moderators", "you are an idiot")
    chat.clock.advance(minutes=12)
    await mo.click(card, "Dismiss")
    await olga.sees("moderators", "Dismissed by Mo")
    await mo.command("safety report", channel="moderators")
    await mo.told("Only administrators")
    await olga.command("safety report", channel="moderators", days=7)
    said = await olga.told("Safety, May 22, 2026 to May 28, 2026")
    assert "toxicity: 1 alert · 1 flag · only 1 decided, acted upon: 0" in said.text
    assert "decided after 12 minutes (median)" in said.text
    assert "Mo: 1 alert decided · 1 card seen" in said.text
    assert "idiot" not in said.text
