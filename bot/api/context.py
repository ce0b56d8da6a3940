"""What a handler gets: who asked, where, and how to answer."""

from __future__ import annotations

from typing import Protocol

from .model import Channel, Community, Member, Message, MessageRef, Space
from .options import When
from .people import Level
from .reply import Form, Reply
from .text import Text


class Context(Protocol):
    """One command, button press, form or menu choice.

    Answers are in the asker's language when private and the community's when public.
    """

    @property
    def community(self) -> Community: ...
    @property
    def space(self) -> Space | None:
        """None in a direct message."""

    @property
    def channel(self) -> Channel: ...
    @property
    def member(self) -> Member: ...
    @property
    def level(self) -> Level:
        """The asker's level now, asked of the platform when the command or click came in.

        In a direct message: their highest level over the community's spaces.
        """

    @property
    def now(self) -> int:
        """UTC milliseconds."""

    @property
    def source(self) -> MessageRef | None:
        """The message that the pressed button sits on."""

    @property
    def replied_to(self) -> Message | None:
        """The message that a text command replied to, if still known."""

    @property
    def browser(self) -> bool:
        """Whether a page asks (see boards/pages/desk.py): all that is answered is for the asker
        alone and gone with the page."""

    def when(self, typed: str) -> When:
        """A moment in the asker's words ("friday 18:00"), for what is typed into a form; UserError
        when it cannot be read or has passed."""

    async def reply(self, reply: Reply | Text, *, private: bool | None = None) -> None:
        """Answer. `private=None` takes the command's own default; buttons and forms are private.

        May be called several times. Private answers degrade (engine/conversation/degrade.py) and
        never leak.
        """

    async def update(self, reply: Reply) -> None:
        """Change the message that the pressed button sits on."""

    async def ask(self, form: Form) -> None:
        """Show a form; must be the first answer."""
