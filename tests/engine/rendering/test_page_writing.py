"""Whatever a member types comes out of a page as the same words, and as nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.boards.pages import Content, El, el, meter, to
from bot.api.port.outgoing import Span, Style
from bot.engine.pages.writing import Addresses, Writer, legal

STYLES: list[Style] = ["bold", "italic", "code", "strike", "quote", "spoiler"]


class Read(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def writer(*styles: Style, link: str | None = None) -> Writer:
    return Writer(
        lambda text: (Span(str(text), frozenset(styles), link),),
        Addresses("../", {"community": "1"}),
    )


@given(st.text(), st.sets(st.sampled_from(STYLES)))
def test_words_stay_words(text: str, styles: set[Style]) -> None:
    read = Read(writer(*styles).html([el("p", text, el("span", "!"), text)]))
    kept = legal(text)
    assert read.words == f"{kept}!{kept}"
    known = {"strong", "em", "code", "s", "span", "p", "div"}
    assert {tag for tag, _ in read.tags} <= known


@given(st.text())
def test_attributes_stay_attributes(text: str) -> None:
    parts: list[Content] = [
        el("div", css=text, id=text, label=text),
        to(text, "x", anchor=text, q=text, css=text),
        meter(1, 2, text),
    ]
    read = Read(writer().html(parts))
    assert [tag for tag, _ in read.tags] == ["div", "div", "a", "meter"]
    _, div, link, bar = (attributes for _, attributes in read.tags)
    assert div.get("class", "") == div.get("id", "") == legal(text) == div["aria-label"]
    assert set(link) <= {"href", "class"} and set(bar) == {"min", "max", "value", "aria-label"}
    assert (link["href"] or "").startswith("../pages/")
    assert (link["href"] or "").isascii()


def test_a_page_has_only_elements_that_can_do_no_harm() -> None:
    for tag in ("script", "style", "iframe", "a", "img", "form", "P"):
        with pytest.raises(ValueError, match=f"no element <{tag}>"):
            El(tag)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="more than 0"):
        meter(1, 0, "votes")
