"""What is remembered of a message, and what it costs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.api.model import Account, Channel, Member, Message, MessageRef, Space
from bot.api.people import Level
from bot.api.services import Fingerprint
from cogs.safety.cog import Safety
from cogs.safety.detection.seen import SHORTEST_WORDS, Aim, has_link, seen_of
from tests.cogs.safety.detection.story import ANA, BEN, NOW
from tests.support.chat import Actor
from tests.support.community import Community, Opener
from tests.support.statements import noted

WORDS = Fingerprint(b"of the words", 20)
AUTHOR = Member(ANA, 5, "Ana", Account("local", "1", "Ana"), joined_at=NOW - 60_000)
CHANNEL = Channel(3, "local", "general", "general", Space(8, 5, "local", "s", "S"))
MESSAGE = Message(MessageRef(CHANNEL, 7), AUTHOR, "Hello https://example.org", NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org", True),
        ("www.example.org now", True),
        ("free gifts: discord.gg/abc", True),
        ("t.me/somebody", True),
        ("and/or", False),
        ("e.g. this/that", False),
        ("Thanks...and bye", False),
        ("https is a protocol", False),
    ],
)
def test_links(text: str, expected: bool) -> None:
    assert has_link(text) is expected


def test_a_message_is_remembered_without_its_text() -> None:
    ben = Account("local", "2", "Ben")
    message = replace(MESSAGE, mentions=(ben, ben))
    row = seen_of(message, WORDS, aim=Aim((BEN,)), abuse=0.5, labels={"insult": 0.5}, flagged=True)
    assert (row.community_id, row.space_id, row.place, row.author_id) == (5, 8, (3, 7), ANA)
    assert (row.targets, row.abuse, row.flagged, row.staff) == ((BEN,), 0.5, True, False)
    assert (row.links, row.called, len(row.callees), row.age_ms) == (True, 1, 1, 60_000)
    assert (row.fingerprint, row.letters) == (b"of the words", 20)
    assert "example" not in repr(row)
    strange = seen_of(replace(MESSAGE, author=replace(AUTHOR, joined_at=None)), WORDS)
    assert (strange.age_ms, strange.called) == (None, 0)


def test_a_few_letters_are_nobodys_own_words() -> None:
    few = Fingerprint(b"lol", SHORTEST_WORDS - 1)
    assert seen_of(MESSAGE, few).fingerprint == b""
    assert seen_of(MESSAGE, Fingerprint(b"idiot", SHORTEST_WORDS)).fingerprint == b"idiot"


async def test_a_restart_does_not_forget_that_moderators_found_nothing_wrong(
    chat: Community,
) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    ben = await (await chat.person("Ben")).say("general", "Good morning")
    await chat.settle()
    for n in range(3):
        await ana.say("general", f"you idiot, {n}", reply_to=ben)
    card = await mo.sees("moderators", "3 abusive messages to the same person")
    await mo.click(card, "Dismiss")
    await mo.sees("moderators", "Dismissed by Mo")
    await chat.settle()
    await chat.restart()
    await ana.say("general", "you idiot, again", reply_to=ben)
    card = await mo.sees("moderators", "you idiot, again")
    assert "abusive messages" not in card.text


# ---- the way of a harmless message


@contextmanager
def queries() -> Iterator[list[str]]:
    """What this test asks of the database, and nobody beside it."""
    mine, asked = asyncio.current_task(), list[str]()

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if asyncio.current_task() is mine and not statement.startswith("BEGIN"):
            asked.append(statement)

    with noted("before_cursor_execute", note):
        yield asked


async def greeted(chat: Community) -> tuple[Callable[[], Awaitable[None]], Actor]:
    """Ana and Ben greet each other; makes the bot consider both messages once more."""
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "Good morning!")
    said = await ben.say("general", "Good morning, Ana, the rye bread is lovely today")
    await chat.settle()
    safety = chat.app.book.cogs["safety"]
    assert isinstance(safety, Safety)
    community = await chat.app.registry.community(await chat.id)
    (general,) = await chat.app.registry.place(community.id, "general")
    messages = chat.app.recall.around(general, said.native_id, 1)
    assert len(messages) == 2

    async def consider() -> None:
        for message in messages:
            await safety._watch.consider(community, message, edit=False)

    return consider, ana


async def test_a_harmless_message_asks_nothing_of_the_database(chat: Community) -> None:
    consider, _ = await greeted(chat)
    with queries() as asked:
        for _ in range(20):
            await consider()
        assert asked == []
        chat.clock.advance(minutes=1)
        for _ in range(20):
            await consider()
    # who is staff, once a minute
    assert len(asked) == 1


async def test_many_at_once_ask_together_who_is_staff(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    consider, _ = await greeted(chat)
    ask, asked = chat.app.registry.staff, list[int]()

    async def counting(community_id: int, level: Level) -> Sequence[Member]:
        asked.append(community_id)
        return await ask(community_id, level)

    monkeypatch.setattr(chat.app.registry, "staff", counting)
    chat.clock.advance(minutes=1)
    await asyncio.gather(*(consider() for _ in range(50)))
    assert len(asked) == 1


async def test_rights_of_a_moment_ago_hold_when_the_bot_acts(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"mode": "act", "act_from": 0.9}})
    mo = await chat.person("Mo", Level.MODERATOR)
    consider, ana = await greeted(chat)
    await consider()
    # the platform does not tell of it, and what is remembered is seconds old
    world = chat.rig.platform.world  # type: ignore[attr-defined]
    world.put_person(replace(world.people[ana.native_id], level=Level.MODERATOR))
    await ana.say("general", "you vermin")
    await mo.sees("moderators", "you vermin")
    await chat.settle()
    assert "you vermin" in [m.text for m in await chat.messages("general")]
    world.put_person(replace(world.people[ana.native_id], level=Level.MEMBER))
    await ana.say("general", "you idiot")
    await mo.sees("moderators", "Deleted by the bot itself")
