"""Commands, buttons and forms of the Discord adapter: options, privacy, deadlines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.api.errors import Gone
from bot.api.port.inbound import InButton, InCommand, InForm
from bot.api.port.nouns import NativeChannel, NativeUser
from bot.api.port.outgoing import OutButton, OutField, OutForm, Power
from tests.platforms.discord_desk import Desk, desk, text

FORM = OutForm(
    "A new idea",
    "idea.new:7",
    (
        OutField("title", "Title", "", "", True, 80, False),
        OutField("why", "Why?", "because", "", False, 1000, True),
    ),
)


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


async def test_options_have_their_types(at: Desk) -> None:
    ana, ben = await at.guild.add_member("ana", locale="de"), await at.guild.add_member("ben")
    await ana.slash(
        "poll",
        question="Which cake?",
        votes=2,
        open=True,
        share=0.5,
        who=ben,
        where=at.guild.channel("ideas"),
        closes="friday 18:00",
        kind="many",
    )
    asked = await at.sink.next(InCommand)
    who, where = asked.options["who"], asked.options["where"]
    assert isinstance(who, NativeUser) and (who.native_id, who.name) == (str(ben.id), "ben")
    assert isinstance(where, NativeChannel) and where.name == "ideas" and where.space is not None
    rest = {k: v for k, v in asked.options.items() if k not in ("who", "where")}
    assert rest == {
        "question": "Which cake?",
        "votes": 2,
        "open": True,
        "share": 0.5,
        "closes": "friday 18:00",
        "kind": "many",
    }
    assert (asked.path, asked.user.name, asked.user.locale) == ("poll", "ana", "de")
    await asked.responder.done()


async def test_options_left_out_are_left_out(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    await ana.slash("faq ask", question="?")
    asked = await at.sink.next(InCommand)
    assert (asked.path, asked.options) == ("faq ask", {"question": "?"})
    await asked.responder.done()


async def test_autocomplete_gives_25_values(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    choices = await ana.autocomplete("faq ask", "question", "sour")
    assert [c["value"] for c in choices] == [f"sour {n}" for n in range(25)]
    ask = at.sink.completions[0]
    assert (ask.path, ask.option, ask.typed, ask.user.name) == (
        "faq ask",
        "question",
        "sour",
        "ana",
    )


@pytest.mark.parametrize("private", [True, False])
async def test_quick_answers(at: Desk, private: bool) -> None:
    async def answer(event: InCommand) -> None:
        assert event.responder.powers == Power.PRIVATE | Power.FORM
        number = await event.responder.reply(text("first"), private=private)
        assert (number is None) is private
        assert Power.FORM not in event.responder.powers
        await event.responder.reply(text("second"), private=True)

    at.sink.on[InCommand] = answer
    asked = await (await at.guild.add_member("ana")).slash("poll", question="?")
    await asked.answer(count=2)
    assert [(m.content, m.ephemeral) for m in asked.visible] == [
        ("first", private),
        ("second", True),
    ]


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("command", ["poll", "faq ask"])
async def test_slow_answers_are_deferred_and_keep_their_privacy(
    at: Desk, command: str, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.responder.DEFER_AFTER_S", 0.02)
    go = asyncio.Event()

    async def answer(event: InCommand) -> None:
        await go.wait()
        await event.responder.reply(text("at last"), private=private)

    at.sink.on[InCommand] = answer
    asked = await (await at.guild.add_member("ana")).slash(command, question="?")
    assert await asked.acknowledged() == 5
    assert asked.responses[0].loading and asked.responses[0].ephemeral is (command == "faq ask")
    go.set()
    shown = await asked.answer()
    assert (shown.content, shown.ephemeral) == ("at last", private)
    assert [m for m in asked.responses if not m.deleted] == [shown]


async def test_the_deadline_of_three_seconds_is_kept(at: Desk) -> None:
    asked = await (await at.guild.add_member("ana")).slash("poll", question="?")
    waiting = await at.sink.next(InCommand)
    assert await asked.acknowledged(3) == 5
    assert asked.answered_after is not None and 1.0 < asked.answered_after < 2.5
    await waiting.responder.done()
    assert asked.visible == [] and all(m.deleted for m in asked.responses)


async def test_nothing_said_leaves_nothing_behind(at: Desk) -> None:
    async def silent(event: Any) -> None:
        return None

    at.sink.on[InCommand] = at.sink.on[InButton] = silent
    ana = await at.guild.add_member("ana")
    asked = await ana.slash("poll", question="?")
    await at.server.wait_for(lambda: asked.responses and asked.responses[0].deleted)
    card = await at.send(text("card", buttons=((OutButton("Vote", "p.v:1"),),)))
    pressed = await ana.click(card, "Vote")
    assert await pressed.acknowledged() == 6
    assert card.content == "card"


async def test_buttons_survive_a_restart(at: Desk) -> None:
    payload = "poll.vote:123456789:abc" + "x" * 41
    assert len(payload.encode()) == 64
    rows = (
        (OutButton("Apple", payload), OutButton("Same payload", payload)),
        (OutButton("Site", None, url="https://example.org"),),
    )
    card = await at.send(text("vote", buttons=rows))
    await at.restart()

    async def vote(event: InButton) -> None:
        assert event.responder.powers == Power.PRIVATE | Power.FORM | Power.UPDATE
        await event.responder.update(text("1 vote", buttons=rows))
        await event.responder.reply(text("thanks"), private=True)

    at.sink.on[InButton] = vote
    ana = await at.guild.add_member("ana")
    pressed = await ana.click(card, "Same payload")
    await at.server.wait_for(lambda: ana.private)
    event = at.sink.of(InButton)[0]
    assert (event.payload, event.message_id) == (payload, card.id)
    assert (card.content, ana.private[0].content) == ("1 vote", "thanks")
    assert pressed.callback == 7


async def test_a_button_on_a_private_answer(at: Desk) -> None:
    async def offer(event: InCommand) -> None:
        buttons = ((OutButton("Go on", "x.y:1"),),)
        await event.responder.reply(text("more?", buttons=buttons), private=True)

    async def go_on(event: InButton) -> None:
        await event.responder.update(text("done"))

    at.sink.on.update({InCommand: offer, InButton: go_on})
    ana = await at.guild.add_member("ana")
    shown = await (await ana.slash("poll", question="?")).answer()
    await ana.click(shown, "Go on")
    await at.server.wait_for(lambda: shown.content == "done" and not shown.components)


async def test_in_a_crowd_a_click_is_acknowledged_sooner(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.responder.DEFER_AFTER_S", 60.0)
    go, waiting = asyncio.Event(), 0

    async def slow(event: InButton) -> None:
        nonlocal waiting
        waiting += 1
        await go.wait()
        await event.responder.reply(text("counted"), private=True)

    at.sink.on[InButton] = slow
    card = await at.send(text("card", buttons=((OutButton("Press", "p:1"),),)))
    people = [await at.guild.add_member(name) for name in ("ana", "ben", "cleo", "dora")]
    clicks = [await person.click(card, "Press") for person in people]
    for click in clicks:
        assert await click.acknowledged() == 6
    assert waiting == len(people)
    go.set()
    for click in clicks:
        assert (await click.answer()).content == "counted"


async def test_slow_clicks_update_their_message(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.discord.responder.DEFER_AFTER_S", 0.02)
    go = asyncio.Event()

    async def slow(event: InButton) -> None:
        await go.wait()
        await event.responder.update(text("changed"))
        await event.responder.reply(text("for all"), private=False)

    at.sink.on[InButton] = slow
    card = await at.send(text("card", buttons=((OutButton("Press", "p:1"),),)))
    pressed = await (await at.guild.add_member("ana")).click(card, "Press")
    assert await pressed.acknowledged() == 6
    go.set()
    shown = await pressed.answer()
    assert (card.content, shown.content, shown.ephemeral) == ("changed", "for all", False)


async def test_forms_come_back_after_a_restart(at: Desk) -> None:
    async def ask(event: InCommand | InButton) -> None:
        await event.responder.form(FORM)

    async def thank(event: InForm) -> None:
        await event.responder.reply(text("noted"), private=True)

    at.sink.on.update({InCommand: ask, InButton: ask, InForm: thank})
    ana = await at.guild.add_member("ana")
    opened = await ana.slash("poll", question="?")
    await opened.form()
    await at.restart()
    sent = await ana.submit_modal(opened, Title="Rye", why="tasty")
    assert (await sent.answer()).content == "noted"
    filled = at.sink.of(InForm)[0]
    assert (filled.payload, filled.answers, filled.message_id) == (
        "idea.new:7",
        {"title": "Rye", "why": "tasty"},
        None,
    )
    card = await at.send(text("card", buttons=((OutButton("Edit", "p:1"),),)))
    again = await ana.submit_modal(await ana.click(card, "Edit"), title="Spelt")
    await again.answer()
    assert at.sink.of(InForm)[1].message_id == card.id


async def test_an_interaction_that_is_over_is_gone(at: Desk) -> None:
    asked = await (await at.guild.add_member("ana")).slash("poll", question="?")
    waiting = await at.sink.next(InCommand)
    await waiting.responder.reply(text("one"), private=True)
    asked.expire()
    with pytest.raises(Gone):
        await waiting.responder.reply(text("two"), private=True)
    await waiting.responder.done()
