"""`townhall check` for Telegram: what is wrong, in plain words, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable

from telegram import (
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    Update,
    User,
    WebhookInfo,
)

from bot.api.errors import Gone, TownhallError
from bot.api.port.nouns import NativeSpace
from bot.api.port.platform import Finding
from bot.platforms.settings import TelegramSettings

from .calls.connection import Connection
from .calls.faults import TOPICS
from .calls.outbound import INVITE as INVITE_USERS
from .people import is_here, missing_rights
from .tags import RIGHT as TAGS
from .updates import ALLOWED, PAGE

INVITE = (
    "https://t.me/{name}?startgroup=true"
    "&admin=delete_messages+restrict_members+invite_users+manage_topics"
)

SEND = "Send messages"


async def diagnose(
    settings: TelegramSettings, connection: Connection, chats: Iterable[int]
) -> list[Finding]:
    """Token, privacy mode, webhook, and the bot's rights in every known group."""
    bot = connection.bot
    me = await connection.call(bot.get_me)
    hook = await connection.call(bot.get_webhook_info)
    findings = [Finding(True, f"The Telegram token works: the bot is @{me.username}.")]
    findings += [_privacy(me), *_webhook(settings, hook)]
    for chat_id in chats:
        findings += await _rights(connection, me, chat_id)
    invite = INVITE.format(name=me.username)
    findings.append(Finding(True, f"To add the bot to a group as administrator: {invite}"))
    return findings


async def heard_of(connection: Connection) -> list[NativeSpace]:
    """The groups in what waits for the bot, unless it was removed from them since."""
    bot = connection.bot
    found: dict[int, str] = {}
    offset = 0
    while True:
        updates = await connection.call(
            lambda: bot.get_updates(offset=offset, limit=PAGE, timeout=0, allowed_updates=ALLOWED)  # noqa: B023
        )
        for update in updates:
            _note(update, found)
        if len(updates) < PAGE:
            return [NativeSpace(str(chat_id), name) for chat_id, name in found.items()]
        # Telegram shows no more than a page, and what is after it only to whoever confirms it.
        offset = updates[-1].update_id + 1


def _note(update: Update, found: dict[int, str]) -> None:
    chat, message = update.effective_chat, update.message
    if chat is None or chat.type not in (chat.GROUP, chat.SUPERGROUP):
        return
    change = update.my_chat_member
    if change is not None and change.new_chat_member.status in (ChatMember.LEFT, ChatMember.BANNED):
        found.pop(chat.id, None)
    elif message is not None and message.migrate_to_chat_id is not None:
        found.pop(chat.id, None)
        found[message.migrate_to_chat_id] = chat.title or ""
    else:
        found[chat.id] = chat.title or ""
        if message is not None and message.migrate_from_chat_id is not None:
            found.pop(message.migrate_from_chat_id, None)


def _privacy(me: User) -> Finding:
    if me.can_read_all_group_messages:
        return Finding(True, "Privacy mode is off: the bot hears every message of its groups.")
    return Finding(
        False,
        "Privacy mode is on, so the bot hears only commands where it is not an administrator: make "
        "it an administrator, or send /setprivacy to @BotFather, choose Disable, and add the bot "
        "to its groups again.",
    )


def _webhook(settings: TelegramSettings, hook: WebhookInfo) -> list[Finding]:
    if settings.webhook_url is None:
        if hook.url:
            return [
                Finding(
                    False,
                    "A webhook is set for this bot: another program may use the same token. "
                    "Starting Townhall removes it.",
                )
            ]
        return []
    if hook.url == settings.webhook_url and hook.last_error_message:
        return [Finding(False, f"Telegram's last call to the webhook failed: {_reason(hook)}")]
    return [Finding(True, f"The webhook is {settings.webhook_url}.")]


def _reason(hook: WebhookInfo) -> str:
    return (hook.last_error_message or "").removesuffix(".") + "."


async def _rights(connection: Connection, me: User, chat_id: int) -> list[Finding]:
    bot = connection.bot
    try:
        present, chat = await connection.in_chat(chat_id, bot.get_chat)
        member = await connection.call(lambda: bot.get_chat_member(present, me.id))
    except (TownhallError, ConnectionError) as error:
        return [Finding(False, f"Group {chat_id}: {error}.")]
    missing = missing_rights(member)
    if not missing:
        fine = f'In "{chat.title}" (telegram:{chat.id}) the bot has the rights it needs.'
        return [Finding(True, fine), *_advice(chat, member)]
    names = " and ".join(f'"{name}"' for name in missing)
    if isinstance(member, ChatMemberAdministrator):
        return [Finding(False, f'In "{chat.title}" give the bot the right {names}.')]
    return [Finding(False, f'In "{chat.title}" make the bot an administrator with {names}.')]


async def lacking(connection: Connection, chat_id: int) -> list[str]:
    """The right that the bot lacks to write in a group; Gone when it is not in it."""
    bot = connection.bot
    present, chat = await connection.in_chat(chat_id, bot.get_chat)
    member = await connection.call(lambda: bot.get_chat_member(present, bot.id))
    if not is_here(member):
        raise Gone("the bot is not in this group any more")
    if isinstance(member, ChatMemberAdministrator):
        return []
    if isinstance(member, ChatMemberRestricted):
        allowed = member.can_send_messages
    else:
        allowed = chat.permissions is None or chat.permissions.can_send_messages is not False
    return [] if allowed else [SEND]


def _advice(chat: ChatFullInfo, member: ChatMember) -> list[Finding]:
    """Rights that the bot can do without."""
    if not isinstance(member, ChatMemberAdministrator):
        return []
    spare = [
        (member.can_invite_users, INVITE_USERS, "hears who asks to join"),
        (
            member.can_manage_topics or not chat.is_forum,
            TOPICS,
            "opens a topic for what is to be talked about",
        ),
        (member.can_manage_tags, TAGS, "gives newcomers the tags that they choose"),
    ]
    return [
        Finding(
            True,
            f'In "{chat.title}" you may also give the bot the right "{right}": then it {gain}.',
        )
        for held, right, gain in spare
        if not held
    ]
