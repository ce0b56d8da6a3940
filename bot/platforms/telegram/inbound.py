"""The only way in: Telegram's updates become the engine's events."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from telegram import (
    CallbackQuery,
    Chat,
    ChatJoinRequest,
    ChatMemberUpdated,
    MaybeInaccessibleMessage,
    Message,
    MessageReactionUpdated,
    ReactionTypeEmoji,
    Update,
    User,
)

from bot.api.port.inbound import (
    Inbound,
    InButton,
    InJoin,
    InJoinRequest,
    InLeave,
    InMessage,
    InReaction,
    InRoles,
    InSpace,
)
from bot.api.port.nouns import NativeChannel, NativeUser
from bot.api.port.outgoing import Responder

from .nouns import (
    GROUPS,
    Memory,
    anonymous_admin,
    native_author,
    native_channel,
    native_space,
    native_user,
    thread_of,
)
from .people import Movements, is_here, level_of
from .tags import tag_of, tag_on, tagged
from .texts import command, mentions

_ATTACHED = (
    "photo",
    "document",
    "video",
    "voice",
    "audio",
    "sticker",
    "animation",
    "video_note",
    "location",
    "contact",
    "poll",
)


class Translator:
    """Translates one update at a time; remembers what Telegram says only once."""

    def __init__(
        self,
        memory: Memory,
        me: User,
        on_message: Callable[[NativeChannel, int], Responder],
        on_click: Callable[[str, NativeChannel, int], Responder],
    ) -> None:
        self._memory = memory
        self._me = me
        self._on_message = on_message
        self._on_click = on_click
        self._movements = Movements()

    def events(self, update: Update) -> list[Inbound]:
        """What an update means to the engine; empty when nothing."""
        if update.message is not None:
            return self._message(update.message)
        if update.edited_message is not None:
            return self._written(update.edited_message)
        if update.callback_query is not None:
            return self._click(update.callback_query)
        if update.chat_member is not None:
            return self._member(update.chat_member)
        if update.chat_join_request is not None:
            return self._asked(update.chat_join_request)
        if update.message_reaction is not None:
            return self._reaction(update.message_reaction)
        return []

    # ---- messages

    def _message(self, message: Message) -> list[Inbound]:
        self._learn(message)
        if message.forum_topic_created or message.forum_topic_edited:
            topic = native_channel(message.chat, thread_of(message), self._memory)
            return [InSpace(native_space(message.chat), (topic,))]
        if message.chat.type in GROUPS and message.new_chat_members:
            return self._joined(message)
        if message.chat.type in GROUPS and message.left_chat_member:
            left = native_user(message.left_chat_member)
            return self._moved(message.chat, left, _ms(message.date), here=False)
        return self._written(message)

    def _learn(self, message: Message) -> None:
        thread = thread_of(message)
        self._memory.note_thread(message.chat.id, message.message_id, thread)
        if thread is None:
            return
        first = message.reply_to_message
        created = message.forum_topic_created or (first.forum_topic_created if first else None)
        name = created.name if created else None
        if message.forum_topic_edited is not None:
            name = message.forum_topic_edited.name or name
        elif (message.chat.id, thread) in self._memory.topics:
            return
        if name:
            self._memory.topics[(message.chat.id, thread)] = name

    def _written(self, message: Message) -> list[Inbound]:
        author = native_author(message)
        if author is None or author.native_id == str(self._me.id):
            return []
        self._memory.note_user(author)
        attachments = sum(1 for name in _ATTACHED if getattr(message, name))
        text = message.text or message.caption or ""
        if not text and not attachments:
            return []
        edited = _ms(message.edit_date) if message.edit_date else None
        named, mentions_bot = mentions(message, self._memory, self._me)
        # what somebody else wrote must not be done with the rights of whoever passes it on
        own = message.forward_origin is None and message.via_bot is None
        if text.startswith("/"):
            text, to_us = command(message, text, self._me.username or "")
            own = own and to_us
        replied = message.reply_to_message
        if replied is not None and replied.forum_topic_created is not None:
            replied = None  # every message of a topic is shown as an answer to its first one
        channel = native_channel(message.chat, thread_of(message), self._memory)
        return [
            InMessage(
                channel=channel,
                author=tag_on(message, author),
                native_id=message.message_id,
                text=text,
                sent_at=_ms(message.date),
                reply_to=replied.message_id if replied else None,
                reply_to_author=native_author(replied) if replied else None,
                mentions=named,
                mentions_bot=mentions_bot,
                attachments=attachments,
                url=message.link,
                edited_at=edited,
                responder=None
                if author.is_bot or edited or not own
                else self._on_message(channel, message.message_id),
            )
        ]

    # ---- clicks and reactions

    def _click(self, query: CallbackQuery) -> list[Inbound]:
        message = query.message
        if message is None or query.data is None:
            return []
        thread = thread_of(message) if isinstance(message, Message) else None
        if thread is None:
            thread = self._memory.thread_of(message.chat.id, message.message_id)
        user = native_user(query.from_user)
        self._memory.note_user(user)
        channel = native_channel(message.chat, thread, self._memory)
        return [
            InButton(
                payload=query.data if _offered(message, query.data) else "",
                channel=channel,
                message_id=message.message_id,
                user=user,
                responder=self._on_click(query.id, channel, message.message_id),
                at=time.time_ns() // 1_000_000,
                native_id=query.id,
            )
        ]

    def _reaction(self, change: MessageReactionUpdated) -> list[Inbound]:
        if change.user is not None:
            user = native_user(change.user)
        elif change.actor_chat is not None and change.actor_chat.id == change.chat.id:
            user = anonymous_admin(change.chat)
        else:
            return []
        thread = self._memory.thread_of(change.chat.id, change.message_id)
        channel = native_channel(change.chat, thread, self._memory)
        at = _ms(change.date)
        old = [r.emoji for r in change.old_reaction if isinstance(r, ReactionTypeEmoji)]
        new = [r.emoji for r in change.new_reaction if isinstance(r, ReactionTypeEmoji)]
        gone = [(emoji, False) for emoji in old if emoji not in new]
        come = [(emoji, True) for emoji in new if emoji not in old]
        return [
            InReaction(channel, change.message_id, user, emoji, added, at)
            for emoji, added in gone + come
        ]

    # ---- comings and goings

    def _joined(self, message: Message) -> list[Inbound]:
        events: list[Inbound] = []
        for member in message.new_chat_members:
            if member.id != self._me.id:
                user = native_user(member)
                events += self._moved(message.chat, user, _ms(message.date), here=True)
        return events

    def _member(self, change: ChatMemberUpdated) -> list[Inbound]:
        old, new = change.old_chat_member, change.new_chat_member
        if change.chat.type not in GROUPS:
            return []
        user, events = native_user(new.user), list[Inbound]()
        if is_here(old) != is_here(new):
            events += self._moved(change.chat, user, _ms(change.date), here=is_here(new))
        if is_here(new) and tag_of(old) != tag_of(new):
            events.append(InRoles(native_space(change.chat), (tagged(new),)))
        if level_of(old) != level_of(new) and not user.is_bot:
            staff = ((user, level_of(new)),)
            events.append(InSpace(native_space(change.chat), (), staff=staff))
        return events

    def _asked(self, request: ChatJoinRequest) -> list[Inbound]:
        if request.chat.type not in GROUPS:
            return []
        user = native_user(request.from_user)
        self._memory.note_user(user)
        return [InJoinRequest(native_space(request.chat), user, _ms(request.date))]

    def _moved(self, chat: Chat, user: NativeUser, at: int, *, here: bool) -> list[Inbound]:
        self._memory.note_user(user)
        if not self._movements.is_news(chat.id, user.native_id, at, here=here):
            return []
        space = native_space(chat)
        return [InJoin(space, user, at) if here else InLeave(space, user, at)]


def _offered(message: MaybeInaccessibleMessage, data: str) -> bool:
    """Whether the message has that button: a client of one's own may send any data with any
    message of ours, which an answer to it would then change. Nobody can change one that is no
    longer accessible."""
    if not isinstance(message, Message):
        return True
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return any(button.callback_data == data for row in keyboard for button in row)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
