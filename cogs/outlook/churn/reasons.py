"""Why somebody may fall silent, as facts that words can be made of, and what may help; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .features import FAMILIES, NEW_DAYS, Facts, Family
from .model import Churn

LIKELY = 0.3
"""Nobody below this is listed."""
MOST = 10
_NONE = 1e-9

Kind = Literal["silence", "new", "ignored", "trend", "once", "rare", "apart", "young"]
Step = Literal["greet", "answer", "ask", "invite", "connect"]

FAMILY: Mapping[Kind, Family] = {
    "new": "answers",
    "silence": "silence",
    "ignored": "answers",
    "trend": "trend",
    "once": "rhythm",
    "rare": "rhythm",
    "apart": "replies",
    "young": "tenure",
}
"""In the order in which they count where no model weighs them."""

STEPS: Mapping[Kind, Step] = {
    "new": "greet",
    "ignored": "answer",
    "silence": "ask",
    "trend": "ask",
    "once": "invite",
    "rare": "invite",
    "apart": "connect",
    "young": "invite",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """silence: every `a` days is usual, silent for `b`. new, young: came `a` days ago. ignored: the
    last `a` messages. trend: `a` messages in 4 weeks, `b` were usual. once: on `a` days. rare: in
    `a` of `b` weeks. apart: `a` messages, no reply to anybody."""

    kind: Kind
    a: int
    b: int = 0


@dataclass(frozen=True, slots=True)
class Risk:
    """One member who may fall silent, with the two main reasons; `days` with a message in the last
    12 weeks."""

    member: int
    probability: float
    days: int
    reasons: tuple[Reason, ...]

    @property
    def step(self) -> Step:
        """What is most likely to help."""
        return STEPS[self.reasons[0].kind] if self.reasons else "ask"

    @property
    def loss(self) -> float:
        """What the list is sorted by: the likelier, and the more they took part, the further up."""
        return float(self.probability * np.log2(1 + self.days))


def listed(churn: Churn, silent: Mapping[int, int], most: int = MOST) -> list[Risk]:
    """Those whom a friendly step may keep. `silent` has the exact days without a message, by
    member; who is not in it is not listed (gone, left out, or back since)."""
    found = [
        Risk(
            int(member),
            float(churn.probabilities[place]),
            int(churn.facts.days[place]),
            tuple(reasons(churn.facts, place, churn.reasons[place], silent[int(member)])),
        )
        for place, member in enumerate(churn.members)
        if churn.probabilities[place] >= LIKELY and int(member) in silent
    ]
    return sorted(found, key=lambda risk: (-risk.loss, risk.member))[:most]


def reasons(
    facts: Facts, place: int, weights: np.ndarray[tuple[int], np.dtype[np.float64]], silent: int
) -> Sequence[Reason]:
    """The two facts that weigh most, of different families; `weights` is what each feature adds to
    the log odds, all zero where no model is in use."""
    added: dict[Family, float] = dict.fromkeys(FAMILY.values(), 0.0)
    for family, weight in zip(FAMILIES, weights, strict=True):
        added[family] += float(weight)
    order = list(FAMILY)
    holding = sorted(
        _holding(facts, place, silent),
        # what the model says speaks for staying comes last, however it sounds
        key=lambda r: (-max(added[FAMILY[r.kind]], _NONE), order.index(r.kind)),
    )
    chosen: dict[Family, Reason] = {}
    for reason in holding:
        chosen.setdefault(FAMILY[reason.kind], reason)
    return list(chosen.values())[:2]


def _holding(facts: Facts, place: int, silent: int) -> list[Reason]:
    """Every fact that holds for a member and speaks, by itself, for silence."""

    def of(name: str) -> float:
        return float(getattr(facts, name)[place])

    found = []
    if facts.new[place]:
        found.append(Reason("new", max(1, round(of("tenure")))))
    if of("days") >= 3 and silent > of("gap"):
        found.append(Reason("silence", max(1, round(of("usual"))), silent))
    if of("unanswered") >= 2:
        found.append(Reason("ignored", round(of("unanswered"))))
    if of("before") >= 2 and of("recent") < of("before"):
        found.append(Reason("trend", round(of("recent")), round(of("before"))))
    if of("days") < 3:
        found.append(Reason("once", round(of("days"))))
    elif of("weeks") <= of("possible") / 2:
        found.append(Reason("rare", round(of("weeks")), round(of("possible"))))
    if of("messages") >= 3 and of("replies") == 0:
        found.append(Reason("apart", round(of("messages"))))
    if of("tenure") < NEW_DAYS:
        found.append(Reason("young", max(1, round(of("tenure")))))
    if not found:
        # nothing stands out: the bare rhythm is told
        found.append(Reason("rare", round(of("weeks")), round(of("possible"))))
    return found
