"""Members, rights, join requests, presses and reactions in the local Telegram."""

import time

import pytest
from telegram import (
    Bot,
    ChatPermissions,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
)

from tests.support.telegram_server import (
    Group,
    NotAllowed,
    Person,
    TelegramServer,
    all_rights,
)

from ..bare import drain


async def test_rights_are_those_of_the_bot(
    bot: Bot, server: TelegramServer, owner: Person, anna: Person
) -> None:
    group = server.add_group("Group", owner)
    await anna.join(group)
    said = await anna.say(group, "x")
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await bot.delete_message(group.id, said.id)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to restrict"):
        await bot.ban_chat_member(group.id, anna.id)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to manage pinned"):
        await bot.pin_chat_message(group.id, said.id)
    await group.promote(server.bot, can_restrict_members=True)
    with pytest.raises(BadRequest, match="Can't remove chat owner"):
        await bot.ban_chat_member(group.id, owner.id)
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await bot.delete_message(group.id, said.id)
    me = await bot.get_chat_member(group.id, bot.id)
    assert me.status == "administrator"
    assert me.can_restrict_members and not me.can_delete_messages


async def test_restriction_runs_out(
    bot: Bot, server: TelegramServer, group: Group, anna: Person
) -> None:
    start = time.time()
    server.world.clock = lambda: start
    await bot.restrict_chat_member(
        group.id, anna.id, ChatPermissions.no_permissions(), until_date=int(start) + 60
    )
    with pytest.raises(NotAllowed):
        await anna.say(group, "may I?")
    server.world.clock = lambda: start + 61
    assert (await bot.get_chat_member(group.id, anna.id)).status == "member"
    await anna.say(group, "I may")
    await bot.restrict_chat_member(
        group.id, anna.id, ChatPermissions.no_permissions(), until_date=int(start) + 70
    )
    server.world.clock = lambda: start + 1000
    assert (await bot.get_chat_member(group.id, anna.id)).status == "restricted", "for ever"


async def test_joins_requests_bans_and_counts(
    bot: Bot, server: TelegramServer, group: Group, anna: Person
) -> None:
    everything = list(Update.ALL_TYPES)
    await bot.get_updates(allowed_updates=everything, timeout=0)
    ben = server.add_user("Ben")
    await ben.request_to_join(group)
    request = (await drain(bot))[-1].chat_join_request
    assert request and request.from_user.id == ben.id
    await bot.send_message(request.user_chat_id, "One moment")
    await bot.approve_chat_join_request(group.id, ben.id)
    changed, service = await drain(bot)
    assert changed.chat_member and changed.chat_member.new_chat_member.status == "member"
    assert service.message and service.message.new_chat_members[0].id == ben.id
    with pytest.raises(BadRequest, match="User_already_participant"):
        await bot.approve_chat_join_request(group.id, ben.id)
    assert await bot.get_chat_member_count(group.id) == 4
    group.hides_joins = True
    await bot.ban_chat_member(group.id, ben.id)
    (left,) = await drain(bot)
    assert left.chat_member and left.chat_member.new_chat_member.status == "kicked"
    with pytest.raises(NotAllowed):
        await ben.join(group)
    await bot.unban_chat_member(group.id, ben.id, only_if_banned=True)
    await ben.join(group)


async def test_anonymous_admin_and_migration(
    bot: Bot, server: TelegramServer, owner: Person, anna: Person
) -> None:
    group = server.add_group("Basic", owner, basic=True, bot_rights=all_rights())
    await anna.join(group)
    new = await group.upgrade()
    await new.promote(anna, anonymous=True, can_delete_messages=True)
    await anna.say(new, "as the group")
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == new.id
    messages = [u.message for u in await drain(bot) if u.message]
    assert [m.migrate_to_chat_id for m in messages if m.migrate_to_chat_id] == [new.id]
    assert messages[-1].sender_chat and messages[-1].sender_chat.id == new.id


async def test_callbacks_and_reactions(
    bot: Bot, server: TelegramServer, group: Group, anna: Person
) -> None:
    await bot.get_updates(allowed_updates=list(Update.ALL_TYPES), timeout=0)
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("Vote", callback_data="v:1")]])
    sent = await bot.send_message(group.id, "Bread?", reply_markup=rows)
    press = await anna.click(group.messages[sent.message_id], "Vote")
    query = (await drain(bot))[-1].callback_query
    assert query and query.data == "v:1"
    await query.answer("Counted", show_alert=True)
    assert await server.wait_for(lambda: press.answered)
    assert (press.text, press.show_alert) == ("Counted", True)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await query.answer()
    await anna.react(group.messages[sent.message_id], "👍")
    reaction = (await drain(bot))[-1].message_reaction
    assert reaction and [r.emoji for r in reaction.new_reaction] == ["👍"]
    await bot.set_message_reaction(group.id, sent.message_id, "❤")
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(group.id, sent.message_id, "🥐")
