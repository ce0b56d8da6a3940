"""What the tables of people look like to the outside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """One business's community; `key` ties it to the configuration."""

    id: int
    key: str | None
    name: str
    locale: str
    timezone: str
    created_at: int


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A place of a community on one platform."""

    id: int
    community_id: int
    platform: str
    native_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel, thread or topic; `space_id` None is a direct message."""

    id: int
    space_id: int | None
    platform: str
    native_id: str
    name: str
    parent: str | None
    private: bool


@dataclass(frozen=True, slots=True)
class ChannelSight:
    """A channel as a platform shows it now."""

    native_id: str
    name: str
    space_id: int | None
    parent: str | None
    private: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A member's presence on one platform."""

    id: int
    member_id: int
    community_id: int
    platform: str
    native_id: str
    name: str
    username: str | None
    is_bot: bool
    direct_channel_id: int | None
    seen_at: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, met through one of their accounts (the one seen last, unless asked otherwise)."""

    id: int
    community_id: int
    name: str
    locale: str | None
    joined_at: int | None
    platform: str
    native_id: str
    account_id: int
    account_name: str
    username: str | None
    is_bot: bool
    seen_at: int
