"""One event, one alert: what joins, what does not, two at once, and a restart in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.api.people import Level
from bot.api.services import Score
from cogs.safety.alerts.filing import Filed, FilingStore
from cogs.safety.alerts.model import Alert, Draft, Said, about_message
from cogs.safety.alerts.records import RecordStore
from cogs.safety.alerts.store import AlertStore
from cogs.safety.cog import Safety
from cogs.safety.deciding.store import ActionStore
from cogs.safety.detection.seen import Finding
from storage.database import Database
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

NOW = 1_780_000_000_000
MINUTE = 60_000
ANA, BEN, CEM, DEA, EVA = 7, 8, 9, 10, 11
MILD = Score({"toxicity": 0.75}, ("toxicity",), "m@1")
BAD = Score({"toxicity": 0.9}, ("toxicity",), "m@1")
THREAT = Score({"toxicity": 0.8, "threat": 0.8}, ("threat", "toxicity"), "m@1")


@dataclass
class Stores:
    db: Database
    filing: FilingStore
    alerts: AlertStore
    records: RecordStore
    actions: ActionStore

    async def file(self, message_id: int, author: int = ANA, **more: Any) -> Filed:
        """A flagged message; `minute` is when, `to` whom it is aimed at."""
        report = more.pop("report", None)
        mild_an_hour = more.pop("mild_an_hour", 60)
        return await self.filing.file(
            draft(message_id, author, **more),
            gather_minutes=15,
            mild_an_hour=mild_an_hour,
            report=report,
        )

    async def get(self, alert_id: int) -> Alert:
        found = await self.alerts.get(1, alert_id)
        assert found is not None
        return found

    async def dismiss(self, alert: Alert, now: int = NOW) -> None:
        assert await self.actions.begin(1, alert.id, 50, now)
        mine, _ = await self.actions.settle(alert, 50, "dismissed", now, detail={})
        assert mine


def draft(
    message_id: int,
    author: int = ANA,
    *,
    minute: int = 0,
    to: int | None = None,
    score: Score = BAD,
    space: int = 2,
    findings: tuple[Finding, ...] = (),
    edit: bool = False,
    also: tuple[Said, ...] = (),
) -> Draft:
    at = NOW + minute * MINUTE
    return Draft(
        community_id=1,
        about=about_message(3, message_id),
        author_id=author,
        author_is_staff=False,
        now=at,
        space_id=space,
        channel_id=3,
        message_id=message_id,
        text=f"words {message_id}",
        sent_at=at,
        score=score,
        flagged=score.flagged,
        target_id=to,
        findings=findings,
        edit=edit,
        also=also,
    )


def pile(*messages: int, on: int = BEN) -> tuple[Finding, ...]:
    places = tuple((3, message_id) for message_id in messages)
    return (Finding("pile_on", {"authors": len(messages)}, on, (), places),)


def said(alert: Alert) -> list[int]:
    return [one.message_id for one in alert.messages]


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield Stores(db, FilingStore(db), AlertStore(db), RecordStore(db), ActionStore(db))


# ---- the rules, on both databases


async def test_what_one_author_writes_joins_and_the_worst_is_shown(stores: Stores) -> None:
    first = await stores.file(1, score=MILD, to=BEN)
    worst = await stores.file(2, score=THREAT, to=BEN, minute=10)
    third = await stores.file(3, score=MILD, minute=20)
    assert {f.alert.id for f in (first, worst, third)} == {first.alert.id}
    assert [f.granted for f in (first, worst, third)] == [True, False, False]
    alert = third.alert
    assert said(alert) == [1, 2, 3]
    assert (alert.message_id, alert.text, alert.flagged) == (2, "words 2", THREAT.flagged)
    assert (alert.severity, alert.target_id) == ("serious", BEN)


async def test_what_does_not_join(stores: Stores) -> None:
    first = (await stores.file(1, to=BEN)).alert
    others = [
        await stores.file(2, to=CEM),  # against somebody else
        await stores.file(3, BEN, to=ANA),  # by somebody else
        await stores.file(4, to=BEN, space=5),  # elsewhere
        await stores.file(5, to=BEN, minute=16),  # much later
    ]
    assert len({first.id, *(f.alert.id for f in others)}) == 5
    assert all(f.new and f.granted for f in others)


async def test_what_is_decided_is_joined_by_nothing(stores: Stores) -> None:
    first = (await stores.file(1)).alert
    await stores.dismiss(first)
    assert (await stores.file(2)).alert.id != first.id


async def test_two_messages_of_one_event_at_once_are_one_alert(stores: Stores) -> None:
    filed = await asyncio.gather(*(stores.file(number, to=BEN) for number in range(1, 13)))
    assert len({f.alert.id for f in filed}) == 1
    assert sum(f.new for f in filed) == sum(f.granted for f in filed) == 1
    assert len((await stores.get(filed[0].alert.id)).messages) == 12


async def test_a_message_that_comes_while_somebody_decides_is_not_lost(stores: Stores) -> None:
    """Whichever is first: it joins the alert before the decision, or makes one of its own."""
    for number in range(0, 30, 2):
        alert = (await stores.file(100 + number, to=BEN, minute=number * 30)).alert
        now = NOW + number * 30 * MINUTE
        _, filed = await asyncio.gather(
            stores.dismiss(alert, now), stores.file(101 + number, to=BEN, minute=number * 30)
        )
        after = await stores.get(filed.alert.id)
        assert 101 + number in said(after)
        if filed.alert.id != alert.id:
            assert after.undecided


async def test_a_pile_on_becomes_one_alert_of_all(stores: Stores) -> None:
    one = (await stores.file(1, ANA, to=BEN, score=MILD)).alert
    two = (await stores.file(2, CEM, to=BEN, score=MILD)).alert
    assert one.id != two.id
    await stores.file(2, CEM, to=BEN, score=MILD, report=(EVA, "three against one"))
    both = await stores.file(3, DEA, to=BEN, score=THREAT, findings=pile(1, 2, 3))
    alert = both.alert
    assert (alert.id, said(alert)) == (one.id, [1, 2, 3])
    assert both.merged == ((two.id, None),)
    assert await stores.alerts.get(1, two.id) is None
    assert (alert.reports, alert.reasons) == (1, ("three against one",))
    # whom it is about does not change under a moderator's finger
    assert (alert.author_id, alert.message_id) == (ANA, 1)
    assert alert.authors == (ANA, CEM, DEA)
    assert alert.severity == "serious"
    assert [found.name for found in alert.findings] == ["pile_on"]
    later = await stores.file(4, EVA, to=BEN, minute=5, findings=pile(1, 2, 3, 4))
    assert (later.alert.id, later.granted) == (one.id, False)
    assert later.alert.findings[0].detail["authors"] == 4


async def test_a_pile_on_at_once_is_one_alert(stores: Stores) -> None:
    authors = range(20, 32)
    await asyncio.gather(
        *(
            stores.file(n, n, to=BEN, findings=pile(*range(20, n + 1)) if n > 21 else ())
            for n in authors
        )
    )
    waiting, total = await stores.alerts.queue(1, 0, 20)
    # those before the pattern joined it as soon as one of the others did
    assert total == 1
    assert said(waiting[0]) == list(authors) or set(said(waiting[0])) == set(authors)


async def test_what_somebody_decides_on_right_now_is_not_merged_away(stores: Stores) -> None:
    one = (await stores.file(1, ANA, to=BEN)).alert
    two = (await stores.file(2, CEM, to=BEN)).alert
    assert await stores.actions.begin(1, two.id, 50, NOW)
    both = await stores.file(3, DEA, to=BEN, findings=pile(1, 2, 3))
    assert (both.alert.id, both.merged) == (one.id, ())
    mine, _ = await stores.actions.settle(two, 50, "dismissed", NOW, detail={})
    assert mine


async def test_earlier_messages_of_a_pattern_come_along(stores: Stores) -> None:
    before = Said(3, 1, ANA, NOW, BEN, "words 1", None, {"toxicity": 0.5})
    findings = (Finding("repeated", {"messages": 3}, BEN, (ANA,), ((3, 1), (3, 2))),)
    alert = (await stores.file(2, to=BEN, findings=findings, also=(before,), minute=40)).alert
    assert said(alert) == [1, 2]
    assert alert.severity == "medium"
    # long after, but with a message that is part of the same
    more = (Finding("repeated", {"messages": 4}, BEN, (ANA,), ((3, 1), (3, 2), (3, 3))),)
    assert (await stores.file(3, to=BEN, findings=more, minute=80)).alert.id == alert.id


async def test_a_report_of_any_message_joins(stores: Stores) -> None:
    alert = (await stores.file(1, to=BEN)).alert
    await stores.file(2, to=BEN)
    again = await stores.file(2, to=BEN, minute=300, report=(EVA, "that one"))
    assert (again.alert.id, again.new, again.alert.reasons) == (alert.id, False, ("that one",))
    twice = await stores.file(1, to=BEN, minute=301, report=(EVA, ""))
    assert twice.repeated


async def test_any_message_can_be_edited_or_deleted(stores: Stores) -> None:
    alert = (await stores.file(1, score=MILD)).alert
    await stores.file(2, score=BAD)
    edited = await stores.filing.file(
        replace(draft(1, score=THREAT, edit=True), text="much worse"), gather_minutes=15
    )
    assert (edited.alert.id, edited.alert.text, edited.alert.edited) == (
        alert.id,
        "much worse",
        "worse",
    )
    changed = await stores.alerts.changed(3, 2, gone=True)
    assert changed is not None
    assert ([one.message_id for one in changed.standing], changed.gone) == ([1], False)
    changed = await stores.alerts.changed(3, 1, gone=True)
    assert changed is not None
    assert (changed.standing, changed.gone) == ((), True)
    assert await stores.alerts.changed(3, 99, gone=True) is None


async def test_mild_ones_are_few_cards_and_worse_ones_get_their_own(stores: Stores) -> None:
    made = [await stores.file(n, n, score=MILD, mild_an_hour=2) for n in range(1, 5)]
    assert [f.alert.card for f in made] == ["due", "due", "folded", "folded"]
    assert {f.alert.flood for f in made[2:]} == {made[2].alert.id}
    bad = await stores.file(5, 5, mild_an_hour=2)
    assert bad.alert.card == "due"
    worse = await stores.file(6, 3, score=THREAT, mild_an_hour=2, minute=1)
    assert (worse.alert.id, worse.granted) == (made[2].alert.id, True)
    assert (worse.alert.card, worse.alert.flood) == ("due", None)
    reported = await stores.file(4, 4, score=MILD, mild_an_hour=2, report=(EVA, ""))
    assert (reported.granted, reported.alert.card) == (True, "due")
    assert (await stores.file(9, 99, score=MILD, mild_an_hour=2, minute=61)).alert.card == "due"


async def test_texts_of_all_messages_go_some_days_after_the_decision(stores: Stores) -> None:
    alert = (await stores.file(1, to=BEN)).alert
    open_one = (await stores.file(3, CEM)).alert
    await stores.file(2, to=BEN)
    await stores.dismiss(await stores.get(alert.id))
    assert await stores.records.forget_texts(1, NOW) == []
    assert await stores.records.forget_texts(1, NOW + 1) == [alert.id]
    assert [one.text for one in (await stores.get(alert.id)).messages] == [None, None]
    assert [one.text for one in (await stores.get(open_one.id)).messages] == ["words 3"]


async def test_a_forgotten_author_of_many_takes_their_words_along(stores: Stores) -> None:
    await stores.file(1, ANA, to=BEN)
    await stores.file(2, CEM, to=BEN)
    alert = (await stores.file(3, DEA, to=BEN, findings=pile(1, 2, 3))).alert
    assert (1, alert.id) in await stores.records.erase(CEM)
    assert [one.text for one in (await stores.get(alert.id)).messages] == [
        "words 1",
        None,
        "words 3",
    ]
    assert (1, alert.id) in await stores.records.erase(BEN)
    assert (1, alert.id) in await stores.records.erase(ANA)
    left = await stores.get(alert.id)
    assert (left.author_id, left.text, left.target_id, left.targets) == (None, None, None, ())
    assert left.authors == (DEA,)


async def test_a_linked_author_is_one(stores: Stores) -> None:
    await stores.file(1, ANA, to=BEN)
    await stores.file(2, CEM, to=BEN)
    alert = (await stores.file(3, DEA, to=BEN, findings=pile(1, 2, 3))).alert
    await stores.records.link(kept=ANA, gone=CEM)
    await stores.records.link(kept=EVA, gone=BEN)
    left = await stores.get(alert.id)
    assert (left.authors, left.targets) == ((ANA, DEA), (EVA,))


# ---- in the chat


async def cards(chat: Community) -> list[Seen]:
    await chat.settle()
    return [m for m in await chat.messages("moderators") if m.author != "Mo"]


@pytest.fixture
async def feud(chat: Community) -> tuple[Actor, Actor, Actor]:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ben.say("general", "hello everybody")
    return ana, ben, mo


async def test_a_feud_is_one_card(chat: Community, feud: tuple[Actor, Actor, Actor]) -> None:
    ana, _, mo = feud
    for words in ("Ben, you idiot", "really an idiot, Ben", "Ben is vermin"):
        await ana.say("general", words)
    card = await mo.sees("moderators", "vermin")
    assert "idiot" in card.text
    assert "Ana → Ben" in card.text
    assert len(await cards(chat)) == 1
    await mo.click(card, "Delete")
    await mo.sees("moderators", "3 messages deleted by Mo")
    await chat.settle()
    assert [m.text for m in await chat.messages("general")] == ["hello everybody"]


async def test_a_pile_on_of_six_is_one_card(chat: Community) -> None:
    ben, mo = await chat.person("Ben"), await chat.person("Mo", Level.MODERATOR)
    said = await ben.say("general", "I like the old bread better")
    names = ("Ana", "Cem", "Dea", "Eva", "Fay", "Gil")
    crowd = [await chat.person(name) for name in names]
    await asyncio.gather(
        *(one.say("general", "Ben, you idiot", reply_to=said) for one in crowd[:2])
    )
    assert len(await cards(chat)) == 2
    await asyncio.gather(
        *(one.say("general", "Ben, you idiot", reply_to=said) for one in crowd[2:])
    )
    card = await mo.sees("moderators", "and 3 more → Ben")
    (left,) = await cards(chat)
    assert left.native_id == card.native_id
    assert "people write abuse to the same member" in left.text
    await mo.command("queue", channel="moderators")
    told = await mo.told("1 alert is waiting")
    assert "6 messages" in told.text


async def test_a_deleted_and_an_edited_message_of_several(
    chat: Community, feud: tuple[Actor, Actor, Actor]
) -> None:
    ana, _, mo = feud
    first = await ana.say("general", "Ben, you idiot")
    second = await ana.say("general", "Ben, idiot again")
    await mo.sees("moderators", "idiot again")
    await ana.delete(first)
    await mo.sees("moderators", "(deleted)")
    await ana.edit(second, "Ben, let us talk")
    await mo.sees("moderators", "A message was edited since")
    await ana.delete(second)
    card = await mo.sees("moderators", "All of these messages have been deleted meanwhile.")
    assert "Delete" not in card.buttons
    assert len(await cards(chat)) == 1


async def test_a_restart_between_two_messages_of_one_event(
    chat: Community, feud: tuple[Actor, Actor, Actor]
) -> None:
    ana, _, mo = feud
    await ana.say("general", "Ben, you idiot")
    await mo.sees("moderators", "idiot")
    await chat.settle()
    await chat.restart()
    await ana.say("general", "Ben is vermin")
    card = await mo.sees("moderators", "vermin")
    assert "you idiot" in card.text
    assert len(await cards(chat)) == 1


async def test_a_message_that_joined_just_before_a_crash_is_on_the_card_afterwards(
    chat: Community, feud: tuple[Actor, Actor, Actor]
) -> None:
    ana, _, mo = feud
    await ana.say("general", "Ben, you idiot")
    await mo.sees("moderators", "idiot")
    await chat.settle()
    chat.clock.advance(minutes=11)
    (alert,), _ = await AlertStore(chat.app.db).queue(await chat.id, 0, 1)
    late = replace(
        draft(999, alert.author_id or 0),
        community_id=await chat.id,
        space_id=alert.space_id,
        channel_id=alert.channel_id,
        now=chat.clock.now(),
        sent_at=chat.clock.now(),
    )
    # committed, but the process ended before the card was touched
    await FilingStore(chat.app.db).file(late, gather_minutes=15)
    await chat.restart()
    cog = chat.app.book.cogs["safety"]
    assert isinstance(cog, Safety)
    await cog.upkeep()
    await mo.sees("moderators", "words 999")


async def test_forgetting_takes_the_words_off_every_card(
    chat: Community, feud: tuple[Actor, Actor, Actor]
) -> None:
    ana, ben, mo = feud
    cem = await chat.person("Cem")
    said = await ben.say("general", "I like the old bread better")
    for one in (ana, cem, await chat.person("Dea")):
        await one.say("general", f"Ben, you idiot, says {one.name}", reply_to=said)
        await chat.settle()
    card = await mo.sees("moderators", "people write abuse")
    assert "says Cem" in card.text
    found = await chat.app.people.by_account(await chat.id, "local", cem.native_id)
    assert found is not None
    cog = chat.app.book.cogs["safety"]
    await cog.erase(found.id)
    await mo.sees("moderators", "a former member: the text has been erased")
    (card,) = await cards(chat)
    assert "says Cem" not in card.text
    assert "says Ana" in card.text


async def test_without_gathering_each_message_is_an_alert(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"gather_minutes": 0, "repeated": {"enabled": False}}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", "idiot")
    await ana.say("general", "vermin")
    await mo.sees("moderators", "vermin")
    assert len(await cards(chat)) == 2
