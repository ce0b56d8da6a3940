"""Methods about chats and the people in them."""

from emoji import emoji_count

from ..errors import ApiError, bad_request
from ..model import FOREVER, PERMISSIONS, Chat, Json, Member
from ..world import OWN_TOPIC, World
from .calls import Call, bot_in, need, user_of

RESTRICT = "not enough rights to restrict/unrestrict chat member"
YEAR = 366 * 24 * 3600


async def get_chat(world: World, call: Call) -> Json:
    chat = world.chat(call["chat_id"])
    bot_in(world, chat)
    return chat.full_json()


async def get_chat_member(world: World, call: Call) -> Json:
    chat = world.chat(call["chat_id"])
    bot_in(world, chat)
    return world.member(chat, user_of(world, call)).json()


async def get_chat_administrators(world: World, call: Call) -> list[Json]:
    chat = world.chat(call["chat_id"])
    if chat.peer is not None:
        raise bad_request("there are no administrators in the private chat")
    bot_in(world, chat)
    bots_too = bool(call.get("return_bots"))
    admins = [m for m in chat.members.values() if m.is_admin and (bots_too or not m.user.is_bot)]
    return [member.json() for member in admins]


async def get_chat_member_count(world: World, call: Call) -> int:
    chat = world.chat(call["chat_id"])
    bot_in(world, chat)
    return len(chat.present())


def _target(world: World, call: Call) -> tuple[Chat, Member]:
    chat = world.chat(call["chat_id"])
    need(world, chat, "can_restrict_members", RESTRICT)
    member = world.member(chat, user_of(world, call))
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member.user is world.bot:
        raise bad_request("can't restrict self")
    if member.is_admin:
        raise bad_request("user is an administrator of the chat")
    return chat, member


def _until(world: World, call: Call) -> int:
    """Under 30 seconds or over 366 days from now means for ever."""
    until: int = call.get("until_date") or FOREVER
    return until if world.now() + 30 <= until <= world.now() + YEAR else FOREVER


async def restrict_chat_member(world: World, call: Call) -> bool:
    chat, member = _target(world, call)
    if chat.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    granted = {name: bool(call["permissions"].get(name)) for name in PERMISSIONS}
    if all(granted.values()):
        status = "member" if member.is_here else "left"
        world.set_member(chat, member.user, world.bot, status=status, until=FOREVER)
        return True
    world.set_member(
        chat,
        member.user,
        world.bot,
        present=member.is_here,
        status="restricted",
        permissions=granted,
        until=_until(world, call),
    )
    return True


async def ban_chat_member(world: World, call: Call) -> bool:
    chat, member = _target(world, call)
    world.remove(chat, member.user, world.bot, "kicked", _until(world, call))
    if call.get("revoke_messages"):
        for message in chat.messages.values():
            message.deleted |= message.sender is member.user
    return True


async def unban_chat_member(world: World, call: Call) -> bool:
    chat, member = _target(world, call)
    if member.status == "kicked" or not call.get("only_if_banned"):
        world.remove(chat, member.user, world.bot, "left")
    return True


def _request(world: World, call: Call) -> tuple[Chat, Member]:
    chat = world.chat(call["chat_id"])
    need(world, chat, "can_invite_users", "not enough rights to manage join requests")
    member = world.member(chat, user_of(world, call))
    if member.is_here:
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if chat.join_requests.pop(member.user.id, None) is None:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return chat, member


async def approve_chat_join_request(world: World, call: Call) -> bool:
    chat, member = _request(world, call)
    world.admit(chat, member.user, world.bot)
    return True


async def decline_chat_join_request(world: World, call: Call) -> bool:
    _request(world, call)
    world.changes.notify()
    return True


async def leave_chat(world: World, call: Call) -> bool:
    chat = world.chat(call["chat_id"])
    bot_in(world, chat)
    world.remove(chat, world.bot, world.bot, "left")
    return True


async def create_forum_topic(world: World, call: Call) -> Json:
    chat = world.chat(call["chat_id"])
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    need(world, chat, "can_manage_topics", "not enough rights to create a topic")
    if not 1 <= len(call["name"]) <= 128:
        raise ApiError(400, "Bad Request: TOPIC_TITLE_INVALID")
    created = {"name": call["name"], "icon_color": call.get("icon_color", 7322096)}
    opening = world.post(chat, world.bot, topic=OWN_TOPIC, service={"forum_topic_created": created})
    chat.topics[opening.id] = call["name"]
    return {"message_thread_id": opening.id, **created}


async def set_chat_member_tag(world: World, call: Call) -> bool:
    chat = world.chat(call["chat_id"])
    need(world, chat, "can_manage_tags", "not enough rights to change the member's tag")
    member = world.member(chat, user_of(world, call))
    tag = call.get("tag", "")
    if member.is_admin:
        raise bad_request("CHAT_CREATOR_REQUIRED")
    if not member.is_here:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if len(tag) > 16 or emoji_count(tag):
        raise bad_request("TAG_INVALID")
    world.set_member(chat, member.user, world.bot, tag=tag)
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "restrictChatMember": restrict_chat_member,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "approveChatJoinRequest": approve_chat_join_request,
    "declineChatJoinRequest": decline_chat_join_request,
    "leaveChat": leave_chat,
    "setChatMemberTag": set_chat_member_tag,
    "createForumTopic": create_forum_topic,
}
