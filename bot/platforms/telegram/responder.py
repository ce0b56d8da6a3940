"""Answers to one typed command or one press on a button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.api.errors import TownhallError, Unsupported
from bot.api.port.outgoing import OutForm, Outgoing, Power
from bot.api.port.platform import Sent

from .calls.connection import Connection

Send = Callable[[str, Outgoing], Awaitable[Sent]]
Edit = Callable[[str, int, Outgoing], Awaitable[None]]


class TextResponder:
    """Answers in the chat where the command was typed; in groups as a reply to it."""

    powers = Power.NONE

    def __init__(self, send: Send, channel: str, reply_to: int | None) -> None:
        self._send = send
        self._channel = channel
        self._reply_to = reply_to

    async def reply(self, out: Outgoing, *, private: bool) -> int | None:
        """Post in place; Telegram has no message that only one member of a group sees."""
        if private:
            raise Unsupported("private answers in a Telegram group")
        if out.reply_to is None:
            out = replace(out, reply_to=self._reply_to)
        return (await self._send(self._channel, out)).native_id

    async def alert(self, text: str) -> None:
        """Only presses have alerts."""
        raise Unsupported("an alert without a button")

    async def update(self, out: Outgoing) -> None:
        """Only presses sit on a message of ours."""
        raise Unsupported("updating without a button")

    async def form(self, form: OutForm) -> None:
        """Telegram has no forms; the engine asks one question after another."""
        raise Unsupported("forms")

    async def done(self) -> None:
        """A typed command shows no spinner."""


class ClickResponder:
    """Answers a press: a pop-up, a change of the message it sits on, or a message below it.

    `query` is Telegram's id of the press; "" where it is too old for a pop-up.
    """

    def __init__(
        self,
        connection: Connection,
        send: Send,
        edit: Edit,
        channel: str,
        message_id: int,
        query: str,
    ) -> None:
        self._connection = connection
        self._send = send
        self._edit = edit
        self._channel = channel
        self._message_id = message_id
        self._query = query
        self._answered = not query

    @property
    def powers(self) -> Power:
        """One alert is possible for a press, no more."""
        return Power.UPDATE if self._answered else Power.UPDATE | Power.ALERT

    async def reply(self, out: Outgoing, *, private: bool) -> int | None:
        """Post below."""
        if private:
            raise Unsupported("private answers in a Telegram group")
        return (await self._send(self._channel, out)).native_id

    async def alert(self, text: str) -> None:
        """Show a pop-up of up to 200 characters to the one who pressed."""
        await self._answer(text)

    async def update(self, out: Outgoing) -> None:
        """Change the message that the button sits on."""
        await self._edit(self._channel, self._message_id, out)

    async def form(self, form: OutForm) -> None:
        """Telegram has no forms; the engine asks one question after another."""
        raise Unsupported("forms")

    async def done(self) -> None:
        """Stop the spinner on the button."""
        if not self._answered:
            await self._answer(None)

    async def _answer(self, text: str | None) -> None:
        self._answered = True
        bot, query = self._connection.bot, self._query
        try:
            await self._connection.call(
                lambda: bot.answer_callback_query(query, text, show_alert=bool(text))
            )
        except (TownhallError, ConnectionError):
            if text:
                raise  # a pop-up that could not be shown; a spinner ends by itself
