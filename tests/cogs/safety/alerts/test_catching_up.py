"""What a crash held back is made good: cards, what joined them, summaries."""

from __future__ import annotations

from dataclasses import replace

from bot.api.people import Level
from cogs.safety.alerts.filing import FilingStore
from cogs.safety.alerts.model import Alert, Draft
from cogs.safety.cog import Safety
from tests.cogs.safety.alerts.rig import draft
from tests.support.chat import Actor
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity


def safety(chat: Community) -> Safety:
    cog = chat.app.book.cogs["safety"]
    assert isinstance(cog, Safety)
    return cog


async def written(chat: Community, author: Actor, message_id: int) -> Draft:
    """What is filed of a message of that person in #general."""
    member = await chat.app.people.by_account(await chat.id, "local", author.native_id)
    (space,) = await chat.app.people.spaces(await chat.id)
    channel = await chat.app.people.channel_by_native("local", "general")
    assert member is not None
    assert channel is not None
    return replace(
        draft(message_id, member.id),
        community_id=await chat.id,
        space_id=space.id,
        channel_id=channel.id,
        now=chat.clock.now(),
        sent_at=chat.clock.now(),
    )


async def test_a_card_that_a_crash_held_back_is_posted_later(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "hello there")
    await chat.settle()
    await FilingStore(chat.app.db).file(await written(chat, ana, 999))
    await safety(chat).catch_up()
    assert await chat.messages("moderators") == []
    chat.clock.advance(minutes=2)
    for _ in range(2):
        await safety(chat).catch_up()
        await chat.settle()
    (card,) = await chat.messages("moderators")
    assert "words 999" in card.text


async def test_a_message_that_joined_just_before_a_crash_is_on_the_card_afterwards(
    chat: Community,
) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", "Ben, you idiot")
    await mo.sees("moderators", "idiot")
    await chat.settle()
    # committed, but the process ended before the card was touched, and came back much later
    await FilingStore(chat.app.db).file(await written(chat, ana, 999), gather_minutes=15)
    chat.clock.advance(hours=3)
    await chat.restart()
    await safety(chat).catch_up()
    await mo.sees("moderators", "words 999")


async def test_a_summary_that_a_crash_held_back_is_posted_later(open_chat: Opener) -> None:
    settings = {"safety": {"mild_an_hour": 0}}
    chat = await open_chat(toxicity=ScriptedToxicity({"meh": 0.75}), cogs=settings)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", "hello there")
    await chat.settle()
    lost = await written(chat, ana, 999)
    filed = await FilingStore(chat.app.db).file(lost, cards_a_minute=0)
    assert filed.alert.card == "folded"
    await chat.restart()
    await safety(chat).catch_up()
    await mo.sees("moderators", "and 1 more flag")
    await (await chat.person("Ben")).say("general", "meh")
    await mo.sees("moderators", "and 2 more flags")
    await chat.restart()
    await safety(chat).catch_up()
    await chat.settle()
    assert len(await chat.messages("moderators")) == 1


async def test_who_hears_of_a_card_hears_of_it_again_after_a_crash(chat: Community) -> None:
    """Somebody on the rota may have to be asked."""
    heard: list[int] = []

    async def listener(alert: Alert) -> None:
        heard.append(alert.id)
        if len(heard) == 1:
            raise ConnectionError

    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    safety(chat)._desk.listen(listener)
    await ana.say("general", "you idiot")
    await mo.sees("moderators", "idiot")
    await chat.settle()
    chat.clock.advance(minutes=2)
    for _ in range(2):
        await safety(chat).catch_up()
        await chat.settle()
    assert heard == [1, 1]
    assert len(await chat.messages("moderators")) == 1
