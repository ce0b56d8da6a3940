"""Spaces, channels and people as a platform knows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NativeSpace:
    """A Discord guild, a Telegram group, the local chat."""

    native_id: str
    name: str


@dataclass(frozen=True, slots=True)
class NativeChannel:
    """A channel; `space` None means a direct message. A thread or topic names its `parent`."""

    native_id: str
    name: str
    space: NativeSpace | None = None
    parent: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class NativeUser:
    """A person as the platform shows them; `locale` is a BCP 47 tag when known.

    `roles` are the names of theirs in the space that an event is about; None where the platform
    does not say.
    """

    native_id: str
    name: str
    username: str | None = None
    is_bot: bool = False
    locale: str | None = None
    roles: tuple[str, ...] | None = None
