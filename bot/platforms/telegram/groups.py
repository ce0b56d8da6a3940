"""The groups that the bot is in, of which Telegram has no list."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import Update

from bot.api.errors import TownhallError, Unsupported
from bot.api.people import Level
from bot.api.port.inbound import InMoved, InSpace, Sink
from bot.api.port.nouns import NativeChannel

from .calls.connection import Connection
from .nouns import (
    GROUPS,
    NAME,
    AnyChat,
    Memory,
    chat_and_thread,
    native_channel,
    native_space,
)
from .people import Levels, is_here

log = logging.getLogger(__name__)


class Groups:
    """Groups seen in this run or remembered from earlier ones; introduces each to the engine."""

    def __init__(self, connection: Connection, memory: Memory, levels: Levels) -> None:
        self._connection = connection
        self._memory = memory
        self._levels = levels
        self._met: dict[int, bool] = {}
        """By id; True once the engine was told of it in this run."""

    @property
    def known(self) -> list[int]:
        """The ids of all groups known now."""
        return list(self._met)

    def remember(self, channels: Iterable[NativeChannel]) -> None:
        """Groups and topics that the database knows."""
        for channel in channels:
            if channel.space is None:
                continue
            chat_id, thread = chat_and_thread(channel.native_id)
            self._met.setdefault(chat_id, False)
            if thread is not None:
                self._memory.topics.setdefault((chat_id, thread), channel.name)

    async def meet_known(self, sink: Sink) -> None:
        """Introduce the remembered groups."""
        for chat_id in self.known:
            await self._meet(chat_id, sink)

    async def open_topic(self, channel: str, name: str) -> NativeChannel:
        """A new topic of a forum. Telegram knows no message that it belongs to: every call opens
        another one."""
        chat_id, _ = chat_and_thread(channel)
        bot = self._connection.bot
        present, chat = await self._connection.in_chat(chat_id, bot.get_chat)
        if not chat.is_forum:
            raise Unsupported("Telegram has topics only in groups in which they are switched on")
        present, topic = await self._connection.in_chat(
            present, lambda c: bot.create_forum_topic(c, name), once=True
        )
        self._memory.topics[(present, topic.message_thread_id)] = topic.name
        return native_channel(chat, topic.message_thread_id, self._memory)

    async def look_around(self, update: Update, sink: Sink) -> None:
        """Learn of new groups, of changed rights, of groups that got another id."""
        message, change = update.message, update.chat_member or update.my_chat_member
        if message is not None and message.migrate_to_chat_id is not None:
            self._connection.moved(message.chat.id, message.migrate_to_chat_id)
            self._met.pop(message.chat.id, None)
            moved = InMoved(str(message.chat.id), str(message.migrate_to_chat_id))
            await sink.receive(NAME, moved)
            return
        if change is not None:
            self._levels.note(change.chat.id, [change.new_chat_member])
        chat = update.effective_chat
        if chat is None or chat.type not in GROUPS:
            return
        if update.my_chat_member is not None:
            self._met.pop(chat.id, None)
            if not is_here(update.my_chat_member.new_chat_member):
                return
        if not self._met.get(chat.id):
            await self._meet(chat.id, sink, chat)

    async def _meet(self, chat_id: int, sink: Sink, chat: AnyChat | None = None) -> None:
        """Tell the engine of a group: its channels and who runs it."""
        bot = self._connection.bot
        try:
            if chat is None:
                chat = (await self._connection.in_chat(chat_id, bot.get_chat))[1]
            staff, whole = await self._levels.staff(chat.id), True
        except (TownhallError, ConnectionError) as error:
            log.warning("the administrators of a Telegram group are not known: %s", error)
            if chat is None:
                return
            staff, whole = [], False
        self._met[chat.id] = True
        topics = self._memory.topics_of(chat.id)
        await sink.receive(
            NAME,
            InSpace(
                native_space(chat),
                tuple(native_channel(chat, thread, self._memory) for thread in (None, *topics)),
                next((user for user, level in staff if level is Level.OWNER), None),
                tuple((user, level) for user, level in staff if level is not Level.OWNER),
                whole_staff=whole,
            ),
        )
