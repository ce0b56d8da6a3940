"""The desk: what one does in the chat, done from a page.

A signed-in visitor uses the commands, buttons and forms of all cogs, with the level they have at
this moment; what the bot answers comes back as the typed replies and forms themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ...model import Channel
from ...people import Level
from ...reply import Form, Reply
from ...text import Text
from . import Visit

Said: TypeAlias = Sequence["Reply | Form"]
"""What the bot answered, in this order; empty when it did what was asked without a word."""


@dataclass(frozen=True, slots=True)
class DeskOption:
    """An option of a command, in the visitor's language. `kind` is the type's name: "str", "int",
    "float", "bool", "member", "channel", "when", "duration" or "items"."""

    name: str
    kind: str
    about: str
    required: bool
    min: int | None = None
    max: int | None = None
    choices: Sequence[tuple[str, str]] = ()
    completes: bool = False


@dataclass(frozen=True, slots=True)
class DeskCommand:
    """A command that the visitor may use here. A `view` only shows."""

    path: str
    cog: str
    title: Text
    """Of the cog."""
    about: str
    level: Level = Level.MEMBER
    options: Sequence[DeskOption] = ()
    view: bool = False


class Desk(Protocol):
    """Acts for whoever has signed in. Visits without a member are refused (UserError); so are
    those of members with no account on a platform that runs here.

    `at` is the id of the channel in which something is done, one of `places`; 0 is the first.
    """

    def commands(self, visit: Visit) -> Sequence[DeskCommand]:
        """Those that are switched on here and open to the visitor's level, by path."""

    async def places(self, visit: Visit) -> Sequence[Channel]:
        """Channels to do things in: the moderators' own, then those that everybody reads."""

    async def complete(self, visit: Visit, path: str, option: str) -> Sequence[str]:
        """Up to 25 values for an option that completes."""

    async def run(self, visit: Visit, path: str, values: Mapping[str, str], at: int = 0) -> Said:
        """Use a command with its options as they were typed. Whatever goes wrong is said."""

    async def press(self, visit: Visit, payload: str, at: int = 0) -> Said:
        """Press a button of an answer."""

    async def fill(
        self,
        visit: Visit,
        payload: str,
        answers: Mapping[str, str],
        at: int = 0,
        *,
        on_card: bool = False,
    ) -> Said:
        """Send a form; `on_card` says that a button, and not a command, has asked for it."""
