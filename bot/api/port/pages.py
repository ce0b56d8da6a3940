"""The web pages of the cogs, as a platform with a web server of its own shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PageAsk:
    """A request: the path below `/pages/`, the query, and where the site is
    ("http://127.0.0.1:8420", for addresses that are read elsewhere)."""

    path: str
    query: Mapping[str, str]
    site: str


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What to send; with a `filename` it is a download."""

    status: int
    content: bytes
    mime: str
    filename: str = ""


@dataclass(frozen=True, slots=True)
class PageTitle:
    """A page to link to: its path below `/pages/` and its title by locale."""

    path: str
    title: Mapping[str, str]


class PageHouse(Protocol):
    """Answers for every page there is. `platform` is the asking platform's name: unless the query
    names a community by its id, it is that platform's."""

    async def answer(self, platform: str, ask: PageAsk) -> PageAnswer:
        """The page, or a page that says in one sentence why not; never raises."""

    async def titles(self, platform: str) -> Sequence[PageTitle]:
        """The pages with a title that the platform's community has switched on."""
