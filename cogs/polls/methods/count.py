"""The outcome of counting: exact numbers, who won, and how level ones were settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, with_config

from ..model import Marks

Ballots = Mapping[Marks, int]
"""How many people gave which ballot."""

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Round:
    """One round of a run-off.

    `counts` has None for options that are out. `ended` are the ballots that rank none of those
    left. `out` leave after this round, `by` having the fewest, by having fewest in an earlier
    round, or by lot.
    """

    counts: tuple[int | None, ...]
    ended: int = 0
    out: tuple[int, ...] = ()
    by: Literal["", "fewest", "earlier", "lot"] = ""


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Count:
    """What a method made of the ballots; every tuple but the winners goes by option.

    `scores` are compared; `shares` (0..1) are shown, and held against the threshold. `level` are
    those with the best score; `winners` those of them that the method's own tie rule left;
    `winner` the one that the lot left, None when nobody won or (in an open poll) a lot would be
    needed. `lot`: whether the winner hangs, or may hang, on a lot. `detail` counts the marks of
    each option (what they are, each method says); `rounds` are those of a run-off.
    """

    voters: int
    scores: tuple[Fraction, ...]
    shares: tuple[Fraction, ...]
    level: tuple[int, ...] = ()
    winners: tuple[int, ...] = ()
    winner: int | None = None
    lot: bool = False
    detail: tuple[tuple[int, ...], ...] = ()
    rounds: tuple[Round, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """As JSON takes it; fractions are strings such as "7/12" and so stay exact."""
        data: dict[str, Any] = _COUNT.dump_python(self, mode="json")
        return data

    @staticmethod
    def from_data(data: object) -> Count:
        """What `to_data` gave; ValueError for anything else."""
        return _COUNT.validate_python(data)


_COUNT = TypeAdapter(Count)


def drawn(seed: bytes, options: int) -> tuple[int, ...]:
    """The lot: all options in the order of SHA-256(seed || position as 4 bytes, big endian).

    The seed is the fingerprint of the ballots: no one can choose the order, and everyone with the
    record can draw it again. Of level options the first in this order wins.
    """
    return tuple(
        sorted(range(options), key=lambda i: (sha256(seed + i.to_bytes(4, "big")).digest(), i))
    )


def first(order: Sequence[int], among: Sequence[int]) -> int:
    """Who of those comes first in the order."""
    return next(option for option in order if option in among)
