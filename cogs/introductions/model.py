"""Who may like whom, and why; no I/O."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.api.errors import UserError
from bot.api.text import T

DAY_MS = 86_400_000
TIES_MS = 90 * DAY_MS
# who was skipped or declined is not suggested again for that long
REST_MS = 180 * DAY_MS
BUDDY_MS = 30 * DAY_MS
# what could not be told or found until then is not followed up
WISH_MS = 14 * DAY_MS
ASKS_MS, MOST_ASKS = 7 * DAY_MS, 5
ACTIVE_MS = 14 * DAY_MS
MOST_INTERESTS, MAX_INTEREST = 5, 30
# so many replies between two, and they know each other
KNOWN = 3
# of a shared interest against one person whom both talk with
INTEREST_WEIGHT = 1.0
TIE_WEIGHT = 0.5
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
# two who write "and" or "mit" have nothing in common by that
_SAYS_NOTHING = {
    *("and", "the", "for", "with", "not", "all"),
    *("das", "der", "die", "den", "des", "ein", "eine", "für", "mit", "und", "von", "vom", "zum"),
}

Near = Callable[[str, str], bool]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part; the columns of the table."""

    member_id: int
    community_id: int
    interests: tuple[str, ...]
    buddy: bool
    wants_buddy_at: int | None
    at: int
    suggested_at: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """What became of two people; the columns of the table."""

    low_id: int
    high_id: int
    community_id: int
    asked_by: int
    state: str
    at: int
    told_at: int | None

    @property
    def other(self) -> int:
        """Whoever did not ask."""
        return self.high_id if self.asked_by == self.low_id else self.low_id


@dataclass(frozen=True, slots=True)
class Fit:
    """Somebody who may be liked: `shared` are the interests that both have, in the words of
    whoever looks (the other's own words are told to nobody); `friends` how many people both talk
    with."""

    member_id: int
    score: float
    shared: tuple[str, ...]
    friends: int


def interests_of(text: str) -> tuple[str, ...]:
    """Interests, with commas, semicolons or lines between them; UserError for too many."""
    parts = [" ".join(part.split()) for part in re.split(r"[,;\n]", text)]
    found = list({part.casefold(): part for part in parts if part}.values())
    if not found:
        raise UserError(T("Please name an interest or two, like: climbing, baking."))
    if len(found) > MOST_INTERESTS or any(len(part) > MAX_INTEREST for part in found):
        raise UserError(
            T(
                "Please name at most {n} interests, each in at most {long} characters, with "
                "commas between them.",
                n=MOST_INTERESTS,
                long=MAX_INTEREST,
            )
        )
    return tuple(found)


def beginnings(text: str) -> frozenset[str]:
    """Its words, or how they begin: "climber" and "climbing" begin alike."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return frozenset(word[:_STEM] for word in words - _SAYS_NOTHING)


def in_common(mine: Collection[str], theirs: Collection[str], near: Near) -> tuple[str, ...]:
    """Which of `mine` the other likes as well: by a word that both wrote, or by meaning."""
    words = [(interest, beginnings(interest)) for interest in theirs]
    return tuple(
        own
        for own, begins in zip(mine, map(beginnings, mine), strict=True)
        if any(begins & begun or near(own, interest) for interest, begun in words)
    )


def ordered(one: int, other: int) -> Pair:
    """Two people as the table keeps them."""
    return (one, other) if one < other else (other, one)


def neighbours(ties: Mapping[Pair, int]) -> dict[int, set[int]]:
    """With whom each talks, by replies in either direction."""
    found: dict[int, set[int]] = {}
    for one, other in ties:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def fits(
    me: Person,
    others: Collection[Person],
    ties: Mapping[Pair, int],
    apart: Collection[Pair],
    settled: Collection[Pair],
    near: Near,
) -> list[Fit]:
    """Whom somebody may like, best first: by shared interests, and by people whom both talk
    with (Adamic and Adar 2003: who talks with everybody says little). Without those who know
    each other, are kept apart, or were suggested before; without any reason nobody is."""
    with_whom = neighbours(ties)
    mine = with_whom.get(me.member_id, set())
    found: list[Fit] = []
    for other in others:
        pair = (me.member_id, other.member_id)
        known = ties.get(pair, 0) + ties.get(pair[::-1], 0) >= KNOWN
        if other.member_id == me.member_id or known:
            continue
        if pair in apart or pair[::-1] in apart or ordered(*pair) in settled:
            continue
        shared = in_common(me.interests, other.interests, near)
        common = mine & with_whom.get(other.member_id, set())
        score = INTEREST_WEIGHT * len(shared) + TIE_WEIGHT * sum(
            1 / math.log(1 + len(with_whom[friend])) for friend in common
        )
        if score:
            found.append(Fit(other.member_id, score, shared, len(common)))
    return sorted(found, key=lambda fit: (-fit.score, fit.member_id))


def buddy_for(
    newcomer: Person,
    buddies: Collection[Person],
    load: Mapping[int, int],
    most: int,
    apart: Collection[Pair],
    settled: Collection[Pair],
    near: Near,
) -> Person | None:
    """The buddy with whom a newcomer shares most; of equals the one with fewest newcomers."""
    free = [one for one in buddies if one.buddy and load.get(one.member_id, 0) < most]
    # that they have talked before is no reason against a buddy
    liked = {f.member_id: f.score for f in fits(newcomer, free, {}, apart, settled, near)}
    kept = [
        one
        for one in free
        if one.member_id != newcomer.member_id
        and (newcomer.member_id, one.member_id) not in apart
        and (one.member_id, newcomer.member_id) not in apart
        and ordered(newcomer.member_id, one.member_id) not in settled
    ]
    return min(
        kept,
        key=lambda one: (
            -liked.get(one.member_id, 0.0),
            load.get(one.member_id, 0),
            one.member_id,
        ),
        default=None,
    )
