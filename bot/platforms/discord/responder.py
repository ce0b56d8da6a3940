"""Answering one interaction: within three seconds, private when asked, never twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakSet

import discord

from bot.api.errors import Gone, Unsupported
from bot.api.port.outgoing import OutForm, Outgoing, Power

from .calls import translated
from .render import editing, modal, sending

log = logging.getLogger(__name__)

DEFER_AFTER_S = 1.5
CROWD, LOOK_S = 4, 0.05
"""Where so many wait at once, each hears this soon that it has arrived."""
SEND_RIGHT = "Send Messages"


_open: WeakSet[InteractionResponder] = WeakSet()


class InteractionResponder:
    """Implements `Responder` for a command, menu, click or form.

    Discord wants a first answer within 3 s. When none has come after DEFER_AFTER_S, or sooner where
    many wait, the interaction is deferred: a click silently, a command with a "thinking"
    place-holder that is private when `private` is set. A place-holder of the wrong privacy is
    replaced.
    """

    def __init__(self, interaction: discord.Interaction, *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._on_message = interaction.message is not None
        self._placeholder: bool | None = None
        self._answered = False
        self._lock = asyncio.Lock()
        self._deferring: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._timer = self._loop.call_later(min(LOOK_S, DEFER_AFTER_S), self._look)
        _open.add(self)

    @property
    def powers(self) -> Power:
        powers = Power.PRIVATE
        if self._on_message:
            powers |= Power.UPDATE
        form = self._interaction.type is discord.InteractionType.modal_submit
        if not form and not self._interaction.response.is_done():
            powers |= Power.FORM
        return powers

    async def reply(self, out: Outgoing, *, private: bool) -> int | None:
        """Answer in place; the id of a public answer."""
        async with self._lock:
            number = await self._call(lambda: self._reply(out, private))
            self._answered = True
            return None if private else number

    async def _reply(self, out: Outgoing, private: bool) -> int | None:
        interaction = self._interaction
        if not interaction.response.is_done():
            self._timer.cancel()
            sent = await interaction.response.send_message(**sending(out), ephemeral=private)
            return sent.message_id
        if self._placeholder is not None:
            fits, self._placeholder = self._placeholder == private, None
            if not fits:
                await interaction.delete_original_response()
        message = await interaction.followup.send(**sending(out), ephemeral=private, wait=True)
        return message.id

    async def alert(self, text: str) -> None:
        """Discord has no pop-ups; private answers take their place."""
        raise Unsupported("alerts")

    async def update(self, out: Outgoing) -> None:
        """Change the message that the button sits on."""
        message = self._interaction.message
        if message is None:
            raise Unsupported("update")
        number = message.id
        async with self._lock:
            await self._call(lambda: self._update(number, out))
            self._answered = True

    async def _update(self, number: int, out: Outgoing) -> None:
        interaction = self._interaction
        if not interaction.response.is_done():
            self._timer.cancel()
            await interaction.response.edit_message(**editing(out))
        elif interaction.response.type is discord.InteractionResponseType.deferred_message_update:
            await interaction.edit_original_response(**editing(out))
        else:
            await interaction.followup.edit_message(number, **editing(out))

    async def form(self, form: OutForm) -> None:
        """Open a form; only possible as the first answer."""
        async with self._lock:
            if Power.FORM not in self.powers:
                raise Unsupported("form")
            self._timer.cancel()
            await self._call(lambda: self._interaction.response.send_modal(modal(form)))
            self._answered = True

    async def done(self) -> None:
        """Close what is still open: nothing may be left spinning."""
        self._timer.cancel()
        _open.discard(self)
        async with self._lock:
            interaction = self._interaction
            try:
                if not interaction.response.is_done():
                    await self._defer()
                if self._placeholder is not None:
                    self._placeholder = None
                    await interaction.delete_original_response()
            except discord.HTTPException as error:
                log.info("an interaction could not be closed: code %s", error.code)

    def _look(self) -> None:
        """In a crowd now, else again soon."""
        waited_s = self._loop.time() - self._began
        if len(_open) >= CROWD or waited_s >= DEFER_AFTER_S:
            self._start_deferring()
            return
        self._timer = self._loop.call_later(min(LOOK_S, DEFER_AFTER_S - waited_s), self._look)

    def _start_deferring(self) -> None:
        self._deferring = asyncio.create_task(self._defer_in_time())

    async def _defer_in_time(self) -> None:
        async with self._lock:
            if self._interaction.response.is_done():
                return
            try:
                await self._defer()
            except Exception as error:  # nobody waits for this: it would be logged with its words
                why = getattr(error, "code", type(error).__name__)
                log.info("an interaction could not be deferred: %s", why)

    async def _defer(self) -> None:
        response = self._interaction.response
        if self._on_message:
            await response.defer()
            return
        await response.defer(ephemeral=self._private, thinking=True)
        self._placeholder = self._private

    async def _call(self, work: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await work()
        except (discord.NotFound, discord.InteractionResponded) as error:
            raise Gone("the interaction is over") from error
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise ConnectionError("Discord cannot be reached") from error
            raise translated(error, SEND_RIGHT) from error
