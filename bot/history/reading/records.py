"""What an export says, in terms common to all of them. No text of a message is among it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.api.port.nouns import NativeSpace, NativeUser

LARGEST = 2**63 - 1
"""The largest number that fits a native id."""

# Why something was passed over; `report` has the words.
BOTS = "bots"
ERASED = "erased"
NOTICES = "notices"
NO_AUTHOR = "no author"
NO_NUMBER = "no number"
ODD_TIME = "odd time"
UNREADABLE = "unreadable"
FORWARDS = "forwards"
EMPTY = "empty"


class Unreadable(ValueError):
    """A file that is no export, or no longer one from here on; a phrase for the owner without a
    full stop."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, thread or topic. `private` None: as its parent, hidden where that is not known."""

    native_id: str
    name: str
    parent: str | None = None
    private: bool | None = None


@dataclass(frozen=True, slots=True)
class Reacted:
    """Somebody reacted to a message."""

    person: NativeUser
    emoji: str
    at: int


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote. `answers` are native ids, the likeliest first; `follows` says that it stands
    in whatever topic the message stands that it answers."""

    place: Place
    author: NativeUser
    native_id: int
    at: int
    length: int
    attachments: int = 0
    answers: tuple[int, ...] = ()
    answered: NativeUser | None = None
    follows: bool = False
    mentions: tuple[NativeUser, ...] = ()
    reactions: tuple[Reacted, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody came or went."""

    person: NativeUser
    kind: Literal["joined", "left"]
    at: int


@dataclass(frozen=True, slots=True)
class Renamed:
    """`person` is also known under another native id."""

    person: NativeUser
    alias: NativeUser


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that is not taken; `line` where the file has lines."""

    why: str
    line: int | None = None
    detail: str = ""


Record: TypeAlias = Said | Moved | Renamed | Passed


@dataclass(frozen=True, slots=True)
class Export:
    """One space of an export. `records` may raise Unreadable on the way: what came before holds.

    It is called with what to tell how many bytes of `size` have been read so far.
    """

    form: str
    platform: str
    space: NativeSpace
    size: int
    records: Callable[[Callable[[int], None]], Iterator[Record]]
