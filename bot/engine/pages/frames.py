"""The frame around a page's body, and a feed's XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from bot.api.boards.pages import Document, Feed, PageLink
from bot.api.text import T

from .live import enliven, stamp
from .writing import Writer, legal, markup

_ATOM = "http://www.w3.org/2005/Atom"
register_namespace("atom", _ATOM)


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the body: the language, the theme ("" is the system's), other pages, and who
    has signed in ("" for nobody). `key` makes it the page that asks to sign in with it; `scripted`
    gives it a script, which keeps it up to date if it is `watched`."""

    community: str
    locale: str
    theme: str
    links: Sequence[PageLink]
    visitor: str = ""
    key: str = ""
    scripted: bool = False
    watched: bool = False


def document(shown: Document, frame: Frame, writer: Writer) -> tuple[bytes, str]:
    """A whole HTML page that needs no scripts, and the stamp of one that is watched ("" else)."""
    root = Element("html", {"lang": frame.locale})
    if frame.theme:
        root.set("data-theme", frame.theme)
    head = _head(shown, frame, writer)
    root.append(head)
    body = SubElement(root, "body", {"class": "page"})
    skip = SubElement(body, "a", {"class": "skip", "href": "#content"})
    skip.text = writer.plain(T("Skip to the content"))
    top = SubElement(body, "header", {"class": "page-top"})
    back = SubElement(top, "a", {"class": "button small", "href": writer.addresses.root})
    back.text = writer.plain(T("Back to the chat"))
    SubElement(top, "strong").text = legal(frame.community)
    if frame.links:
        nav = SubElement(top, "nav", {"aria-label": writer.plain(T("Pages"))})
        writer.fill(nav, frame.links)
    if frame.visitor:
        visitor = SubElement(top, "div", {"class": "visitor"})
        who = SubElement(visitor, "span")
        who.text = writer.plain(T("Signed in as {who}", who=frame.visitor))
        _form(visitor, writer, "leave", T("Sign out"), {})
    main = SubElement(body, "main", {"id": "content"})
    SubElement(main, "h1").text = writer.plain(shown.title)
    writer.fill(main, shown.body)
    if frame.key:
        _form(main, writer, "enter", T("Sign in"), {"key": frame.key})
    stamped = stamp(main) if frame.watched else ""
    if frame.scripted:
        enliven(head, top, stamped, writer)
    return f"<!doctype html>\n{markup(root)}\n".encode(), stamped


def _form(parent: Element, writer: Writer, where: str, label: T, hidden: Mapping[str, str]) -> None:
    """One button that posts."""
    address = f"{writer.addresses.root}pages/{where}"
    form = SubElement(parent, "form", {"method": "post", "action": address})
    for name, value in hidden.items():
        SubElement(form, "input", {"type": "hidden", "name": name, "value": legal(value)})
    button = SubElement(form, "button", {"type": "submit", "class": "button small"})
    button.text = writer.plain(label)


def _head(shown: Document, frame: Frame, writer: Writer) -> Element:
    at = writer.addresses
    head = Element("head")
    SubElement(head, "meta", {"charset": "utf-8"})
    size = "width=device-width, initial-scale=1"
    SubElement(head, "meta", {"name": "viewport", "content": size})
    SubElement(head, "meta", {"name": "color-scheme", "content": "light dark"})
    title = writer.plain(shown.title)
    SubElement(head, "title").text = f"{title} · {legal(frame.community)}"
    icon = {"rel": "icon", "href": f"{at.root}web/logo.svg", "type": "image/svg+xml"}
    SubElement(head, "link", icon)
    for sheet in ("base/base", "pages/pages"):
        SubElement(head, "link", {"rel": "stylesheet", "href": f"{at.root}web/{sheet}.css"})
    if writer.pictures:
        SubElement(head, "link", {"rel": "stylesheet", "href": f"{at.root}pages/charts.css"})
    if shown.feed:
        feed = {"rel": "alternate", "type": "application/rss+xml", "title": title}
        SubElement(head, "link", {**feed, "href": at.page(shown.feed)})
    return head


def rss(shown: Feed, own: str, name: str, locale: str, writer: Writer) -> bytes:
    """An RSS 2.0 document; `own` is its address, `name` makes the entries' ids unique."""
    root = Element("rss", {"version": "2.0"})
    channel = SubElement(root, "channel")
    _words(channel, "title", writer.plain(shown.title))
    _words(channel, "link", writer.addresses.of(shown.page))
    _words(channel, "description", writer.plain(shown.about))
    _words(channel, "language", locale)
    if shown.entries:
        _words(channel, "lastBuildDate", _date(max(entry.at for entry in shown.entries)))
    self_link = {"rel": "self", "type": "application/rss+xml", "href": own}
    SubElement(channel, f"{{{_ATOM}}}link", self_link)
    for entry in shown.entries:
        item = SubElement(channel, "item")
        _words(item, "title", writer.plain(entry.title))
        _words(item, "link", writer.addresses.of(entry.page))
        guid = SubElement(item, "guid", {"isPermaLink": "false"})
        guid.text = legal(f"townhall:{name}:{entry.id}")
        _words(item, "pubDate", _date(entry.at))
        _words(item, "description", legal(writer.html(entry.body)))
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _words(parent: Element, tag: str, words: str) -> None:
    SubElement(parent, tag).text = words


def _date(at: int) -> str:
    return format_datetime(datetime.fromtimestamp(at / 1000, UTC), usegmt=True)
