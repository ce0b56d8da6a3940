"""What happened, without a word of text. Times are UTC milliseconds, `day` a local date ordinal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class MessageFact:
    """Somebody wrote. `length` is in characters; `reply_to` is a native id in the same space."""

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


Fact = MessageFact | EditFact | DeleteFact | MovementFact
