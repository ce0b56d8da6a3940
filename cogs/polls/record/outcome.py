"""What a closed poll has decided."""

from __future__ import annotations

from typing import Literal

from ..methods import Count, method
from ..model import Rules

Outcome = Literal["nobody", "no_quorum", "passed", "failed", "decided", "tie"]
"""nobody: there is no ballot. no_quorum: too few voted, and nothing else is looked at. passed and
failed: of a motion (yes or no), and wherever the winner must reach a threshold; failed, too, when
no option won at all (no date suits anybody). decided: there is a winner, and nothing was asked of
it. tie: so, but the lot had, or may have had, to find it."""


def outcome_of(count: Count, rules: Rules, eligible: int | None) -> Outcome:
    """The outcome of a final count (made with an order for lots)."""
    if not count.voters:
        return "nobody"
    least = needed(rules, eligible)
    if least is None or count.voters < least:
        return "no_quorum"
    passed = method(rules.kind).passes(count, rules)
    if passed is not None:
        return "passed" if passed else "failed"
    if count.winner is None:
        return "failed"
    return "tie" if count.lot else "decided"


def needed(rules: Rules, eligible: int | None) -> int | None:
    """How many must have voted: the larger of the number and the share, which is rounded up.

    `eligible` are those who may vote. None when a share of them is asked for and nobody knows how
    many they are: then a quorum cannot be said to be reached.
    """
    if not rules.quorum_percent:
        return rules.quorum
    if eligible is None:
        return None
    return max(rules.quorum, -(-rules.quorum_percent * eligible // 100))
