"""What else there is to see and to do about an idea; each room adds its own to the details."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.api.context import Context
from bot.api.reply import Button
from bot.api.text import Text

from ..model import Idea


@dataclass(frozen=True, slots=True)
class Facet:
    """Lines and buttons for one reader of the details; `team` are buttons of who decides, which
    stand below all others."""

    lines: Sequence[Text] = ()
    buttons: Sequence[Button] = ()
    team: Sequence[Button] = ()


FacetOf = Callable[[Context, Idea], Awaitable[Facet]]
