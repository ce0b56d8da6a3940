"""What detection remembers of a message, and what it finds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from bot.api.model import Message

SERIOUS_LABELS = frozenset({"identity_attack", "threat", "severe_toxicity"})
"""What is no banter even among friends."""
SHORTEST_WORDS = 4
"""Fewer letters ("ok", "lol") are nobody's own words: they have no fingerprint."""

# Letters and signs that pass for others, each set under the letter that stands for all of them.
_ALIKE = {
    "a": "4@аαɑᴀ", "b": "8ьвβʙƅ", "c": "сϲᴄ", "d": "ԁɗᴅ", "e": "3€еєεᴇɛ", "f": "ғꜰ", "g": "69ɡɢ",
    "h": "һнʜ", "i": "1lіιɩɪıӏʟɭ", "j": "јᴊ", "k": "кκᴋ", "m": "мᴍ", "n": "пηɴ", "o": "0оοσᴏ",
    "p": "рρᴘ", "q": "ԛ", "r": "гʀ", "s": "5$ѕꜱ", "t": "7тτᴛ", "u": "υᴜ", "v": "νᴠ",
    "w": "ԝωшᴡ", "x": "хχ", "y": "уγʏ", "z": "2ᴢʐ",
}  # fmt: skip
_READ = {ord(char): letter for letter, chars in _ALIKE.items() for char in chars}
# these end sentences more often than they stand for a letter
_INSIDE = re.compile(r"[!|](?=\w)")
_CALLS = re.compile(r"<[@#:a][^<>\s]{1,80}>")
_NO_LETTER = re.compile(r"[\W\d_]+")
_RUN = re.compile(r"(.)\1+")
_LINK = re.compile(r"(?:https?://|\bwww\.)\S|\b(?:[\w-]{1,63}\.){1,5}[a-z]{2,20}/\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One message without its text.

    `targets` are members it is aimed at, surest first; `abuse` is the highest calibrated
    probability (0..1) of a label that may flag, 0 when it was not scored; `labels` all of them;
    `flagged` whether the settings make an alert of it by itself. `fingerprint` is equal for equal
    words in any disguise, empty without letters; `letters` is how many there are. `called` counts
    the different people it mentions, `callees` tells them apart; `age_ms` is how long the author
    has been here, None when that is not known. Times are UTC milliseconds.
    """

    community_id: int
    space_id: int | None
    channel_id: int
    message_id: int
    author_id: int
    sent_at: int
    targets: tuple[int, ...] = ()
    abuse: float = 0.0
    labels: Mapping[str, float] = field(default_factory=dict)
    fingerprint: bytes = b""
    links: bool = False
    called: int = 0
    age_ms: int | None = None
    staff: bool = False
    flagged: bool = False
    letters: int = 0
    callees: frozenset[int] = frozenset()

    @property
    def place(self) -> tuple[int, int]:
        """(channel id, message id), which no other message has."""
        return self.channel_id, self.message_id


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern that was found: its name, whom it is about, the numbers of its reason.

    `messages` are (channel id, message id) of the messages that make it, oldest first.
    """

    name: str
    detail: Mapping[str, int] = field(default_factory=dict)
    target_id: int | None = None
    authors: tuple[int, ...] = ()
    messages: tuple[tuple[int, int], ...] = ()


def seen_of(
    message: Message,
    *,
    targets: Sequence[int] = (),
    abuse: float = 0.0,
    labels: Mapping[str, float] | None = None,
    flagged: bool = False,
    staff: bool = False,
) -> Seen:
    """What is remembered of that message; the rest is what others found out about it."""
    channel, author = message.ref.channel, message.author
    words = skeleton(message.text)
    callees = frozenset(hash((who.platform, who.native_id)) for who in message.mentions)
    return Seen(
        community_id=author.community_id,
        space_id=channel.space.id if channel.space else None,
        channel_id=channel.id,
        message_id=message.ref.native_id,
        author_id=author.id,
        sent_at=message.sent_at,
        targets=tuple(targets),
        abuse=abuse,
        labels=labels or {},
        fingerprint=_hashed(words),
        links=has_link(message.text),
        called=len(callees),
        age_ms=None if author.joined_at is None else max(0, message.sent_at - author.joined_at),
        staff=staff,
        flagged=flagged,
        letters=len(words),
        callees=callees,
    )


def fingerprint(text: str) -> bytes:
    """Equal for equal words however they are spaced, cased, accented, stretched or disguised."""
    return _hashed(skeleton(text))


def skeleton(text: str) -> str:
    """The letters of a text alone, each look-alike as the letter that it passes for."""
    text = _CALLS.sub("", text).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(char for char in text if unicodedata.category(char)[0] != "M")
    read = _INSIDE.sub("i", text).translate(_READ)
    return _RUN.sub(r"\1", _NO_LETTER.sub("", read)) if _has_letters(text) else ""


def has_link(text: str) -> bool:
    """Whether it holds a web address, with or without https:// before it."""
    return _LINK.search(text) is not None


def _has_letters(text: str) -> bool:
    # "12:30" would read as letters
    return any(char.isalpha() for char in text)


def _hashed(words: str) -> bytes:
    if len(words) < SHORTEST_WORDS:
        return b""
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=12).digest()
