"""Telegram as a Platform."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar

from telegram import Update

from bot.api.boards.checks import Check
from bot.api.errors import SetupError, TownhallError, Unsupported, arisen
from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.inbound import Inbound, InButton, InForm, InMenu, InMessage, Sink
from bot.api.port.nouns import NativeChannel, NativeSpace
from bot.api.port.outgoing import Outgoing, Responder
from bot.api.port.platform import Finding, Limits, Platform, Pulse, Sent
from bot.api.port.powers import EVERYTHING, Can
from bot.platforms.settings import TelegramSettings

from . import menu
from .calls.connection import Connection
from .calls.outbound import Outbound
from .calls.render import ROOM
from .check import diagnose, heard_of, lacking, rights
from .groups import Groups
from .inbound import Translator
from .nouns import NAME, Memory, chat_and_thread, person
from .people import Levels
from .responder import ClickResponder, TextResponder
from .tags import Tags
from .updates import Polling, Webhook

log = logging.getLogger(__name__)
LONGEST_WAIT_S = 30.0
STRANGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What it comes to where an update is not as the library takes it to be."""
NOT_CONFIGURED = (
    "[platforms.telegram] token is missing: write /newbot to @BotFather and copy the token it "
    "gives you."
)


class TelegramPlatform(Platform):
    """One bot account in any number of groups and private chats."""

    name: ClassVar[str] = NAME
    text_commands: ClassVar[bool] = True
    tells_private: ClassVar[bool] = False
    redelivers: ClassVar[bool] = True
    one_role: ClassVar[bool] = True
    limits: ClassVar[Limits] = Limits(
        text=4096 - ROOM,
        caption=1024 - ROOM,
        buttons_per_row=4,
        rows=25,
        label=64,
        file_bytes=50 * 1024 * 1024,
        thread=128,
    )

    def __init__(self, settings: TelegramSettings, *, read_timeout: float = 20.0) -> None:
        self._settings = settings
        self._connection = Connection(settings, read_timeout=read_timeout)
        self._memory = Memory()
        self._out = Outbound(self._connection, self._memory)
        self._levels = Levels(self._connection)
        self._tags = Tags(self._connection)
        self._inlet: Polling | Webhook | None = None
        self._starting: asyncio.Task[None] | None = None
        self._groups = Groups(self._connection, self._memory, self._levels)

    def remember(self, channels: Iterable[NativeChannel]) -> None:
        """Groups and topics known from earlier runs. Telegram lists neither to a bot: `start`
        looks at these groups, `check` tells about their rights, topics keep their names."""
        self._groups.remember(channels)

    # ---- life

    async def start(
        self, sink: Sink, commands: Sequence[CommandInfo], menus: Sequence[MenuInfo]
    ) -> None:
        """Connect, announce the commands, and hear. Where Telegram cannot be reached it goes on
        trying in the background, so that other platforms need not wait."""
        self._need_token()
        self._sink = sink
        self._unreached = asyncio.Event()
        self._starting = asyncio.create_task(self._connect(commands, menus), name="telegram start")
        unreached = asyncio.create_task(self._unreached.wait())
        try:
            await asyncio.wait({self._starting, unreached}, return_when=asyncio.FIRST_COMPLETED)
            if self._starting.done():
                self._starting.result()
            else:
                self._starting.add_done_callback(_report)
        except BaseException:
            await self.stop()
            raise
        finally:
            unreached.cancel()

    async def _connect(self, commands: Sequence[CommandInfo], menus: Sequence[MenuInfo]) -> None:
        connection = self._connection
        await self._until_reached(connection.open)
        self._translator = Translator(
            self._memory, connection.bot.bot, self._on_message, self._on_click
        )
        try:
            await self._until_reached(lambda: menu.publish(connection, commands, menus))
        except TownhallError as error:
            log.warning("the list of commands could not be set: %s", error)
        await self._groups.meet_known(self._sink)
        inlet: Polling | Webhook
        if self._settings.webhook_url is None:
            inlet = Polling(connection, self._receive)
        else:
            inlet = Webhook(self._settings, connection, self._receive)
        self._inlet = inlet
        await self._until_reached(inlet.start)

    async def stop(self) -> None:
        """Commit what is under way and hang up."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        inlet, self._inlet = self._inlet, None
        if inlet is not None:
            await inlet.stop()
        await self._connection.close()

    def pulse(self) -> Pulse:
        """Whether updates come in: heard at the last attempt, or listened for."""
        return Pulse(self._inlet is not None and self._inlet.hears)

    @property
    def webhook_port(self) -> int:
        """The port that the webhook listens on; 0 without one."""
        return self._inlet.port if isinstance(self._inlet, Webhook) else 0

    def _need_token(self) -> None:
        if not self._settings.token.get_secret_value():
            raise SetupError(NOT_CONFIGURED)

    async def _until_reached(self, step: Callable[[], Awaitable[object]]) -> None:
        """Try a step of the start until the network carries it."""
        wait = 1.0
        while True:
            try:
                await step()
                return
            except ConnectionError:
                if not self._unreached.is_set():
                    api_url = self._settings.api_url
                    log.warning("Telegram cannot be reached at %s; trying again.", api_url)
                self._unreached.set()
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT_S)

    # ---- hearing

    async def _receive(self, updates: Sequence[Update]) -> None:
        """Hand over a page; returns when all of it is committed. One strange update is left out: it
        must not be asked for again for ever, and all others with it."""
        events: list[Inbound] = []
        for update in updates:
            try:
                await self._groups.look_around(update, self._sink)
                events += self._translator.events(update)
            except STRANGE as error:
                log.error("an update could not be understood: %s", arisen(error))
        await self._sink.receive_many(NAME, events)

    def _on_message(self, channel: NativeChannel, message_id: int) -> Responder:
        reply_to = message_id if channel.space is not None else None
        return TextResponder(self.send, channel.native_id, reply_to)

    def _on_click(self, query: str, channel: NativeChannel, message_id: int) -> Responder:
        where = channel.native_id
        return ClickResponder(self._connection, self.send, self.edit, where, message_id, query)

    async def revive(self, event: InMessage | InMenu | InButton | InForm) -> Responder:
        if self._starting is not None:
            await asyncio.wait([self._starting])
        match event:
            case InMessage():
                return self._on_message(event.channel, event.native_id)
            case InButton():
                return self._on_click("", event.channel, event.message_id)
            case _:
                raise Unsupported("menus and forms on Telegram")

    # ---- the port

    async def send(self, channel: str, out: Outgoing) -> Sent:
        return await self._out.send(channel, out)

    async def edit(self, channel: str, native_id: int, out: Outgoing) -> None:
        await self._out.edit(channel, native_id, out)

    async def delete(self, channel: str, native_id: int) -> None:
        await self._out.delete(channel, native_id)

    async def send_direct(self, user: str, out: Outgoing) -> Sent:
        return await self._out.send_direct(user, out)

    async def open_direct(self, user: str) -> NativeChannel | None:
        known = person(user)
        return None if known is None else NativeChannel(user, user)

    async def react(self, channel: str, native_id: int, emoji: str) -> None:
        await self._out.react(channel, native_id, emoji)

    async def time_out(self, space: str, user: str, seconds: int, reason: str) -> None:
        await self._out.time_out(space, user, seconds)

    async def lift_time_out(self, space: str, user: str) -> None:
        await self._out.lift_time_out(space, user)

    async def kick(self, space: str, user: str, reason: str) -> None:
        await self._out.kick(space, user)

    async def ban(self, space: str, user: str, reason: str) -> None:
        await self._out.ban(space, user)

    async def unban(self, space: str, user: str) -> None:
        await self._out.unban(space, user)

    async def approve_join(self, space: str, user: str) -> None:
        await self._out.approve_join(space, user)

    async def decline_join(self, space: str, user: str) -> None:
        await self._out.decline_join(space, user)

    async def role_names(self, space: str) -> Sequence[str]:
        return ()  # any short text may be a tag

    async def give_role(self, space: str, user: str, role: str) -> str:
        return await self._tags.give(space, user, role)

    async def take_role(self, space: str, user: str, role: str) -> None:
        await self._tags.take(space, user, role)

    async def open_thread(self, channel: str, native_id: int, name: str) -> NativeChannel:
        return await self._groups.open_topic(channel, name)

    async def level(self, space: str, user: str) -> Level:
        return await self._levels.get(chat_and_thread(space)[0], user)

    async def lacks(self, channel: str) -> Sequence[str]:
        return await lacking(self._connection, chat_and_thread(channel)[0])

    async def rights(self, spaces: Sequence[str], wanted: Can) -> Sequence[Check]:
        groups = [chat_and_thread(space)[0] for space in spaces]
        return await rights(self._connection, groups, wanted)

    async def check(self, wanted: Can = EVERYTHING) -> Sequence[Finding]:
        """Also works before `start`, with a connection of its own."""
        about = (self._settings, self._connection, self._groups.known, wanted)
        if self._inlet is not None:
            return await diagnose(*about)
        try:
            self._need_token()
            await self._connection.open()
            return await diagnose(*about)
        except SetupError as error:
            return [Finding(False, str(error))]
        except ConnectionError:
            return [
                Finding(
                    False,
                    f"Telegram cannot be reached at {self._settings.api_url}: check the network, "
                    "a proxy or [platforms.telegram] api_url.",
                )
            ]
        finally:
            await self._connection.close()

    async def spaces(self) -> Sequence[NativeSpace]:
        """Groups that the bot hears of, before `start`. Nothing is confirmed, so that the start
        hears it all again."""
        self._need_token()
        try:
            await self._connection.open()
            return await heard_of(self._connection)
        finally:
            await self._connection.close()


def _report(start: asyncio.Task[None]) -> None:
    """A start that went on in the background has ended."""
    if start.cancelled():
        return
    error = start.exception()
    if error is None:
        log.info("Telegram is connected")
    else:
        log.error("Telegram is not connected: %s", error)
