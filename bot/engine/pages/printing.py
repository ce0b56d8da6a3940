"""Puts a page, a feed or a file into an answer, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from bot.api.boards.pages import Document, Feed, File, PageLink, Shown, el
from bot.api.model import Community, Member
from bot.api.people import Level
from bot.api.port.outgoing import Span
from bot.api.port.pages import PageAnswer, PageAsk
from bot.api.text import T, Text
from bot.engine.rendering.compose import Composer, Reader

from . import frames
from .drawing import drawn
from .posting import mark_of
from .writing import Addresses, Writer

_HTML = "text/html; charset=utf-8"
_INERT = frozenset(
    {"application/json", "text/plain", "text/csv", "image/png", "image/jpeg", "image/webp"}
)
_THEMES = ("light", "dark")
MISSING = T("There is no such page: go back to the chat, or choose a page above.")


@dataclass(frozen=True, slots=True)
class Reading:
    """One visit: what is asked for by whom. `links` are the pages to go to, `kept` is what every
    link takes along, `offer` the path of the page that is open ("" for none), `guarded` whether
    that is one that not everybody may read."""

    ask: PageAsk
    community: Community
    locale: str
    kept: Mapping[str, str]
    member: Member | None = None
    level: Level = Level.MEMBER
    links: Sequence[PageLink] = ()
    offer: str = ""
    guarded: bool = False


class Printer:
    """Writes answers."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer

    async def shown(self, shown: Shown, reading: Reading) -> PageAnswer:
        """What a cog has made."""
        match shown:
            case None:
                return self.sorry(404, reading, MISSING)
            case Document():
                pictures = await drawn(shown.body, self._writer(reading, "").plain)
                return self.document(200, shown, reading, pictures=pictures)
            case Feed():
                ask = reading.ask
                writer = self._writer(reading, f"{ask.site}/")
                own = writer.addresses.page(ask.path, ask.query)
                cog = reading.offer.replace("/", ".").partition(".")[0]
                name = f"{reading.community.id}:{cog}"
                content = frames.rss(shown, own, name, reading.locale, writer)
                return PageAnswer(200, content, "application/rss+xml; charset=utf-8")
            case File():
                filename = shown.filename
                if not filename and shown.mime.partition(";")[0].strip() not in _INERT:
                    filename = reading.offer.rpartition("/")[2]
                return PageAnswer(200, shown.content, shown.mime, filename)

    def document(
        self,
        status: int,
        shown: Document,
        reading: Reading,
        *,
        key: str = "",
        pictures: Mapping[int, Element] | None = None,
    ) -> PageAnswer:
        """A page in its frame; with a `key` it has a button that signs in with it."""
        # from the page's own address, so that a proxy may serve all of it under a path of its own
        writer = self._writer(reading, "../" * (reading.ask.path.count("/") + 1))
        if pictures:
            writer = replace(writer, pictures=pictures)
        theme = reading.kept.get("theme", "")
        frame = frames.Frame(
            reading.community.name,
            reading.locale,
            theme if theme in _THEMES else "",
            reading.links,
            visitor=reading.member.name if reading.member else "",
            key=key,
            scripted=(scripted := status == 200 and reading.guarded),
            watched=scripted and reading.ask.form is None and not shown.still,
        )
        content, stamp = frames.document(shown, frame, writer)
        return PageAnswer(status, content, _HTML, scripted=scripted, stamp=stamp)

    def sorry(self, status: int, reading: Reading, words: Text) -> PageAnswer:
        """Why there is no page, in one sentence."""
        title = T("Page not found") if status == 404 else T("This page does not work")
        return self.document(status, Document(title, [el("p", words)]), reading)

    def _writer(self, reading: Reading, root: str) -> Writer:
        eyes = Reader("web", reading.locale, reading.community.timezone)

        def spans(text: Text) -> tuple[Span, ...]:
            return self._composer.spans(text, eyes)

        mark = mark_of(reading.ask.token) if reading.member is not None else ""
        return Writer(spans, Addresses(root, reading.kept), mark=mark)
