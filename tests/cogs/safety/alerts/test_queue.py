"""The queue: serious ones first, then the oldest; pages, ages, and who looks after what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from cogs.safety.alerts.filing import FilingStore
from cogs.safety.alerts.store import AlertStore
from cogs.safety.cog import Safety
from tests.cogs.safety.alerts.test_gathering import ANA, BAD, BEN, MILD, THREAT, draft, pile
from tests.support.chat import Actor
from tests.support.community import Opener
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url
from tests.support.scripted import ScriptedToxicity

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[tuple[FilingStore, AlertStore]]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield FilingStore(db), AlertStore(db)


async def test_serious_ones_come_first_then_the_oldest(
    stores: tuple[FilingStore, AlertStore],
) -> None:
    filing, alerts = stores
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


async def test_the_worst_of_many_messages_counts(
    stores: tuple[FilingStore, AlertStore],
) -> None:
    filing, alerts = stores
    first = (await filing.file(draft(1, ANA, score=BAD, to=BEN))).alert
    pair = (await filing.file(draft(2, 20, score=MILD, to=BEN, minute=1), gather_minutes=15)).alert
    await filing.file(
        draft(3, 21, score=THREAT, to=22, minute=2, findings=pile(2, 3, on=22)), gather_minutes=15
    )
    waiting, _ = await alerts.queue(1, 0, 5)
    assert [alert.id for alert in waiting] == [pair.id, first.id]


async def test_the_next_page_goes_on_when_the_last_one_was_decided_meanwhile(
    stores: tuple[FilingStore, AlertStore],
) -> None:
    filing, alerts = stores
    made = [(await filing.file(draft(n, 20 + n, minute=n))).alert for n in range(4)]
    page, _ = await alerts.queue(1, 0, 2)
    assert [alert.id for alert in page] == [made[0].id, made[1].id]
    # it was merged into another one: nothing is known of it, and nothing is left out
    assert [a.id for a in (await alerts.queue(1, 999, 9))[0]] == [a.id for a in made]
    assert [a.id for a in (await alerts.queue(1, made[1].id, 9))[0]] == [a.id for a in made[2:]]


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
