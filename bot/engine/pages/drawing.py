"""Pictures in a page: drawn before the page is written, as SVG in the page's own colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.etree.ElementTree import Element, fromstring

from bot.api.boards.pages import Content, Drawing, El, PageLink
from bot.api.text import Text
from bot.engine.rendering.charts import draw_svg, palette

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


async def drawn(
    body: Iterable[Content | None], plain: Callable[[Text], str]
) -> Mapping[int, Element]:
    """The pictures of a body by the identity of their `Drawing`."""
    found: dict[int, Element] = {}
    for drawing in _drawings(body):
        found[id(drawing)] = _inline(await draw_svg(drawing.picture, plain))
    return found


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


def _inline(svg: str) -> Element:
    """As an element of HTML. Styles become attributes, which a page without inline styles in its
    policy still shows."""
    # written a moment ago by our own code: nothing of it comes from outside but escaped words
    root = fromstring(svg.replace(_NAMESPACE, "", 1))  # noqa: S314
    for node in root.iter():
        for declaration in node.attrib.pop("style", "").split(";"):
            name, colon, value = declaration.partition(":")
            if colon:
                node.set(name.strip(), value.strip())
    return root
