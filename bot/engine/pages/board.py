"""The board of pages: finds who offers what is asked for, and says plainly when nobody does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.api.boards.pages import Document, Door, Maker, Shown, Taker, Visit, el, to
from bot.api.errors import UserError
from bot.api.model import Community, Member
from bot.api.people import Level
from bot.api.port.pages import PageAnswer, PageAsk, PageEntry, PageTitle
from bot.api.text import CommandHint, T
from bot.engine.faults import unforeseen
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.compose import Composer
from bot.engine.services.people.directory import Registry

from .drawing import colours
from .posting import MARK, is_ours
from .printing import MISSING, Printer, Reading

_PATH = re.compile(r"[a-z][a-z0-9_]*([./][a-z0-9_-]+)*")
_OURS = ("enter", "leave", "charts.css")
_KEPT = ("community", "lang", "theme")


@dataclass(frozen=True, slots=True)
class _Offer:
    path: str
    title: T | None
    make: Maker
    level: Level
    take: Taker | None = None

    @property
    def cog(self) -> str:
        return re.split(r"[./]", self.path, maxsplit=1)[0]


class PageBoard:
    """Implements `Pages` and `PageHouse`. `enabled(cog, community_id)` as for figures."""

    def __init__(
        self,
        enabled: Callable[[str, int], bool],
        composer: Composer,
        catalogue: Catalogue,
        directory: Registry,
    ) -> None:
        self._enabled = enabled
        self._printer = Printer(composer)
        self._catalogue = catalogue
        self._directory = directory
        self._offers: dict[str, _Offer] = {}
        self._door: Door | None = None
        self._first = ""
        self.site: str | None = None

    def stands_at(self, site: str) -> None:
        """Where the server listens."""
        self.site = site

    def keep_door(self, door: Door, *, first: str) -> None:
        """The one that lets people in."""
        self._door, self._first = door, first

    async def enter(self, key: str) -> PageEntry | None:
        """Sign in."""
        found = await self._door.enter(key) if self._door is not None else None
        return PageEntry(found.token, found.seconds, self._first) if found else None

    async def leave(self, token: str) -> None:
        """Sign out."""
        if self._door is not None:
            await self._door.leave(token)

    def offer(
        self,
        path: str,
        title: T | None,
        make: Maker,
        *,
        level: Level = Level.MEMBER,
        take: Taker | None = None,
    ) -> None:
        """Pin a page."""
        if not _PATH.fullmatch(path):
            raise ValueError(f'a page cannot be at "{path}": use small letters, like "ideas.rss"')
        if path in self._offers or path in _OURS:
            raise ValueError(f'there is a page at "{path}" already')
        self._offers[path] = _Offer(path, title, make, level, take)

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
        if ask.path == "charts.css":
            return PageAnswer(200, colours().encode(), "text/css; charset=utf-8")
        reading, printer = self._stranger(ask), self._printer
        try:
            member = await self._door.who(ask.token) if self._door and ask.token else None
            community = await self._community(platform, ask.query, member)
            if community is None:
                words = T("There is no community with this number: leave it out of the address.")
                return printer.sorry(404, reading, words)
            reading = await self._reading(community, ask, member)
            if ask.path == "enter":
                return self._entrance(reading)
            return await self._answer(reading)
        except UserError as error:
            return printer.sorry(404, reading, error.text)
        except Exception as error:
            offer, _ = self._find(ask.path)
            where = f"the page {offer.path}" if offer else "the pages"
            return printer.sorry(500, reading, unforeseen(error, where))

    async def _answer(self, reading: Reading) -> PageAnswer:
        offer, rest = self._find(reading.ask.path)
        if offer is None:
            return self._printer.sorry(404, reading, MISSING)
        if not self._enabled(offer.cog, reading.community.id):
            words = T("This page is switched off in this community.")
            return self._printer.sorry(404, reading, words)
        if offer.level > reading.level:
            return self._closed(reading)
        reading = replace(reading, guarded=offer.level > Level.MEMBER)
        query = {key: value for key, value in reading.ask.query.items() if key not in _KEPT}
        visit = Visit(reading.community, rest, query, reading.member, reading.level, reading.locale)
        form = reading.ask.form
        if form is None:
            return await self._printer.shown(await offer.make(visit), reading)
        return await self._taken(offer, visit, form, reading)

    async def _taken(
        self, offer: _Offer, visit: Visit, form: Mapping[str, str], reading: Reading
    ) -> PageAnswer:
        """What came of a form."""
        if offer.take is None:
            words = T("Nothing can be sent to this page.")
            return self._printer.sorry(405, reading, words)
        if reading.member is None:
            return self._closed(reading)
        if not is_ours(reading.ask.token, form):
            words = T("This form was made for another visit: load its page again, and send it.")
            return self._printer.sorry(403, reading, words)
        answers = {name: value for name, value in form.items() if name != MARK}
        shown: Shown = await offer.take(visit, answers)
        return await self._printer.shown(shown, reading)

    # ---- the door

    def _entrance(self, reading: Reading) -> PageAnswer:
        """A button, as a program that only looks at links must not use the key up."""
        key = reading.ask.query.get("key", "")[:200]
        if not key:
            return self._closed(reading)
        words = T("Press the button to sign in on this device. The link works once.")
        return self._printer.document(
            200, Document(T("Sign in"), [el("p", words)]), reading, key=key
        )

    def _closed(self, reading: Reading) -> PageAnswer:
        if reading.member is not None:
            words = T("This page is for other people of the team: ask an owner for it.")
            shown = Document(T("Not for you"), [el("p", words)])
            return self._printer.document(403, shown, reading)
        words = T(
            "Type {command} in the chat: the bot then gives you a link that signs you in.",
            command=CommandHint("console"),
        )
        shown = Document(T("Please sign in"), [el("p", words)])
        return self._printer.document(401, shown, reading)

    # ---- who and what

    def _stranger(self, ask: PageAsk) -> Reading:
        """Somebody of no community, for saying so."""
        kept = {key: ask.query[key] for key in _KEPT if key in ask.query and key != "community"}
        nobody = Community(0, "Townhall")
        return Reading(ask, nobody, self._locale(ask, nobody), kept)

    async def _reading(self, community: Community, ask: PageAsk, member: Member | None) -> Reading:
        kept = {key: ask.query[key] for key in _KEPT if key in ask.query}
        reading = Reading(ask, community, self._locale(ask, community), kept)
        if member is not None and member.community_id == community.id:
            # in their own language, as the bot's private answers are
            locale = self._locale(ask, community, member)
            level = await self._directory.level_now(member)
            reading = replace(reading, member=member, level=level, locale=locale)
        offer, _ = self._find(ask.path)
        here = offer.path if offer else ""
        links = [
            to(path, title, current=path == here)
            for path, title in self._titled(community, reading.level)
        ]
        return replace(reading, links=links, offer=here)

    def _locale(self, ask: PageAsk, community: Community, member: Member | None = None) -> str:
        own = member.locale if member is not None else None
        return self._catalogue.best(ask.query.get("lang") or own, community.locale)

    async def _community(
        self, platform: str, query: Mapping[str, str], member: Member | None = None
    ) -> Community | None:
        """The one asked for, else the one of whoever has signed in, else that of the asking
        platform, else the first."""
        every = await self._directory.communities()
        if "community" in query:
            return next((one for one in every if str(one.id) == query["community"]), None)
        if member is not None:
            return next((one for one in every if one.id == member.community_id), None)
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

    def _titled(self, community: Community, level: Level = Level.MEMBER) -> list[tuple[str, T]]:
        return [
            (offer.path, offer.title)
            for offer in self._offers.values()
            if offer.title is not None
            and offer.level <= level
            and self._enabled(offer.cog, community.id)
        ]
