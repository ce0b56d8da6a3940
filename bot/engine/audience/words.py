"""Cuts a condition into words, signs and parentheses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.api.errors import UserError
from bot.api.text import T

from .tree import BARE, same

_TOKEN = re.compile(
    rf"""
    \s*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<sign>>=|<=|!=|=>|=<|<>|==|=|<|>|≥|≤|≠)
      | "(?P<double>(?:[^"]|"")*)"
      | [“„«](?P<curly>[^“”„«»]*)[”“»]
      | '(?P<single>[^']*)'(?=[\s()]|$)
      | (?P<bare>'?{BARE.pattern})
    )
    """,
    re.VERBOSE,
)
_SIGNS = {"==": "=", "=>": ">=", "=<": "<=", "<>": "!=", "≥": ">=", "≤": "<=", "≠": "!="}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a condition; `text` is what it says, without quotation marks."""

    kind: Literal["word", "quoted", "sign", "open", "close", "end"]
    text: str

    @property
    def key(self) -> str:
        """What a word outside quotation marks is called in any case; else nothing."""
        return same(self.text) if self.kind == "word" else ""


def tokens(condition: str) -> list[Token]:
    """The pieces, and an end after them."""
    found, position, text = list[Token](), 0, condition.rstrip()
    while position < len(text):
        piece = _TOKEN.match(text, position)
        if piece is None:
            rest = text[position:].split()[0]
            if rest[0] in "\"“„«'":
                raise UserError(T("The quotation mark in “{word}” is not closed.", word=rest))
            raise UserError(
                T(
                    "I do not understand “{word}”; put a word with such signs in quotation marks.",
                    word=rest,
                )
            )
        found.append(_token(piece))
        position = piece.end()
    return [*found, Token("end", "")]


def _token(piece: re.Match[str]) -> Token:
    kind = piece.lastgroup or ""
    text = piece[kind]
    match kind:
        case "sign":
            return Token("sign", _SIGNS.get(text, text))
        case "open":
            return Token("open", text)
        case "close":
            return Token("close", text)
        case "bare":
            return Token("word", text)
    text = text.replace('""', '"').strip() if kind == "double" else text.strip()
    if not text:
        raise UserError(T("There is nothing between the quotation marks."))
    return Token("quoted", text)
