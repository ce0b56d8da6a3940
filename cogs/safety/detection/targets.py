"""Whom a message is aimed at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from bot.api.model import Message

from .names import WORD, Names
from .names import names_of as names_of
from .seen import Aim

PREVIOUS_MS = 180_000
MOST_TARGETS = 10
MOST_CHARACTERS = 2000
LONGEST_NAME = 3
SHORTEST_NAME = 3

# Names that are words as well (English, German): they count only where somebody is addressed.
_WORDS = frozenset(
    WORD.findall("""
    admin amber angel april art august autumn bay bill bob brook buck case chance chase cherry
    chip cliff dawn destiny dick dream drew earl ernst faith fee flora frank frieden gast gene
    ginger glory grace grant guest guy happy harmony hazel heather herb holly hope hunter iris ivy
    jade jay jewel joy jung king lance lane lily linde lucky mark mars mason max may melody member
    mercy misty mitglied mod moderator olive opal pat patience penny pepper piper poppy precious
    prince queen ray red reed rich river rob robin rock rose rosen ruby rusty sage sandy scout sky
    sommer sonne sonny star stern stone storm sue summer sunny trip user violet west will winter
    wolf wood
    """)
)
# Nicknames that are never somebody's name in a sentence.
_NEVER = frozenset(
    WORD.findall("""
    a all alle also and any anyone auch das dein der die du each ein er es euch everybody everyone
    for he her here him his i ich ihr in is it ja jeder me mein mich mir my nein nicht no nobody
    not of on one only or our she sie so somebody someone that the their them there they this to
    und us we what who wir yes you your
    """)
)
_ADDRESS = re.compile(
    r"\b(?:you|your|yours|yourself|ya|u|ur|you'?re|youre|yall|y'all|du|dich|dir|dein(?:e[mnrs]?)?|"
    r"euch|euer|eure[mnrs]?|stfu|gtfo|kys|shut\s+up|get\s+lost|go\s+away|halt\s+(?:die|den|dein)|"
    r"hau\s+ab|verpiss)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_GREETING = re.compile(
    r"(?:^|[.!?\n]|\b(?:hey|hi|hello|yo|oi|ok|okay|sorry|dear|hallo|na|ach|liebe|lieber))\s*@?\Z",
    re.IGNORECASE,
)


def targets_of(
    message: Message,
    recent: Sequence[Message],
    people: Mapping[str, int],
    known: Names | None = None,
) -> Aim:
    """The members a message is aimed at, surest first, at most ten; never its author.

    Whom it answers, whom it mentions and whom it calls by name; when there is nobody of these and
    it addresses somebody ("you", "du"), the guess is who wrote before it in the channel within
    three minutes.
    `recent` are messages of the channel in any order; `people` member ids by name in lower case
    (`names_of`), which go before those of all the community (`known`). Quoted lines are not read.
    """
    aimed = [*_answered(message, recent), *(member.id for member in message.mentioned)]
    text = unicodedata.normalize("NFC", _QUOTED.sub("", message.text[:MOST_CHARACTERS]))
    if people or known:
        aimed += _named(text, people, known)
    others = [target for target in dict.fromkeys(aimed) if target != message.author.id]
    if others or not _ADDRESS.search(text):
        return Aim(tuple(others[:MOST_TARGETS]))
    guess = _previous(message, recent)
    return Aim(guess, guessed=bool(guess))


def _answered(message: Message, recent: Sequence[Message]) -> Iterator[int]:
    if message.reply_to_member is not None:
        yield message.reply_to_member.id
    elif message.reply_to is not None:
        for other in recent:
            if _same_channel(message, other) and other.ref.native_id == message.reply_to:
                yield other.author.id


def unaddressed(message: Message) -> str:
    """Its text without the names of those whom it mentions: the same words to somebody else, or to
    nobody, are the same words."""
    named = {name for who in message.mentions for name in (who.name, who.username) if name}
    if not named or "@" not in message.text:
        return message.text
    longest = "|".join(map(re.escape, sorted(named, key=len, reverse=True)))
    return re.sub(rf"@(?:{longest})(?!\w)", " ", message.text, flags=re.IGNORECASE)


def _previous(message: Message, recent: Sequence[Message]) -> tuple[int, ...]:
    before = [
        other
        for other in recent
        if _same_channel(message, other)
        and other.author.id != message.author.id
        and other.ref.native_id != message.ref.native_id
        and 0 <= message.sent_at - other.sent_at <= PREVIOUS_MS
    ]
    latest = max(before, key=lambda other: (other.sent_at, other.ref.native_id), default=None)
    return () if latest is None else (latest.author.id,)


def _same_channel(message: Message, other: Message) -> bool:
    return message.ref.channel.id == other.ref.channel.id


def _named(text: str, people: Mapping[str, int], known: Names | None) -> Iterator[int]:
    """Members whose names stand in the text; longer names go before shorter ones."""
    words = [(m.group().casefold(), m.start(), m.end()) for m in WORD.finditer(text)]
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            name = " ".join(word for word, _, _ in words[at : at + length])
            who = people.get(name)
            if who is None and known is not None:
                who = known.get(name)
            if who is not None and _meant(name, text, words[at][1], words[at + length - 1][2]):
                yield who
                at += length
                break
        else:
            at += 1


def _meant(name: str, text: str, start: int, end: int) -> bool:
    """Whether a name is a name here, and no word."""
    if name in _NEVER or name.isdecimal():
        return False
    if len(name) >= SHORTEST_NAME and name not in _WORDS:
        return True
    before, after = text[max(0, start - 20) : start], text[end:].lstrip()
    if text[:start].endswith("@"):
        return True
    if not after or after[0] in ".!?":
        # "shut up, Mark" or "Mark!"
        alone = bool(after) and not text[:start].strip()
        return alone or before.rstrip().endswith(",")
    return after[0] in ",:" and _GREETING.search(before) is not None
