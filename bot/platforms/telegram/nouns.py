"""Telegram's chats, topics and users as the engine's native nouns, and back."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from telegram import Chat, ChatFullInfo, Message, User

from bot.api.errors import Gone
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser

NAME = "telegram"
AnyChat = Chat | ChatFullInfo
GROUPS = (Chat.GROUP, Chat.SUPERGROUP)
REMEMBERED_MESSAGES = 20_000
REMEMBERED_NAMES = 20_000


@dataclass(slots=True)
class Memory:
    """What Telegram says only once: which topic a message stood in, what a topic is called,
    whose username it is. Bounded; the oldest goes first."""

    topics: dict[tuple[int, int], str] = field(default_factory=dict)
    _threads: OrderedDict[tuple[int, int], int] = field(default_factory=OrderedDict)
    _usernames: OrderedDict[str, NativeUser] = field(default_factory=OrderedDict)

    def note_thread(self, chat_id: int, message_id: int, thread: int | None) -> None:
        """Remember the topic of a message; reactions and old buttons do not name it."""
        if thread is not None:
            self._threads[(chat_id, message_id)] = thread
            if len(self._threads) > REMEMBERED_MESSAGES:
                self._threads.popitem(last=False)

    def thread_of(self, chat_id: int, message_id: int) -> int | None:
        """The topic a message stands in; None for the main chat, or when forgotten."""
        return self._threads.get((chat_id, message_id))

    def note_user(self, user: NativeUser) -> None:
        """Remember whose username this is; "@name" in a text carries no id."""
        if user.username is not None:
            key = user.username.lower()
            self._usernames[key] = user
            if len(self._usernames) > REMEMBERED_NAMES:
                self._usernames.popitem(last=False)

    def by_username(self, username: str) -> NativeUser | None:
        """The user with this username, if they were seen since the start."""
        return self._usernames.get(username.lower())

    def topics_of(self, chat_id: int) -> list[int]:
        """The topics of a forum that were seen since the start."""
        return [thread for chat, thread in self.topics if chat == chat_id]


def native_space(chat: AnyChat) -> NativeSpace:
    """A group or supergroup."""
    return NativeSpace(str(chat.id), chat.title or str(chat.id))


def native_channel(chat: AnyChat, thread: int | None, memory: Memory) -> NativeChannel:
    """A private chat, the main chat of a group, or one of its topics."""
    if chat.type == Chat.PRIVATE:
        return NativeChannel(str(chat.id), chat.full_name or str(chat.id))
    space = native_space(chat)
    if thread is None:
        # what Telegram itself calls the part of a forum that is in no topic
        name = "General" if chat.is_forum else space.name
        return NativeChannel(space.native_id, name, space)
    name = memory.topics.get((chat.id, thread), f"Topic {thread}")
    return NativeChannel(f"{chat.id}/{thread}", name, space, parent=space.native_id)


def native_user(user: User) -> NativeUser:
    """A person or a bot. A deleted account has no name."""
    name = user.full_name or str(user.id)
    return NativeUser(str(user.id), name, user.username, user.is_bot, user.language_code)


def native_author(message: Message) -> NativeUser | None:
    """Who wrote a message: a person, an anonymous administrator, or a channel."""
    behind = message.sender_chat
    if behind is None:
        return native_user(message.from_user) if message.from_user else None
    if behind.id == message.chat.id:
        return anonymous_admin(message.chat)
    return NativeUser(
        f"chat:{behind.id}",
        behind.title or str(behind.id),
        behind.username,
        is_bot=bool(message.is_automatic_forward),
    )


def anonymous_admin(chat: Chat) -> NativeUser:
    """An administrator who writes as the group."""
    return NativeUser(f"anon:{chat.id}", chat.title or str(chat.id))


def thread_of(message: Message) -> int | None:
    """The topic of a message. Replies in ordinary groups carry a thread id that is none."""
    return message.message_thread_id if message.is_topic_message else None


def chat_and_thread(channel: str) -> tuple[int, int | None]:
    """The ids behind "<chat_id>" or "<chat_id>/<thread_id>"; Gone when it is neither."""
    chat, _, thread = channel.partition("/")
    try:
        return int(chat), int(thread) if thread else None
    except ValueError:
        raise Gone(f"there is no Telegram chat {channel!r}") from None


def person(user: str) -> int | None:
    """The id of a real user; None for anonymous administrators and channels."""
    return int(user) if user.isdecimal() else None
