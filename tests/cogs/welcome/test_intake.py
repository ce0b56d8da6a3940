"""The intake: from a question to a role, a segment and an introduction."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.boards.audience import Audiences
from bot.api.errors import UserError
from bot.api.people import Level
from cogs.welcome.intake.model import read_choices, read_words
from tests.contract.discord_rig import DiscordRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

SPORTS = "Bouldering -> regular; Yoga; Running"
OFFER = "Shall I introduce you"


async def ask(chat: Community, **options: object) -> Actor:
    """An owner's question; Ada is the same whenever she is asked for."""
    ada = await chat.person("Ada", Level.ADMIN)
    await ada.command("intake add", **options)
    await ada.told("newcomers are asked")
    return ada


async def sports(chat: Community, kind: str = "one", choices: str = SPORTS) -> Actor:
    return await ask(
        chat,
        question="What brings you here?",
        purpose="to invite you to the right evenings",
        kind=kind,
        choices=choices,
        word="interest",
    )


async def hello(chat: Community) -> Actor:
    return await ask(chat, question="Something about you?", purpose="to introduce you", kind="text")


async def members(chat: Community, condition: str) -> frozenset[int]:
    board: Audiences = chat.app.boards[Audiences]
    return await board.members(await chat.id, condition)


async def meant(chat: Community, condition: str) -> int:
    await chat.settle()
    return len(await members(chat, condition))


async def first_card(nia: Actor) -> Seen:
    await nia.command("intake answer")
    return await nia.told("What it is for:")


def roles(chat: Community, who: Actor) -> tuple[str, ...]:
    found: tuple[str, ...] = chat.rig.world.people[who.native_id].roles  # type: ignore[attr-defined]
    return found


async def test_from_the_greeting_to_a_segment(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    await sports(chat, choices="Bouldering; Yoga")
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    greeting = await nia.sees("general", "Welcome to Sourdough & Co.")
    await nia.click(greeting, "Tell us about you")
    card = await nia.told("1 of 1: What brings you here?")
    assert "What it is for: to invite you to the right evenings" in card.text
    await nia.click(card, "Yoga")
    await chat.until(lambda: meant(chat, "interest is yoga"), 1)
    assert await meant(chat, "interest is bouldering") == 0
    await chat.restart()
    assert await meant(chat, 'interest "Yoga" and not interest bouldering') == 1


async def test_an_answer_gives_a_role_and_another_takes_it(chat: Community) -> None:
    await sports(chat)
    nia = await chat.person("Nia")
    await nia.click(await first_card(nia), "Bouldering")
    await chat.settle()
    assert roles(chat, nia) == ("regular",)
    await nia.click(await first_card(nia), "Running")
    await chat.settle()
    assert roles(chat, nia) == ()
    assert await meant(chat, "interest is running") == 1


async def test_a_role_on_discord_and_a_tag_on_telegram(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    if isinstance(chat.rig, DiscordRig):
        chat.rig.guild.add_role("regular")
        await chat.restart()
    await sports(chat, choices="Bouldering -> regular; Yoga")
    nia = await chat.person("Nia")
    await nia.command("intake answer", channel="general")
    await nia.click(await nia.told("What it is for:"), "Bouldering")

    async def held() -> int:
        await chat.settle()
        roles = await chat.app.people.roles_held(await chat.id)
        return sum("regular" in names for names in roles.values())

    await chat.until(held, 1)
    assert await meant(chat, "role is regular and interest is bouldering") == 1
    assert not [text for text in nia.told_so_far() if "I could not give you" in text]
    await nia.command("intake forget")
    await nia.told("your answers are deleted")
    await chat.until(held, 0)


async def test_several_choices_and_two_clicks_at_once(chat: Community) -> None:
    await sports(chat, "several")
    nia = await chat.person("Nia")
    card = await first_card(nia)
    await asyncio.gather(nia.click(card, "Yoga"), nia.click(card, "Running"))
    await chat.settle()
    assert await meant(chat, "interest yoga and interest running") == 1
    await nia.click(card, "Yoga")
    await chat.settle()
    assert await meant(chat, "interest running and not interest yoga") == 1


async def test_two_answers_at_once_where_one_is_enough(chat: Community) -> None:
    await sports(chat)
    nia = await chat.person("Nia")
    card = await first_card(nia)
    await asyncio.gather(nia.click(card, "Yoga"), nia.click(card, "Running"))
    await chat.settle()
    assert await meant(chat, "interest yoga") + await meant(chat, "interest running") == 1


async def test_everything_may_be_skipped(chat: Community) -> None:
    await sports(chat)
    await hello(chat)
    nia = await chat.person("Nia")
    await nia.click(await first_card(nia), "Skip")
    await nia.click(await nia.told("2 of 2: Something about you?"), "Skip")
    await nia.told("You can see and change your answers with /intake mine")
    await nia.command("intake mine")
    await nia.told("I keep no answers of yours.")


async def introduced(nia: Actor, words: str) -> Seen:
    """Up to the offer."""
    await nia.click(await first_card(nia), "Write")
    await nia.fill(text=words)
    return await nia.told(OFFER)


async def test_an_introduction_is_posted_once(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    await hello(chat)
    nia = await chat.person("Nia")
    await nia.command("intake answer", channel="private")
    await nia.click(await nia.told("What it is for:"), "Write")
    await nia.fill(text="I bake with rye.")
    offer = await nia.told(OFFER)
    assert "I bake with rye." in offer.text
    await asyncio.gather(nia.click(offer, "Yes"), nia.click(offer, "Yes"))
    post = await chat.rig.wait_for("general", "I bake with rye.")
    assert "This is Nia" in post.text
    await chat.settle()
    assert len([m for m in await chat.messages("general") if "I bake with rye." in m.text]) == 1
    await chat.restart()
    await nia.command("intake mine", channel="private")
    mine = await nia.told("You were introduced on")
    assert "I bake with rye." in mine.text
    await nia.click(mine, "Delete my introduction")
    await nia.told("your introduction is deleted")

    async def standing() -> int:
        await chat.settle()
        return len([m for m in await chat.messages("general") if "I bake with rye." in m.text])

    await chat.until(standing, 0)


async def test_who_does_not_agree_leaves_no_words(chat: Community) -> None:
    await hello(chat)
    nia = await chat.person("Nia")
    await nia.click(await introduced(nia, "I bake with rye."), "No, thanks")
    await nia.told("what you wrote was not kept")
    await nia.command("intake mine")
    await nia.told("I keep no answers of yours.")


async def test_words_are_not_kept_over_a_restart(chat: Community) -> None:
    await hello(chat)
    nia = await chat.person("Nia")
    offer = await introduced(nia, "I bake with rye.")
    await chat.restart()
    await nia.click(offer, "Yes")
    await nia.told("I do not have your words any more")


async def test_unfriendly_words_are_not_posted(chat: Community) -> None:
    await hello(chat)
    nia = await chat.person("Nia")
    await nia.click(await introduced(nia, "Ben is an idiot."), "Yes")
    await nia.told("in other ones")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if "idiot" in m.text]


async def test_forgetting_takes_all_of_it(chat: Community) -> None:
    await sports(chat)
    nia = await chat.person("Nia")
    await nia.click(await first_card(nia), "Bouldering")
    offer = await nia.told(OFFER)
    await nia.click(offer, "Yes")
    await chat.rig.wait_for("general", "This is Nia")
    await nia.command("intake forget")
    await nia.told("your answers are deleted")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if "This is Nia" in m.text]
    assert roles(chat, nia) == () and await meant(chat, "interest bouldering") == 0


async def test_the_owner_sees_moves_and_removes(chat: Community) -> None:
    ada = await sports(chat)
    await hello(chat)
    nia = await chat.person("Nia")
    await nia.click(await first_card(nia), "Yoga")
    await chat.until(lambda: meant(chat, "interest yoga"), 1)
    await ada.command("intake list")
    listed = await ada.told("1. What brings you here?")
    assert "Bouldering → regular: 0" in listed.text and "Yoga: <5" in listed.text
    await ada.command("intake move", number=2, to=1)
    await ada.told("1 of 2: Something about you?")
    await ada.command("intake preview")
    await ada.told("[Bouldering] [Yoga] [Running]")
    await ada.command("intake remove", number=2)
    warning = await ada.told("All answers to it are deleted")
    await ada.click(warning, "Remove it")
    await ada.told("the question and its answers are gone")
    with pytest.raises(UserError, match="no question with the word"):
        await members(chat, "not interest yoga")


async def test_what_an_owner_cannot_ask(chat: Community) -> None:
    ada = await sports(chat)
    about = {"question": "Which oven?", "purpose": "to help"}
    await ada.command("intake add", **about, choices="Gas -> Emperor; Wood")
    await ada.told("I cannot give the role Emperor here. I can give: baker, regular")
    await ada.command("intake add", **about, choices="Gas; Wood", word="role")
    await ada.told("“role” means something else in segments already")
    await ada.command("intake add", **about, choices="Gas")
    await ada.told("has 2 to 10 choices")
    await ada.command("intake add", **about, choices="Gas; Wood", word="interest")
    await ada.told("has the word interest already")
    for n in range(4):
        await ada.command("intake add", question=f"Oven {n}?", purpose="to help", kind="text")
        await ada.told(f"Oven {n}?")
    await ada.command("intake add", **about, choices="Gas; Wood")
    await ada.told("There are 5 questions already")


def test_choices_and_words() -> None:
    assert read_choices(["Gas -> Stoker", "Wood"]) == [("Gas", "Stoker"), ("Wood", "")]
    assert read_words("", "What brings you here?", ())[0] == "brings"
    assert read_words("", "Was führt dich her?", ())[:2] == ["fuehrt", "dich"]
    assert read_words("", "Was?", {"was"}) == [f"was_{n}" for n in range(2, 8)]
    with pytest.raises(UserError):
        read_choices(["Gas", "gas"])
    with pytest.raises(UserError):
        read_words("two words", "?", ())
