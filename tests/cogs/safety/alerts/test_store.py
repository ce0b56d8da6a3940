"""The rules of safety without a chat: thresholds, the table, two moderators, crashes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.services import Score
from cogs.safety.alerts.filing import FilingStore
from cogs.safety.alerts.model import (
    Alert,
    Draft,
    about_message,
    clip,
    median,
    severity,
    weightiest,
)
from cogs.safety.alerts.records import RecordStore
from cogs.safety.alerts.store import AlertStore
from cogs.safety.cog import Safety
from cogs.safety.config import SafetyConfig
from cogs.safety.deciding.store import ActionStore
from cogs.safety.detection.store import ScoreStore
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

SCORE = Score({"toxicity": 0.9, "identity_attack": 0.4}, ("toxicity", "identity_attack"), "m@1")
NOW = 1_780_000_000_000
DAY = 86_400_000


# ---- logic


def test_severity_words() -> None:
    assert severity({"toxicity": 0.75}, ("toxicity",)) == "mild"
    assert severity({"toxicity": 0.9}, ("toxicity",)) == "medium"
    assert severity({"toxicity": 0.99}, ("toxicity",)) == "medium"  # sure is not serious
    assert severity({"threat": 0.95, "toxicity": 0.97}, ("toxicity", "threat")) == "serious"
    assert severity({"identity_attack": 0.4}, ("identity_attack",)) == "serious"
    assert severity({"toxicity": 0.75}, ("toxicity",), ["pile_on"]) == "medium"
    assert severity({}, (), ["flood"]) == "mild"
    # three quarters of the way from the threshold that was passed
    assert severity({"toxicity": 0.93}, {"toxicity": 0.78}) == "mild"
    assert severity({"toxicity": 0.95}, {"toxicity": 0.78}) == "medium"
    assert (
        severity({"toxicity": 0.93, "insult": 0.97}, {"toxicity": 0.78, "insult": 0.92}) == "mild"
    )
    assert severity({"toxicity": 0.6}, {"toxicity": 0.4}) == "mild"
    assert severity({"toxicity": 0.9}, {"toxicity": None}) == "medium"
    crowd = [{"name": "pile_on", "detail": {"authors": 5}}]
    assert severity({"toxicity": 0.8}, {"toxicity": 0.78}, crowd) == "serious"


def test_only_words_that_weigh_are_named() -> None:
    assert weightiest([("idiot", 0.6), ("you", 0.26), ("are", 0.1), ("an", 0.9)]) == (
        "idiot",
        "you",
    )
    assert weightiest([("idiot,", 0.9), ("idiot", 0.6), ("!!", 0.3)]) == ("idiot", "!!")


@given(st.text(), st.integers(2, 50))
def test_clipped_text_fits(text: str, room: int) -> None:
    assert len(clip(text, room).encode("utf-16-le", "surrogatepass")) <= room * 2


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([3], 3), ([5, 1, 3], 3), ([4, 1, 2, 9], 3)]
)
def test_median(values: list[int], middle: int | None) -> None:
    assert median(values) == middle


def test_thresholds_outside_0_to_1_are_refused() -> None:
    with pytest.raises(ValueError, match="less than or equal to 1"):
        SafetyConfig(thresholds={"toxicity": 1.5})


# ---- the tables


@dataclass
class Stores:
    db: Database
    filing: FilingStore
    alerts: AlertStore
    records: RecordStore
    actions: ActionStore

    async def flag(self, message_id: int = 1, *, now: int = NOW, author: int = 7) -> Alert:
        filed = await self.filing.file(draft(message_id, now=now, author=author))
        return filed.alert

    async def settle(self, alert: Alert, by: int = 50, *, now: int = NOW) -> None:
        assert await self.actions.begin(1, alert.id, by, now)
        mine, _ = await self.actions.settle(
            alert, by, "warned", now, detail={}, kind="warn", members=(alert.author_id or 0,)
        )
        assert mine


def draft(message_id: int = 1, *, now: int = NOW, author: int = 7) -> Draft:
    return Draft(
        community_id=1,
        about=about_message(3, message_id),
        author_id=author,
        author_is_staff=False,
        now=now,
        space_id=2,
        channel_id=3,
        message_id=message_id,
        text="nasty words",
        sent_at=now,
        score=SCORE,
        flagged=("toxicity",),
    )


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield Stores(db, FilingStore(db), AlertStore(db), RecordStore(db), ActionStore(db))


async def test_one_alert_for_one_message_however_often_it_is_filed(stores: Stores) -> None:
    filed = await asyncio.gather(*(stores.filing.file(draft()) for _ in range(5)))
    assert len({f.alert.id for f in filed}) == 1
    assert sum(f.new for f in filed) == 1


async def test_a_settled_message_can_be_flagged_anew(stores: Stores) -> None:
    first = await stores.flag()
    await stores.settle(first)
    again = await stores.filing.file(replace(draft(), edit=True))
    assert again.new
    assert again.alert.id != first.id


async def test_an_observed_flag_keeps_no_text_and_no_card(stores: Stores) -> None:
    filed = await stores.filing.file(draft(), observed=True)
    assert not filed.new
    assert (filed.alert.text, filed.alert.card, filed.alert.state) == (None, "none", "observed")
    assert await stores.records.flags(1, 0, NOW + 1) == 0
    assert await stores.records.observed(1, 0) == 1
    reported = await stores.filing.file(draft(), report=(9, "please look"))
    assert reported.new
    assert (reported.alert.text, reported.alert.card) == ("nasty words", "due")


async def test_cards_beyond_the_limit_share_a_summary(stores: Stores) -> None:
    async def file(message_id: int, now: int) -> Alert:
        return (await stores.filing.file(draft(message_id, now=now), cards_a_minute=2)).alert

    made = [await file(n, NOW + n) for n in range(1, 6)]
    assert [a.card for a in made] == ["due", "due", "folded", "folded", "folded"]
    assert {a.flood for a in made[2:]} == {made[2].id}
    assert await stores.alerts.wave(made[2].id) == (3, 3)
    assert (await file(6, NOW + 60_002)).card == "due"
    waiting, total = await stores.alerts.queue(1, 0, 3)
    assert ([a.id for a in waiting], total) == ([a.id for a in made[:3]], 6)


async def test_texts_are_erased_some_days_after_the_decision(stores: Stores) -> None:
    old, late, waiting = [await stores.flag(n) for n in (1, 2, 3)]
    await stores.filing.file(draft(1), report=(9, "my own words"))
    await stores.settle(old, now=NOW)
    await stores.settle(late, now=NOW + 2 * DAY)
    assert await stores.records.forget_texts(1, NOW + DAY) == [old.id]
    texts = [await stores.alerts.get(1, a.id) for a in (old, late, waiting)]
    assert [a.text if a else "" for a in texts] == [None, "nasty words", "nasty words"]
    assert texts[0] is not None
    assert texts[0].reasons == ()
    assert texts[0].reports == 1
    assert await stores.records.forget_texts(1, NOW + DAY) == []


async def test_what_was_only_observed_goes_with_the_scores(stores: Stores) -> None:
    await stores.filing.file(draft(), observed=True)
    held = await stores.flag(2)
    scores = ScoreStore(stores.db, lambda _: {})
    await stores.records.forget_texts(1, NOW + DAY)
    await scores.prune(1, NOW)
    assert await stores.records.observed(1, 0) == 1
    await scores.prune(1, NOW + 1)
    assert await stores.records.observed(1, 0) == 0
    assert await stores.alerts.get(1, held.id) is not None


async def test_figures_leave_out_what_the_bot_settled_by_itself(stores: Stores) -> None:
    for number, by, minutes in ((1, 50, 10), (2, None, 0), (3, 51, 30)):
        alert = await stores.flag(number)
        now = NOW + minutes * 60_000
        assert await stores.actions.begin(1, alert.id, by, now)
        detail = {} if by else {"automatic": True}
        mine, _ = await stores.actions.settle(alert, by, "deleted", now, detail=detail)
        assert mine
    await stores.records.erase(51)  # who decided is forgotten, that people did is not
    assert await stores.records.settled(1, NOW, NOW + DAY) == 2
    assert await stores.records.median_settle_ms(1, NOW, NOW + DAY) == 20 * 60_000


async def test_a_linked_member_counts_once(stores: Stores) -> None:
    alert = await stores.flag(author=8)
    for reporter in (20, 21):
        await stores.filing.file(draft(author=8), report=(reporter, "x"))
    await stores.settle(alert)
    await stores.records.link(kept=20, gone=21)
    await stores.records.link(kept=7, gone=8)
    kept = await stores.alerts.get(1, alert.id)
    assert kept is not None
    assert kept.reports == 1
    assert (kept.author_id, kept.messages[0].author_id) == (7, 7)
    (warned,) = await stores.actions.strikes(1, 7)
    assert warned.alert_id == alert.id


async def test_a_forgotten_member_leaves_no_words(stores: Stores) -> None:
    alert = await stores.flag()
    await stores.filing.file(draft(), report=(20, "he said it to me"))
    await stores.settle(alert, by=50)
    for member in (7, 20, 50):
        await stores.records.erase(member)
    left = await stores.alerts.get(1, alert.id)
    assert left is not None
    assert (left.author_id, left.text, left.words, left.settled_by) == (None, None, None, None)
    assert (left.reports, left.reasons) == (1, ())
    (said,) = left.messages
    assert (said.author_id, said.text, said.url) == (None, None, None)
    assert await stores.actions.strikes(1, 7) == []


async def test_a_forgotten_moderator_is_taken_off_what_they_decided(stores: Stores) -> None:
    decided, undone, asked = [await stores.flag(n) for n in (1, 2, 3)]
    await stores.settle(decided, by=50)
    await stores.settle(undone, by=51)
    (action,) = await stores.actions.of_alert(1, undone.id)
    assert await stores.actions.take_back(action, 50, NOW)
    assert await stores.actions.ask(asked, 50, NOW)
    assert sorted(await stores.records.erase(50)) == [(1, a.id) for a in (decided, undone, asked)]
