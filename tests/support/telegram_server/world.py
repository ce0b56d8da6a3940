"""One Telegram in memory: every change goes through here, so that the bot gets its update."""

import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import bad_request
from .markup import cut, find_entities
from .model import FOREVER, Chat, Json, Member, Message, StoredFile, User
from .updates import Changes, UpdateQueue, Webhook

ANONYMOUS_ADMIN = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
OWN_TOPIC = 0


@dataclass(eq=False, repr=False)
class Callback:
    """A press on an inline button, and what the bot answered."""

    id: str
    user: User
    message: Message
    data: str
    answered: bool = False
    text: str = ""
    show_alert: bool = False


class World:
    """State plus the rules that say which updates a change produces for the bot."""

    def __init__(self, token: str, username: str, *, privacy: bool) -> None:
        self.token = token
        self.privacy = privacy
        self.logged_out = False
        self.bot = User(int(token.split(":")[0]), "Townhall", username=username, is_bot=True)
        self.bot.language_code = None
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.callbacks: dict[str, Callback] = {}
        self.callback_answers: list[Callback] = []
        self.actions: list[tuple[int, str]] = []
        self.changes = Changes()
        self.updates = UpdateQueue(self.changes)
        self.webhook = Webhook(self.updates)
        self.clock: Callable[[], float] = time.time
        self.ids = itertools.count(5001)
        self.numbers = itertools.count(1)

    def now(self) -> int:
        return int(self.clock())

    def chat(self, chat_id: int | str) -> Chat:
        """The chat, or the error a caller of the API gets."""
        if isinstance(chat_id, str):
            named = [c for c in self.chats.values() if c.username and f"@{c.username}" == chat_id]
            if not named:
                raise bad_request("chat not found")
            return named[0]
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to.id,
            )
        return chat

    def member(self, chat: Chat, user: User) -> Member:
        """The member, with a restriction or ban that has run out lifted."""
        member = chat.member(user)
        if member.until != FOREVER and member.until <= self.now():
            member.until = FOREVER
            if member.status == "restricted":
                member.status = "member" if member.present else "left"
            elif member.status == "kicked":
                member.status = "left"
        return member

    def store(self, content: bytes, name: str, mime_type: str) -> StoredFile:
        file = StoredFile(f"FILE{next(self.ids)}", content, name, mime_type)
        self.files[file.file_id] = file
        return file

    # -- changes ------------------------------------------------------------------------------

    def post(self, chat: Chat, sender: User, **content: Any) -> Message:
        """Put a message into a chat; the bot is told if it may see it."""
        message = Message(chat, next(chat.ids), self.now(), sender, **content)
        message.number = next(self.numbers)
        chat.messages[message.id] = message
        if message.topic == OWN_TOPIC:
            message.topic = message.id
        message.entities = self._resolve(find_entities(message.text, message.entities))
        if sender is not self.bot and self._bot_sees(message):
            self.updates.push("message", message.json())
        self.changes.notify()
        return message

    def edit(self, message: Message, text: str, **content: Any) -> None:
        entities = content.pop("entities", [])
        message.text = text
        message.entities = self._resolve(find_entities(text, entities))
        for name, value in content.items():
            setattr(message, name, value)
        message.edit_date = self.now()
        if message.sender is not self.bot and self._bot_sees(message):
            self.updates.push("edited_message", message.json())
        self.changes.notify()

    def set_member(self, chat: Chat, user: User, by: User, **changes: Any) -> Member:
        """Change a standing; says so with chat_member or my_chat_member."""
        member = self.member(chat, user)
        before = member.json()
        for name, value in changes.items():
            setattr(member, name, value)
        after = member.json()
        if before == after:
            return member
        update = {
            "chat": chat.json(),
            "from": by.json(),
            "date": self.now(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        if user is self.bot:
            self.updates.push("my_chat_member", update)
        elif self.member(chat, self.bot).is_admin:
            self.updates.push("chat_member", update)
        self.changes.notify()
        return member

    def service(self, chat: Chat, by: User, **fields: Any) -> Message | None:
        """A service message such as "Anna joined"; hidden where the group hides them."""
        hidden = {"new_chat_members", "left_chat_member"}
        if chat.type not in ("group", "supergroup") or (
            chat.hides_joins and hidden & fields.keys()
        ):
            return None
        return self.post(chat, by, service=fields)

    def admit(self, chat: Chat, user: User, by: User) -> None:
        """A user becomes a member (again); a standing restriction stays."""
        member = self.member(chat, user)
        if member.status == "restricted":
            self.set_member(chat, user, by, present=True)
        else:
            self.set_member(chat, user, by, status="member")
        # a join that a bot approved is shown as the person's own
        self.service(chat, user if by is self.bot else by, new_chat_members=[user.json()])

    def remove(self, chat: Chat, user: User, by: User, status: str, until: int = FOREVER) -> None:
        """A user leaves or is removed."""
        was_here = self.member(chat, user).is_here
        self.set_member(
            chat, user, by, status=status, until=until, rights={}, present=False, tag=""
        )
        if was_here and user is not self.bot:
            self.service(chat, by, left_chat_member=user.json())

    def react(self, message: Message, user: User, emoji: list[str]) -> None:
        old = message.reactions.get(user.id, [])
        message.reactions[user.id] = emoji
        if user is not self.bot and old != emoji and self._hears_reactions(message.chat):
            self.updates.push(
                "message_reaction",
                {
                    "chat": message.chat.json(),
                    "message_id": message.id,
                    "user": user.json(),
                    "date": self.now(),
                    "old_reaction": [{"type": "emoji", "emoji": e} for e in old],
                    "new_reaction": [{"type": "emoji", "emoji": e} for e in emoji],
                },
            )
        self.changes.notify()

    def press(self, message: Message, user: User, data: str) -> Callback:
        callback = Callback(str(next(self.ids)), user, message, data)
        self.callbacks[callback.id] = callback
        self.updates.push(
            "callback_query",
            {
                "id": callback.id,
                "from": user.json(),
                "message": message.json(),
                "chat_instance": str(message.chat.id),
                "data": data,
            },
        )
        return callback

    # -- what the bot may see -----------------------------------------------------------------

    def _hears_reactions(self, chat: Chat) -> bool:
        return chat.type == "private" or self.member(chat, self.bot).is_admin

    def _bot_sees(self, message: Message) -> bool:
        chat = message.chat
        if chat.type == "private":
            return message.sender is not self.bot
        bot = self.member(chat, self.bot)
        if not bot.is_here:
            return False
        if not self.privacy or bot.is_admin or message.service or chat.type == "channel":
            return True
        replied = message.reply_to is not None and message.reply_to.sender is self.bot
        return replied or self._is_command_for_bot(message)

    def _is_command_for_bot(self, message: Message) -> bool:
        for entity in message.entities:
            if entity["type"] == "bot_command":
                _, _, name = cut(message.text, entity).partition("@")
                if name.lower() in ("", (self.bot.username or "").lower()):
                    return True
        return False

    def _resolve(self, entities: list[Json]) -> list[Json]:
        """tg://user?id=... links become mentions of users the bot has met."""
        done = []
        for entity in entities:
            match = re.fullmatch(r"tg://user\?id=(\d+)", entity.get("url", ""))
            if match is None:
                done.append(entity)
            elif user := self.users.get(int(match[1])):
                place = {"offset": entity["offset"], "length": entity["length"]}
                done.append({"type": "text_mention", **place, "user": user.json()})
        return done
