"""Closed polls to look at."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from cogs.polls.methods import METHODS
from cogs.polls.model import Kind, Marks, Poll, Rules
from cogs.polls.record import Key, Record, make_record
from tests.cogs.polls.methods.elections import KINDS, elections

CLOSED_AT = 1_772_366_400_123  # 2026-03-01 12:00:00.123 UTC
KEY = Key(bytes(range(32)))
LABELS = ("Roggen", "Dinkel 🌾", "Baguette à l’ancienne", "=1+1", "Рожь", "\u202eeyR")


def cast(ballots: Sequence[Marks], key: Key = KEY) -> list[tuple[str, Marks]]:
    """Each ballot with the receipt of a voter of its own."""
    return [
        (key.receipt(key.voter(member, "anonymous"), marks), marks)
        for member, marks in enumerate(ballots, 1)
    ]


def asked(rules: Rules, options: int, question: str = "Which bread?") -> Poll:
    """A poll with so many options."""
    fixed = METHODS[rules.kind].fixed
    labels = tuple(map(str, fixed)) if fixed else LABELS[:options]
    return Poll(12, 1, 1, 1, question, labels, rules, 0, CLOSED_AT)


def closed(
    *ballots: Marks, kind: Kind = "multiple", eligible: int | None = None, **rules: int
) -> Record:
    """The record of a poll about three kinds of bread."""
    poll = asked(Rules(kind=kind, **rules), 3)  # type: ignore[arg-type]
    return make_record(poll, cast(ballots), CLOSED_AT, eligible)


@st.composite
def closings(
    draw: st.DrawFn, kinds: Sequence[Kind] = KINDS
) -> tuple[Poll, list[tuple[str, Marks]], int, int | None]:
    """What `make_record` takes: polls of all kinds, with all that can decide about them."""
    election = draw(elections(kinds))
    rules = Rules(
        kind=election.rules.kind,
        quorum=draw(st.integers(0, 4)),
        quorum_percent=draw(st.sampled_from([0, 30, 100])),
        threshold=draw(st.sampled_from([0, 40, 100])),
        budget=election.rules.budget,
    )
    question = draw(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=9))
    eligible = draw(st.none() | st.integers(0, 12))
    poll = asked(rules, election.options, question)
    return poll, cast(election.ballots), draw(st.integers(0, CLOSED_AT)), eligible


def many(voters: int) -> Record:
    """A ranked poll of a big community."""
    chance = random.Random(4)
    kinds = [(1, 2), (2, 1), (0, 1, 2), (3, 2, 1), (1,)]
    return closed(*chance.choices(kinds, k=voters), kind="ranked")
