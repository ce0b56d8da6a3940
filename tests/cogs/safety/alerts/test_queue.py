"""Many alerts: the queue with its order and pages, and summaries in place of cards."""

from __future__ import annotations

from bot.api.people import Level
from tests.cogs.safety.alerts.rig import (
    ANA,
    BAD,
    BEN,
    CEM,
    DEA,
    EVA,
    MILD,
    THREAT,
    Stores,
    database_url,
    draft,
    pile,
    postgres_server,
    postgres_url,
    sqlite_url,
    stores,
)
from tests.support.chat import Actor
from tests.support.community import Opener
from tests.support.scripted import ScriptedToxicity

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url", "stores"]


async def test_serious_ones_come_first_then_the_oldest(
    stores: Stores,
) -> None:
    filing, alerts = stores.filing, stores.alerts
    made = {}
    for number, score in enumerate((MILD, BAD, MILD, THREAT, BAD, THREAT)):
        filed = await filing.file(draft(number, 20 + number, score=score, minute=number))
        made[filed.alert.id] = number
    order: list[int] = []
    after = 0
    while page := (await alerts.queue(1, after, 4))[0]:
        order += [made[alert.id] for alert in page]
        after = page[-1].id
    assert order == [3, 5, 1, 4, 0, 2]
    assert (await alerts.queue(1, 0, 1))[1] == 6
    assert await alerts.queue(2, 0, 4) == ([], 0)


async def test_what_people_report_does_not_wait_behind_what_a_model_likes_less(
    stores: Stores,
) -> None:
    filing, alerts = stores.filing, stores.alerts
    reported = await filing.file(draft(1, ANA, score=MILD), report=(BEN, ""))
    bad = await filing.file(draft(2, 20, score=BAD, minute=1))
    mild = await filing.file(draft(3, 21, score=MILD, minute=-1))
    waiting, _ = await alerts.queue(1, 0, 5)
    assert [a.id for a in waiting] == [f.alert.id for f in (reported, bad, mild)]


async def test_the_worst_of_many_messages_counts(
    stores: Stores,
) -> None:
    filing, alerts = stores.filing, stores.alerts
    first = (await filing.file(draft(1, ANA, score=BAD, to=BEN))).alert
    pair = (await filing.file(draft(2, 20, score=MILD, to=BEN, minute=1), gather_minutes=15)).alert
    await filing.file(
        draft(3, 21, score=THREAT, to=22, minute=2, findings=pile(2, 3, on=22)), gather_minutes=15
    )
    waiting, _ = await alerts.queue(1, 0, 5)
    assert [alert.id for alert in waiting] == [pair.id, first.id]


async def test_the_next_page_goes_on_when_the_last_one_was_decided_meanwhile(
    stores: Stores,
) -> None:
    filing, alerts = stores.filing, stores.alerts
    made = [(await filing.file(draft(n, 20 + n, minute=n))).alert for n in range(4)]
    page, _ = await alerts.queue(1, 0, 2)
    assert [alert.id for alert in page] == [made[0].id, made[1].id]
    # it was merged into another one: nothing is known of it, and nothing is left out
    assert [a.id for a in (await alerts.queue(1, 999, 9))[0]] == [a.id for a in made]
    assert [a.id for a in (await alerts.queue(1, made[1].id, 9))[0]] == [a.id for a in made[2:]]


# ---- more alerts than cards: what shares a summary, and what gets its own card after all


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


async def test_a_summary_is_not_added_to_for_ever(stores: Stores) -> None:
    """An edited message notifies nobody: after a while there is a new one."""
    made = [await stores.file(n, n, score=MILD, mild_an_hour=0, minute=25 * n) for n in range(1, 7)]
    assert all(f.alert.card == "folded" for f in made)
    floods = [f.alert.flood for f in made]
    assert floods == [made[0].alert.id] * 3 + [made[3].alert.id] * 3


async def test_what_leaves_a_summary_is_counted_there_no_more(stores: Stores) -> None:
    folded = await stores.file(1, ANA, score=MILD, mild_an_hour=0)
    assert (folded.alert.card, folded.waves) == ("folded", ())
    out = await stores.file(1, ANA, score=MILD, mild_an_hour=0, report=(EVA, ""))
    assert (out.granted, out.alert.card) == (True, "due")
    assert out.waves == (folded.alert.flood,)
    assert folded.alert.flood is not None
    assert await stores.alerts.wave(folded.alert.flood) == (0, 0)


async def test_an_event_does_not_lose_its_only_card(stores: Stores) -> None:
    """A part with a card is taken in by one that is only counted in a summary."""
    first = await stores.filing.file(draft(1, ANA, to=BEN, score=THREAT), cards_a_minute=1)
    hidden = await stores.filing.file(draft(2, CEM, to=BEN, score=THREAT), cards_a_minute=1)
    assert (first.alert.card, hidden.alert.card) == ("due", "folded")
    assert await stores.actions.claim(hidden.alert, 50, 0)
    both = await stores.filing.file(
        draft(3, DEA, to=BEN, findings=pile(1, 2, 3)), cards_a_minute=1, gather_minutes=15
    )
    # what Mo looks after stays, the other becomes part of it
    assert (both.alert.id, both.merged) == (hidden.alert.id, (first.alert.id,))
    assert (both.granted, both.alert.card, both.alert.flood) == (True, "due", None)


# ---- in the chat


async def test_the_queue_in_the_chat(open_chat: Opener) -> None:
    model = ScriptedToxicity({"idiot": 0.93, "meh": 0.75})
    chat = await open_chat(toxicity=model)
    mo = await chat.person("Mo", Level.MODERATOR)
    crowd: list[Actor] = [await chat.person(f"Ana {n}") for n in range(7)]
    await crowd[0].say("general", "meh")
    await chat.settle()
    chat.clock.advance(hours=2)
    for one in crowd[1:]:
        await one.say("general", "idiot")
        await chat.settle()
    await mo.command("queue", channel="moderators")
    queue = await mo.told("7 alerts are waiting.")
    assert "Serious ones first, then the oldest:" in queue.text
    assert "idiot" not in queue.text, "words are only on the cards"
    assert queue.buttons == (*(f"Show #{n}" for n in range(2, 7)), "Later ones")
    await mo.click(queue, "Later ones")
    later = await mo.told("#1 🟡 Mild")
    assert later.buttons == ("Show #7", "Show #1")
    assert "2 hours ago" in later.text
    await mo.click(later, "Show #1")
    shown = await mo.told("meh")
    await mo.click(shown, "Claim")
    await mo.told("Mo looks after this.")
    await mo.click(queue, "Later ones")
    await mo.told("Mo looks after it")


async def test_mild_alerts_are_folded_and_the_queue_has_them_all(open_chat: Opener) -> None:
    model = ScriptedToxicity({"meh": 0.75})
    chat = await open_chat(toxicity=model, cogs={"safety": {"mild_an_hour": 1}})
    mo = await chat.person("Mo", Level.MODERATOR)
    for name in ("Ana", "Ben", "Cem"):
        await (await chat.person(name)).say("general", "meh")
        await chat.settle()
    summary = await mo.sees("moderators", "and 2 more flags")
    assert len(await chat.messages("moderators")) == 2
    await mo.click(summary, "Open the queue")
    queue = await mo.told("3 alerts are waiting.")
    await mo.click(queue, "Show #3")
    shown = await mo.told("meh")
    assert "Cem" in shown.text
    await mo.click(shown, "Dismiss")
    await mo.sees("moderators", "and 1 more flag")
