"""A page that is watched: what its script (web/pages/console.js) needs, in the reader's language.

The script asks for the page again and again with the page's stamp, and gets an answer without a
body while the stamp is the same.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from xml.etree.ElementTree import Element, SubElement

from bot.api.text import T

from .writing import Writer, markup

AS_OF = "as-of"
"""The look of a part that says only when the page was made, directly within the page."""
_WORDS = {
    "updated": T("Updated {time}", time="{time}"),
    "out": T("You are signed out, so nothing new is shown: load the page again."),
    "gone": T("This page is no longer there for you: load it again to see why."),
    "lost": T("The bot does not answer at the moment. The page tries again by itself."),
    "explore": T("Use the arrow keys to read the numbers."),
    "point": T("Point at it, or use the arrow keys."),
    "walk": T("Use the arrow keys to go from one to the next, plus and minus to zoom."),
    "meet": T("Point at somebody, or use the arrow keys."),
    "zoom": T("Zoom"),
    "larger": T("Larger"),
    "smaller": T("Smaller"),
    "whole": T("The whole picture"),
    "keys": T("Show or hide"),
}


def stamp(main: Element) -> str:
    """What stays the same while a page says the same; when it was made does not count."""
    digest = blake2b(digest_size=12)
    for part in main:
        if AS_OF not in (part.get("class") or "").split():
            digest.update(markup(part).encode())
    return digest.hexdigest()


def enliven(head: Element, top: Element, stamped: str, writer: Writer) -> None:
    """The script, and the line of the page's top that it brings to life."""
    address = f"{writer.addresses.root}web/pages/console.js"
    SubElement(head, "script", {"type": "module", "src": address})
    words = {name: writer.plain(words) for name, words in _WORDS.items()}
    line = SubElement(top, "div", {"class": "live", "hidden": "hidden", "data-stamp": stamped})
    line.set("data-words", json.dumps(words, ensure_ascii=False))
    toggle = {"type": "button", "class": "button small", "aria-pressed": "false"}
    SubElement(line, "button", toggle).text = writer.plain(T("Live"))
    SubElement(line, "span", {"role": "status"})
