"""What happens on Telegram reaches the engine once and only then is confirmed."""

import pytest

from bot.api.port.inbound import InMessage, InReaction, InSpace
from bot.api.port.outgoing import Power
from bot.platforms.telegram import TelegramPlatform
from tests.support.telegram_server import Group, Person, TelegramServer, all_rights

from .bare import adapter, heard_text, said
from .sink import RecordingSink


async def test_an_update_is_confirmed_only_after_the_commit(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    sink.gate.clear()
    begun = sink.begun
    await anna.say(group, "keep me")
    await server.wait_for(lambda: sink.begun > begun)
    for _ in range(3):  # time enough for a poll that does not wait
        await platform.send(str(group.id), said("busy"))
    assert len(server.world.updates.pending) == 1, "Telegram still has it"
    sink.gate.set()
    await server.wait_for(lambda: not server.world.updates.pending)
    assert [m.text for m in sink.of(InMessage)] == ["keep me"]


async def test_what_could_not_be_committed_is_asked_for_again(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    sink.failures = 1
    await anna.say(group, "twice tried")
    await heard_text(server, sink, "twice tried")
    await server.wait_for(lambda: not server.world.updates.pending)
    assert len(sink.of(InMessage)) == 1


async def test_stopping_confirms_what_is_committed(
    server: TelegramServer, group: Group, anna: Person, sink: RecordingSink
) -> None:
    first = adapter(server)
    await first.start(sink, (), ())
    await anna.say(group, "once")
    await heard_text(server, sink, "once")
    await first.stop()
    assert not server.world.updates.pending
    second = adapter(server)
    await second.start(sink, (), ())
    await anna.say(group, "again")
    await heard_text(server, sink, "again")
    await second.stop()
    assert [m.text for m in sink.of(InMessage)] == ["once", "again"]


async def test_a_message_in_our_nouns(
    server: TelegramServer,
    group: Group,
    owner: Person,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    asked = await owner.say(group, "Who bakes?")
    await anna.say(group, "Me, @ANNA_bakes and @townhall_bot", reply_to=asked)
    heard = await heard_text(server, sink, "Me, @ANNA_bakes and @townhall_bot")
    assert heard.channel.native_id == str(group.id)
    assert heard.channel.name == "Sourdough & Co."
    assert heard.channel.space and heard.channel.space.native_id == str(group.id)
    assert (heard.author.name, heard.author.username, heard.author.locale) == (
        "Anna",
        "anna_bakes",
        "de",
    )
    assert heard.reply_to == asked.id
    assert heard.reply_to_author and heard.reply_to_author.native_id == str(owner.id)
    assert [user.native_id for user in heard.mentions] == [str(anna.id)]
    assert heard.mentions_bot
    assert heard.url == f"https://t.me/c/{str(group.id)[4:]}/{heard.native_id}?thread={asked.id}"
    assert heard.responder is not None and heard.responder.powers is Power.NONE


async def test_edits_pictures_and_files(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    message = await anna.say(group, "first")
    await heard_text(server, sink, "first")
    await anna.edit(message, "second")
    edited = await heard_text(server, sink, "second", edited=True)
    assert (edited.native_id, edited.responder) == (message.id, None)
    await anna.send_photo(group, b"...", "my bread")
    assert (await heard_text(server, sink, "my bread")).attachments == 1
    await anna.send_document(group, b"a;b", "list.csv")
    assert (await heard_text(server, sink, "")).attachments == 1


async def test_topics_are_channels_with_a_parent(
    server: TelegramServer, owner: Person, platform: TelegramPlatform, sink: RecordingSink
) -> None:
    forum = server.add_group("Forum", owner, forum=True, bot_rights=all_rights())
    ideas = await forum.create_topic("Ideas")
    await owner.say(forum, "more rye", topic=ideas)
    heard = await heard_text(server, sink, "more rye")
    assert (heard.channel.native_id, heard.channel.name) == (f"{forum.id}/{ideas}", "Ideas")
    assert heard.channel.parent == str(forum.id)
    assert heard.reply_to is None, "the topic's first message is no question"
    sent = await platform.send(heard.channel.native_id, said("noted"))
    assert sent.channel == f"{forum.id}/{ideas}"
    await owner.react(forum.messages[sent.native_id], "👍")
    (reaction,) = await server.wait_for(lambda: sink.of(InReaction))
    assert reaction.channel.native_id == f"{forum.id}/{ideas}"
    assert "Ideas" in [c.name for s in sink.of(InSpace) for c in s.channels]


async def test_commands_for_us_and_for_others(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    await anna.say(group, "/poll@Townhall_Bot Which cake?")
    assert (await heard_text(server, sink, "/poll Which cake?")).responder is not None
    await anna.say(group, "/poll@other_bot Which cake?")
    assert (await heard_text(server, sink, "/poll@other_bot Which cake?")).responder is None


@pytest.mark.parametrize("text", ["/poll now", "hello"])
async def test_private_messages_have_no_space(
    server: TelegramServer,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
    text: str,
) -> None:
    await anna.start_bot()
    await anna.say(anna.private, text)
    heard = await heard_text(server, sink, text)
    assert heard.channel.space is None and heard.channel.native_id == str(anna.id)
    assert heard.responder is not None
    await heard.responder.reply(said("Hello Anna"), private=False)
    assert [m.text for m in anna.private_messages] == ["Hello Anna"]


async def test_topics_keep_their_names_over_a_restart(
    server: TelegramServer, owner: Person, sink: RecordingSink
) -> None:
    forum = server.add_group("Forum", owner, forum=True, bot_rights=all_rights())
    ideas = await forum.create_topic("Ideas")
    first = await owner.say(forum, "more rye", topic=ideas)
    before = adapter(server)
    await before.start(sink, (), ())
    heard = await heard_text(server, sink, "more rye")
    await before.stop()
    after = adapter(server)
    after.remember([heard.channel])
    await after.start(sink, (), ())
    await owner.say(forum, "a reply does not name its topic", reply_to=first)
    heard = await heard_text(server, sink, "a reply does not name its topic")
    assert heard.channel.name == "Ideas"
    (space,) = [s for s in sink.of(InSpace) if len(s.channels) == 2]
    assert [channel.name for channel in space.channels] == ["General", "Ideas"]
    await after.stop()
