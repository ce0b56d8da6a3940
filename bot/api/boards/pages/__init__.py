"""Web pages that cogs offer: the local console serves them under `/pages/` and links to them.

A cog gives content, never markup: a `Document` made of `el(...)` and typed text, a `Feed`, or a
`File`. Language, escaping, the frame around it and the feed's XML are the engine's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ...model import Community, Member
from ...people import Level
from ...text import T, Text
from .forms import Posting as Posting
from .forms import Question as Question
from .forms import posting as posting
from .html import Attached as Attached
from .html import Content as Content
from .html import Drawing as Drawing
from .html import El as El
from .html import Meter as Meter
from .html import PageLink as PageLink
from .html import attached as attached
from .html import drawing as drawing
from .html import el as el
from .html import meter as meter
from .html import to as to


@dataclass(frozen=True, slots=True)
class Visit:
    """What is asked for: `rest` is the path below the offered one ("12" of "ideas/12", else ""),
    `query` what stands behind the question mark. Both are typed by anybody: check them.

    `member` is who has signed in, with the `level` they have now; None for everybody else. The page
    is written in the language `locale`."""

    community: Community
    rest: str
    query: Mapping[str, str]
    member: Member | None = None
    level: Level = Level.MEMBER
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Document:
    """A page for reading. The frame has the title as its heading (h1), the community's name, the
    way back to the chat and the other pages; `feed` is the path of a feed of the same things.
    `still` says that loading it again would not show the same: it answers what was sent."""

    title: Text
    body: Sequence[Content | None]
    feed: str = ""
    still: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed. `id` stays the same for ever ("12"); `page` is where to read it."""

    id: str
    title: Text
    body: Sequence[Content | None]
    at: int
    """When it appeared, UTC ms."""
    page: PageLink


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS 2.0 feed (https://www.rssboard.org/rss-specification), the newest entry first."""

    title: Text
    about: Text
    page: PageLink
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class File:
    """Bytes as they are. With a `filename` they are offered for download; so is anything but
    JSON, plain text, CSV and pictures, as a browser might run it."""

    content: bytes
    mime: str
    filename: str = ""


Shown: TypeAlias = "Document | Feed | File | None"
Maker = Callable[[Visit], Awaitable[Shown]]
"""Makes a page when somebody asks for it; None when there is nothing under `rest`."""
Taker = Callable[[Visit, Mapping[str, str]], Awaitable[Shown]]
"""Takes a form that a signed-in visitor has sent from a page of ours; makes the page that says
what came of it. The answers can be anything."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets a browser in, for so many seconds."""

    token: str
    seconds: int


class Door(Protocol):
    """Keeps who has signed in. Keys and tokens come from anybody."""

    async def enter(self, key: str) -> Pass | None:
        """Exchange a one-time key; None for one that is unknown, used or too old."""

    async def who(self, token: str) -> Member | None:
        """Whose token it is; None when it is not good (any more)."""

    async def leave(self, token: str) -> None:
        """Sign out."""


class Pages(Protocol):
    """A board where cogs pin web pages."""

    @property
    def site(self) -> str | None:
        """Where the web server listens ("http://127.0.0.1:8420"); None where none runs."""

    def keep_door(self, door: Door, *, first: str) -> None:
        """The one that lets people in to pages with a level; `first` is the page they then see."""

    def offer(
        self,
        path: str,
        title: T | None,
        make: Maker,
        *,
        level: Level = Level.MEMBER,
        take: Taker | None = None,
    ) -> None:
        """Pin a page at `/pages/<path>`; call it in the cog's `start`.

        The path is the cog's name, or begins with it ("ideas", "ideas.rss", "ideas/export.json");
        what lies below it is the page's own (`Visit.rest`). With a title the console links to it.
        A page without a level is for everybody who can open the server: show only what all in the
        community may read already. With one, visitors have to sign in and to have that level.
        What a `posting` sends to it, or below it, goes to `take`; only from who has signed in.
        ValueError for a path that is malformed or taken.
        """
