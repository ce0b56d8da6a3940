"""Appeals against what is taken back meanwhile, and where there are few moderators."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.people import Level
from cogs.safety.members.store import AppealStore
from tests.cogs.safety.members.rig import (
    PLEA,
    Cast,
    act,
    safety,
    staged,
    standing_warnings,
)
from tests.support.community import Community


@pytest.fixture
async def cast(chat: Community) -> Cast:
    return await staged(chat)


async def take_back(cast: Cast) -> None:
    """Mo thinks better of the warning, without hearing the appeal."""
    await cast.mo.command("warnings", channel="moderators", member=cast.ana)
    await cast.mo.click(await cast.mo.told("Warnings of Ana"), "Take back")


async def of_the_outcome(cast: Cast) -> list[str]:
    """Every note by which Ana could learn that the warning is gone."""
    await cast.chat.settle()
    ends = ("your appeal", "taken back the warning")
    return [text for text in cast.ana.told_so_far() if any(end in text for end in ends)]


# ---- taken back while an appeal waits


async def test_an_appeal_ends_with_what_it_was_against(cast: Cast) -> None:
    await cast.appealed()
    await take_back(cast)
    await cast.mo.told("The warning is taken back")
    told = await cast.ana.told("your appeal was right, and the decision is overturned")
    assert "does not count any more" in told.text
    card = await cast.max.sees("moderators", "Overturned by Mo")
    assert card.buttons == ()
    assert await of_the_outcome(cast) == [told.text]
    await cast.chat.advance(days=4)
    assert await of_the_outcome(cast) == [told.text]
    assert not any("has been waiting" in text for text in cast.max.told_so_far())
    await cast.ana.command("why")
    await cast.ana.told("You appealed, and the decision was overturned.")


async def test_without_an_appeal_the_note_is_the_usual_one(cast: Cast) -> None:
    await cast.warned()
    await take_back(cast)
    await cast.ana.told("taken back the warning")
    assert len(await of_the_outcome(cast)) == 1


async def test_an_outcome_that_a_crash_kept_back_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast.appealed()

    async def crash(*args: object) -> None:
        raise ConnectionError("cut off")

    monkeypatch.setattr(safety(cast.chat)._hearing, "taken_back", crash)
    await take_back(cast)
    await cast.chat.settle()
    assert await of_the_outcome(cast) == []
    await cast.chat.restart()
    await cast.chat.advance(days=4)
    await cast.ana.told("your appeal was right")
    await cast.max.sees("moderators", "Overturned by Mo")
    assert len(await of_the_outcome(cast)) == 1


async def test_what_was_taken_back_is_not_upheld(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mo takes it back while Max's decision is being written."""
    card = await cast.appealed()
    hearing = safety(cast.chat)._hearing

    async def meanwhile(*args: object) -> None:
        await take_back(cast)
        await cast.mo.told("The warning is taken back")

    hearing.listen(meanwhile)
    await cast.max.click(card, "The decision stays")
    await cast.max.told("This is decided already. Overturned by Mo")
    told = await cast.ana.told("your appeal was right")
    assert await of_the_outcome(cast) == [told.text]


async def test_the_card_of_something_taken_back_ends_by_a_click(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await cast.appealed()

    async def crash(*args: object) -> None:
        raise ConnectionError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(safety(cast.chat)._hearing, "taken_back", crash)
        await take_back(cast)
        await cast.chat.settle()
    await cast.max.click(card, "The decision stays")
    await cast.max.told("This is decided already. Overturned by Mo")
    await cast.ana.told("your appeal was right")
    assert len(await of_the_outcome(cast)) == 1


async def test_taken_back_and_overturned_at_once(cast: Cast) -> None:
    card = await cast.appealed()
    await cast.mo.command("warnings", channel="moderators", member=cast.ana)
    listed = await cast.mo.told("Warnings of Ana")
    await asyncio.gather(cast.mo.click(listed, "Take back"), cast.max.click(card, "Overturn it"))
    await cast.ana.told("your appeal was right")
    assert await standing_warnings(cast.chat) == 0
    assert len(await of_the_outcome(cast)) == 1
    case = await AppealStore(cast.chat.app.db).against(1)
    assert case is not None
    assert case.state == "overturned"


# ---- few moderators


async def alone(chat: Community) -> Cast:
    """Mo is the only moderator; Max is a member."""
    ana, max_ = await chat.person("Ana"), await chat.person("Max")
    mo = await chat.person("Mo", Level.MODERATOR)
    for actor in (ana, max_, mo):
        await actor.say("general", "Good morning")
    await mo.command("safety status", channel="moderators")
    await mo.told("Mode:")
    return Cast(chat, ana, mo, max_)


async def test_a_single_moderator_hears_it_again_and_nobody_claims_otherwise(
    chat: Community,
) -> None:
    cast = await alone(chat)
    notice = await cast.warned()
    assert "only one moderator here, who then looks at it again" in notice.text
    await cast.ana.click(notice, "Appeal")
    await cast.ana.fill(text=PLEA)
    card = await cast.mo.sees("moderators", PLEA)
    assert "I know of no other moderator, so Mo may decide again." in card.text
    await cast.mo.click(card, "The decision stays")
    await cast.ana.told("your appeal was looked at. The decision stays.")
    assert not any("another moderator" in text for text in cast.ana.told_so_far())


async def test_what_the_bot_did_is_heard_by_a_moderator(cast: Cast) -> None:
    await act(cast.chat, "delete", cast.ana, None, said="vermin", scores={"toxicity": 0.99})
    notice = await cast.ana.told("by myself")
    assert "and a moderator looks at it" in notice.text
    await cast.ana.click(notice, "Appeal")
    await cast.ana.fill(text=PLEA)
    await cast.mo.click(await cast.mo.sees("moderators", PLEA), "The decision stays")
    told = await cast.ana.told("your appeal was looked at")
    assert "another moderator" not in told.text


# ---- the list


async def test_what_is_settled_does_not_hide_what_can_be_appealed(cast: Cast) -> None:
    await act(cast.chat, "warn", cast.ana, cast.mo, reason="The oldest one")
    store = AppealStore(cast.chat.app.db)
    for number in range(5):
        cast.chat.clock.advance(seconds=1)
        done = await store.act(await act(cast.chat, "talk", cast.ana, cast.mo, reason=str(number)))
        assert done is not None
        now = cast.chat.clock.now()
        assert await store.file(done, PLEA, now, now + 1000)
    await cast.ana.command("appeal")
    listed = await cast.ana.told("You can appeal against these decisions")
    assert "The oldest one" in listed.text
    assert len(listed.buttons) == 1
