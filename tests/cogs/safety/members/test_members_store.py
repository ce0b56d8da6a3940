"""Appeals, held messages and reports on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.api.services import Score
from cogs.safety.alerts.model import Draft, about_message
from cogs.safety.cog import Safety
from cogs.safety.members.model import Act, Case
from cogs.safety.members.store import AppealStore, TraceStore, draft_of
from cogs.safety.members.store.appeals import STALE_MS
from cogs.safety.tables import actions, alerts, messages, reports, warnings
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

NOW = 1_780_000_000_000
DAY = 86_400_000
ANA, MO, MAX = 7, 50, 51
SCORE = Score({"toxicity": 0.75, "threat": 0.1}, ("toxicity",), "m@1")


@dataclass
class Stores:
    db: Database
    acts: AppealStore
    traces: TraceStore

    async def add(self, table: Any, **values: Any) -> int:
        async with self.db.write() as conn:
            made = await conn.scalar(insert(table).values(**values).returning(table.c.id))
            assert isinstance(made, int)
            return made

    async def act(self, *, at: int = NOW, member: int = ANA, warning: int | None = None) -> Act:
        action_id = await self.add(
            actions,
            community_id=1, member_id=member, by_id=MO, automatic=False, kind="warn", at=at,
            warning_id=warning,
        )  # fmt: skip
        found = await self.acts.act(action_id)
        assert found is not None
        return found

    async def case(self, *, member: int = ANA) -> Case:
        act = await self.act(member=member)
        case = await self.acts.file(act, "it was a joke", NOW, NOW + DAY)
        assert case is not None
        return case

    async def alert(self, message_id: int | None = 1, **values: Any) -> int:
        plain = {
            "community_id": 1, "channel_id": 3, "message_id": message_id, "author_id": ANA,
            "author_is_staff": False, "state": "open", "card": "shown", "created_at": NOW,
            "edited": "no", "gone": False,
        }  # fmt: skip
        return await self.add(alerts, **(plain | values))

    async def report(self, alert_id: int, member_id: int, upheld: bool | None = None) -> int:
        return await self.add(
            reports,
            alert_id=alert_id, community_id=1, member_id=member_id, reason="", at=NOW,
            upheld=upheld,
        )  # fmt: skip


def draft(message_id: int = 1, *, text: str = "muppet") -> Draft:
    return Draft(
        community_id=1, about=about_message(3, message_id), author_id=ANA, author_is_staff=False,
        now=NOW, space_id=2, channel_id=3, message_id=message_id, url="https://x.test/1",
        text=text, sent_at=NOW - 5, score=SCORE, flagged=("toxicity",),
    )  # fmt: skip


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield Stores(db, AppealStore(db), TraceStore(db))


# ---- actions


async def test_an_act_has_the_words_of_its_warning(stores: Stores) -> None:
    strike = await stores.add(
        warnings, community_id=1, member_id=ANA, by_id=MO, reason="too loud", at=NOW,
        expires_at=NOW + DAY,
    )  # fmt: skip
    act = await stores.act(warning=strike)
    assert (act.reason, act.expires_at, act.by_id) == ("too loud", NOW + DAY, MO)
    plain = await stores.act(at=NOW - DAY)
    assert plain.reason == ""
    await stores.act(member=8)
    assert await stores.acts.acts_of(1, ANA, 10) == [act, plain]
    assert await stores.acts.acts_of(1, ANA, 10, since=NOW) == [act]
    assert await stores.acts.acts_of(2, ANA, 10) == []
    assert await stores.acts.act(99) is None


async def test_how_many_messages_each_one_lost(stores: Stores) -> None:
    detail = {"messages": 3, "each": [2, 1]}
    alert = await stores.alert(1, state="settled", outcome="deleted", detail=detail)
    plain = {"community_id": 1, "by_id": MO, "automatic": False, "at": NOW, "alert_id": alert}
    lost = [
        await stores.add(actions, **plain, member_id=member, kind="delete") for member in (ANA, 8)
    ]
    found = [await stores.acts.act(one) for one in lost]
    assert [one.messages for one in found if one] == [2, 1]
    assert not any(one.conduct for one in found if one)
    person = await stores.alert(None)
    warned = await stores.add(
        actions, **(plain | {"alert_id": person}), member_id=ANA, kind="warn"
    )  # fmt: skip
    about = await stores.acts.act(warned)
    assert about is not None
    assert (about.messages, about.conduct) == (1, True)


async def test_what_else_still_runs(stores: Stores) -> None:
    plain = {"community_id": 1, "by_id": MO, "automatic": False, "member_id": ANA, "space_id": 2}
    ids = [
        await stores.add(actions, **plain, kind="time_out", at=NOW, seconds=length)
        for length in (60, 600)
    ]
    short, long = [await stores.acts.act(one) for one in ids]
    assert short is not None
    assert long is not None
    assert await stores.acts.running(short, NOW + 599_000)
    assert not await stores.acts.running(short, NOW + 600_000)
    assert not await stores.acts.running(long, NOW + 60_000)
    assert not await stores.acts.running(replace(short, space_id=3), NOW)


# ---- appeals


async def test_of_many_appeals_against_one_action_one_is_filed(stores: Stores) -> None:
    act = await stores.act()
    made = await asyncio.gather(*(stores.acts.file(act, str(n), NOW, NOW + DAY) for n in range(5)))
    (case,) = [m for m in made if m is not None]
    assert await stores.acts.against(act.id) == case
    assert await stores.acts.case(1, case.id) == case
    assert await stores.acts.case(2, case.id) is None
    assert await stores.acts.cases([act.id, 99]) == {act.id: case}


async def test_one_of_many_clicks_wins(stores: Stores) -> None:
    case = await stores.case()
    won = await asyncio.gather(*(stores.acts.claim(case.id, by, NOW) for by in range(50, 60)))
    assert sum(won) == 1
    winner = won.index(True) + 50
    assert not await stores.acts.settle(case.id, winner + 1, "upheld", NOW)
    assert await stores.acts.settle(case.id, winner, "overturned", NOW)
    assert not await stores.acts.claim(case.id, MAX, NOW + DAY)
    done = await stores.acts.case(1, case.id)
    assert done is not None
    assert (done.state, done.decided_by, done.decided_at) == ("overturned", winner, NOW)


async def test_what_a_crash_cut_off_is_taken_over_after_a_minute(stores: Stores) -> None:
    case = await stores.case()
    assert await stores.acts.claim(case.id, MO, NOW)
    assert not await stores.acts.claim(case.id, MAX, NOW + STALE_MS - 1)
    assert await stores.acts.claim(case.id, MAX, NOW + STALE_MS)
    assert not await stores.acts.settle(case.id, MO, "upheld", NOW), "it is no longer theirs"
    await stores.acts.release(case.id, MO)
    assert await stores.acts.settle(case.id, MAX, "upheld", NOW)


async def test_what_failed_is_open_again(stores: Stores) -> None:
    case = await stores.case()
    assert await stores.acts.claim(case.id, MO, NOW)
    await stores.acts.release(case.id, MO)
    assert await stores.acts.case(1, case.id) == case
    assert await stores.acts.claim(case.id, MAX, NOW)


async def test_words_go_after_the_decision(stores: Stores) -> None:
    old, waiting = await stores.case(), await stores.case()
    await stores.acts.claim(old.id, MAX, NOW)
    await stores.acts.settle(old.id, MAX, "upheld", NOW)
    assert await stores.acts.forget_texts(1, NOW) == []
    (erased,) = await stores.acts.forget_texts(1, NOW + 1)
    assert (erased.id, erased.text) == (old.id, "")
    assert await stores.acts.forget_texts(1, NOW + 1) == []
    assert await stores.acts.case(1, waiting.id) == waiting


async def test_linking_and_forgetting(stores: Stores) -> None:
    decided, waiting = await stores.case(member=8), await stores.case(member=8)
    await stores.acts.claim(decided.id, MAX, NOW)
    await stores.acts.settle(decided.id, MAX, "upheld", NOW)
    await stores.acts.link(kept=ANA, gone=8)
    await stores.acts.link(kept=MO, gone=MAX)
    found = await stores.acts.case(1, decided.id)
    assert found is not None
    assert (found.member_id, found.decided_by) == (ANA, MO)
    gone = await stores.acts.erase(ANA)
    assert {case.id for case in gone} == {decided.id, waiting.id}
    await stores.acts.erase(MO)
    left = await stores.acts.case(1, decided.id)
    assert left is not None
    assert (left.member_id, left.text, left.decided_by, left.state) == (None, "", None, "upheld")
    assert await stores.acts.case(1, waiting.id) is None


# ---- what led to it


async def test_traces_are_ones_own(stores: Stores) -> None:
    scored = {"scores": {"toxicity": 0.9}, "flagged": ["toxicity"], "text": "whole"}
    several = await stores.alert(1, **scored)
    old = await stores.alert(2, **scored)
    about_a_person = await stores.alert(None, **scored)
    for number, author in ((1, ANA), (2, 8), (3, ANA)):
        await stores.add(
            messages,
            alert_id=several, community_id=1, channel_id=3, message_id=number, author_id=author,
            text=f"part {number}", sent_at=NOW + number, scores={"toxicity": 0.5}, flagged=[],
            gone=False,
        )  # fmt: skip
    found = await stores.traces.of_member([several, old, about_a_person], ANA)
    assert [trace.text for trace in found[several]] == ["part 1", "part 3"]
    assert [(trace.text, trace.flagged) for trace in found[old]] == [("whole", ("toxicity",))]
    assert about_a_person not in found
    others = await stores.traces.of_member([several, old], 8)
    assert {alert: [t.text for t in seen] for alert, seen in others.items()} == {
        several: ["part 2"]
    }


async def test_only_dismissed_flags_of_the_model_were_let_go(stores: Stores) -> None:
    settled = {"state": "settled", "outcome": "dismissed", "settled_at": NOW}
    flagged = await stores.alert(1, **settled, flagged=["toxicity"])
    await stores.alert(2, **settled, flagged=[])
    await stores.alert(3, **settled | {"outcome": "warned"}, flagged=["toxicity"])
    assert [alert.id for alert in await stores.traces.let_go(1, ANA, 5)] == [flagged]


# ---- held back


async def test_what_is_held_comes_out_as_it_went_in(stores: Stores) -> None:
    held = await stores.traces.hold(draft())
    assert held is not None
    assert (held.state, held.card) == ("observed", "none")
    found = await stores.traces.held(draft().about)
    assert found == held
    assert draft_of(held, NOW) == draft()
    again = await stores.traces.hold(replace(draft(text="big muppet"), edit=True, now=NOW + 9))
    assert again is not None
    assert (again.id, again.text, again.created_at) == (held.id, "big muppet", NOW)
    assert await stores.traces.drop(draft().about)
    assert not await stores.traces.drop(draft().about)
    assert await stores.traces.held(draft().about) is None
    assert await stores.traces.held_by_id(held.id) is None


async def test_what_moderators_look_at_is_not_held(stores: Stores) -> None:
    await stores.alert(1, open_key=about_message(3, 1), author_id=8)
    assert await stores.traces.hold(draft()) is None
    await stores.alert(2)
    assert await stores.traces.hold(draft(5)) is None
    assert not await stores.traces.drop(about_message(3, 1))


# ---- reports


async def test_reports_are_counted_and_borne_out(stores: Stores) -> None:
    alert = await stores.alert(state="settled", settled_at=NOW)
    await stores.report(alert, 20)
    await stores.report(alert, 21)
    assert await stores.traces.reported_since(20, NOW - 1) == 1
    assert await stores.traces.reported_since(20, NOW) == 0
    assert [a.id for a in await stores.traces.unheard(NOW)] == [alert]
    assert await stores.traces.unheard(NOW + 1) == []
    assert sorted(await stores.traces.bear_out(alert, upheld=True)) == [20, 21]
    assert await stores.traces.unheard(NOW) == []
    async with stores.db.read() as conn:
        assert set((await conn.scalars(select(reports.c.upheld))).all()) == {True}


async def test_a_reporters_record_has_no_name(stores: Stores) -> None:
    for number, upheld in enumerate((False, True, False, False), start=10):
        await stores.report(number, 20, upheld)
    await stores.report(20, 21, True)
    await stores.report(99, 22)
    for member in (20, 21, 22):
        await stores.report(1, member)
    assert await stores.traces.standing(1) == [(3, 4), (0, 1)]
