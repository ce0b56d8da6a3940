"""Appeals over crashes and long waits, and what is forgotten of them."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from tests.cogs.safety.members.rig import (
    PLEA,
    Cast,
    known,
    safety,
    staged,
    standing_warnings,
    undone,
)
from tests.support.community import Community, Opener


@pytest.fixture
async def cast(chat: Community) -> Cast:
    return await staged(chat)


# ---- a crash, and waiting too long


async def test_a_card_that_a_crash_held_back_is_shown(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = await cast.warned()

    async def crash(*args: object) -> None:
        raise ConnectionError("cut off")

    monkeypatch.setattr(safety(cast.chat)._hearing, "open", crash)
    await cast.ana.click(notice, "Appeal")
    await cast.ana.fill(text=PLEA)
    await cast.chat.settle()
    assert all(PLEA not in m.text for m in await cast.chat.messages("moderators"))
    await cast.chat.restart()
    await cast.chat.advance(minutes=2)
    await cast.max.click(await cast.max.sees("moderators", PLEA), "The decision stays")
    await cast.ana.told("The decision stays")


async def test_a_decision_cut_off_by_a_crash_is_brought_to_its_end(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await cast.appealed()

    async def cut_off(*args: object) -> bool:
        raise ConnectionError("cut off")

    monkeypatch.setattr(safety(cast.chat)._cases, "settle", cut_off)
    await cast.max.click(card, "Overturn it")
    await cast.chat.settle()
    await cast.chat.restart()
    assert await standing_warnings(cast.chat) == 0
    ada = await cast.chat.person("Ada", Level.MODERATOR)
    await ada.click(card, "Overturn it")
    await ada.told("Max is deciding this right now")
    await cast.chat.advance(minutes=2)
    await cast.ana.told("your appeal was right")
    await ada.sees("moderators", "Overturned by Max")
    assert await undone(cast.chat) == 1, "it had been undone before the crash"


async def test_an_outcome_is_told_even_after_a_crash(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await cast.appealed()

    async def crash(*args: object) -> None:
        raise ConnectionError("cut off")

    monkeypatch.setattr(safety(cast.chat)._hearing, "_tell", crash)
    await cast.max.click(card, "Overturn it")
    await cast.chat.settle()
    await cast.chat.restart()
    assert not any("your appeal was right" in text for text in cast.ana.told_so_far())
    await cast.chat.advance(minutes=2)
    await cast.ana.told("your appeal was right")
    await cast.mo.sees("moderators", "Overturned by Max")
    await cast.chat.advance(days=4)
    assert sum("your appeal was right" in text for text in cast.ana.told_so_far()) == 1


async def test_an_appeal_that_waits_reminds_everybody_but_who_decided(open_chat: Opener) -> None:
    cast = await staged(await open_chat(cogs={"safety": {"appeal_hours": 24}}))
    await cast.appealed()
    await cast.chat.advance(hours=23)
    assert not any(PLEA in text for text in cast.max.told_so_far())
    await cast.chat.advance(hours=2)
    reminder = await cast.max.told("has been waiting since")
    assert not any(PLEA in text for text in cast.mo.told_so_far())
    assert not any("has been waiting" in text for text in cast.ana.told_so_far())
    await cast.max.click(reminder, "The decision stays")
    await cast.ana.told("The decision stays")
    await cast.chat.advance(days=3)
    assert sum("has been waiting" in text for text in cast.max.told_so_far()) == 1


# ---- forgetting


async def test_words_of_an_appeal_are_erased(cast: Cast) -> None:
    await cast.max.click(await cast.appealed(), "The decision stays")
    await cast.ana.told("The decision stays")
    await cast.chat.advance(days=29)
    await safety(cast.chat).tend_members()
    await cast.max.sees("moderators", PLEA)
    await cast.chat.advance(days=2)
    await safety(cast.chat).tend_members()
    card = await cast.max.sees("moderators", "The text has been erased")
    assert PLEA not in card.text


async def test_a_forgotten_member_leaves_no_appeal(cast: Cast) -> None:
    await cast.appealed()
    ana = await known(cast.chat, cast.ana)
    await safety(cast.chat)._hearing.erase(ana.id)
    card = await cast.max.sees("moderators", "asked to be forgotten")
    assert PLEA not in card.text
    assert card.buttons == ()
    await cast.chat.advance(days=4)
    assert not any(PLEA in text for text in cast.max.told_so_far())
