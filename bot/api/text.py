"""Text that stays typed until it is rendered.

A plain `str` is data (a member's words, a name): the renderer escapes it, so it can never become
Markdown, HTML or a mention. `T("...")` is a sentence of ours, translated when rendered;
`N(one, many, n)` one with a plural. The rest says what a part *is*, never how it looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .model import Member


class Node:
    """Base of every typed part of a text."""

    __slots__ = ()

    def __add__(self, other: Text) -> Join:
        return Join((self, other), "")


Text: TypeAlias = "str | Node"
Value: TypeAlias = "str | Node | int"


class T(Node):
    """A translatable sentence in English with `{named}` holes.

    >>> T("{who} has joined", who=Mention(member))

    The literal is the gettext message id, so it must be a literal in the source. Holes take
    strings (escaped), ints (formatted for the locale) or other nodes.
    """

    __slots__ = ("params", "template")

    def __init__(self, template: str, /, **params: Value) -> None:
        self.template = template
        self.params = params

    def __str__(self) -> str:
        """English, for logs and errors; holes that are nodes come out as their English form."""
        return self.template.format_map({k: str(v) for k, v in self.params.items()})

    def __repr__(self) -> str:
        return f"T({self.template!r})"

    def __eq__(self, other: object) -> bool:
        return (
            type(other) is type(self)
            and isinstance(other, T)
            and (self.template, self.params) == (other.template, other.params)
        )

    def __hash__(self) -> int:
        return hash(self.template)


class N(T):
    """A translatable sentence with a plural; the count is the hole `{n}`.

    >>> N("{n} vote", "{n} votes", 3)
    """

    __slots__ = ("n", "plural")

    def __init__(self, singular: str, plural: str, n: int, /, **params: Value) -> None:
        super().__init__(singular, n=n, **params)
        self.plural = plural
        self.n = n

    def __str__(self) -> str:
        chosen = self.template if self.n == 1 else self.plural
        return chosen.format_map({k: str(v) for k, v in self.params.items()})


@dataclass(frozen=True, slots=True)
class Join(Node):
    """Parts one after another with `sep` between them; empty strings are left out."""

    parts: tuple[Text, ...]
    sep: str = ""

    def __str__(self) -> str:
        return self.sep.join(str(p) for p in self.parts if p != "")


def lines(*parts: Text | None) -> Join:
    """Each part on a line of its own; None is left out, "" is an empty line."""
    return Join(tuple(Raw("") if p == "" else p for p in parts if p is not None), "\n")


def joined(parts: Iterable[Text], sep: str = ", ") -> Join:
    """The parts as a list within a sentence."""
    return Join(tuple(parts), sep)


@dataclass(frozen=True, slots=True)
class Raw(Node):
    """Data like a plain str, kept by `Join` even when empty."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Styled(Node):
    """Text in one of the styles that every platform has."""

    style: Literal["bold", "italic", "code", "spoiler", "quote", "strike"]
    text: Text

    def __str__(self) -> str:
        return str(self.text)


def bold(text: Text) -> Styled:
    """Important."""
    return Styled("bold", text)


def italic(text: Text) -> Styled:
    """Aside."""
    return Styled("italic", text)


def code(text: Text) -> Styled:
    """To be typed as it stands: a command, a code."""
    return Styled("code", text)


def spoiler(text: Text) -> Styled:
    """Hidden until the reader asks for it."""
    return Styled("spoiler", text)


def quote(text: Text) -> Styled:
    """Someone's words, as a block of its own."""
    return Styled("quote", text)


def strike(text: Text) -> Styled:
    """No longer valid."""
    return Styled("strike", text)


@dataclass(frozen=True, slots=True)
class Link(Node):
    """A link; `url` must be http, https or tg."""

    label: Text
    url: str

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True, slots=True)
class Mention(Node):
    """Names a member; on the platform of their account it is a real mention.

    `ping=False` shows the name without notifying anybody.
    """

    member: Member
    ping: bool = True

    def __str__(self) -> str:
        return self.member.name


@dataclass(frozen=True, slots=True)
class Moment(Node):
    """A point in time (UTC milliseconds), shown in the community's or reader's zone."""

    at: int
    style: Literal["datetime", "date", "time", "relative", "weekday"] = "datetime"

    def __str__(self) -> str:
        return f"@{self.at}"


@dataclass(frozen=True, slots=True)
class Length(Node):
    """A length of time in seconds, shown in the largest fitting unit ("2 hours")."""

    seconds: int

    def __str__(self) -> str:
        return f"{self.seconds} s"


@dataclass(frozen=True, slots=True)
class Percent(Node):
    """A share 0..1 shown as a percentage; `signed` shows + for a rise."""

    share: float
    signed: bool = False

    def __str__(self) -> str:
        return f"{self.share:+.0%}" if self.signed else f"{self.share:.0%}"


@dataclass(frozen=True, slots=True)
class CommandHint(Node):
    """How to type a command, as this platform writes it ("/faq ask", "/faq_ask")."""

    path: str
    rest: str = ""

    def __str__(self) -> str:
        return f"/{self.path} {self.rest}".rstrip()


# A cell begins at the start of a field; and, where a spreadsheet takes semicolons or tabs as
# separators (as in German), within it.
_FORMULA = re.compile(r'(^|[;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠]|[\t\r\n])')


def defused(text: str) -> str:
    """Text for a cell that no spreadsheet calculates: an apostrophe stands before whatever could
    begin a formula (OWASP, CSV Injection). Other text stays as it is."""
    return _FORMULA.sub(r"\1'", text)


def clip(text: str, most: int) -> str:
    """The beginning of a text: at most so many characters, with … where some were left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def one_line(text: str, most: int) -> str:
    """The same on a single line, however the text was written."""
    return clip(" ".join(text.split()), most)
