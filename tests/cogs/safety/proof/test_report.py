"""Figures of flags: what came of them, by label and pattern."""

from __future__ import annotations

from typing import Any

from cogs.safety.proof import wording
from cogs.safety.proof.report import DEFINITIONS, Group, Report
from cogs.safety.proof.store import ProofStore
from cogs.safety.tables import days
from tests.cogs.safety.proof.history import *  # noqa: F403 - fixtures
from tests.cogs.safety.proof.history import BAKERY, DAY, MINUTE, WEEK, History


def told(report: Report) -> str:
    return "\n".join(str(line) for line in wording.report(report))


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
        alerts=5, flags=6, observed=0, automatic=0, decided=5, upheld=4, share_upheld=0.8,
        appeals=0, overturned=0, share_overturned=None, median_settle_ms=3 * MINUTE,
        flags_per_1000=6.0,
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


async def test_what_the_bot_did_by_itself_confirms_no_flag(
    store: ProofStore, history: History
) -> None:
    alone: dict[str, Any] = {"outcome": "deleted", "took": 5, "by": None}
    for _ in range(9):
        await history.alert(["threat"], **alone, detail={"automatic": True})
    found = (await store.report(1, WEEK)).labels["threat"]
    assert (found.alerts, found.automatic, found.decided, found.upheld) == (9, 9, 0, 0)
    assert (found.share_upheld, found.median_settle_ms) == (None, None)
    await history.alert(["threat"], outcome="dismissed", took=4 * MINUTE)
    found = (await store.report(1, WEEK)).labels["threat"]
    assert (found.decided, found.upheld, found.median_settle_ms) == (1, 0, 4 * MINUTE)
    text = told(await store.report(1, WEEK))
    assert "threat: 10 alerts · 10 flags · 9 acted upon by the bot itself · only 1 decided" in text


async def test_what_is_held_for_its_author_is_nobodys_business(
    store: ProofStore, history: History
) -> None:
    await history.alert(["toxicity"], observed=True, text="Ben, you are slow")
    assert (await store.report(1, WEEK)).all.empty


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
