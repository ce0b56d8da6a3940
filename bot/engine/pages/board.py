"""The board of pages: finds who offers what is asked for, and says plainly when nobody does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.api.boards.pages import Document, Feed, File, Maker, PageLink, Shown, Visit, el, to
from bot.api.errors import UserError
from bot.api.model import Community
from bot.api.port.outgoing import Span
from bot.api.port.pages import PageAnswer, PageAsk, PageTitle
from bot.api.services import Directory
from bot.api.text import T, Text
from bot.engine.faults import unforeseen
from bot.engine.rendering.compose import Composer, Reader
from bot.engine.rendering.i18n import Catalogue

from . import frames
from .writing import Addresses, Writer

_PATH = re.compile(r"[a-z][a-z0-9_]*([./][a-z0-9_-]+)*")
_HTML = "text/html; charset=utf-8"
_INERT = frozenset(
    {"application/json", "text/plain", "text/csv", "image/png", "image/jpeg", "image/webp"}
)
_KEPT = ("community", "lang", "theme")
_THEMES = ("light", "dark")
_MISSING = T("There is no such page: go back to the chat, or choose a page above.")


@dataclass(frozen=True, slots=True)
class _Offer:
    path: str
    title: T | None
    make: Maker

    @property
    def cog(self) -> str:
        return re.split(r"[./]", self.path, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads: the community, the language, and what every link takes along."""

    community: Community
    locale: str
    kept: Mapping[str, str]


class PageBoard:
    """Implements `Pages` and `PageHouse`. `enabled(cog, community_id)` as for figures."""

    def __init__(
        self,
        enabled: Callable[[str, int], bool],
        composer: Composer,
        catalogue: Catalogue,
        directory: Directory,
    ) -> None:
        self._enabled = enabled
        self._composer = composer
        self._catalogue = catalogue
        self._directory = directory
        self._offers: dict[str, _Offer] = {}

    def offer(self, path: str, title: T | None, make: Maker) -> None:
        """Pin a page."""
        if not _PATH.fullmatch(path):
            raise ValueError(f'a page cannot be at "{path}": use small letters, like "ideas.rss"')
        if path in self._offers:
            raise ValueError(f'there is a page at "{path}" already')
        self._offers[path] = _Offer(path, title, make)

    async def titles(self, platform: str) -> Sequence[PageTitle]:
        """The pages to link to."""
        community = await self._community(platform, {})
        if community is None:
            return []
        catalogue = self._catalogue
        return [
            PageTitle(
                path, {locale: catalogue.translate(title, locale) for locale in catalogue.locales}
            )
            for path, title in self._titled(community)
        ]

    async def answer(self, platform: str, ask: PageAsk) -> PageAnswer:
        """The page, or why there is none."""
        reader = self._stranger(ask)
        try:
            community = await self._community(platform, ask.query)
            if community is None:
                words = T("There is no community with this number: leave it out of the address.")
                return self._sorry(404, reader, ask, words)
            reader = self._reader(community, ask)
            return await self._answer(reader, ask)
        except UserError as error:
            return self._sorry(404, reader, ask, error.text)
        except Exception as error:
            offer, _ = self._find(ask.path)
            where = f"the page {offer.path}" if offer else "the pages"
            return self._sorry(500, reader, ask, unforeseen(error, where))

    async def _answer(self, reader: _Reader, ask: PageAsk) -> PageAnswer:
        offer, rest = self._find(ask.path)
        if offer is None:
            return self._sorry(404, reader, ask, _MISSING)
        if not self._enabled(offer.cog, reader.community.id):
            words = T("This page is switched off in this community.")
            return self._sorry(404, reader, ask, words)
        query = {key: value for key, value in ask.query.items() if key not in _KEPT}
        shown = await offer.make(Visit(reader.community, rest, query))
        return self._written(shown, reader, ask, offer)

    # ---- who and what

    def _reader(self, community: Community, ask: PageAsk) -> _Reader:
        kept = {key: ask.query[key] for key in _KEPT if key in ask.query}
        locale = self._catalogue.best(ask.query.get("lang"), community.locale)
        return _Reader(community, locale, kept)

    def _stranger(self, ask: PageAsk) -> _Reader:
        """Somebody of no community, for saying so."""
        reader = self._reader(Community(0, "Townhall"), ask)
        return replace(
            reader, kept={key: one for key, one in reader.kept.items() if key != "community"}
        )

    async def _community(self, platform: str, query: Mapping[str, str]) -> Community | None:
        """The one asked for, else the one of the asking platform, else the first."""
        every = await self._directory.communities()
        if "community" in query:
            return next((one for one in every if str(one.id) == query["community"]), None)
        for one in every:
            spaces = await self._directory.spaces(one.id)
            if any(space.platform == platform for space in spaces):
                return one
        return every[0] if every else None

    def _find(self, path: str) -> tuple[_Offer | None, str]:
        """The offer with the longest path that the asked one begins with, and what is below."""
        head, rest = path.strip("/"), ""
        while head:
            if head in self._offers:
                return self._offers[head], rest
            head, _, last = head.rpartition("/")
            rest = f"{last}/{rest}" if rest else last
        return None, path

    def _titled(self, community: Community) -> list[tuple[str, T]]:
        return [
            (offer.path, offer.title)
            for offer in self._offers.values()
            if offer.title is not None and self._enabled(offer.cog, community.id)
        ]

    # ---- writing

    def _writer(self, reader: _Reader, root: str) -> Writer:
        eyes = Reader("web", reader.locale, reader.community.timezone)

        def spans(text: Text) -> tuple[Span, ...]:
            return self._composer.spans(text, eyes)

        return Writer(spans, Addresses(root, reader.kept))

    def _written(self, shown: Shown, reader: _Reader, ask: PageAsk, offer: _Offer) -> PageAnswer:
        match shown:
            case None:
                return self._sorry(404, reader, ask, _MISSING)
            case Document():
                return self._document(200, shown, reader, ask)
            case Feed():
                writer = self._writer(reader, f"{ask.site}/")
                own = writer.addresses.page(ask.path, ask.query)
                name = f"{reader.community.id}:{offer.cog}"
                content = frames.rss(shown, own, name, reader.locale, writer)
                return PageAnswer(200, content, "application/rss+xml; charset=utf-8")
            case File():
                filename = shown.filename
                if not filename and shown.mime.partition(";")[0].strip() not in _INERT:
                    filename = offer.path.rpartition("/")[2]
                return PageAnswer(200, shown.content, shown.mime, filename)

    def _document(self, status: int, shown: Document, reader: _Reader, ask: PageAsk) -> PageAnswer:
        # from the page's own address, so that a proxy may serve all of it under a path of its own
        writer = self._writer(reader, "../" * (ask.path.count("/") + 1))
        here = self._find(ask.path)[0]
        links: list[PageLink] = []
        if reader.community.id:
            links = [
                to(path, title, current=here is not None and here.path == path)
                for path, title in self._titled(reader.community)
            ]
        theme = reader.kept.get("theme", "")
        frame = frames.Frame(
            reader.community.name, reader.locale, theme if theme in _THEMES else "", links
        )
        return PageAnswer(status, frames.document(shown, frame, writer), _HTML)

    def _sorry(self, status: int, reader: _Reader, ask: PageAsk, words: Text) -> PageAnswer:
        title = T("Page not found") if status == 404 else T("This page does not work")
        return self._document(status, Document(title, [el("p", words)]), reader, ask)
