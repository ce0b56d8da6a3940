"""What Telegram knows: users, chats, members, messages, files -- and how each looks on the wire."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from .markup import Entity, cut

Json = dict[str, Any]

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_tags",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
PRESENT = ("creator", "administrator", "member", "restricted")
FOREVER = 0


@dataclass(eq=False, repr=False)
class User:
    """An account; its private chat with the bot has the same id."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "en"
    is_bot: bool = False
    started: bool = False
    blocked: bool = False

    def __repr__(self) -> str:
        return f"<{self.first_name} {self.id}>"

    def json(self) -> Json:
        data = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name) is not None:
                data[name] = getattr(self, name)
        return data


@dataclass(eq=False, repr=False)
class Member:
    """One user's standing in one chat."""

    user: User
    status: str = "left"
    rights: dict[str, bool] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)
    until: int = FOREVER
    present: bool = True
    anonymous: bool = False
    tag: str = ""

    @property
    def is_here(self) -> bool:
        if self.status == "restricted":
            return self.present
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.is_admin and self.rights.get(right, False))

    def json(self) -> Json:
        data: Json = {"status": self.status, "user": self.user.json()}
        if self.status == "creator":
            data["is_anonymous"] = self.anonymous
        elif self.status == "administrator":
            data |= {right: self.rights.get(right, False) for right in RIGHTS}
            data |= {"can_be_edited": False, "is_anonymous": self.anonymous}
        elif self.status == "restricted":
            data |= {name: self.permissions.get(name, False) for name in PERMISSIONS}
            data |= {"is_member": self.present, "until_date": self.until}
        elif self.status == "kicked":
            data["until_date"] = self.until
        if self.tag and self.status in ("member", "restricted"):
            data["tag"] = self.tag
        return data


@dataclass(eq=False, repr=False)
class StoredFile:
    """An uploaded file: its id is what `getFile` takes."""

    file_id: str
    content: bytes
    name: str
    mime_type: str
    size: tuple[int, int] | None = None

    def photo_json(self) -> list[Json]:
        width, height = self.size or (1, 1)
        return [self._base() | {"width": width, "height": height}]

    def document_json(self) -> Json:
        return self._base() | {"file_name": self.name, "mime_type": self.mime_type}

    def file_json(self) -> Json:
        return self._base() | {"file_path": f"files/{self.file_id}/{self.name}"}

    def _base(self) -> Json:
        return {
            "file_id": self.file_id,
            "file_unique_id": f"u{self.file_id}",
            "file_size": len(self.content),
        }


@dataclass(eq=False, repr=False)
class Message:
    """A message as everybody in the chat sees it."""

    chat: "Chat"
    id: int
    date: int
    sender: User
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    sender_chat: "Chat | None" = None
    photo: StoredFile | None = None
    document: StoredFile | None = None
    reply_to: "Message | None" = None
    topic: int | None = None
    keyboard: list[list[Json]] | None = None
    reply_markup: Json | None = None
    silent: bool = False
    link_preview: Json | None = None
    edit_date: int | None = None
    service: Json = field(default_factory=dict)
    reactions: dict[int, list[str]] = field(default_factory=dict)
    deleted: bool = False
    number: int = 0
    """Grows over all chats: what was said after what."""

    def __repr__(self) -> str:
        return f"<message {self.id} of {self.sender.first_name}: {self.text[:60]!r}>"

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline keyboard, row by row."""
        return [button["text"] for row in self.keyboard or [] for button in row]

    @property
    def has_media(self) -> bool:
        return self.photo is not None or self.document is not None

    def marked(self, kind: str) -> list[str]:
        """The stretches of the text that carry an entity of this kind."""
        return [cut(self.text, entity) for entity in self.entities if entity["type"] == kind]

    def json(self, *, with_reply: bool = True) -> Json:
        data: Json = {
            "message_id": self.id,
            "date": self.date,
            "chat": self.chat.json(),
            "from": self.sender.json(),
            **self.service,
        }
        if self.sender_chat is not None:
            data["sender_chat"] = self.sender_chat.json()
        elif self.chat.type == "supergroup" and (tag := self.chat.member(self.sender).tag):
            data["sender_tag"] = tag
        names = ("caption", "caption_entities") if self.has_media else ("text", "entities")
        if self.text:
            data[names[0]] = self.text
            if self.entities:
                data[names[1]] = self.entities
        if self.photo:
            data["photo"] = self.photo.photo_json()
        if self.document:
            data["document"] = self.document.document_json()
        data |= self._thread(with_reply)
        if self.keyboard:
            data["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.edit_date is not None:
            data["edit_date"] = self.edit_date
        return data

    def _thread(self, with_reply: bool) -> Json:
        data: Json = {}
        reply = self.reply_to
        if self.topic is not None:
            data |= {"message_thread_id": self.topic, "is_topic_message": True}
            # Telegram presents every message of a topic as an answer to the topic's first one
            reply = reply or self.chat.messages.get(self.topic)
        elif reply is not None and self.chat.type == "supergroup":
            data["message_thread_id"] = reply.id
        if reply is not None and reply is not self and with_reply and not reply.deleted:
            data["reply_to_message"] = reply.json(with_reply=False)
        return data


@dataclass(eq=False, repr=False)
class Chat:
    """A private chat, group, supergroup (perhaps a forum) or channel."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    join_requests: dict[int, int] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(PERMISSIONS, True))
    migrated_to: "Chat | None" = None
    pinned: Message | None = None
    hides_joins: bool = False
    peer: User | None = None
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __repr__(self) -> str:
        return f"<{self.type} {self.id} {self.title!r}>"

    def json(self) -> Json:
        data: Json = {"id": self.id, "type": self.type}
        if self.peer is not None:
            data["first_name"] = self.peer.first_name
            data |= {"username": self.peer.username} if self.peer.username else {}
            return data
        data["title"] = self.title
        data |= {"username": self.username} if self.username else {}
        return data | ({"is_forum": True} if self.is_forum else {})

    def full_json(self) -> Json:
        gifts = dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        )
        data = self.json() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": gifts,
        }
        if self.peer is None:
            data["permissions"] = self.permissions
        return data

    def member(self, user: User) -> Member:
        return self.members.setdefault(user.id, Member(user))

    def present(self) -> list[Member]:
        return [member for member in self.members.values() if member.is_here]

    @property
    def visible(self) -> list[Message]:
        """What a person scrolling through the chat sees, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]
