"""What is about a moderator is not for that one to read, and reports stay sealed afterwards."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from tests.support.chat import Actor
from tests.support.community import Community

WHY = "he shouted at me on Tuesday"
NASTY = "Ben, you are an idiot"


@pytest.fixture
async def staff(chat: Community) -> tuple[Actor, Actor]:
    """Mo and Max, both known to the bot."""
    found = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Max")]
    for one in found:
        await one.command("safety status", channel="moderators")
        await one.told("Mode:")
    return found[0], found[1]


async def posted(chat: Community) -> str:
    """Everything that stands in the moderators' channel."""
    await chat.settle()
    return "\n".join(m.text for m in await chat.messages("moderators"))


async def test_a_report_on_a_moderator_goes_to_the_others(
    chat: Community, staff: tuple[Actor, Actor]
) -> None:
    mo, max_ = staff
    ben = await chat.person("Ben")
    await ben.command("report", member=max_, reason=WHY)
    card = await mo.told(WHY)
    assert "Max" in card.text
    note = await max_.sees("moderators", "#1 is about one of the moderators")
    public = await posted(chat)
    assert WHY not in public
    assert "Max" not in public
    # the one it is about does not read it by another way either
    await max_.click(note, "Show #1")
    await max_.told("This is about yourself")
    await max_.command("queue", channel="moderators")
    await max_.told("Nothing is waiting")
    assert not any(WHY in text for text in max_.told_so_far())
    await mo.command("queue", channel="moderators")
    await mo.told("1 alert is waiting")
    await mo.click(note, "Show #1")
    await mo.click(card, "Dismiss")
    await max_.sees("moderators", "It is decided.")
    assert WHY not in await posted(chat)
    assert not any(WHY in text for text in max_.told_so_far())
    await mo.told("Dismissed by Mo")


async def test_a_flagged_moderator_is_looked_at_by_the_others(
    chat: Community, staff: tuple[Actor, Actor]
) -> None:
    mo, max_ = staff
    await max_.say("general", NASTY)
    await mo.told(NASTY)
    await mo.sees("moderators", "is about one of the moderators")
    assert NASTY not in await posted(chat)


async def test_a_lone_moderator_does_not_read_what_was_reported(chat: Community) -> None:
    max_ = await chat.person("Max", Level.MODERATOR)
    await max_.command("safety status", channel="moderators")
    await max_.told("Mode:")
    await (await chat.person("Ben")).command("report", member=max_, reason=WHY)
    card = await max_.sees("moderators", "what it says is kept for the others")
    await max_.command("queue", channel="moderators")
    await max_.click(await max_.told("1 alert is waiting"), "Show #1")
    await max_.told("what it says is kept for the others")
    await max_.click(card, "Claim")
    await max_.sees("moderators", "Max looks after this.")
    assert WHY not in await posted(chat)
    assert not any(WHY in text for text in max_.told_so_far())


async def test_a_card_is_withdrawn_when_a_moderator_joins_in(
    chat: Community, staff: tuple[Actor, Actor]
) -> None:
    mo, max_ = staff
    ben = await chat.person("Ben")
    said = await ben.say("general", "I like the old bread better")
    for name in ("Ana", "Cem"):
        one = await chat.person(name)
        await one.say("general", f"{name} thinks you are an idiot", reply_to=said)
        await chat.settle()
    assert "Ana thinks" in await posted(chat)
    await max_.say("general", "Max thinks you are an idiot", reply_to=said)
    await mo.told("Max thinks")
    await mo.sees("moderators", "is about one of the moderators")
    assert "thinks" not in await posted(chat)


# ---- afterwards


async def test_that_somebody_reported_a_moderator_is_not_told_later(
    chat: Community, staff: tuple[Actor, Actor]
) -> None:
    mo, max_ = staff
    ben = await chat.person("Ben")
    await ben.command("report", member=max_, reason=WHY)
    await mo.click(await mo.told(WHY), "Dismiss")
    await chat.settle()
    await ben.say("general", "Max, you are an idiot")
    card = await max_.sees("moderators", "Max, you are an idiot")
    assert "Before: no warnings, no reports." in card.text


async def test_only_reports_that_are_often_for_nothing_are_told(
    chat: Community, staff: tuple[Actor, Actor]
) -> None:
    mo, _ = staff
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    for number in range(3):
        said = await ana.say("general", f"harmless words {number}")
        await ben.menu("Report message", said)
        await mo.click(await mo.sees("moderators", f"harmless words {number}"), "Dismiss")
        await mo.told("Dismissed by Mo")
        await chat.settle()
    await ben.say("general", "Ana, you are an idiot")
    card = await mo.sees("moderators", "Ana, you are an idiot")
    assert "Before: 3 reports of theirs not borne out" in card.text
