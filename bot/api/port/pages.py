"""The web pages of the cogs, as a platform with a web server of its own shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PageAsk:
    """A request: the path below `/pages/`, the query, and where the site is
    ("http://127.0.0.1:8420", for addresses that are read elsewhere). `token` is what the browser
    was given when somebody signed in, "" for none. `form` is what was sent, None for a look."""

    path: str
    query: Mapping[str, str]
    site: str
    token: str = ""
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What to send; with a `filename` it is a download. A `scripted` page has a script of ours.
    With a `stamp` it need not be sent to whoever has one with the same stamp."""

    status: int
    content: bytes
    mime: str
    filename: str = ""
    scripted: bool = False
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """Somebody has signed in: what their browser keeps, for how many seconds, and the page to go
    to below `/pages/`."""

    token: str
    seconds: int
    path: str


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

    async def enter(self, key: str) -> PageEntry | None:
        """Sign in with a one-time key; None when it is not good (any more)."""

    async def leave(self, token: str) -> None:
        """Sign out."""

    def stands_at(self, site: str) -> None:
        """Where the server listens ("http://127.0.0.1:8420")."""
