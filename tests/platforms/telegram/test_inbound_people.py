"""Comings and goings, rights, presses and reactions, as the engine hears of them."""

from bot.api.people import Level
from bot.api.port.inbound import InButton, InJoin, InLeave, InReaction, InSpace
from bot.api.port.outgoing import OutButton, Outgoing, Power, Span
from bot.platforms.telegram import TelegramPlatform
from tests.support.telegram_server import Group, Message, Person, TelegramServer, all_rights

from .bare import adapter, all_told, heard_text, said
from .sink import RecordingSink


async def test_joins_and_leaves_are_told_once(
    server: TelegramServer,
    group: Group,
    owner: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    ben, cem = server.add_user("Ben"), server.add_user("Cem")
    await ben.join(group)
    group.hides_joins = True
    await cem.join(group)
    await group.kick(cem)
    await ben.leave(group)
    await all_told(server, sink, owner, group)
    assert [e.user.name for e in sink.of(InJoin)] == ["Ben", "Cem"]
    assert [e.user.name for e in sink.of(InLeave)] == ["Cem", "Ben"]
    dora = server.add_user("Dora")
    await dora.request_to_join(group)
    server.world.admit(group, dora, owner)
    await all_told(server, sink, owner, group)
    assert [e.user.name for e in sink.of(InJoin)] == ["Ben", "Cem", "Dora"]


async def test_joins_without_admin_rights_come_from_service_messages(
    server: TelegramServer, owner: Person, platform: TelegramPlatform, sink: RecordingSink
) -> None:
    group = server.add_group("Plain", owner)
    ben = server.add_user("Ben")
    await ben.join(group)
    await ben.leave(group)
    await all_told(server, sink, owner, group)
    assert [type(e) for e in sink.events if isinstance(e, InJoin | InLeave)] == [InJoin, InLeave]


async def test_a_new_group_introduces_itself(
    server: TelegramServer,
    owner: Person,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    group = server.add_group("New", owner, with_bot=False)
    await group.promote(anna, can_delete_messages=True)
    await group.add_bot()
    await server.wait_for(lambda: [s for s in sink.of(InSpace) if s.space.name == "New"])
    (space,) = [s for s in sink.of(InSpace) if s.space.name == "New"]
    assert space.owner and space.owner.name == "Olga"
    assert [(user.name, level) for user, level in space.staff] == [("Anna", Level.MODERATOR)]
    assert [channel.native_id for channel in space.channels] == [str(group.id)]


async def test_levels_follow_telegrams_rights(
    server: TelegramServer,
    group: Group,
    owner: Person,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    space = str(group.id)
    assert await platform.level(space, str(owner.id)) is Level.OWNER
    assert await platform.level(space, str(anna.id)) is Level.MEMBER
    await group.promote(anna, can_restrict_members=True)
    await all_told(server, sink, owner, group)
    assert await platform.level(space, str(anna.id)) is Level.MODERATOR
    await group.promote(anna, can_change_info=True)
    await all_told(server, sink, owner, group)
    assert await platform.level(space, str(anna.id)) is Level.ADMIN
    told = [level for event in sink.of(InSpace) for _, level in event.staff]
    assert told == [Level.MODERATOR, Level.ADMIN]
    assert await platform.level(space, "424242") is Level.MEMBER
    await group.promote(anna, anonymous=True, can_delete_messages=True)
    await anna.say(group, "as the group")
    heard = await heard_text(server, sink, "as the group")
    assert heard.author.native_id == f"anon:{group.id}"
    assert await platform.level(space, heard.author.native_id) is Level.MODERATOR


async def test_a_press_and_its_answers(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    out = Outgoing((Span("Bread?"),), ((OutButton("Yes", "poll.v:1:2"),),))
    sent = await platform.send(str(group.id), out)
    card: Message = group.messages[sent.native_id]
    press = await anna.click(card, "Yes")
    (button,) = await server.wait_for(lambda: sink.of(InButton))
    assert (button.payload, button.message_id) == ("poll.v:1:2", sent.native_id)
    assert button.responder.powers == Power.ALERT | Power.UPDATE
    await button.responder.alert("Counted")
    assert (press.text, press.show_alert) == ("Counted", True)
    assert button.responder.powers == Power.UPDATE
    await button.responder.update(Outgoing((Span("Bread? 1"),), out.buttons))
    assert (card.text, card.buttons) == ("Bread? 1", ["Yes"])
    await button.responder.done()
    second = await anna.click(card, "Yes")
    await server.wait_for(lambda: len(sink.of(InButton)) == 2)
    await sink.of(InButton)[-1].responder.done()
    assert second.answered and not second.show_alert


async def test_reactions_come_as_changes(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    message = await anna.say(group, "rye")
    await anna.react(message, "👍")
    await anna.react(message, "❤")
    await server.wait_for(lambda: len(sink.of(InReaction)) == 3)
    assert [(e.emoji, e.added) for e in sink.of(InReaction)] == [
        ("👍", True),
        ("👍", False),
        ("❤", True),
    ]


async def test_a_group_that_becomes_a_supergroup(
    server: TelegramServer, owner: Person, platform: TelegramPlatform, sink: RecordingSink
) -> None:
    group = server.add_group("Basic", owner, basic=True, bot_rights=all_rights())
    await owner.say(group, "before")
    await heard_text(server, sink, "before")
    new = await group.upgrade()
    await owner.say(new, "after")
    assert (await heard_text(server, sink, "after")).channel.native_id == str(new.id)
    sent = await platform.send(str(group.id), said("to the old address"))
    assert sent.channel == str(new.id)
    fresh = adapter(server)
    await platform.stop()
    await fresh.start(sink, (), ())
    assert (await fresh.send(str(group.id), said("still found"))).channel == str(new.id)
    await fresh.stop()
