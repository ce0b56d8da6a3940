"""Appeals in the chat: the button, another moderator, and what follows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.api.errors import MissingRights
from bot.api.people import Level
from cogs.safety.tables import actions
from tests.cogs.safety.members.rig import (
    PLEA,
    Cast,
    act,
    known,
    safety,
    staged,
    standing_warnings,
    undone,
)
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Rig
from tests.support.community import Community, Opener, sqlite_url


async def take_back(cast: Cast) -> None:
    """Mo thinks better of the warning, without any appeal."""
    await cast.mo.command("warnings", channel="moderators", member=cast.ana)
    await cast.mo.click(await cast.mo.told("Warnings of Ana"), "Take back")
    await cast.mo.told("The warning is taken back")


@pytest.fixture
async def cast(chat: Community) -> Cast:
    return await staged(chat)


# ---- from the button to the outcome


async def test_an_overturned_warning_does_not_count(cast: Cast) -> None:
    card = await cast.appealed()
    assert "Ana appeals against a warning" in card.text
    assert "Decided by Mo" in card.text
    assert "Please no advertising" in card.text
    assert card.buttons == ("The decision stays", "Overturn it")
    assert await standing_warnings(cast.chat) == 1
    await cast.max.click(card, "Overturn it")
    told = await cast.ana.told("your appeal was right")
    assert "does not count any more" in told.text
    assert await standing_warnings(cast.chat) == 0
    card = await cast.mo.sees("moderators", "Overturned by Max")
    assert card.buttons == ()
    await cast.ana.command("why")
    await cast.ana.told("the decision was overturned")


async def test_an_upheld_appeal_is_told_and_changes_nothing(cast: Cast) -> None:
    await cast.max.click(await cast.appealed(), "The decision stays")
    told = await cast.ana.told("another moderator looked at your appeal. The decision stays.")
    assert "Max" not in told.text
    assert await standing_warnings(cast.chat) == 1
    assert await undone(cast.chat) == 0
    await cast.mo.sees("moderators", "The decision stays, says Max")


async def test_an_overturned_time_out_ends(cast: Cast) -> None:
    await act(cast.chat, "time_out", cast.ana, cast.mo, seconds=3600)
    assert cast.chat.rig.timed_out(cast.ana)
    await cast.ana.click(await cast.ana.told("paused your writing"), "Appeal")
    await cast.ana.fill(text=PLEA)
    await cast.max.click(await cast.max.sees("moderators", PLEA), "Overturn it")
    await cast.ana.told("your appeal was right")
    assert not cast.chat.rig.timed_out(cast.ana)


async def test_who_decided_leaves_it_to_another(cast: Cast) -> None:
    card = await cast.appealed()
    await cast.mo.click(card, "Overturn it")
    await cast.mo.told("You decided this yourself")
    await cast.max.click(card, "The decision stays")
    await cast.ana.told("The decision stays")


async def test_nobody_decides_their_own_appeal(cast: Cast) -> None:
    await act(cast.chat, "talk", cast.max, cast.mo)
    await cast.max.click(await cast.max.told("has a word for you"), "Appeal")
    await cast.max.fill(text=PLEA)
    card = await cast.max.sees("moderators", PLEA)
    await cast.max.click(card, "Overturn it")
    await cast.max.told("This is your own appeal")
    # there is no third moderator, so Mo may look again, and the card says so
    assert "I know of no other moderator, so Mo may decide again." in card.text
    await cast.mo.click(card, "Overturn it")
    await cast.max.told("your appeal was right")


async def test_only_moderators_decide(cast: Cast) -> None:
    rig = cast.chat.rig
    assert isinstance(rig, LocalRig)
    card = await cast.appealed()
    person = rig.world.people[cast.max.native_id]
    room = rig.world.rooms["moderators"]
    rig.world.put_person(replace(person, level=Level.MEMBER))
    rig.world.rooms["moderators"] = replace(room, private=False)
    await cast.max.click(card, "Overturn it")
    await cast.max.told("Only moderators")
    assert await standing_warnings(cast.chat) == 1


async def test_two_clicks_at_once_have_one_winner(cast: Cast) -> None:
    ada = await cast.chat.person("Ada", Level.MODERATOR)
    card = await cast.appealed()
    await asyncio.gather(cast.max.click(card, "Overturn it"), ada.click(card, "The decision stays"))
    await cast.chat.settle()
    told = [text for text in cast.ana.told_so_far() if "appeal" in text and "Sourdough" in text]
    outcomes = [t for t in told if "looked at your appeal" in t or "your appeal was right" in t]
    assert len(outcomes) == 1
    overturned = "your appeal was right" in outcomes[0]
    assert (await standing_warnings(cast.chat) == 0) is overturned
    both = [*cast.max.told_so_far(), *ada.told_so_far()]
    assert any("decided already" in t or "is deciding this right now" in t for t in both)


async def test_a_failed_undo_leaves_the_appeal_open(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await cast.appealed()
    hearing = safety(cast.chat)._hearing

    async def cannot(*args: object) -> None:
        raise MissingRights("Moderate Members", "local")

    monkeypatch.setattr(hearing, "_undo", cannot)
    await cast.max.click(card, "Overturn it")
    await cast.max.told("Moderate Members")
    monkeypatch.undo()
    await cast.max.click(card, "Overturn it")
    await cast.ana.told("your appeal was right")


# ---- in time, once, and only one's own


async def test_one_appeal_for_one_action(cast: Cast) -> None:
    await cast.appealed()
    notice = await cast.ana.told("warns you")
    await cast.ana.click(notice, "Appeal")
    await cast.ana.told("You appealed; the moderators have not decided yet.")
    await cast.chat.settle()
    posted = [m for m in await cast.chat.messages("moderators") if PLEA in m.text]
    assert len(posted) == 1


async def test_the_time_for_an_appeal_ends(open_chat: Opener) -> None:
    cast = await staged(await open_chat(cogs={"safety": {"appeal_days": 2}}))
    notice = await cast.warned()
    await cast.chat.advance(days=2, hours=1)
    await cast.ana.click(notice, "Appeal")
    await cast.ana.told("The time for an appeal is over: it was 2 days")
    await cast.ana.command("appeal")
    await cast.ana.told("There is nothing that you could appeal against")


async def test_what_was_taken_back_needs_no_appeal(cast: Cast) -> None:
    notice = await cast.warned()
    await take_back(cast)
    await cast.ana.click(notice, "Appeal")
    await cast.ana.told("This has been taken back already")


async def test_nobody_appeals_for_another(cast: Cast) -> None:
    await act(cast.chat, "warn", cast.ana, cast.mo)
    await act(cast.chat, "warn", cast.max, cast.mo)
    notice = await cast.max.told("warns you")
    async with cast.chat.app.db.write() as conn:
        other = (await known(cast.chat, cast.ana)).id
        await conn.execute(update(actions).values(member_id=other))
    await cast.max.click(notice, "Appeal")
    await cast.max.told("This is not about you")


async def test_appeal_lists_what_there_is(cast: Cast) -> None:
    await cast.ana.command("appeal")
    await cast.ana.told("There is nothing that you could appeal against")
    await cast.appealed()
    await act(cast.chat, "delete", cast.ana, cast.mo)
    await cast.ana.command("appeal")
    listed = await cast.ana.told("You can appeal against these decisions")
    assert len(listed.buttons) == 1
    assert "the moderators have not decided yet" in listed.text
    await cast.ana.click(listed, "Appeal against the deletion of")
    await cast.ana.fill(text="It was a quotation")
    await cast.max.sees("moderators", "It was a quotation")


async def test_each_button_says_what_it_is_about(cast: Cast) -> None:
    for kind in ("warn", "delete", "time_out", "talk", "ban"):
        await act(cast.chat, kind, cast.ana, cast.mo, seconds=60)
    await cast.ana.command("appeal", channel="private")
    listed = await cast.ana.told("You can appeal against these decisions")
    about = [label.removeprefix("Appeal against the ").split(" of ")[0] for label in listed.buttons]
    assert about == ["ban", "word", "time-out", "deletion", "warning"]


# ---- on the platforms


@pytest.fixture(params=[LocalRig, DiscordRig, TelegramRig], ids=["local", "discord", "telegram"])
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    rig: Rig = request.param()
    community = Community([rig], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_a_warning_is_appealed_anywhere(anywhere: Community) -> None:
    cast = await staged(anywhere)
    await cast.max.click(await cast.appealed(), "Overturn it")
    await cast.ana.told("your appeal was right")
    assert await standing_warnings(anywhere) == 0


async def test_a_banned_member_appeals_in_the_private_chat(tmp_path: Path) -> None:
    rig = TelegramRig()
    chat = Community([rig], sqlite_url(tmp_path))
    await chat.open()
    cast = await staged(chat)
    await act(chat, "ban", cast.ana, cast.mo, reason="Threats")
    assert rig.banned(cast.ana)
    await cast.ana.click(await cast.ana.told("bans you"), "Appeal")
    await cast.ana.fill(text=PLEA)
    await cast.max.click(await cast.max.sees("moderators", PLEA), "Overturn it")
    await cast.ana.told("You can come back.")
    assert not rig.banned(cast.ana)
    await chat.close()
