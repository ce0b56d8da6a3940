"""Pictures in a page: drawn before the page is written, as SVG in the page's own colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement

from bot.api.boards.pages import Content, Drawing, El, PageLink
from bot.api.text import Text
from bot.engine.rendering.charts import Drawn, draw_inline, palette

from .writing import legal


async def drawn(
    body: Iterable[Content | None], plain: Callable[[Text], str]
) -> Mapping[int, Element]:
    """The pictures of a body by the identity of their `Drawing`."""
    return {id(one): _element(await draw_inline(one.picture, plain)) for one in _drawings(body)}


def colours() -> str:
    """The style sheet that gives pictures their colours in each theme."""
    light, dark = palette(dark=False), palette(dark=True)
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme: dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
    )


def _drawings(body: Iterable[Content | None]) -> Iterable[Drawing]:
    for part in body:
        match part:
            case Drawing():
                yield part
            case El() | PageLink():
                yield from _drawings(part.children)


def _element(picture: Drawn) -> Element:
    """The picture with its legend below, in letters that can be read on a phone."""
    element = Element("div", {"class": "picture"})
    element.append(picture.svg)
    if picture.keys:
        keys = SubElement(element, "ul", {"class": "keys"})
        for key in picture.keys:
            entry = SubElement(keys, "li", {"data-series": str(key.series)})
            swatch = SubElement(entry, "svg", {"viewBox": "0 0 16 16", "aria-hidden": "true"})
            SubElement(swatch, "rect", {"width": "16", "height": "16", "fill": key.color})
            swatch.tail = legal(key.name)
    return element
