"""Polls for some members only: a condition says who, once, when the poll is posted."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from tests.support.chat import Actor
from tests.support.community import Community


async def crowd(chat: Community, count: int = 6) -> list[Actor]:
    """People who have written twice, which nobody else has."""
    people = [await chat.person(f"P{n}") for n in range(count)]
    for who in people:
        await who.say("general", "Hello")
        await who.say("general", "and hello again")
    await chat.settle()
    return people


async def test_only_the_audience_votes_and_it_stays_as_it_was(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    people = await crowd(chat)
    await mo.command("poll", question="Which cake?", options="Apple; Plum", audience="messages > 1")
    card = await mo.sees("general", "Which cake?")
    assert "Only a jury votes: 6 members." in card.text
    # whoever comes to be meant later was not asked
    for _ in range(3):
        await ana.say("general", "Me too")
    await chat.restart()
    await ana.click(card, "Apple")
    await ana.told("Only a jury votes in this poll, and you are not in it")
    await people[0].click(card, "Apple")
    await people[0].told("You voted for Apple")
    await mo.command("polls again", poll="#1")
    await mo.told("Only they may vote: messages > 1")


async def test_a_poll_for_a_segment(chat: Community) -> None:
    ada = await chat.person("Ada", Level.ADMIN)
    await crowd(chat)
    await ada.command("segment save", name="talkers", condition="messages > 1")
    await ada.told("Meant now")
    await ada.command(
        "poll", question="Which cake?", options="Apple; Plum", audience="segment talkers"
    )
    assert "6 members" in (await ada.sees("general", "Which cake?")).text


@pytest.mark.parametrize(
    ("audience", "level", "sentence"),
    [
        ("new", Level.MEMBER, "Only moderators can ask an audience"),
        ("nwe", Level.MODERATOR, "I do not know “nwe”. Did you mean new?"),
        ("messages > 9", Level.MODERATOR, "Fewer than 5 members are meant by “messages > 9”"),
    ],
)
async def test_audiences_that_cannot_be_asked(
    chat: Community, audience: str, level: Level, sentence: str
) -> None:
    who = await chat.person("Kim", level)
    await crowd(chat)
    await who.command("poll", question="Which cake?", options="Apple; Plum", audience=audience)
    await who.told(sentence)
    assert not [seen for seen in await chat.messages("general") if "Which cake?" in seen.text]


async def test_a_draft_shows_who_may_vote(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await crowd(chat)
    await mo.command("poll", question="Which cake?", audience="messages > 1")
    await mo.told("Only they may vote: messages > 1")
