"""The `Spelling` service: what a message says however it is spelt."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from bot.api.understanding import Fingerprint

from .normalise import normalise
from .normalise.letters import latin, without_marks

_SIZE = 16
_NOTHING = Fingerprint()
# Discord's own notation for people, roles, channels, emoji, times and commands: nobody's words
_NOTATION = re.compile(
    r"<(?:[@#][!&]?\d{1,20}|a?:\w{1,32}:\d{1,20}|t:-?\d{1,15}(?::\w)?|/[^<>:]{1,100}:\d{1,20}"
    r"|id:\w{1,20})>"
)
# Signs that are letters between letters and punctuation elsewhere; "!" begins words, too ("!d!ot"),
# and "||" is how Discord hides what stands between.
_INSIDE = re.compile(r"!(?=[^\W_])|(?<=[^\W_])[|+](?=[^\W_])")
_SIGNS = {"!": "i", "|": "i", "+": "t"}
# "1" stands for an i as often as for an l: so the two are one letter here
_LEET = str.maketrans("0123456789@$€l", "oizeasgtbgasei")
_ASCII_LETTER = re.compile("[a-z]")
_NO_ASCII_LETTER = re.compile("[^a-z]+")
_RUN = re.compile(r"(.)\1+", re.S)


class PlainSpelling:
    """Implements `bot.api.services.Spelling`; threads may share it."""

    def __init__(self) -> None:
        """The key is made here and kept nowhere: after a restart all fingerprints differ."""
        self._key = secrets.token_bytes(32)

    def plain(self, text: str) -> str:
        """The text as the models read it: lower case, disguised words undone. May be empty."""
        return normalise(text)

    def fingerprint(self, text: str) -> Fingerprint:
        """Equal for texts of equal letters."""
        letters = _skeleton(text)
        if not letters:
            return _NOTHING
        digest = hashlib.blake2b(letters.encode(), digest_size=_SIZE, key=self._key).digest()
        return Fingerprint(digest, len(letters))


def _skeleton(text: str) -> str:
    """The letters alone, each for all that look like it, runs as one; none where only figures are
    read as letters ("12:30").

    No word list has a part in it, so that every word can be compared, known or not.
    """
    text = _NOTATION.sub(" ", text)
    return _RUN.sub(r"\1", _ascii_letters(text) if text.isascii() else _letters(text))


def _ascii_letters(text: str) -> str:
    """Most messages: nothing to take apart, nothing that looks alike."""
    text = text.lower()
    if not _ASCII_LETTER.search(text):
        return ""
    return _NO_ASCII_LETTER.sub("", _unleeted(text))


def _letters(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold()
    text = without_marks(unicodedata.normalize("NFKD", text))
    if not any(map(str.isalpha, text)):
        return ""
    letters = "".join(filter(str.isalpha, _unleeted(text)))
    # Look-alikes are told by Latin letters beside them, and a text may have none: so one is lent.
    return latin(f"a{letters}")[1:].translate(_LEET)


def _unleeted(text: str) -> str:
    if any(sign in text for sign in _SIGNS):
        text = _INSIDE.sub(lambda sign: _SIGNS[sign.group()], text)
    return text.translate(_LEET)
