"""How the bot answers one command, click or form in the local chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.api.errors import Unsupported
from bot.api.port.outgoing import OutForm, Outgoing, Power

from .nouns import Change, PendingForm

if TYPE_CHECKING:
    from .state import State


class LocalResponder:
    """Answers in the room where it was asked; `source` is the message with the pressed button."""

    __slots__ = ("_channel", "_person", "_source", "_state", "_via")

    def __init__(
        self,
        state: State,
        person: str,
        channel: str,
        *,
        source: int | None = None,
        via: str | None = None,
    ) -> None:
        self._state = state
        self._person = person
        self._channel = channel
        self._source = source
        self._via = (person, via) if via else None

    @property
    def powers(self) -> Power:
        """Everything but alerts; `UPDATE` only where a message was pressed."""
        powers = Power.PRIVATE | Power.FORM
        return powers | Power.UPDATE if self._source is not None else powers

    def begin(self) -> None:
        """Show the asker that the bot is at work."""
        self._busy(True)

    async def reply(self, out: Outgoing, *, private: bool) -> int | None:
        """Answer in the room, to everybody or to the asker alone."""
        alone = self._state.rooms[self._channel].direct is not None
        only_for = self._person if private and not alone else None
        return self._state.deliver(self._channel, out, only_for=only_for, via=self._via).id

    async def alert(self, text: str) -> None:
        """The page has no pop-ups of the bot; the engine sees that in `powers`."""
        raise Unsupported("alerts")

    async def update(self, out: Outgoing) -> None:
        """Change the message that the pressed button sits on."""
        if self._source is None:
            raise Unsupported("update without a pressed message")
        self._state.revise(self._channel, self._source, out)

    async def form(self, form: OutForm) -> None:
        """Show a form to the asker, in each of their tabs."""
        pending = PendingForm(self._state.new_id(), self._person, self._channel, form, self._source)
        self._state.set_form(self._person, pending)

    async def done(self) -> None:
        """Stop the sign of work."""
        self._busy(False)

    def _busy(self, on: bool) -> None:
        self._state.publish(Change("busy", self._channel, person=self._person, on=on))
