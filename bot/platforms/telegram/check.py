"""`townhall check` for Telegram: what is wrong, in plain words, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from telegram import (
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    Update,
    User,
    WebhookInfo,
)

from bot.api.boards.checks import Check
from bot.api.errors import Gone, TownhallError
from bot.api.port.nouns import NativeSpace
from bot.api.port.platform import Finding
from bot.api.port.powers import Can
from bot.api.text import T, Text, bold
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
    settings: TelegramSettings, connection: Connection, chats: Iterable[int], wanted: Can
) -> list[Finding]:
    """Token, privacy mode, webhook, and the bot's rights in every known group."""
    bot = connection.bot
    me = await connection.call(bot.get_me)
    hook = await connection.call(bot.get_webhook_info)
    findings = [Finding(True, f"The Telegram token works: the bot is @{me.username}.")]
    findings += [Finding.of(_privacy(me)), *_webhook(settings, hook)]
    for chat_id in chats:
        found = await _rights(connection, me, chat_id, wanted, known_as="{name} (telegram:{id})")
        findings += map(Finding.of, found)
    invite = INVITE.format(name=me.username)
    findings.append(Finding(True, f"To add the bot to a group as administrator: {invite}"))
    return findings


async def rights(connection: Connection, chats: Iterable[int], wanted: Can) -> list[Check]:
    """Privacy mode, and the bot's rights in these groups."""
    me = await connection.call(connection.bot.get_me)
    found = [_privacy(me)]
    for chat_id in chats:
        found += await _rights(connection, me, chat_id, wanted)
    return found


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


def _privacy(me: User) -> Check:
    if me.can_read_all_group_messages:
        return Check(True, T("Privacy mode is off: I hear every message of my groups."))
    return Check(
        False,
        T("Privacy mode is on, so I hear only commands where I am not an administrator."),
        T("What people write there is neither answered nor looked at."),
        T(
            "Make me an administrator, or send /setprivacy to @BotFather, choose Disable, and add "
            "me to the groups again."
        ),
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


async def _rights(
    connection: Connection, me: User, chat_id: int, wanted: Can, known_as: str = "{name}"
) -> list[Check]:
    bot = connection.bot
    try:
        present, chat = await connection.in_chat(chat_id, bot.get_chat)
        member = await connection.call(lambda: bot.get_chat_member(present, me.id))
    except (TownhallError, ConnectionError) as error:
        what = T(
            "The group {number} could not be looked at: {why}.", number=chat_id, why=str(error)
        )
        return [Check(False, what)]
    name = bold(known_as.format(name=chat.title, id=chat.id))
    missing = missing_rights(member)
    if not missing:
        fine = Check(True, T("In {group} I have the rights I need.", group=name))
        return [fine, *_advice(chat, member, wanted, name), *_beyond(member, name)]
    rights = bold(", ".join(missing))
    if isinstance(member, ChatMemberAdministrator):
        what = T("In {group} I lack: {rights}.", group=name, rights=rights)
        mend = T("Give me that: Manage group > Administrators > {bot}.", bot=me.full_name)
    else:
        what = T("In {group} I am not an administrator.", group=name)
        mend = T("Make me one, with {rights}.", rights=rights)
    why = T("I cannot do there what moderators decide.")
    return [Check(False, what, why, mend), *_beyond(member, name)]


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


def _advice(chat: ChatFullInfo, member: ChatMember, wanted: Can, group: Text) -> Iterator[Check]:
    """Rights that the bot can do without."""
    if not isinstance(member, ChatMemberAdministrator):
        return
    topics = Can.THREAD in wanted and chat.is_forum
    spare = [
        (not member.can_invite_users, INVITE_USERS, T("then I hear who asks to join.")),
        (
            topics and not member.can_manage_topics,
            TOPICS,
            T("then I open a topic for what is to be talked about."),
        ),
        (
            Can.ROLE in wanted and not member.can_manage_tags,
            TAGS,
            T("then I give newcomers the tags that they choose."),
        ),
    ]
    for lacks, right, gain in spare:
        if lacks:
            may = T(
                "In {group} you may also give me {right}: {gain}",
                group=group,
                right=bold(right),
                gain=gain,
            )
            yield Check(True, may, notice=True)


def _beyond(member: ChatMember, group: Text) -> Iterator[Check]:
    """The right that hands out all the others; what else apps tick by themselves does no harm."""
    if isinstance(member, ChatMemberAdministrator) and member.can_promote_members:
        yield Check(
            False,
            T("In {group} I may add administrators, which is more than I need.", group=group),
            T("Whoever got hold of my token could make themselves an administrator."),
            T('Switch off "Add new admins": Manage group > Administrators > {bot}.',
              bot=member.user.full_name),
        )  # fmt: skip
