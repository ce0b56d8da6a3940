"""The charter: read, accepted, changed, and asked for again at a polite moment."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.api.people import Level
from tests.support.chat import Actor
from tests.support.community import Community, Opener

RULES = "Be kind and bring bread."
ASKED = "has changed. Please read it"


async def owner_writes(chat: Community, text: str, **options: object) -> Actor:
    ada = await chat.person("Ada", Level.ADMIN)
    await ada.command("charter edit", **options)
    await ada.fill(text=text)
    await ada.told("is in force")
    return ada


async def accepts(chat: Community, who: Actor) -> None:
    await who.command("charter show")
    await who.click(await who.told("Rules and charter of Sourdough & Co."), "I accept")
    await who.told("You accepted version")
    await chat.settle()


async def morning(chat: Community) -> None:
    """It is late in the evening when the tests begin."""
    await chat.advance(hours=12)


async def test_from_the_greeting_to_acceptance(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform, cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    greeting = await nia.sees("general", "Welcome to Sourdough & Co.")
    await nia.click(greeting, "Rules")
    page = await nia.told("Version 1 of ")
    assert RULES in page.text
    await nia.click(page, "I accept")
    await nia.told("You accepted version 1 on ")
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("charter status")
    await mo.told("<5")


async def test_two_clicks_at_once_are_one_acceptance(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await nia.command("charter show")
    page = await nia.told(RULES)
    await asyncio.gather(nia.click(page, "I accept"), nia.click(page, "I accept"))
    await chat.settle()
    assert not [text for text in nia.told_so_far() if "wrong" in text]
    people = [await chat.person(f"Person {n}") for n in range(4)]
    for person in people:
        await accepts(chat, person)
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("charter status")
    assert ": 5" in (await mo.told("How many accepted which version")).text


async def test_a_changed_charter_asks_again(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform, cogs={"welcome": {"rules": RULES}})
    nia, ben = await chat.person("Nia"), await chat.person("Ben")
    await accepts(chat, nia)
    await morning(chat)
    await owner_writes(chat, "Be kind, bring bread, clean up.")
    await chat.settle()
    assert not [text for text in nia.told_so_far() if ASKED in text]
    await ben.say("general", "Who never accepted is not asked.")
    await nia.say("general", "Good morning!")
    asked = await nia.told(ASKED)
    assert "clean up" in asked.text
    assert not [m for m in await chat.messages("general") if ASKED in m.text]
    assert not [text for text in ben.told_so_far() if ASKED in text]
    await nia.click(asked, "I accept")
    await nia.told("You accepted version 2 on ")
    await chat.advance(days=2)
    await nia.say("general", "Good morning again!")
    await chat.settle()
    assert len([text for text in nia.told_so_far() if ASKED in text]) == 1


async def test_once_a_day_and_three_times_in_all(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    await morning(chat)
    await owner_writes(chat, "Be kinder.")

    def times() -> int:
        return len([post for post in posts() if ASKED in post.text])

    def posts() -> list[Any]:
        world = chat.rig.world  # type: ignore[attr-defined]
        return [p for room in world.rooms.values() if room.direct for p in world.posts(room.id)]

    found = []
    for day in range(5):
        for hour in range(2):
            await nia.say("general", f"Hello on day {day}, hour {hour}")
            await chat.settle()
            await chat.advance(hours=1)
        found.append(times())
        await chat.restart()
        await chat.advance(hours=22, minutes=30)
    assert found == [1, 2, 3, 3, 3]


async def test_not_at_night(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    await owner_writes(chat, "Be kinder.")
    await nia.say("general", "Still awake")
    await chat.settle()
    assert not [text for text in nia.told_so_far() if ASKED in text]
    await chat.restart()
    await morning(chat)
    await nia.told(ASKED)


async def test_who_accepts_before_morning_is_not_asked(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    await owner_writes(chat, "Be kinder.")
    await nia.say("general", "Still awake")
    await chat.settle()
    await nia.command("charter show")
    await nia.click(await nia.told("it has changed since"), "I accept")
    await nia.told("You accepted version 2")
    await morning(chat)
    assert not [text for text in nia.told_so_far() if ASKED in text]


async def test_a_small_edit_asks_nobody(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    await morning(chat)
    await owner_writes(chat, "Be kind, and bring bread.", ask_again=False)
    await nia.say("general", "Good morning!")
    await chat.settle()
    assert not [text for text in nia.told_so_far() if ASKED in text]
    await nia.command("charter show")
    page = await nia.told("Version 2 of ")
    assert "You accepted version 1" in page.text and not page.buttons


async def test_everyone_may_be_asked(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES, "charter_asks": "everyone"}})
    ben = await chat.person("Ben")
    await morning(chat)
    await ben.say("general", "Good morning!")
    await ben.told("has a charter. Please read it and accept it:")


async def test_a_role_comes_with_acceptance(open_on: Opener) -> None:
    settings = {"rules": RULES, "charter_role": "Regular"}
    chat = await open_on("local", cogs={"welcome": settings})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    assert chat.rig.world.people[nia.native_id].roles == ("regular",)  # type: ignore[attr-defined]


async def test_a_role_that_cannot_be_given_stops_nothing(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES, "charter_role": "Emperor"}})
    nia = await chat.person("Nia")
    await accepts(chat, nia)
    assert "I could not give you Emperor" in nia.told_so_far()[-1]


async def test_an_old_button_shows_the_new_text(chat: Community) -> None:
    ada = await owner_writes(chat, "First words.")
    nia = await chat.person("Nia")
    await nia.command("charter show")
    old = await nia.told("First words.")
    await ada.command("charter edit")
    await ada.fill(text="Second words.")
    await ada.told("Version 2 is in force")
    await nia.click(old, "I accept")
    await nia.told("Second words.")
    assert not [text for text in nia.told_so_far() if "You accepted" in text]


async def test_two_administrators_at_once(chat: Community) -> None:
    ada, eve = await chat.person("Ada", Level.ADMIN), await chat.person("Eve", Level.OWNER)
    await ada.command("charter edit")
    await eve.command("charter edit")
    await chat.settle()  # both forms are open
    await asyncio.gather(ada.fill(text="Ada's words"), eve.fill(text="Eve's words"))
    words = ("The charter is in force", "Somebody else has changed the charter")

    def told() -> list[int]:
        said = [*ada.told_so_far(), *eve.told_so_far()]
        return [sum(each in text for text in said) for each in words]

    async def answered() -> int:
        return sum(told())

    await chat.until(answered, 2)
    assert told() == [1, 1]


async def test_only_administrators_write_it(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("charter edit")
    await mo.told("Only administrators can do that here.")


async def test_without_a_charter_there_is_none(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    ada = await chat.person("Ada", Level.ADMIN)
    await ada.command("charter remove")
    await ada.told("there is no charter any more")
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    greeting = await nia.sees("general", "Welcome to Sourdough & Co.")
    assert not greeting.buttons
    await nia.command("charter show")
    await nia.told("There is no charter here.")
    await ada.command("charter status")
    assert "Version 1" in (await ada.told("How many accepted which version")).text
