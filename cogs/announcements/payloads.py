"""What the buttons and forms carry; `turn` is a digest of what the presser was shown."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from bot.api.reply import Payload

from .model import Announcement


@dataclass(frozen=True)
class Write(Payload, tag="ann.w"):
    """The form of a draft, 0 for a new one: the button, and the form that it opens. `spaces` are
    the numbers of those that were named with a new one, "" for all."""

    id: int
    spaces: str = ""


@dataclass(frozen=True)
class Reword(Payload, tag="ann.r"):
    """Other words for one that was approved: the button, and the form that it opens."""

    id: int


@dataclass(frozen=True)
class BestHour(Payload, tag="ann.b"):
    """Move a draft to the next good hour."""

    id: int


@dataclass(frozen=True)
class HandIn(Payload, tag="ann.h"):
    """A draft is ready."""

    id: int
    turn: int


@dataclass(frozen=True)
class Discard(Payload, tag="ann.x"):
    """A draft is not wanted any more."""

    id: int


@dataclass(frozen=True)
class Approve(Payload, tag="ann.y"):
    """The second person agrees with what they saw."""

    id: int
    turn: int


@dataclass(frozen=True)
class SendBack(Payload, tag="ann.n"):
    """The second person does not: the button, and the form for the reason."""

    id: int
    turn: int


@dataclass(frozen=True)
class Recall(Payload, tag="ann.c"):
    """Take it back, posted or not."""

    id: int


@dataclass(frozen=True)
class Stop(Payload, tag="ann.e"):
    """No more of one that repeats; what is posted stays."""

    id: int


@dataclass(frozen=True)
class PostLate(Payload, tag="ann.l"):
    """Post what was missed after all, or not."""

    posting: int
    yes: bool


@dataclass(frozen=True)
class Show(Payload, tag="ann.s"):
    """All about one announcement."""

    id: int


def turn_of(announcement: Announcement) -> int:
    """Changes with everything that a second person agrees to."""
    seen = (
        announcement.text,
        announcement.change,
        announcement.audience,
        announcement.spaces,
        announcement.selling,
        announcement.starts_at,
        announcement.rhythm,
    )
    return crc32(repr(seen).encode("utf-8", "surrogatepass"))


def waits(id_: int) -> str:
    """What the suggestion to look at one that waits for a second person is known by."""
    return f"announcements.wait:{id_}"
