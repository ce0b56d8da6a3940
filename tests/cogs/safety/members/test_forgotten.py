"""What is forgotten when, and what is written down of decisions."""

from __future__ import annotations

import pytest

from bot.api.boards.figures import Figures
from bot.api.people import Level
from storage.audit import AuditLog
from tests.cogs.safety.members.rig import cards, safety
from tests.support.chat import Actor
from tests.support.community import Community

NASTY = "Ben, you are an idiot"


@pytest.fixture
async def mo(chat: Community) -> Actor:
    return await chat.person("Mo", Level.MODERATOR)


# ---- forgetting


async def test_the_text_is_erased_after_the_set_days(chat: Community, mo: Actor) -> None:
    max_ = await chat.person("Max", Level.MODERATOR)
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Dismiss")
    await max_.sees("moderators", "Dismissed by Mo")
    await chat.advance(days=29)
    await safety(chat).upkeep()
    (card,) = await cards(chat)
    assert NASTY in card.text
    await chat.advance(days=2)
    await safety(chat).upkeep()
    card = await max_.sees("moderators", "The text has been erased")
    assert NASTY not in card.text
    assert "idiot" not in card.text


async def test_an_undecided_text_is_kept(chat: Community, mo: Actor) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)
    await chat.advance(days=100)
    await safety(chat).upkeep()
    (card,) = await cards(chat)
    assert NASTY in card.text


async def test_forgetting_a_member_clears_the_cards(chat: Community, mo: Actor) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", NASTY)
    await ben.menu("Report message", said)
    await mo.sees("moderators", "Reported by 1 member")
    store = chat.app.people
    found = await store.by_account(await chat.id, "local", ana.native_id)
    assert found is not None
    await safety(chat).erase(found.id)
    card = await mo.sees("moderators", "a former member")
    assert NASTY not in card.text
    assert "Ana" not in card.text
    assert {"Dismiss", "Delete"} <= set(card.buttons)
    assert "Warn" not in card.buttons
    await mo.click(card, "Delete")
    await ben.told("A moderator has looked at your report")


# ---- audit and figures


async def test_every_decision_is_in_the_audit_log_without_text(chat: Community, mo: Actor) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Warn")
    await chat.settle()
    rows = await AuditLog(chat.app.db).recent(await chat.id, 10, "safety.")
    assert [row.action for row in rows] == ["safety.warn"]
    assert NASTY not in repr(rows)
    assert "scripted@0000" in repr(rows)


async def test_figures_for_the_digest(chat: Community, mo: Actor) -> None:
    ana, cem = await chat.person("Ana"), await chat.person("Cem")
    start = chat.clock.now()
    await ana.say("general", NASTY)
    card = await mo.sees("moderators", NASTY)
    await cem.say("general", "vermin")
    await mo.sees("moderators", "vermin")
    chat.clock.advance(minutes=10)
    await mo.click(card, "Dismiss")
    await chat.settle()
    end, figures, community = chat.clock.now() + 1, chat.app.boards[Figures], await chat.id
    names = ("flags", "settled", "median_settle_ms", "open")
    found = [await figures.measure(f"safety.{n}", community, start, end) for n in names]
    assert found == [2, 1, 600_000, 1]
    assert await figures.measure("safety.flags", community, end, end + 1) == 0
    texts = [str(found.text) for found in await figures.suggestions(community, start, end)]
    assert [text for text in texts if "1 conflict waits" in text]
