"""Every call that changes something on Telegram: messages, reactions, people."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import (
    ChatMemberRestricted,
    ChatPermissions,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.api.errors import CannotReach, Gone, MissingRights, Unsupported
from bot.api.port.outgoing import Outgoing
from bot.api.port.platform import Sent

from ..nouns import Memory, chat_and_thread, person
from .connection import Connection
from .faults import NO_TEXT, NOT_MODIFIED
from .render import html, is_photo, keyboard

SHORTEST_TIME_OUT_S = 35
"""Under 30 seconds Telegram restricts for ever."""

LONGEST_TIME_OUT_S = 365 * 24 * 3600
INVITE = "Invite users via link"
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Outbound:
    """Sends what is ready to be sent; every error is one of `bot.api.errors`."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory

    # ---- messages

    async def send(self, channel: str, out: Outgoing) -> Sent:
        """Post in a group, a topic or a private chat; never twice."""
        chat_id, thread = chat_and_thread(channel)
        present, message = await self._connection.in_chat(
            chat_id, lambda chat: self._post(chat, thread, out), once=True
        )
        if present != chat_id:
            thread = None
        self._memory.note_thread(present, message.message_id, thread)
        return Sent(f"{present}/{thread}" if thread else str(present), message.message_id)

    def _post(self, chat: int, thread: int | None, out: Outgoing) -> Awaitable[Message]:
        text, bot = html(out.spans), self._connection.bot
        common: dict[str, Any] = {
            "chat_id": chat,
            "message_thread_id": thread,
            "parse_mode": ParseMode.HTML,
            "reply_markup": keyboard(out),
            "reply_parameters": ReplyParameters(out.reply_to, allow_sending_without_reply=True)
            if out.reply_to is not None
            else None,
        }
        if out.file is None:
            return bot.send_message(text=text, link_preview_options=NO_PREVIEW, **common)
        caption = text or None
        if is_photo(out):
            return bot.send_photo(
                photo=out.file.content, filename=out.file.name, caption=caption, **common
            )
        return bot.send_document(
            document=out.file.content, filename=out.file.name, caption=caption, **common
        )

    async def send_direct(self, user: str, out: Outgoing) -> Sent:
        """Write to a person privately."""
        user_id = person(user)
        if user_id is None:
            raise CannotReach("an anonymous administrator or channel has no private chat")
        try:
            return await self.send(str(user_id), out)
        except Gone:
            raise CannotReach("this person has never met the bot") from None

    async def edit(self, channel: str, native_id: int, out: Outgoing) -> None:
        """Change a message of ours, with or without a picture."""
        chat_id, _ = chat_and_thread(channel)
        await self._connection.in_chat(chat_id, lambda chat: self._changed(chat, native_id, out))

    async def _changed(self, chat: int, native_id: int, out: Outgoing) -> None:
        text, markup, bot = html(out.spans), keyboard(out), self._connection.bot
        try:
            if out.file is not None:
                await self._new_media(chat, native_id, out, text, markup)
                return
            try:
                await bot.edit_message_text(
                    text,
                    chat,
                    native_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=markup,
                    link_preview_options=NO_PREVIEW,
                )
            except BadRequest as error:
                if NO_TEXT not in error.message.lower():
                    raise
                await bot.edit_message_caption(
                    chat, native_id, caption=text, parse_mode=ParseMode.HTML, reply_markup=markup
                )
        except BadRequest as error:
            if NOT_MODIFIED not in error.message.lower():
                raise

    async def _new_media(
        self,
        chat: int,
        native_id: int,
        out: Outgoing,
        text: str,
        markup: InlineKeyboardMarkup | None,
    ) -> None:
        assert out.file is not None  # noqa: S101 - narrows the type
        kind = InputMediaPhoto if is_photo(out) else InputMediaDocument
        media = kind(
            out.file.content,
            caption=text or None,
            parse_mode=ParseMode.HTML,
            filename=out.file.name,
        )
        await self._connection.bot.edit_message_media(media, chat, native_id, reply_markup=markup)

    async def delete(self, channel: str, native_id: int) -> None:
        """Remove a message."""
        chat_id, _ = chat_and_thread(channel)
        bot = self._connection.bot
        await self._connection.in_chat(chat_id, lambda chat: bot.delete_message(chat, native_id))

    async def react(self, channel: str, native_id: int, emoji: str) -> None:
        """Set the one reaction that a bot may have on a message."""
        chat_id, _ = chat_and_thread(channel)
        bot = self._connection.bot
        await self._connection.in_chat(
            chat_id, lambda chat: bot.set_message_reaction(chat, native_id, emoji)
        )

    # ---- people

    async def time_out(self, space: str, user: str, seconds: int) -> None:
        """Keep someone from writing; with 0 seconds let them write again."""
        if seconds <= 0:
            await self.lift_time_out(space, user)
            return
        chat_id, user_id = _person_in(space, user)
        bot = self._connection.bot
        seconds = min(max(seconds, SHORTEST_TIME_OUT_S), LONGEST_TIME_OUT_S)
        until = int(time.time()) + seconds
        nothing = ChatPermissions.no_permissions()
        await self._connection.in_chat(
            chat_id,
            lambda chat: bot.restrict_chat_member(chat, user_id, nothing, until_date=until),
        )

    async def lift_time_out(self, space: str, user: str) -> None:
        """Let someone write again, as far as the group lets its members. Granting everything is
        Telegram's way to end a restriction; it would end a ban too, so the standing is asked."""
        chat_id, user_id = _person_in(space, user)
        bot = self._connection.bot
        present, member = await self._connection.in_chat(
            chat_id, lambda chat: bot.get_chat_member(chat, user_id)
        )
        if isinstance(member, ChatMemberRestricted):
            everything = ChatPermissions.all_permissions()
            await self._connection.call(
                lambda: bot.restrict_chat_member(present, user_id, everything)
            )

    async def ban(self, space: str, user: str) -> None:
        """Remove someone for good."""
        chat_id, user_id = _person_in(space, user)
        bot = self._connection.bot
        await self._connection.in_chat(chat_id, lambda chat: bot.ban_chat_member(chat, user_id))

    async def kick(self, space: str, user: str) -> None:
        """Remove someone who may come back: Telegram knows that only as a ban that is lifted."""
        await self.ban(space, user)
        await self.unban(space, user)

    async def unban(self, space: str, user: str) -> None:
        """Let someone come back; nobody who is here is removed by that."""
        chat_id, user_id = _person_in(space, user)
        bot = self._connection.bot
        await self._connection.in_chat(
            chat_id, lambda chat: bot.unban_chat_member(chat, user_id, only_if_banned=True)
        )

    # ---- requests to join

    async def approve_join(self, space: str, user: str) -> None:
        """Let in someone who asked."""
        chat_id, user_id = _person_in(space, user)
        bot = self._connection.bot
        await self._at_the_door(chat_id, lambda c: bot.approve_chat_join_request(c, user_id))

    async def decline_join(self, space: str, user: str) -> None:
        """Turn away someone who asked."""
        chat_id, user_id = _person_in(space, user)
        bot = self._connection.bot
        await self._at_the_door(chat_id, lambda c: bot.decline_chat_join_request(c, user_id))

    async def _at_the_door(self, chat_id: int, answer: Callable[[int], Awaitable[bool]]) -> None:
        try:
            await self._connection.in_chat(chat_id, answer)
        except MissingRights as error:
            # Telegram's refusal does not name the right that this takes.
            raise MissingRights(INVITE, error.platform) from error


def _person_in(space: str, user: str) -> tuple[int, int]:
    user_id = person(user)
    if user_id is None:
        raise Unsupported("Telegram does not let a bot act on an anonymous author")
    return chat_and_thread(space)[0], user_id
