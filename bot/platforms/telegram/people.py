"""People in groups: their rights as the four levels, their comings and goings."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable

from telegram import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
)

from bot.api.errors import Gone
from bot.api.people import Level
from bot.api.port.nouns import NativeUser

from .calls.connection import Connection
from .nouns import native_user, person

TTL_S = 30.0
REMEMBERED = 20_000
SAME_EVENT_MS = 60_000
NEEDED = (("can_delete_messages", "Delete messages"), ("can_restrict_members", "Ban users"))


def level_of(member: ChatMember) -> Level:
    """The level that a member's rights amount to."""
    if isinstance(member, ChatMemberOwner):
        return Level.OWNER
    if isinstance(member, ChatMemberAdministrator):
        if member.can_promote_members or member.can_change_info:
            return Level.ADMIN
        if member.can_delete_messages or member.can_restrict_members:
            return Level.MODERATOR
    return Level.MEMBER


def is_here(member: ChatMember) -> bool:
    """Whether this standing means being in the chat."""
    if isinstance(member, ChatMemberRestricted):
        return bool(member.is_member)
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)


def missing_rights(member: ChatMember) -> list[str]:
    """The rights that moderation needs and the bot has not got, by Telegram's names."""
    if not isinstance(member, ChatMemberAdministrator):
        return [title for _, title in NEEDED]
    return [title for name, title in NEEDED if not getattr(member, name)]


class Levels:
    """Levels of people in groups, asked of Telegram. That somebody is an ordinary member is kept
    for TTL_S or until it changes; rights over others are asked for each time, for without rights
    of its own the bot does not hear that they were taken away a moment ago."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[int, int], tuple[float, Level]] = {}

    async def get(self, chat_id: int, user: str) -> Level:
        """The level of a person; anonymous administrators are moderators at most, strangers
        members."""
        if user == f"anon:{chat_id}":
            return await self._hidden(chat_id)
        user_id = person(user)
        if user_id is None:
            return Level.MEMBER
        at, level = self._known.get((chat_id, user_id), (0.0, Level.MEMBER))
        if at and level is Level.MEMBER and time.monotonic() - at < TTL_S:
            return level
        try:
            _, member = await self._connection.in_chat(
                chat_id, lambda chat: self._connection.bot.get_chat_member(chat, user_id)
            )
        except Gone:
            return Level.MEMBER
        self.note(chat_id, [member])
        return level_of(member)

    async def _hidden(self, chat_id: int) -> Level:
        """What each of those may do who can write as the group: Telegram does not say who did."""
        _, members = await self._connection.in_chat(
            chat_id, self._connection.bot.get_chat_administrators
        )
        levels = [level_of(m) for m in members if getattr(m, "is_anonymous", False)]
        return min([Level.MODERATOR, *levels]) if levels else Level.MEMBER

    def note(self, chat_id: int, members: Iterable[ChatMember]) -> None:
        """Take over what an update or a list has just said."""
        now = time.monotonic()
        for member in members:
            self._known[(chat_id, member.user.id)] = (now, level_of(member))
        if len(self._known) > REMEMBERED:
            self._known.clear()

    async def staff(self, chat_id: int) -> list[tuple[NativeUser, Level]]:
        """The administrators of a group with their levels."""
        _, members = await self._connection.in_chat(
            chat_id, self._connection.bot.get_chat_administrators
        )
        self.note(chat_id, members)
        return [(native_user(m.user), level_of(m)) for m in members if not m.user.is_bot]


class Movements:
    """Telegram tells of a join twice (a member update and a service message), and of neither
    reliably; the engine shall hear once."""

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[int, str], tuple[int, bool]] = OrderedDict()

    def is_news(self, chat_id: int, user: str, at: int, *, here: bool) -> bool:
        """Whether this coming or going was not told before. `at` is UTC milliseconds."""
        key = (chat_id, user)
        known = self._last.get(key)
        if known is not None:
            when, was_here = known
            if at < when or (here == was_here and at - when <= SAME_EVENT_MS):
                return False
        self._last[key] = (at, here)
        self._last.move_to_end(key)
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        return True
