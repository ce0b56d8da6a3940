"""What detection remembers of a message, and what it finds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.api.model import Message
from bot.api.services import Fingerprint

SERIOUS_LABELS = frozenset({"identity_attack", "threat", "severe_toxicity"})
"""What is no banter even among friends."""
SHORTEST_WORDS = 4
"""Fewer letters ("ok", "lol") are nobody's own words: they have no fingerprint."""

_LINK = re.compile(r"(?:https?://|\bwww\.)\S|\b(?:[\w-]{1,63}\.){1,5}[a-z]{2,20}/\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aim:
    """The members a message is aimed at, surest first; `guessed`: it names nobody, and it is only
    likely that whoever wrote before is meant."""

    targets: tuple[int, ...] = ()
    guessed: bool = False

    @property
    def surest(self) -> int | None:
        """The first of them; None for a guess, which is not held against anybody by itself."""
        return self.targets[0] if self.targets and not self.guessed else None


NOBODY = Aim()


@dataclass(frozen=True, slots=True)
class Seen:
    """One message without its text.

    `targets` are members it is aimed at, surest first, or the one that is `guessed` (see `Aim`);
    `abuse` is the highest calibrated probability (0..1) of a label that may flag, 0 when it was not
    scored; `labels` all of them; `flagged` whether the settings make an alert of it by itself.
    `fingerprint` is equal for equal words in any disguise, empty for few letters; `letters` is how
    many there are. `called` counts the different people it mentions, `callees` tells them apart;
    `age_ms` is how long the author has been here, None when that is not known. Times are UTC
    milliseconds.
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
    guessed: bool = False

    @property
    def aim(self) -> Aim:
        """Whom it is aimed at."""
        return Aim(self.targets, self.guessed)

    @property
    def place(self) -> tuple[int, int]:
        """(channel id, message id), which no other message has."""
        return self.channel_id, self.message_id


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern that was found: its name, whom it is about, the numbers of its reason.

    `messages` are (channel id, message id) of the messages that make it, oldest first; `fresh`
    those of them that were not in it when it was found before.
    """

    name: str
    detail: Mapping[str, int] = field(default_factory=dict)
    target_id: int | None = None
    authors: tuple[int, ...] = ()
    messages: tuple[tuple[int, int], ...] = ()
    fresh: tuple[tuple[int, int], ...] = ()


def seen_of(
    message: Message,
    words: Fingerprint,
    *,
    aim: Aim = NOBODY,
    abuse: float = 0.0,
    labels: Mapping[str, float] | None = None,
    flagged: bool = False,
    staff: bool = False,
) -> Seen:
    """What is remembered of that message: of its text only `words` and whether it has a link. The
    rest is what others found out about it."""
    channel, author = message.ref.channel, message.author
    callees = frozenset(hash((who.platform, who.native_id)) for who in message.mentions)
    return Seen(
        community_id=author.community_id,
        space_id=channel.space.id if channel.space else None,
        channel_id=channel.id,
        message_id=message.ref.native_id,
        author_id=author.id,
        sent_at=message.sent_at,
        targets=aim.targets,
        abuse=abuse,
        labels=labels or {},
        fingerprint=words.digest if words.letters >= SHORTEST_WORDS else b"",
        links=has_link(message.text),
        called=len(callees),
        age_ms=None if author.joined_at is None else max(0, message.sent_at - author.joined_at),
        staff=staff,
        flagged=flagged,
        letters=words.letters,
        callees=callees,
        guessed=aim.guessed,
    )


def has_link(text: str) -> bool:
    """Whether it holds a web address, with or without https:// before it."""
    return _LINK.search(text) is not None
