"""Member tags: the one short text beside somebody's name in a group."""

from __future__ import annotations

from dataclasses import replace

import emoji
from telegram import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
    Message,
)
from telegram.constants import TagLimit

from bot.api.errors import Gone, MissingRights, UserError
from bot.api.port.nouns import NativeUser
from bot.api.text import T

from .calls.connection import Connection
from .nouns import chat_and_thread, native_user, person
from .people import is_here

RIGHT = "Edit member tags"
LONGEST = int(TagLimit.MAX_TAG_LENGTH)


def tag_of(member: ChatMember) -> str | None:
    """What stands beside a member's name: a tag, or an administrator's title."""
    if isinstance(member, ChatMemberMember | ChatMemberRestricted):
        return member.tag or None
    if isinstance(member, ChatMemberAdministrator | ChatMemberOwner):
        return member.custom_title or None
    return None


def tagged(member: ChatMember) -> NativeUser:
    """A member with their tag as their only role."""
    return with_tag(native_user(member.user), tag_of(member))


def with_tag(user: NativeUser, tag: str | None) -> NativeUser:
    """A user with a tag as their only role, or without any."""
    return replace(user, roles=(tag,) if tag else ())


class Tags:
    """Implements the port's calls on roles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def give(self, space: str, user: str, tag: str) -> str:
        """Set a tag, in place of the one that they had."""
        wanted = fitting(tag)
        chat_id, member = await self._standing(space, user)
        if isinstance(member, ChatMemberAdministrator | ChatMemberOwner):
            raise UserError(
                T("Telegram lets bots give tags to ordinary members only, not to administrators.")
            )
        if tag_of(member) != wanted:
            await self._set(chat_id, member.user.id, wanted)
        return wanted

    async def take(self, space: str, user: str, tag: str) -> None:
        """Take a tag away, unless another one stands there by now."""
        chat_id, member = await self._standing(space, user)
        known = tag_of(member)
        ordinary = isinstance(member, ChatMemberMember | ChatMemberRestricted)
        if ordinary and known is not None and known.casefold() == tag.strip().casefold():
            await self._set(chat_id, member.user.id, "")

    async def _standing(self, space: str, user: str) -> tuple[int, ChatMember]:
        user_id = person(user)
        if user_id is None:
            raise UserError(T("Telegram gives no tags to anonymous authors."))
        bot = self._connection.bot
        chat_id, member = await self._connection.in_chat(
            chat_and_thread(space)[0], lambda chat: bot.get_chat_member(chat, user_id)
        )
        if not is_here(member):
            raise Gone("this person is no longer in the Telegram group")
        return chat_id, member

    async def _set(self, chat_id: int, user_id: int, tag: str) -> None:
        bot = self._connection.bot
        try:
            await self._connection.call(lambda: bot.set_chat_member_tag(chat_id, user_id, tag))
        except MissingRights as error:
            # Telegram's refusal does not name the right that this takes.
            raise MissingRights(RIGHT, error.platform) from error


def fitting(tag: str) -> str:
    """The tag as Telegram takes it; UserError when it does not."""
    tag = " ".join(tag.split())
    if not tag or len(tag) > LONGEST:
        raise UserError(
            T("A tag on Telegram has 1 to {most} characters; change {tag}.", most=LONGEST, tag=tag)
        )
    if emoji.emoji_count(tag):
        raise UserError(T("A tag on Telegram takes no emoji; leave them out of {tag}.", tag=tag))
    return tag


def tag_on(message: Message, author: NativeUser) -> NativeUser:
    """The author with the tag that Telegram shows beside their name, where it says so."""
    if message.chat.type != message.chat.SUPERGROUP or message.sender_chat is not None:
        return author
    return with_tag(author, message.sender_tag)
