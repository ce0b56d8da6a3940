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
class Follow(Payload, tag="idea.fo"):
    """Hear of an idea from now on, or no longer (`wants` False)."""

    idea: int
    wants: bool


@dataclass(frozen=True)
class Page(Payload, tag="idea.p"):
    """Turn the page of a list."""

    status: str
    sort: str
    page: int


@dataclass(frozen=True)
class TagPage(Payload, tag="idea.pt"):
    """Turn the page of a list of the ideas with one tag."""

    status: str
    sort: str
    page: int
    label: str


@dataclass(frozen=True)
class Discuss(Payload, tag="idea.talk"):
    """Say where an idea is talked about, and open that place if there is none."""

    idea: int
