"""The `Spelling` service: what a message says however it is spelt."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from .normalise import normalise
from .normalise.letters import latin, without_marks

_SIZE = 16
# Discord's own notation: of a mention or a time nothing is letters, of an emoji its name is
_NOTATION = re.compile(r"<(?:[@#][!&]?\d+|t:-?\d+(?::\w)?|a?:(\w+):\d+)>")
# signs that are letters between letters and punctuation elsewhere
_INSIDE = re.compile(r"(?<=[^\W_])[!|+](?=[^\W_])")
_SIGNS = {"!": "i", "|": "i", "+": "t"}
# "1" stands for an i as often as for an l: so the two are one letter here
_LEET = str.maketrans("0123456789@$€l", "oizeasgtbgasei")
_RUN = re.compile(r"(.)\1+", re.S)


class PlainSpelling:
    """Implements `bot.api.services.Spelling`; threads may share it."""

    def __init__(self) -> None:
        """The key is made here and kept nowhere: after a restart all fingerprints differ."""
        self._key = secrets.token_bytes(32)

    def plain(self, text: str) -> str:
        """The text as the models read it: lower case, disguised words undone. May be empty."""
        return normalise(text)

    def fingerprint(self, text: str) -> bytes:
        """16 bytes that are equal for texts of equal letters; empty for a text without letters."""
        letters = _skeleton(text)
        if not letters:
            return b""
        return hashlib.blake2b(letters.encode(), digest_size=_SIZE, key=self._key).digest()


def _skeleton(text: str) -> str:
    """The letters alone, each for all that look like it, runs as one.

    No word list has a part in it, so that every word can be compared, known or not.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFKD", _NOTATION.sub(r" \1 ", text)).casefold()
    text = without_marks(unicodedata.normalize("NFKD", text)).replace("\0", "")
    if not any(map(str.isalpha, text)):
        return ""
    text = _INSIDE.sub(lambda sign: _SIGNS[sign.group()], text).translate(_LEET)
    letters = "".join(filter(str.isalpha, text))
    # Look-alikes are told by Latin letters beside them, and a text may have none: so one is lent.
    letters = latin(f"a{letters}")[1:].translate(_LEET)
    return _RUN.sub(r"\1", letters)
