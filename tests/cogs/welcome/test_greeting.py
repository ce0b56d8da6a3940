"""Newcomers are greeted: at once, together in a rush, never after they left."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from bot.api.port.inbound import InJoin
from bot.api.port.nouns import NativeSpace, NativeUser
from cogs.welcome.greeting import logic
from tests.support.community import Community, Opener

WELCOME = "Welcome to Sourdough & Co."


def test_a_single_newcomer_is_greeted_at_once() -> None:
    assert logic.plan([1000], [], 1000, 3, 15_000).greet


def test_the_last_greeting_of_a_minute_waits_for_more() -> None:
    plan = logic.plan([50_000], [10_000, 20_000], 50_000, 3, 15_000)
    assert (plan.greet, plan.again_at) == (False, 65_000)
    assert logic.plan([50_000], [10_000, 20_000], 65_000, 3, 15_000).greet


def test_nobody_is_greeted_beyond_the_limit() -> None:
    plan = logic.plan([50_000], [10_000, 20_000, 30_000], 50_000, 3, 15_000)
    assert (plan.greet, plan.again_at) == (False, 70_001)


@pytest.mark.parametrize(
    ("template", "word"),
    [
        ("Hello {mentoin}!", "{mentoin}"),
        ("Hello everybody", "{mention}"),
        ("Hello {mention}, read {rules}", "/charter edit"),
        ("Hello {mention", "curly bracket"),
        ("Hello {mention} @everyone", "notify nobody"),
    ],
)
def test_lint_says_what_is_probably_not_meant(template: str, word: str) -> None:
    assert any(word in str(hint) for hint in logic.lint(template, ""))


def test_lint_is_silent_about_a_good_template() -> None:
    assert logic.lint("Hello {mention}, welcome to {community}: {rules}", "Be kind.") == []


async def test_a_newcomer_is_welcomed(chat: Community) -> None:
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    seen = await nia.sees("general", WELCOME)
    assert "Nia" in seen.text


async def test_the_owners_words_are_used(open_chat: Opener) -> None:
    template = "Hi {first_name}, {community} says hello. {rules} {unknown} <b>"
    chat = await open_chat(cogs={"welcome": {"template": template, "rules": "Be kind."}})
    nia = await chat.person("Nia Novak", joined=False)
    await nia.join()
    await nia.sees("general", "Hi Nia, Sourdough & Co. says hello. Be kind. {unknown} <b>")


async def test_a_private_greeting_is_not_public(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"where": "private"}})
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    await nia.told(WELCOME)
    assert not [m for m in await chat.messages("general") if WELCOME in m.text]


async def test_a_rush_makes_three_messages_a_minute_and_forgets_nobody(chat: Community) -> None:
    people = [await chat.person(f"Guest{i:02}", joined=False) for i in range(40)]
    for person in people:
        await person.join()
        await chat.settle()
    await chat.advance(seconds=16)

    async def greetings() -> list[str]:
        return [m.text for m in await chat.messages("general") if WELCOME in m.text]

    assert len(await greetings()) == 3
    last = (await greetings())[-1]
    assert "and 26 more" in last
    assert "Guest00" in (await greetings())[0]


async def test_who_leaves_before_is_not_greeted(chat: Community) -> None:
    for name in ("A", "B"):
        early = await chat.person(name, joined=False)
        await early.join()
        await chat.settle()
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    await chat.settle()
    await nia.leave()
    await chat.settle()
    await chat.advance(seconds=70)
    assert not [m for m in await chat.messages("general") if "Nia" in m.text]


async def test_a_waiting_greeting_survives_a_restart(chat: Community) -> None:
    for name in ("A", "B", "Nia"):
        person = await chat.person(name, joined=False)
        await person.join()
        await chat.settle()
    await chat.restart()
    await chat.advance(seconds=20)
    seen = [m.text for m in await chat.messages("general") if "Nia" in m.text]
    assert len(seen) == 1


async def test_preview_shows_and_lints(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    await mia.command("welcome preview", template="Hello {nam}")
    await mia.told("Hello {nam}")
    await mia.told("{nam} is not known")
    ana = await chat.person("Ana")
    await ana.command("welcome preview")
    await ana.told("Only moderators can do that here.")


async def test_who_came_days_ago_is_no_newcomer(chat: Community) -> None:
    nia = await chat.person("Nia", joined=False)
    chat.clock.advance(days=2)
    space = (await chat.app.registry.spaces(await chat.id))[0]
    came = InJoin(
        NativeSpace(space.native_id, space.name),
        NativeUser(nia.native_id, "Nia"),
        chat.clock.now() - 2 * 86_400_000,
    )
    await chat.app.intake.receive(chat.rig.name, came)
    await chat.settle()
    assert not [m for m in await chat.messages("general") if "Nia" in m.text]
