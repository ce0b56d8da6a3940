"""The record of a closed poll, as it is kept and published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..methods import Count, drawn, method
from ..model import Marks, Poll, Rules, trimmed
from .chain import canonical, fingerprint
from .keys import tidy
from .outcome import Outcome, outcome_of

VERSION = 1
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - all times of a record are UTC
_MS = timedelta(milliseconds=1)

Ballot = tuple[str, Marks]
"""A receipt and what it stands for, trimmed."""


@dataclass(frozen=True, slots=True)
class Record:
    """A closed poll with its ballots, which have receipts and no names.

    `closed_at` is in UTC milliseconds. `eligible` is how many could vote when it closed, None when
    nobody counted. `rules` are those that the count depends on, the others have their defaults.
    `ballots` are sorted. `fingerprint` is 64 hex digits.

    Nothing of this needs to be true of a record that was read: see `faults`.
    """

    poll_id: int
    question: str
    options: tuple[str, ...]
    rules: Rules
    closed_at: int
    eligible: int | None
    ballots: tuple[Ballot, ...]
    fingerprint: str
    count: Count
    outcome: Outcome

    def header(self) -> dict[str, object]:
        """What the chain begins with: all but the ballots and what follows from them."""
        rules = self.rules
        return {
            "townhall_poll": VERSION,
            "poll": self.poll_id,
            "question": self.question,
            "options": self.options,
            "kind": rules.kind,
            "rules": {
                "budget": rules.budget,
                "quorum": rules.quorum,
                "quorum_percent": rules.quorum_percent,
                "threshold": rules.threshold,
            },
            "eligible": self.eligible,
            "closed_at": iso(self.closed_at),
        }

    def to_data(self) -> dict[str, object]:
        """All of it, as JSON takes it."""
        return self.header() | {
            "ballots": self.ballots,
            "fingerprint": self.fingerprint,
            "result": self.count.to_data() | {"outcome": self.outcome},
        }

    def to_json(self) -> str:
        """The file, canonical: one record is written in one way. `read_record` reads it."""
        return canonical(self.to_data()).decode()

    def ballot(self, receipt: str) -> Marks | None:
        """The ballot with that receipt, typed in whatever way; None when it is not there."""
        wanted = tidy(receipt)
        return next((marks for mine, marks in self.ballots if mine == wanted), None)

    def seal(self) -> str:
        """The fingerprint that header and ballots really have."""
        return fingerprint(self.header(), self.ballots)

    def recount(self, seal: str) -> Count:
        """What the ballots come to, ties settled by the lot that is drawn from the seal."""
        tally = Counter(marks for _, marks in self.ballots)
        options = len(self.options)
        order = drawn(bytes.fromhex(seal), options)
        return method(self.rules.kind).count(tally, options, self.rules, order)


def make_record(
    poll: Poll, ballots: Sequence[Ballot], closed_at: int, eligible: int | None
) -> Record:
    """The record of a poll that closes now; the order of the ballots does not matter.

    Empty ballots are none. Nothing else is checked, so that a poll can always be closed.
    """
    kept = tuple(sorted((receipt, trimmed(marks)) for receipt, marks in ballots if any(marks)))
    rules = counting(poll.rules)
    none = Count(0, (), ())
    bare = Record(
        poll.id, poll.question, poll.options, rules, closed_at, eligible, kept, "", none, "nobody"
    )
    seal = bare.seal()
    count = bare.recount(seal)
    return replace(bare, fingerprint=seal, count=count, outcome=outcome_of(count, rules, eligible))


def counting(rules: Rules) -> Rules:
    """The rules that the count and the outcome depend on."""
    return Rules(
        kind=rules.kind,
        quorum=rules.quorum,
        quorum_percent=rules.quorum_percent,
        threshold=rules.threshold,
        budget=rules.budget,
    )


def iso(moment: int) -> str:
    """UTC milliseconds as "2026-03-01T12:00:00.000Z"."""
    return (_EPOCH + moment * _MS).isoformat(timespec="milliseconds") + "Z"


def milliseconds(text: str) -> int:
    """The other way; ValueError for what is no moment."""
    return (datetime.fromisoformat(text.removesuffix("Z")) - _EPOCH) // _MS
