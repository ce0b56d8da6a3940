"""What the buttons of the board carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Support(Payload, tag="idea.s"):
    """Support an idea, or take that back."""

    idea: int


@dataclass(frozen=True)
class Details(Payload, tag="idea.d"):
    """Show everything about an idea."""

    idea: int


@dataclass(frozen=True)
class Page(Payload, tag="idea.p"):
    """Turn the page of a list."""

    status: str
    sort: str
    page: int
