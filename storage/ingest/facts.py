"""What happened, without a word of text. Times are UTC milliseconds, `day` a local date ordinal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)  # made for every message, and to freeze it takes three times as long
class MessageFact:
    """Somebody wrote. `length` is in characters; `reply_to` is a native id in the same space;
    `mentioned` are members, of whom the author and the one who is answered do not count."""

    community_id: int
    space_id: int
    channel_id: int
    member_id: int
    native_id: int
    sent_at: int
    day: int
    length: int
    attachments: int
    reply_to: int | None = None
    reply_member_id: int | None = None
    mentioned: tuple[int, ...] = ()

    def others_mentioned(self) -> list[int]:
        """Whom the message names: a platform that names the one who is answered says it twice."""
        passed = (self.member_id, self.reply_member_id)
        return [member for member in dict.fromkeys(self.mentioned) if member not in passed]


@dataclass(frozen=True, slots=True)
class EditFact:
    """A message was edited."""

    space_id: int
    native_id: int
    edited_at: int


@dataclass(frozen=True, slots=True)
class DeleteFact:
    """Messages were deleted."""

    space_id: int
    native_ids: tuple[int, ...]
    deleted_at: int


@dataclass(frozen=True, slots=True)
class MovementFact:
    """An account joined or left a space."""

    community_id: int
    space_id: int
    account_id: int
    member_id: int
    kind: Literal["joined", "left"]
    at: int
    day: int


@dataclass(frozen=True, slots=True)
class ReactionFact:
    """Somebody reacted to a message or took it back. Of `emoji` only a hash is kept: names of
    custom emoji are words of people."""

    community_id: int
    space_id: int
    native_id: int
    member_id: int
    emoji: str
    added: bool
    at: int
    day: int


Fact = MessageFact | EditFact | DeleteFact | MovementFact | ReactionFact
