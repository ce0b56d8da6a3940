"""The body of a page, safe by construction: elements from a list, texts that are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from ...chart import Picture
from ...reply import File as Attachment
from ...text import Text
from .forms import Posting

Tag = Literal[
    "article", "section", "header", "footer", "nav", "div", "p", "h2", "h3", "ul", "ol", "li",
    "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "small",
    "blockquote", "details", "summary", "hr",
]  # fmt: skip
_TAGS = frozenset(get_args(Tag))

Content: TypeAlias = "Text | El | PageLink | Meter | Drawing | Attached | Posting"


@dataclass(frozen=True, slots=True)
class El:
    """An element; children are texts and elements, None is left out. Made by `el`."""

    tag: Tag
    children: tuple[Content | None, ...] = ()
    css: str = ""
    id: str = ""
    label: Text | None = None
    news: bool = False

    def __post_init__(self) -> None:
        if self.tag not in _TAGS:
            raise ValueError(f"a page has no element <{self.tag}>: use one of {sorted(_TAGS)}")


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a page of ours. Made by `to`."""

    page: str
    children: tuple[Content | None, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""
    css: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Meter:
    """A bar: `value` of `most`. Made by `meter`."""

    value: float
    most: float
    label: Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of numbers; its `alt` is read out. Made by `drawing`."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class Attached:
    """A file within a page: a picture is shown, anything else can be kept. Made by `attached`."""

    file: Attachment
    words: Text = ""


def el(
    tag: Tag,
    *children: Content | None,
    css: str = "",
    id: str = "",
    label: Text | None = None,
    news: bool = False,
) -> El:
    """An element: `el("p", T("By {who}", who=name), css="quiet")`.

    Texts are typed texts or plain data; they are translated and escaped when shown, and a line
    break in them is one on the page. `css` names classes of the console's look: "cards" (a list)
    with "card" (an item), "tabs" (a nav of links), "facts" (a line of small facts), "badge",
    "quiet", "lead", "empty" (nothing there yet), "as-of" (a part of the page's body that says only
    when it was made). `label` is the name that is read out, where the element has none in sight.
    `news` makes it a status that is read out when it comes.
    """
    return El(tag, children, css, id, label, news)


def to(
    page: str,
    *children: Content | None,
    anchor: str = "",
    css: str = "",
    current: bool = False,
    **query: str | int,
) -> PageLink:
    """A link to a page by the path it was offered under: `to("ideas/12", title, sort="new")`.

    The reader's community, language and theme go along. `current` marks the one that is open.
    Links to elsewhere are the typed text `Link`.
    """
    asked = {name: str(value) for name, value in query.items()}
    return PageLink(page, children, asked, anchor, css, current)


def meter(value: float, most: float, label: Text) -> Meter:
    """A bar for `value` of `most` (more than 0); the label says it in words, as it is read out."""
    if most <= 0:
        raise ValueError("a meter's most must be more than 0")
    return Meter(value, most, label)


def drawing(picture: Picture) -> Drawing:
    """A chart or network in the page's own colours, light or dark."""
    return Drawing(picture)


def attached(file: Attachment, words: Text) -> Attached:
    """A picture with its description, or a link that keeps the file, with these words."""
    return Attached(file, words)
