"""From the storage's rows to the nouns of the API."""

from __future__ import annotations

from bot.api.model import Account, Channel, Community, Member, Space
from storage.people import ChannelRow, CommunityRow, MemberRow, SpaceRow


def community_of(row: CommunityRow) -> Community:
    """A community."""
    return Community(row.id, row.name, row.locale, row.timezone)


def space_of(row: SpaceRow) -> Space:
    """A space."""
    return Space(row.id, row.community_id, row.platform, row.native_id, row.name)


def channel_of(row: ChannelRow, space: Space | None) -> Channel:
    """A channel with its space, if it has one."""
    return Channel(
        row.id, row.platform, row.native_id, row.name, space, row.parent, bool(row.private)
    )


def member_of(row: MemberRow) -> Member:
    """A member, met through the account of the row."""
    account = Account(row.platform, row.native_id, row.account_name, row.username, row.is_bot)
    return Member(row.id, row.community_id, row.name, account, row.locale, row.joined_at)
