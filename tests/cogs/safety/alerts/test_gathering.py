"""One event, one alert, in the tables: what joins, what does not, two at once, forgetting."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.api.services import Score
from cogs.safety.alerts.model import Draft, Said, about_member
from cogs.safety.detection.seen import Finding
from tests.cogs.safety.alerts.rig import (
    ANA,
    BEN,
    CEM,
    DEA,
    EVA,
    MILD,
    MINUTE,
    NOW,
    THREAT,
    Stores,
    database_url,
    draft,
    pile,
    postgres_server,
    postgres_url,
    said,
    sqlite_url,
    stores,
)

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url", "stores"]


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
    assert both.merged == (two.id,)
    assert await stores.alerts.get(1, two.id) is None
    assert (alert.reports, alert.reasons) == (1, ("three against one",))
    # it is about the worst of them
    assert (alert.author_id, alert.message_id, alert.text) == (DEA, 3, "words 3")
    assert alert.authors == (DEA, ANA, CEM)
    assert alert.severity == "serious"
    assert [found.name for found in alert.findings] == ["pile_on"]
    later = await stores.file(4, EVA, to=BEN, minute=5, findings=pile(1, 2, 3, 4))
    assert (later.alert.id, later.granted) == (one.id, False)
    assert later.alert.findings[0].detail["authors"] == 4
    # a tie is no reason to change it
    assert (later.alert.author_id, later.alert.message_id) == (DEA, 3)


async def test_whom_a_claimed_alert_is_about_does_not_change(stores: Stores) -> None:
    one = (await stores.file(1, ANA, to=BEN, score=MILD)).alert
    assert await stores.actions.claim(one, 50, NOW)
    both = (await stores.file(3, DEA, to=BEN, score=THREAT, findings=pile(1, 3))).alert
    assert (both.id, both.author_id, both.message_id) == (one.id, ANA, 1)
    assert (both.authors, both.severity) == ((ANA, DEA), "serious")


async def test_the_worst_of_a_merged_part_is_shown(stores: Stores) -> None:
    one = (await stores.file(1, ANA, to=BEN, score=MILD)).alert
    two = replace(draft(2, CEM, to=BEN, score=THREAT), author_is_staff=True)
    await stores.filing.file(two, gather_minutes=15)
    both = (await stores.file(3, DEA, to=BEN, score=MILD, findings=pile(1, 2, 3))).alert
    assert (both.id, both.author_id, both.message_id) == (one.id, CEM, 2)
    assert both.author_is_staff


async def test_a_crowd_against_one_is_serious(stores: Stores) -> None:
    four = (await stores.file(4, DEA, to=BEN, score=MILD, findings=pile(1, 2, 3, 4))).alert
    assert four.severity == "medium"
    five = (await stores.file(5, EVA, to=BEN, score=MILD, findings=pile(1, 2, 3, 4, 5))).alert
    assert (five.id, five.severity) == (four.id, "serious")


async def test_a_pile_on_at_once_is_one_alert(stores: Stores) -> None:
    authors = range(20, 32)

    def before(number: int) -> tuple[Said, ...]:
        return tuple(Said(3, n, n, NOW, BEN, f"words {n}") for n in range(20, number))

    await asyncio.gather(
        *(
            stores.file(n, n, to=BEN, findings=pile(*range(20, n + 1)), also=before(n))
            if n > 21
            else stores.file(n, n, to=BEN)
            for n in authors
        )
    )
    waiting, total = await stores.alerts.queue(1, 0, 20)
    # those before the pattern joined it as soon as one of the others did
    assert total == 1
    assert set(said(waiting[0])) == set(authors)


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
    assert not (again.repeated or again.added)
    # other words of it: the first reason stays, and it is one person who reports
    more = await stores.file(1, to=BEN, minute=301, report=(EVA, "and this"))
    assert (more.repeated, more.added, more.alert.reports) == (False, True, 1)
    assert more.alert.reasons == ("that one", "and this")
    twice = await stores.file(1, to=BEN, minute=302, report=(EVA, ""))
    assert (twice.repeated, twice.added, twice.alert.reasons) == (True, False, more.alert.reasons)


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


async def test_what_was_reported_of_others_outlives_a_forgotten_author(stores: Stores) -> None:
    """In an alert of several authors, only reasons that are about their messages go."""
    await stores.file(1, ANA, to=BEN, report=(EVA, "what Ana said"))
    await stores.file(2, CEM, to=BEN)
    alert = (await stores.file(3, DEA, to=BEN, findings=pile(1, 2, 3))).alert
    await stores.file(2, CEM, to=BEN, minute=1, report=(EVA, "what Cem said"))
    assert (await stores.get(alert.id)).reasons == ("what Ana said", "what Cem said")
    await stores.records.erase(CEM)
    assert (await stores.get(alert.id)).reasons == ("what Ana said",)
    await stores.records.erase(ANA)
    assert (await stores.get(alert.id)).reasons == ()


async def test_a_linked_author_is_one(stores: Stores) -> None:
    await stores.file(1, ANA, to=BEN)
    await stores.file(2, CEM, to=BEN)
    alert = (await stores.file(3, DEA, to=BEN, findings=pile(1, 2, 3))).alert
    await stores.records.link(kept=ANA, gone=CEM)
    await stores.records.link(kept=EVA, gone=BEN)
    left = await stores.get(alert.id)
    assert (left.authors, left.targets) == ((ANA, DEA), (EVA,))


# ---- what must not be taken along


async def test_nothing_joins_what_is_being_decided_right_now(stores: Stores) -> None:
    """Nobody has seen the new message, so the decision cannot be about it."""
    alert = (await stores.file(1, to=BEN)).alert
    assert await stores.actions.begin(1, alert.id, 50, NOW)
    later = await stores.file(2, to=BEN, minute=1)
    assert (later.alert.id != alert.id, later.granted) == (True, True)
    mine, _ = await stores.actions.settle(alert, 50, "deleted", NOW, detail={})
    assert mine
    assert said(await stores.get(alert.id)) == [1]
    # but what is about the very same message still belongs to it
    other = (await stores.file(5, CEM)).alert
    assert await stores.actions.begin(1, other.id, 50, NOW)
    again = await stores.file(5, CEM, report=(EVA, "this one"))
    assert (again.alert.id, again.alert.reports) == (other.id, 1)


async def test_what_stays_alone_takes_in_nothing(stores: Stores) -> None:
    """The bot may act on it by itself, and then on nothing else."""
    one = (await stores.file(1, ANA, to=BEN)).alert
    two = (await stores.file(2, CEM, to=BEN)).alert
    draft_ = draft(3, DEA, to=BEN, score=THREAT, findings=pile(1, 2, 3))
    three = await stores.filing.file(draft_, gather_minutes=15, alone=True)
    assert (said(three.alert), three.merged) == ([3], ())
    assert [said(await stores.get(alert.id)) for alert in (one, two)] == [[1], [2]]


# ---- about a person, without a message


async def test_the_worst_of_what_was_blocked_is_shown(stores: Stores) -> None:
    """Blocked messages stand nowhere; all of one person are one alert."""

    def blocked(text: str, score: Score) -> Draft:
        return replace(draft(0, score=score), about=about_member(ANA), message_id=None, text=text)

    reported = replace(blocked("", MILD), text=None, score=None, flagged=(), channel_id=None)
    alert = (await stores.filing.file(reported, report=(EVA, "she is rude"))).alert
    assert alert.text is None
    after = (await stores.filing.file(blocked("rude", MILD))).alert
    assert (after.id, after.text, after.severity) == (alert.id, "rude", "mild")
    after = (await stores.filing.file(blocked("I will find you", THREAT))).alert
    assert (after.text, after.severity) == ("I will find you", "serious")
    after = (await stores.filing.file(blocked("rude again", MILD))).alert
    assert (after.text, after.severity) == ("I will find you", "serious")
    tried = replace(blocked("once more", MILD), findings=(Finding("automod", {"times": 1}),))
    for attempts in (1, 2, 3):
        after = (await stores.filing.file(tried)).alert
        assert [found.detail for found in after.findings] == [{"times": attempts}]


async def test_two_accounts_of_one_person_have_one_alert_about_them(stores: Stores) -> None:
    about = replace(draft(0, ANA), about=about_member(ANA), message_id=None)
    alert = (await stores.filing.file(about)).alert
    await stores.records.link(kept=CEM, gone=ANA)
    again = replace(about, about=about_member(CEM), author_id=CEM)
    assert (await stores.filing.file(again)).alert.id == alert.id
