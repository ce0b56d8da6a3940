"""How bad it is, in one word; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ...detection.seen import SERIOUS_LABELS, Finding

Severity = Literal["mild", "medium", "serious"]

MEDIUM_SHARE = 0.75
"""More than mild: three quarters of the way from the threshold in force to 1 (of 0.78: 0.945)."""
MEDIUM_FROM = 0.85
"""The same where the threshold of then is not known."""
CROWD = 5
"""A pile-on of so many is serious, however mild each message is."""
AGAINST_SOMEBODY = frozenset({"repeated", "pile_on", "evasion"})
RANK: Mapping[Severity, int] = {"mild": 0, "medium": 1, "serious": 2}

Flags = Mapping[str, float | None] | Sequence[str]
"""Labels as they are kept: each with the threshold that it was over, as far as that is known."""


def flags_of(flagged: Sequence[str], limits: Mapping[str, float]) -> dict[str, float | None]:
    """Flagged labels as they are kept, in their order."""
    return {label: limits.get(label) for label in flagged}


def limits_of(flags: Flags | None) -> dict[str, float]:
    """The thresholds in what is kept of flagged labels."""
    known = flags.items() if isinstance(flags, Mapping) else ()
    return {label: limit for label, limit in known if limit is not None}


def severity(
    scores: Mapping[str, float],
    flagged: Flags,
    findings: Sequence[Finding | Mapping[str, Any] | str] = (),
) -> Severity:
    """A word to sort by at a glance.

    What is alleged makes it serious, not how sure the model is of it. Other labels are mild until
    the score is `MEDIUM_SHARE` of the way from their threshold to 1. What goes on against somebody
    (patterns in `findings`, as they are found or kept) is not mild, however mild each message is,
    and a pile-on of a `CROWD` is serious.
    """
    found = dict(map(_found, findings))
    crowd = found.get("pile_on", {}).get("authors", 0)
    if not SERIOUS_LABELS.isdisjoint(flagged) or crowd >= CROWD:
        return "serious"
    if not AGAINST_SOMEBODY.isdisjoint(found):
        return "medium"
    limits = limits_of(flagged)
    noted = any(_much(scores.get(label, 0.0), limits.get(label)) for label in flagged)
    return "medium" if noted else "mild"


def _much(score: float, limit: float | None) -> bool:
    if limit is None:
        return score >= MEDIUM_FROM
    return score - limit >= MEDIUM_SHARE * (1 - limit)


def _found(finding: Finding | Mapping[str, Any] | str) -> tuple[str, Mapping[str, int]]:
    match finding:
        case str():
            return finding, {}
        case Finding(name=name, detail=detail):
            return name, detail
        case _:
            return finding["name"], finding.get("detail") or {}


def weight(scores: Mapping[str, float], flagged: Flags) -> tuple[int, float]:
    """Sorts by how bad it is: what is alleged first, then how sure the model is."""
    strongest = max((scores.get(label, 0.0) for label in flagged), default=0.0)
    return RANK[severity(scores, flagged)], strongest
