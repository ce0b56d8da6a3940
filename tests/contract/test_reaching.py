"""Private words that arrive or do not, and places beside a message to talk about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.api.errors import Gone, MissingRights, Unsupported
from bot.api.events import MemberJoined, MessagePosted
from bot.api.model import MessageRef
from bot.api.people import Level
from bot.api.reply import Reply
from tests.contract.probe import Probe, member, probe
from tests.contract.stagehands import DELETE, THREADS, answers_no_bot, learn_topics, take_right
from tests.support.chat import Actor
from tests.support.community import Community, Opener

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
with_threads = pytest.mark.parametrize("platform", ["discord", "telegram"])
CAKE = "Which cake?"


@pytest.fixture
async def chat(open_chat: Opener) -> AsyncIterator[Community]:
    yield await open_chat()


async def test_a_private_note_is_known_to_have_arrived(chat: Community) -> None:
    ana = await chat.person("Ana")
    who = await member(chat, ana)
    assert await chat.app.outbox.tell_now(who, Reply("A word with you"), key="note:1") is True
    await ana.told("A word with you")
    # the same note again, as after a restart: it is not sent twice
    assert await chat.app.outbox.tell_now(who, Reply("A word with you"), key="note:1") is True
    await chat.settle()
    assert list(ana.told_so_far()) == ["A word with you"]


@pytest.mark.parametrize("platform", ["discord", "telegram"])
async def test_a_private_note_is_known_not_to_arrive(chat: Community) -> None:
    ana = await chat.person("Ana")
    await answers_no_bot(chat.rig, ana)
    who = await member(chat, ana)
    assert await chat.app.outbox.tell_now(who, Reply("A word with you"), key="note:1") is False
    assert await chat.app.outbox.tell_now(who, Reply("A word with you"), key="note:1") is False
    assert not ana.told_so_far()


@pytest.mark.parametrize("platform", ["local"])
@pytest.mark.parametrize("key", ["note:2", None])
async def test_where_the_platform_is_off_nothing_arrives(chat: Community, key: str | None) -> None:
    ana = await chat.person("Ana")
    who = await member(chat, ana)
    tell_now = chat.app.outbox.tell_now
    assert await tell_now(who, Reply("A word with you"), key="note:1") is True
    off = replace(who, account=replace(who.account, platform="elsewhere"))
    assert await tell_now(off, Reply("Another word"), key=key) is False
    # what had arrived before is still there
    assert await tell_now(off, Reply("A word with you"), key="note:1") is True
    assert list(ana.told_so_far()) == ["A word with you"]


async def test_a_newcomers_messages_say_when_they_came(chat: Community) -> None:
    ear = probe(chat)
    ana = await chat.person("Ana", joined=False)
    await ana.join()
    came = await ear.next(MemberJoined)
    await ana.say("general", "Here I am")
    said = await ear.next(MessagePosted)
    assert came.member.joined_at == said.message.author.joined_at == came.at


@pytest.mark.parametrize("platform", ["telegram"])
async def test_a_menu_typed_in_a_group_does_not_stay(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "The rye bread is sold out")
    await ben.say("general", "/report_message", reply_to=said)
    await ben.told("Thank you")
    await chat.settle()
    assert [m.text for m in await chat.messages("general")] == ["The rye bread is sold out"]


@pytest.mark.parametrize("platform", ["telegram"])
async def test_what_cannot_be_taken_away_is_said_once(chat: Community) -> None:
    await chat.person("Mo", Level.MODERATOR)
    ben = await chat.person("Ben")
    await take_right(chat.rig, DELETE)
    for words in ("polls list", "ideas list"):
        await ben.command(words)
    await ben.told("I may not delete messages here")
    await chat.settle()
    assert len([t for t in ben.told_so_far() if "I may not delete" in t]) == 1


# ---- threads and topics


async def a_post(chat: Community, ear: Probe, ana: Actor) -> MessageRef:
    """A card of the bot, found by the answer that somebody gives to it."""
    await ana.say("general", "Hello")
    general = (await ear.said("Hello")).ref.channel
    await ear.outbox.post(general, Reply(CAKE), tag="cake:1")
    card = await ana.sees("general", CAKE)
    await ana.say("general", "Nice question", reply_to=card)
    answer = await ear.said("Nice question")
    assert answer.reply_to == card.native_id
    return MessageRef(answer.ref.channel, answer.reply_to)


async def test_an_answered_post_is_known_by_its_tag(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    card = await a_post(chat, ear, ana)
    assert await ear.outbox.tag_of(card) == "cake:1"
    await chat.restart()
    ear = probe(chat)
    assert await ear.outbox.tag_of(card) == "cake:1"
    said = await ana.say("general", "Plum")
    untagged = await ear.said("Plum")
    assert await ear.outbox.tag_of(MessageRef(card.channel, said.native_id)) is None
    await ear.outbox.post(card.channel, Reply("By the way"))
    note = await ana.sees("general", "By the way")
    assert await ear.outbox.tag_of(MessageRef(untagged.ref.channel, note.native_id)) is None
    await ear.outbox.retract(await chat.id, "cake:1")
    assert await ear.outbox.tag_of(card) is None


@with_threads
async def test_a_message_has_one_place_to_talk(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    card = await a_post(chat, ear, ana)
    place, same = await asyncio.gather(
        ear.threads.open(card, CAKE), ear.threads.open(card, "Another name")
    )
    assert place == same == await chat.app.registry.channel(place.id)
    assert place.name == CAKE and place.parent == card.channel.native_id
    assert place.space == card.channel.space and not place.private
    learn_topics(chat.rig)
    await ana.say(CAKE, "Plums are ripe")
    said = await ear.said("Plums are ripe")
    assert said.ref.channel == place and said.reply_to is None
    await chat.restart()
    ear = probe(chat)
    assert await ear.threads.open(card, CAKE) == place
    await ana.say(CAKE, "Apples too")
    assert (await ear.said("Apples too")).ref.channel == place


@with_threads
async def test_the_bot_takes_part_in_the_talk(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    place = await ear.threads.open(await a_post(chat, ear, ana), CAKE)
    learn_topics(chat.rig)
    await ear.outbox.post(place, Reply("Noted"), tag="note:1")
    note = await ana.sees(CAKE, "Noted")
    await ana.say(CAKE, "Thanks", reply_to=note)
    answer = await ear.said("Thanks")
    assert answer.ref.channel == place and answer.reply_to == note.native_id
    assert await ear.outbox.tag_of(MessageRef(place, answer.reply_to)) == "note:1"
    assert await ear.outbox.posts(await chat.id, "note:1") == [MessageRef(place, note.native_id)]
    await ear.outbox.update(await chat.id, "note:1", Reply("Noted twice"))
    await ana.sees(CAKE, "Noted twice")


@with_threads
async def test_the_right_to_open_a_place_is_named(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    card = await a_post(chat, ear, ana)
    right = await take_right(chat.rig, THREADS)
    with pytest.raises(MissingRights) as refused:
        await ear.threads.open(card, CAKE)
    assert refused.value.right == right


@with_threads
async def test_no_name_makes_a_place_the_one_for_a_purpose(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    card = await a_post(chat, ear, ana)
    before = await chat.app.registry.place(await chat.id, "announcements")
    opened = await ear.threads.open(card, "announcements")
    assert opened.name == "announcements"
    assert await chat.app.registry.place(await chat.id, "announcements") == before


async def test_what_is_taken_back_on_its_way_does_not_stay(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    await ana.say("general", "Hello")
    general = (await ear.said("Hello")).ref.channel
    for number in range(3):
        await ear.outbox.post(general, Reply(f"{CAKE} {number}"), tag="cake:1")
    await ear.outbox.retract(await chat.id, "cake:1")
    await chat.settle()
    assert not [seen for seen in await chat.messages("general") if CAKE in seen.text]


async def test_what_waits_when_the_bot_stops_is_said_as_soon_as_it_is_back(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    await ana.say("general", "Hello")
    general = (await ear.said("Hello")).ref.channel
    card = await a_post(chat, ear, ana)
    for number in range(20):
        await ear.outbox.post(general, Reply(f"Number {number}"))
    await ear.outbox.update(await chat.id, "cake:1", Reply("No cake"))
    await chat.restart()
    await chat.settle()  # the clock stands: nothing waits for its next try
    said = [seen.text for seen in await chat.messages("general")]
    assert [text for text in said if "Number" in text] == [f"Number {n}" for n in range(20)]
    assert "No cake" in said and await chat.app.outbox.posts(await chat.id, "cake:1") == [card]


@with_threads
async def test_a_long_name_is_cut(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    card = await a_post(chat, ear, ana)
    opened = await ear.threads.open(card, "Rye bread\nand " + "more " * 40)
    most = chat.rig.platform.limits.thread
    assert opened.name.startswith("Rye bread and more") and opened.name.endswith("…")
    assert most - 1 <= len(opened.name) <= most


@pytest.mark.parametrize("platform", ["discord"])
async def test_a_message_that_is_gone_has_no_place(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    card = await a_post(chat, ear, ana)
    await ear.outbox.retract(await chat.id, "cake:1")
    with pytest.raises(Gone):
        await ear.threads.open(card, CAKE)


async def test_where_there_are_no_threads_none_is_opened(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana", Level.MODERATOR)
    card = await a_post(chat, ear, ana)
    if chat.rig.name == "discord":  # no threads in threads
        place = await ear.threads.open(card, CAKE)
        said = await ana.say(CAKE, "In the thread")
        card = MessageRef(place, said.native_id)
    elif chat.rig.name == "telegram":  # the moderators' group is no forum
        await ana.say("moderators", "Among us")
        card = (await ear.said("Among us")).ref
    with pytest.raises(Unsupported):
        await ear.threads.open(card, CAKE)
