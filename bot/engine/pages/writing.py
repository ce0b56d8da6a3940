"""From typed content to HTML. `xml.etree` builds and escapes it, so no text becomes markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.api.boards.pages import Attached, Content, Drawing, El, Meter, PageLink, Posting
from bot.api.port.outgoing import Span
from bot.api.text import Text

from . import posting

_TAGS = {"bold": "strong", "italic": "em", "code": "code", "strike": "s"}
_SPANS = {"quote": {"class": "quote"}, "spoiler": {"class": "spoiler", "tabindex": "0"}}
# What neither XML 1.0 nor HTML may hold, also escaped: control characters, lone surrogates.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without characters that would break a document."""
    return _ILLEGAL.sub("", text)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where pages are, as seen from the one that is written; `kept` goes along in every link."""

    root: str
    kept: Mapping[str, str]

    def page(self, path: str, query: Mapping[str, str] | None = None, anchor: str = "") -> str:
        """The address of a page."""
        asked = urlencode({**(query or {}), **self.kept}, errors="replace")
        where = f"{self.root}pages/{quote(path, errors='replace')}"
        mark = quote(anchor, errors="replace")
        return f"{where}{'?' + asked if asked else ''}{'#' + mark if mark else ''}"

    def of(self, link: PageLink) -> str:
        """The address that a link leads to."""
        return self.page(link.page, link.query, link.anchor)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes content for one reader: `spans` puts texts into the reader's language, `pictures` are
    the drawn ones (see drawing.py), `mark` what forms carry (see posting.py)."""

    spans: Callable[[Text], tuple[Span, ...]]
    addresses: Addresses
    pictures: Mapping[int, Element] = field(default_factory=dict)
    mark: str = ""

    def plain(self, text: Text) -> str:
        """The words alone."""
        return legal("".join(span.text for span in self.spans(text)))

    def html(self, content: Iterable[Content | None]) -> str:
        """A piece of HTML, for a feed."""
        parent = Element("div")
        self.fill(parent, content)
        return markup(parent)

    def fill(self, parent: Element, content: Iterable[Content | None]) -> None:
        """Put content at the end of an element."""
        for part in content:
            match part:
                case None:
                    continue
                case El():
                    node = SubElement(parent, part.tag, _named(part.css, part.id))
                    if part.label is not None:
                        node.set("aria-label", self.plain(part.label))
                    if part.news:
                        node.set("role", "status")
                    self.fill(node, part.children)
                case PageLink():
                    node = SubElement(parent, "a", _named(part.css))
                    node.set("href", self.addresses.of(part))
                    if part.current:
                        node.set("aria-current", "page")
                    self.fill(node, part.children)
                case Meter():
                    node = SubElement(parent, "meter", {"min": "0"})
                    node.set("max", f"{part.most:g}")
                    node.set("value", f"{part.value:g}")
                    node.set("aria-label", self.plain(part.label))
                case Drawing():
                    SubElement(parent, "figure").append(self.pictures[id(part)])
                case Posting():
                    address = self.addresses.page(part.page)
                    posting.write(parent, part, address, self.mark, self.plain)
                case Attached():
                    posting.attach(parent, part, self.plain)
                case _:
                    for span in self.spans(part):
                        _span(parent, span)


def markup(node: Element) -> str:
    """An element as HTML."""
    return tostring(node, encoding="unicode", method="html")


def _named(css: str, anchor: str = "") -> dict[str, str]:
    return {key: legal(value) for key, value in (("class", css), ("id", anchor)) if value}


def _span(parent: Element, span: Span) -> None:
    """Words with their styles, the innermost element last."""
    within: list[tuple[str, dict[str, str]]]
    within = [("span", looks) for style, looks in _SPANS.items() if style in span.styles]
    within += [(tag, {}) for style, tag in _TAGS.items() if style in span.styles]
    if span.link:
        within.append(("a", {"href": legal(span.link), "rel": "nofollow noopener noreferrer"}))
    for tag, attributes in within:
        parent = SubElement(parent, tag, attributes)
    _say(parent, legal(span.text))


def _say(parent: Element, words: str) -> None:
    """`xml.etree` keeps words behind an element in that element's tail."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words
