"""What goes wrong: conditions that stop working, a crash, texts and buttons that mean no good."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.api.boards.contact import StopContact
from bot.api.errors import UserError
from bot.api.reply import Button, Reply
from bot.api.text import T
from cogs.contact.payloads import Resume, Turn
from cogs.contact.tables import stops
from cogs.sequences.payloads import PutStep, Remove, Show, SwitchOn
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor
from tests.support.community import Community, Opener, sqlite_url

from .stage import LOUD, Said, clock, cog, comes, draft, got, owner, rows, switch_on, until

WORDS = "I have paused the sequence “Odd”"


async def both(chat: Community) -> Actor:
    """Two sequences; the condition of one is to stop working."""
    olga = await owner(chat)
    await draft(chat, Said(1, "10:00", "The odd one", "messages = 7"), name="Odd")
    await draft(chat, Said(1, "10:00", "The good one"), name="Good")
    await switch_on(chat, olga, "Odd")
    await switch_on(chat, olga, "Good")
    return olga


def break_it(chat: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check still passes, as when a segment is removed right behind it."""
    audiences = cog(chat)._audiences
    members = audiences.members

    async def broken(community_id: int, condition: str) -> frozenset[int]:
        if condition == "messages = 7":
            raise UserError(T("There is no segment “{name}”.", name="odd"))
        return await members(community_id, condition)

    monkeypatch.setattr(audiences, "members", broken)


async def states(chat: Community) -> dict[str, str]:
    return {one.name: one.state for one in await cog(chat)._sequences.all(await chat.id)}


async def test_one_that_breaks_does_not_keep_the_others(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    await both(chat)
    nia = await comes(chat, "Nia")
    break_it(chat, monkeypatch)
    await until(chat, 2026, 6, 2, 10)
    assert (got(nia, "The good one"), got(nia, "The odd one")) == (1, 0)
    assert await states(chat) == {"Odd": "paused", "Good": "on"}


async def test_a_crash_does_not_leave_it_paused_without_a_word(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await both(chat)
    await comes(chat, "Nia")
    break_it(chat, monkeypatch)

    def dies(*arguments: Any, **more: Any) -> Any:
        raise ConnectionError

    with monkeypatch.context() as down:
        down.setattr(chat.app.outbox, "tell", dies)
        await until(chat, 2026, 6, 2, 10)
    assert (await states(chat))["Odd"] == "on" and got(olga, WORDS) == 0
    with monkeypatch.context() as down:
        down.setattr(cog(chat)._sequences, "turn", dies)
        await chat.advance(minutes=1)
    assert (await states(chat))["Odd"] == "on" and got(olga, WORDS) == 1
    await chat.advance(minutes=15)
    assert (await states(chat))["Odd"] == "paused" and got(olga, WORDS) == 1


NASTY = "{first_name.__class__} {0} %s {} @everyone <@&1> **{community}** {community!r} `x`"


@pytest.fixture(params=[DiscordRig, TelegramRig])
async def there(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Community]:
    chat = Community([request.param()], sqlite_url(tmp_path), cogs=LOUD, clock=clock(2026, 6, 1, 9))
    await chat.open()
    yield chat
    await chat.close()


async def test_a_text_is_sent_as_it_stands(there: Community) -> None:
    olga = await owner(there)
    await draft(there, Said(0, "00:00", NASTY))
    await switch_on(there, olga, "Hello")
    nia = await comes(there, "{community} Nia")
    seen = await nia.told("{first_name.__class__} {0} %s {}")
    assert "everyone" in seen.text and "**Sourdough & Co.** {community!r} `x`" in seen.text


async def test_the_longest_sequence_is_shown_and_tried(there: Community) -> None:
    olga = await owner(there)
    condition = " and ".join(["messages >= 100"] * 16)
    steps = [
        Said(n, "10:00", f"{{first_name}} {n} " + "w" * 1480, condition[:290]) for n in range(10)
    ]
    await draft(there, *steps, name="n" * 60)
    await olga.command("sequence show", name="n" * 60)
    card = await olga.told("nnn · draft")
    assert "Step 10" in card.buttons and "10. day 9, 10:00" in card.text
    await olga.click(card, "Try it on me")
    await olga.told("Olga 9 www")


async def test_forged_buttons_do_nothing(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    made = await draft(chat, Said(1, "10:00", "Day one"), name="Mine")
    elsewhere = await cog(chat)._sequences.add(
        replace(made, community_id=999, name="Theirs"), chat.clock.now()
    )
    assert elsewhere is not None
    me = await chat.app.registry.known_member(await chat.id, chat.rig.name, olga.native_id)
    if me is None:
        await olga.say("general", "Hello")
        await chat.settle()
        me = await chat.app.registry.known_member(await chat.id, chat.rig.name, olga.native_id)
    assert me is not None
    theirs = elsewhere.id
    buttons = {
        "b1": StopContact("everything"),
        "b2": StopContact("safety"),
        "b3": Resume("' or 1=1"),
        "b4": Turn("", True),
        "b5": Show(theirs),
        "b6": SwitchOn(theirs, True),
        "b7": Remove(theirs),
        "b8": Remove(-1),
        "b9": PutStep(theirs, 0, 1),
        "b10": Show(2**62),
    }
    labels = list(buttons)
    below = [[Button(one, buttons[one]) for one in labels[at : at + 5]] for at in (0, 5)]
    await chat.app.outbox.tell(me, Reply("Forged", below))
    card = await olga.told("Forged")

    for label in labels:
        await olga.click(card, label)
        await chat.settle()
    await olga.told("That button does not fit any more; please type /contact.")
    await olga.told("That sequence or step is not there any more")
    assert await rows(chat.app.db, stops) == []
    assert got(olga, "went wrong") == 0
    [still] = await cog(chat)._sequences.all(999)
    assert still.state == "draft"
