"""Probabilities for the members of today, with the test of the method on the past; no I/O.

Back-test by rolling origin: for each origin the model is trained on cut-offs whose four weeks were
over by then, and tested on the members of that day and what they did in the four weeks after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from bot.api.services.measures import Histories

from . import regression, rule
from .features import FAMILIES, HORIZON, LOOKBACK, Facts, facts_at, silent_after

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEKS = LOOKBACK + 52
"""Columns that are asked for: a year of cut-offs."""
ENOUGH = 50
"""So many who fell silent, and as many who did not, at cut-offs four weeks apart: below that no
model is trained."""
STEP = 2
ORIGINS = 3
"""Fewer back-tests than these decide nothing, and the rule stays."""
BINS = (0.2, 0.4, 0.6, 0.8)
NO_DIFFERENCE = 0.02
MOST_ROWS = 20_000
Z80 = 1.2816

Method = Literal["model", "rule"]
Why = Literal["better", "worse", "little", "short"]
"""better, worse: the back-test decided. little: too few to train on. short: too young to test."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Those who were given a probability in a fifth of the scale: how many, what was said on
    average, and what share of them fell silent."""

    n: int
    said: float
    seen: float


@dataclass(frozen=True, slots=True)
class Score:
    """How one method did in the back-test. AUC None: nobody, or everybody, fell silent."""

    auc: float | None
    brier: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """`n` forecasts for members on `origins` days; `bins` and `spread` (standard error of the
    share, beyond chance) are those of the method in use."""

    origins: int
    n: int
    silent: float
    rule: Score
    model: Score | None = None
    bins: tuple[Bin, ...] = ()
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Churn:
    """For members who are here and wrote in the last 8 weeks: arrays of equal length.

    `reasons` (n, families) is what each family of facts adds to the log odds; all zero by rule.
    """

    members: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    facts: Facts
    reasons: NDArray[np.float64]
    method: Method
    why: Why
    trained: int
    test: Backtest

    @property
    def share(self) -> float | None:
        """The share of them that will fall silent, as expected; None of nobody."""
        return float(self.probabilities.mean()) if len(self.members) else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its bounds, which hold in four of five cases: chance, and how far the shares of the
        back-test were off beyond it."""
        if not len(self.members):
            return None
        p = self.probabilities
        chance = float((p * (1 - p)).sum()) / len(p) ** 2
        half = Z80 * np.sqrt(chance + self.test.spread**2)
        return max(0.0, float(p.mean() - half)), min(1.0, float(p.mean() + half))


@dataclass(frozen=True, slots=True)
class _Cut:
    facts: Facts
    x: NDArray[np.float64]
    y: NDArray[np.bool_]


def predict(histories: Histories, day: int) -> Churn:
    """The probabilities on that day. The histories end before it; at least 12 columns."""
    now = histories.messages.shape[1]
    cuts = {
        cut: _cut(histories, day, cut)
        for cut in range(now - HORIZON, LOOKBACK - 1, -STEP)
        if histories.messages[:, :cut].any()
    }
    facts = facts_at(histories, day, now)
    model = _trained(cuts, now) if _enough(cuts, now) else None
    test, better = _backtest(cuts)
    why: Why = "little" if model is None else "short" if test.model is None else "worse"
    x = facts.matrix()
    reasons = np.zeros((len(x), len(FAMILIES)))
    p = rule.probabilities(facts)
    if model is not None and better:
        why, p, reasons = "better", model.probabilities(x), model.contributions(x)
    here = histories.here[facts.rows]
    return Churn(
        members=histories.members[facts.rows][here],
        probabilities=p[here],
        facts=_only(facts, here),
        reasons=reasons[here],
        method="model" if why == "better" else "rule",
        why=why,
        trained=sum(len(cut.y) for cut in cuts.values()),
        test=test,
    )


def _cut(histories: Histories, day: int, cut: int) -> _Cut:
    facts = facts_at(histories, day, cut)
    return _Cut(facts, facts.matrix(), silent_after(histories, facts.rows, cut))


def _only(facts: Facts, here: NDArray[np.bool_]) -> Facts:
    return Facts(*(getattr(facts, name)[here] for name in Facts.__slots__))


def _before(cuts: dict[int, _Cut], origin: int) -> list[int]:
    """Cut-offs whose four weeks were over at the origin, the newest first."""
    return sorted((cut for cut in cuts if cut + HORIZON <= origin), reverse=True)


def _enough(cuts: dict[int, _Cut], origin: int) -> bool:
    """Counted at cut-offs that do not share weeks, so that nobody's silence counts twice."""
    apart = _before(cuts, origin)[:: HORIZON // STEP]
    silent = sum(int(cuts[cut].y.sum()) for cut in apart)
    stayed = sum(len(cuts[cut].y) for cut in apart) - silent
    return min(silent, stayed) >= ENOUGH


def _trained(cuts: dict[int, _Cut], origin: int) -> regression.Logistic:
    """The newest rows first, as many as are needed: people change."""
    chosen, rows = [], 0
    for cut in _before(cuts, origin):
        chosen.append(cuts[cut])
        rows += len(cuts[cut].y)
        if rows >= MOST_ROWS:
            break
    x, y = np.concatenate([c.x for c in chosen]), np.concatenate([c.y for c in chosen])
    every = -(-len(y) // (2 * MOST_ROWS))  # of a very large column, a part is enough
    return regression.fit(x[::every], y[::every])


def _backtest(cuts: dict[int, _Cut]) -> tuple[Backtest, bool]:
    """The test, and whether the model beat the rule on the same members: a lower Brier score, and
    an AUC that is not lower by more than what is no difference."""
    tried: list[tuple[NDArray[np.float64], NDArray[np.float64] | None, NDArray[np.bool_]]] = []
    for origin in sorted(cuts, reverse=True)[:: HORIZON // STEP]:
        cut = cuts[origin]
        if len(cut.y):
            known = _enough(cuts, origin)
            said = _trained(cuts, origin).probabilities(cut.x) if known else None
            tried.append((rule.probabilities(cut.facts), said, cut.y))
    both = [(thumb, said, y) for thumb, said, y in tried if said is not None]
    if len(both) < ORIGINS:
        return _tested([thumb for thumb, _, _ in tried], [y for *_, y in tried]), False
    ys = [y for *_, y in both]
    thumb, model = _scored([t for t, _, _ in both], ys), _scored([s for _, s, _ in both], ys)
    better = model.brier < thumb.brier and (model.auc or 0) >= (thumb.auc or 0) - NO_DIFFERENCE
    used = [said if better else thumb_p for thumb_p, said, _ in both]
    return _tested(used, ys, thumb, model), better


def _scored(said: list[NDArray[np.float64]], ys: list[NDArray[np.bool_]]) -> Score:
    p, y = np.concatenate(said), np.concatenate(ys)
    return Score(regression.auc(p, y), regression.brier(p, y))


def _tested(
    said: list[NDArray[np.float64]],
    ys: list[NDArray[np.bool_]],
    thumb: Score | None = None,
    model: Score | None = None,
) -> Backtest:
    """The test of the method in use: `said` are its probabilities, by origin."""
    if not said:
        return Backtest(0, 0, 0.0, Score(None, 0.0))
    p, y = np.concatenate(said), np.concatenate(ys)
    place = np.searchsorted(BINS, p, side="right")
    groups = [(p[place == k], y[place == k]) for k in range(len(BINS) + 1)]
    return Backtest(
        origins=len(said),
        n=len(p),
        silent=float(y.mean()),
        rule=thumb or _scored(said, ys),
        model=model,
        bins=tuple(Bin(len(q), float(q.mean()), float(o.mean())) for q, o in groups if len(q)),
        spread=_spread(said, ys),
    )


def _spread(said: list[NDArray[np.float64]], ys: list[NDArray[np.bool_]]) -> float:
    """By how much shares were off beyond chance, as a standard error."""
    off = [float(p.mean() - y.mean()) ** 2 for p, y in zip(said, ys, strict=True)]
    chance = [float((p * (1 - p)).sum()) / len(p) ** 2 for p in said]
    return float(max(0.0, float(np.mean(off)) - float(np.mean(chance))) ** 0.5)
