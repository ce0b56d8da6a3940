"""The people and groups of a test: what they do here, the bot hears of over the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .markup import utf16
from .model import RIGHTS, Chat, Json, Message, StoredFile, User
from .world import ANONYMOUS_ADMIN, OWN_TOPIC, Callback, World


class NotAllowed(Exception):
    """A person tried what Telegram's own app would not let them do."""


@dataclass(eq=False, repr=False)
class Person(User):
    """A human with the Telegram app in hand."""

    world: World = field(kw_only=True)

    @property
    def private(self) -> Chat:
        """The chat with the bot."""
        return self.world.chats[self.id]

    @property
    def private_messages(self) -> list[Message]:
        """What the bot has written to this person in private and is still there."""
        return [m for m in self.private.visible if m.sender is self.world.bot]

    async def start_bot(self, payload: str = "") -> Message:
        """Press Start: from now on the bot may write to this person."""
        self.started, self.blocked = True, False
        return await self.say(self.private, f"/start {payload}".strip())

    async def block_bot(self) -> None:
        self.blocked = True
        self.world.set_member(self.private, self.world.bot, self, status="kicked")

    async def say(
        self,
        chat: Chat,
        text: str,
        *,
        reply_to: Message | None = None,
        topic: int | None = None,
        picked: Mapping[str, User] | None = None,
    ) -> Message:
        """Write into a chat; commands, mentions and links get their entities. `picked` are
        people without a username, chosen from the list that opens behind "@"."""
        if not text or utf16(text) > 4096:
            raise NotAllowed("a message has 1 to 4096 characters")
        entities = [
            {
                "type": "text_mention",
                "offset": utf16(text[: text.index(name)]),
                "length": utf16(name),
                "user": user.json(),
            }
            for name, user in (picked or {}).items()
        ]
        return self._post(chat, text=text, entities=entities, reply_to=reply_to, topic=topic)

    async def send_photo(self, chat: Chat, photo: bytes, caption: str = "") -> Message:
        file = self.world.store(photo, "photo.jpg", "image/jpeg")
        file.size = (640, 480)
        return self._post(chat, text=caption, photo=file)

    async def send_document(
        self, chat: Chat, content: bytes, name: str, caption: str = ""
    ) -> Message:
        file: StoredFile = self.world.store(content, name, "application/octet-stream")
        return self._post(chat, text=caption, document=file)

    async def edit(self, message: Message, text: str) -> None:
        if message.sender is not self and message.sender is not ANONYMOUS_ADMIN:
            raise NotAllowed("only one's own messages can be edited")
        self.world.edit(message, text)

    async def delete(self, message: Message) -> None:
        """Nobody tells a bot about deletions."""
        message.deleted = True
        self.world.changes.notify()

    async def react(self, message: Message, *emoji: str) -> None:
        """Leave these reactions (none: take them back)."""
        self.world.react(message, self, list(emoji))

    async def click(self, message: Message, label: str) -> Callback:
        """Press the inline button with this label."""
        for row in message.keyboard or []:
            for button in row:
                if button["text"] == label and "callback_data" in button:
                    return self.world.press(message, self, button["callback_data"])
        raise NotAllowed(f"no button {label!r}; there are {message.buttons}")

    async def join(self, chat: Chat, *, by: User | None = None) -> None:
        """Join by link, or be added by another member."""
        if self.world.member(chat, self).status == "kicked":
            raise NotAllowed(f"{self.first_name} is banned from {chat.title}")
        self.world.admit(chat, self, by or self)

    async def leave(self, chat: Chat) -> None:
        restricted = self.world.member(chat, self).status == "restricted"
        if restricted:
            self.world.set_member(chat, self, self, present=False)
        else:
            self.world.remove(chat, self, self, "left")

    async def request_to_join(self, chat: Chat) -> None:
        chat.join_requests[self.id] = self.world.now()
        bot = self.world.member(chat, self.world.bot)
        if bot.may("can_invite_users"):
            self.world.updates.push(
                "chat_join_request",
                {
                    "chat": chat.json(),
                    "from": self.json(),
                    "user_chat_id": self.id,
                    "date": self.world.now(),
                },
            )
        self.world.changes.notify()

    def _post(self, chat: Chat, *, topic: int | None = None, **content: Any) -> Message:
        if chat.type == "private":
            return self.world.post(chat, self, **content)
        member = self.world.member(chat, self)
        muted = member.status == "restricted" and not member.permissions.get("can_send_messages")
        if not member.is_here or muted:
            raise NotAllowed(f"{self.first_name} may not write in {chat.title}")
        reply = content.get("reply_to")
        if topic is None and reply is not None:
            topic = reply.topic
        if member.anonymous:
            return self.world.post(chat, ANONYMOUS_ADMIN, sender_chat=chat, topic=topic, **content)
        return self.world.post(chat, self, topic=topic, **content)


@dataclass(eq=False, repr=False)
class Group(Chat):
    """A group as its members see it."""

    world: World = field(kw_only=True)
    owner: User = field(kw_only=True)

    async def promote(self, user: User, *, anonymous: bool = False, **rights: bool) -> None:
        """Make somebody an administrator with exactly these rights."""
        self.world.set_member(
            self,
            user,
            self.owner,
            status="administrator",
            anonymous=anonymous,
            rights={"can_manage_chat": True, **rights},
        )

    async def tag(self, user: User, tag: str) -> None:
        """The owner writes a tag beside somebody's name."""
        self.world.set_member(self, user, self.owner, tag=tag)

    async def demote(self, user: User) -> None:
        self.world.set_member(self, user, self.owner, status="member", rights={}, anonymous=False)

    async def add_bot(self) -> None:
        self.world.admit(self, self.world.bot, self.owner)

    async def remove_bot(self) -> None:
        self.world.remove(self, self.world.bot, self.owner, "kicked")

    async def kick(self, user: User) -> None:
        """The owner removes and bans somebody by hand."""
        self.world.remove(self, user, self.owner, "kicked")

    def open_topic(self, name: str) -> int:
        """Open a forum topic; its id is that of its first service message."""
        created: Json = {"name": name, "icon_color": 7322096}
        opening = self.world.post(
            self, self.owner, topic=OWN_TOPIC, service={"forum_topic_created": created}
        )
        self.topics[opening.id] = name
        return opening.id

    async def create_topic(self, name: str) -> int:
        return self.open_topic(name)

    async def hand_over(self, user: User) -> None:
        """Make somebody else the owner; the old one stays as a member."""
        old, self.owner = self.owner, user
        self.world.set_member(self, old, old, status="member", rights={})
        self.world.set_member(self, user, old, status="creator")

    async def upgrade(self) -> "Group":
        """Turn the basic group into a supergroup, which has another id."""
        new = Group(
            -1_000_000_000_000 - next(self.world.ids),
            "supergroup",
            self.title,
            members=dict(self.members),
            world=self.world,
            owner=self.owner,
        )
        self.world.chats[new.id] = new
        self.world.service(self, self.owner, migrate_to_chat_id=new.id)
        self.world.service(new, ANONYMOUS_ADMIN, migrate_from_chat_id=self.id)
        self.migrated_to = new
        return new


def all_rights(**changes: bool) -> dict[str, bool]:
    """Every administrator right, with exceptions by name."""
    return dict.fromkeys(RIGHTS, True) | changes
