"""What we ask of Telegram: well-formed, within its limits, never twice, with errors one can use."""

import asyncio
import time

import pytest

from bot.api.errors import Ambiguous, CannotReach, Gone, MissingRights, Unsupported, UserError
from bot.api.port.outgoing import OutButton, OutFile, Outgoing, Span
from bot.api.reply import Look
from bot.platforms.telegram import TelegramPlatform
from tests.support.telegram_server import (
    Fault,
    Group,
    NotAllowed,
    Person,
    TelegramServer,
    all_rights,
)

from .bare import adapter, heard_text, png, said
from .sink import RecordingSink

STYLED = (
    Span("<b>&</b> "),
    Span("bold", frozenset({"bold", "italic"})),
    Span(" "),
    Span("x < y", frozenset({"code", "bold"})),
    Span(" "),
    Span("hidden", frozenset({"spoiler"})),
    Span(" "),
    Span("site", link='https://example.org/?a=1&b="2"'),
    Span(" "),
    Span("bad", link="javascript:alert(1)"),
    Span("\n"),
    Span("one ", frozenset({"quote"})),
    Span("two", frozenset({"quote", "bold"})),
)


async def test_text_stays_what_it_is(
    server: TelegramServer, group: Group, anna: Person, platform: TelegramPlatform
) -> None:
    mention = Span("Anna", mention=str(anna.id), ping=True)
    silent = Span("Anna", mention=str(anna.id))
    out = Outgoing((*STYLED, Span("\n"), mention, Span(" "), silent))
    sent = await platform.send(str(group.id), out)
    message = group.messages[sent.native_id]
    assert message.text == out.text
    assert message.marked("bold") == ["bold", "two"]
    assert message.marked("code") == ["x < y"]
    assert message.marked("spoiler") == ["hidden"]
    assert message.marked("blockquote") == ["one two"]
    assert message.marked("text_mention") == ["Anna"]
    links = [e["url"] for e in message.entities if e["type"] == "text_link"]
    assert links == ['https://example.org/?a=1&b="2"']
    assert message.link_preview == {"is_disabled": True}


async def test_buttons_replies_and_files(
    server: TelegramServer, group: Group, anna: Person, platform: TelegramPlatform
) -> None:
    question = await anna.say(group, "Which?")
    rows = (
        (OutButton("Yes", "v:1", Look.SUCCESS), OutButton("No", "v:2", Look.DANGER)),
        (OutButton("Site", None, url="https://example.org"),),
        (OutButton("Bad", None, url="javascript:alert(1)"),),
    )
    sent = await platform.send(str(group.id), said("This", buttons=rows, reply_to=question.id))
    message = group.messages[sent.native_id]
    assert message.reply_to is question
    assert message.buttons == ["Yes", "No", "Site"]
    assert message.keyboard and [b.get("style") for b in message.keyboard[0]] == [
        "success",
        "danger",
    ]
    await anna.delete(question)
    late = await platform.send(str(group.id), said("Late", reply_to=question.id))
    assert group.messages[late.native_id].reply_to is None
    chart = OutFile("chart.png", png(), "image/png", "a chart")
    picture = await platform.send(str(group.id), said("Result", file=chart))
    assert group.messages[picture.native_id].photo
    paper = await platform.send(
        str(group.id), said("List", file=OutFile("list.csv", b"a;b", "text/csv"))
    )
    stored = group.messages[paper.native_id].document
    assert stored and stored.name == "list.csv"


async def test_edits(server: TelegramServer, group: Group, platform: TelegramPlatform) -> None:
    space = str(group.id)
    sent = await platform.send(space, said("one"))
    await platform.edit(space, sent.native_id, said("two"))
    await platform.edit(space, sent.native_id, said("two"))
    chart = OutFile("chart.png", png(), "image/png")
    await platform.edit(space, sent.native_id, said("three", file=chart))
    await platform.edit(space, sent.native_id, said("four"))
    message = group.messages[sent.native_id]
    assert (message.text, message.photo is not None) == ("four", True)
    await platform.delete(space, sent.native_id)
    with pytest.raises(Gone):
        await platform.delete(space, sent.native_id)
    with pytest.raises(Gone):
        await platform.edit(space, sent.native_id, said("five"))


async def test_who_can_be_reached(
    server: TelegramServer, group: Group, anna: Person, platform: TelegramPlatform
) -> None:
    with pytest.raises(CannotReach):
        await platform.send_direct(str(anna.id), said("Hello"))
    with pytest.raises(CannotReach):
        await platform.send_direct("424242", said("Hello"))
    with pytest.raises(CannotReach):
        await platform.send_direct(f"anon:{group.id}", said("Hello"))
    await anna.start_bot()
    sent = await platform.send_direct(str(anna.id), said("Hello"))
    assert sent.channel == str(anna.id)
    direct = await platform.open_direct(str(anna.id))
    assert direct is not None and direct.native_id == sent.channel and direct.space is None
    await anna.block_bot()
    with pytest.raises(CannotReach):
        await platform.send_direct(str(anna.id), said("Hello?"))


async def test_moderation(
    server: TelegramServer, group: Group, owner: Person, anna: Person, platform: TelegramPlatform
) -> None:
    space, user = str(group.id), str(anna.id)
    await platform.time_out(space, user, 5, "spam")
    with pytest.raises(NotAllowed):
        await anna.say(group, "may I?")
    member = server.world.member(group, anna)
    assert 0 < member.until - time.time() < 60, "never for ever by accident"
    await platform.time_out(space, user, 0, "undone")
    message = await anna.say(group, "thanks")
    await platform.react(space, message.id, "👍")
    assert message.reactions == {server.bot.id: ["👍"]}
    with pytest.raises(Unsupported):
        await platform.react(space, message.id, "🥐")
    await platform.kick(space, user, "spam")
    await anna.join(group)
    await platform.ban(space, user, "spam")
    with pytest.raises(NotAllowed):
        await anna.join(group)
    with pytest.raises(UserError):
        await platform.ban(space, str(owner.id), "no")
    with pytest.raises(Unsupported):
        await platform.ban(space, f"anon:{group.id}", "no")


async def test_missing_rights_are_named(
    server: TelegramServer, owner: Person, anna: Person, platform: TelegramPlatform
) -> None:
    group = server.add_group("Plain", owner)
    await anna.join(group)
    message = await anna.say(group, "x")
    with pytest.raises(MissingRights) as caught:
        await platform.delete(str(group.id), message.id)
    assert caught.value.right == "Delete messages"
    with pytest.raises(MissingRights) as caught:
        await platform.time_out(str(group.id), str(anna.id), 60, "x")
    assert caught.value.right == "Ban users"
    basic = server.add_group("Basic", owner, basic=True, bot_rights=all_rights())
    await anna.join(basic)
    with pytest.raises(Unsupported):
        await platform.time_out(str(basic.id), str(anna.id), 60, "x")
    await group.remove_bot()
    with pytest.raises(Gone):
        await platform.send(str(group.id), said("x"))


@pytest.mark.parametrize("fault", [Fault.disconnect(accept=True), Fault.silence()])
async def test_a_message_that_may_have_been_sent_is_not_repeated(
    server: TelegramServer, group: Group, sink: RecordingSink, fault: Fault
) -> None:
    platform = adapter(server, read_timeout=0.3)
    await platform.start(sink, (), ())
    server.fail("sendMessage", fault)
    with pytest.raises(Ambiguous):
        await platform.send(str(group.id), said("only once"))
    assert [m.text for m in group.visible if m.text] == ["only once"]
    await platform.stop()


async def test_what_was_surely_not_sent_is_tried_again(
    server: TelegramServer, group: Group, platform: TelegramPlatform
) -> None:
    server.fail("sendMessage", Fault.flood(1))
    server.fail("sendMessage", Fault.status(500))
    await platform.send(str(group.id), said("third time lucky"))
    assert [m.text for m in group.visible if m.text] == ["third time lucky"]
    server.fail("deleteMessage", Fault.disconnect())
    await platform.delete(str(group.id), group.visible[-1].id)
    server.fail("sendMessage", Fault.flood(3600))
    with pytest.raises(ConnectionError):
        await platform.send(str(group.id), said("an hour is too long to wait here"))


async def test_a_raid_does_not_stall_moderation(
    server: TelegramServer, group: Group, anna: Person, platform: TelegramPlatform
) -> None:
    raid = [await anna.say(group, f"spam {n}") for n in range(30)]
    sends = [
        asyncio.create_task(platform.send(str(group.id), said(f"note {n}"))) for n in range(25)
    ]
    await server.wait_for(lambda: len(server.calls_of("sendMessage")) == 20)
    async with asyncio.timeout(20):
        for message in raid:
            await platform.delete(str(group.id), message.id)
    assert all(message.deleted for message in raid)
    assert len(server.calls_of("sendMessage")) < 25, "messages keep to 20 a minute"
    for task in sends:
        task.cancel()
    await asyncio.gather(*sends, return_exceptions=True)


async def test_a_topic_is_opened_once_a_call(
    server: TelegramServer, group: Group, anna: Person, platform: TelegramPlatform
) -> None:
    with pytest.raises(Unsupported):
        await platform.open_thread(str(group.id), 1, "no forum")
    with pytest.raises(Unsupported):
        await platform.open_thread(str(anna.id), 1, "no group")
    assert not server.calls_of("createForumTopic")
    group.is_forum = True
    opened = await platform.open_thread(str(group.id), 1, "Which cake?")
    assert group.topics == {int(opened.native_id.partition("/")[2]): "Which cake?"}
    assert opened.name == "Which cake?" and opened.parent == str(group.id)
    assert opened.space is not None and opened.space.name == "Sourdough & Co."
    server.fail("createForumTopic", Fault.disconnect(accept=True))
    with pytest.raises(Ambiguous):
        await platform.open_thread(str(group.id), 1, "Which tea?")
    assert list(group.topics.values()) == ["Which cake?", "Which tea?"]


async def test_messages_in_a_topic_of_ours_answer_nothing(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    group.is_forum = True
    opened = await platform.open_thread(str(group.id), 1, "Which cake?")
    topic = int(opened.native_id.partition("/")[2])
    await anna.say(group, "Plum", topic=topic)
    heard = await heard_text(server, sink, "Plum")
    assert heard.channel == opened and heard.reply_to is None
    sent = await platform.send(opened.native_id, said("Noted"))
    await anna.say(group, "Thanks", reply_to=group.messages[sent.native_id])
    answer = await heard_text(server, sink, "Thanks")
    assert (answer.channel, answer.reply_to) == (opened, sent.native_id)
