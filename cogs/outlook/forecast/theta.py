"""The next four weeks from the weeks before: a damped theta method against the seasonal naive one,
both tested on the past by rolling origin; no I/O.

The theta method (Assimakopoulos and Nikolopoulos 2000) is simple exponential smoothing plus a part
of the straight line's slope (Hyndman and Billah 2003). Sums of seven days know no weekdays, so the
rhythm of the week is divided out exactly and multiplied in again for days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK = 7
AHEAD = 4
TRAIN = 6
"""Weeks that a method has seen at least when it is tested."""
NEEDED = 14
"""Full weeks without which nothing is foretold: then there are eight tests one week ahead and five
four weeks ahead."""
SLOPE_WEEKS = 26
DAMPING = 0.9
ALPHAS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0)
SEEN = 5
"""Past errors from which on an interval is given."""

Kind = Literal["flow", "stock"]
"""flow: what happens in a week, a sum. stock: what there is when it ends."""
Method = Literal["theta", "naive"]


@dataclass(frozen=True, slots=True)
class Range:
    """A number with the bounds of its 80% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Four weeks ahead, and `total` over all four (of a stock: when they end).

    `ratio` is the theta method's mean absolute error by the seasonal naive one's on the same
    `tests` of the past: below 1 it is better, else the naive method is what is shown. `coverage` is
    the share of `covered_of` past intervals of the method shown that held the truth: 0.8 is meant.
    """

    kind: Kind
    weeks: int
    last: float
    ahead: tuple[Range, ...]
    total: Range
    method: Method
    ratio: float
    tests: int
    coverage: float | None
    covered_of: int


def weekly(daily: NDArray[np.float64], kind: Kind) -> NDArray[np.float64]:
    """Seven-day columns; the last one ends with the last day, what is left over goes."""
    full = daily[len(daily) % WEEK :].reshape(-1, WEEK)
    return full.sum(axis=1) if kind == "flow" else full[:, -1]


def theta(y: NDArray[np.float64], kind: Kind) -> NDArray[np.float64]:
    """The next four, on the scale of `y`. A stock keeps all of its slope, a flow half."""
    level, best = float(y[-1]), np.inf
    for alpha in ALPHAS:
        smooth, loss = float(y[0]), 0.0
        for value in y[1:]:
            loss += (value - smooth) ** 2
            smooth += alpha * (value - smooth)
        if loss < best:
            best, level = loss, smooth
    recent = y[-SLOPE_WEEKS:]
    time = np.arange(len(recent)) - (len(recent) - 1) / 2
    slope = float(time @ recent / (time @ time)) * (1.0 if kind == "stock" else 0.5)
    return level + slope * np.cumsum(DAMPING ** np.arange(1, AHEAD + 1))


def naive(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The seasonal naive method: each coming week is like the last one."""
    return np.full(AHEAD, y[-1])


def forecast(daily: NDArray[np.float64], kind: Kind) -> Forecast | None:
    """From daily values, of which the last day was over; None of fewer than 14 full weeks."""
    weeks = weekly(daily, kind)
    if len(weeks) < NEEDED:
        return None
    y = _forth(weeks, kind)
    origins = range(TRAIN, len(y) + 1)
    by: dict[Method, NDArray[np.float64]] = {
        "theta": np.array([theta(y[:k], kind) for k in origins]),
        "naive": np.array([naive(y[:k]) for k in origins]),
    }
    off = {name: _errors(said, weeks, kind) for name, said in by.items()}
    known = ~np.isnan(off["naive"].raw[:, :AHEAD])
    mae = {name: float(np.abs(errors.raw[:, :AHEAD][known]).mean()) for name, errors in off.items()}
    ratio = mae["theta"] / mae["naive"] if mae["naive"] else (1.0 if not mae["theta"] else np.inf)
    method: Method = "theta" if ratio < 1 else "naive"
    said, errors = by[method], off[method].scaled
    half = _halves(errors)
    ranges = [_range(v, h, kind) for v, h in zip(_targets(said, kind)[-1], half, strict=True)]
    inside, of = _coverage(errors)
    return Forecast(
        kind, len(weeks), float(weeks[-1]), tuple(ranges[:AHEAD]), ranges[AHEAD], method,
        float(ratio), int(known.sum()), inside / of if of else None, of,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Errors:
    """(origins, 5): truth less what was said, for each week ahead and for all four; nan where the
    truth is not known yet. `raw` in counts, `scaled` as the method sees them."""

    raw: NDArray[np.float64]
    scaled: NDArray[np.float64]


def _forth(x: NDArray[np.float64], kind: Kind) -> NDArray[np.float64]:
    """Sums vary in proportion to their size: their logarithm is what is smoothed."""
    return np.log1p(x) if kind == "flow" else x


def _back(y: NDArray[np.float64], kind: Kind) -> NDArray[np.float64]:
    return np.maximum(np.expm1(y) if kind == "flow" else y, 0)


def _targets(said: NDArray[np.float64], kind: Kind) -> NDArray[np.float64]:
    """(origins, 5): what is said of each week, and of all four."""
    if kind == "stock":
        return np.column_stack([said, said[:, -1]])
    return np.column_stack([said, np.log1p(_back(said, kind).sum(axis=1))])


def _errors(said: NDArray[np.float64], weeks: NDArray[np.float64], kind: Kind) -> _Errors:
    said = _targets(said, kind)
    truth = np.full(said.shape, np.nan)
    for row, k in enumerate(range(TRAIN, len(weeks) + 1)):
        after = weeks[k : k + AHEAD]
        truth[row, : len(after)] = after
        if len(after) == AHEAD:
            truth[row, AHEAD] = after.sum() if kind == "flow" else after[-1]
    return _Errors(truth - _back(said, kind), _forth(truth, kind) - said)


def _halves(errors: NDArray[np.float64]) -> list[float]:
    """Half of the width of an 80% interval for each target, from the errors made so far."""
    return [_half(column[~np.isnan(column)]) for column in errors.T]


def _half(errors: NDArray[np.float64]) -> float:
    """Root mean square error times Student's t: wider where few errors are known."""
    n = len(errors)
    z = 1.2816
    # Cornish and Fisher's expansion of the 90% quantile of t
    t = z + (z**3 + z) / (4 * n) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    return float(t * np.sqrt((errors**2).mean() * (1 + 1 / n)))


def _range(middle: float, half: float, kind: Kind) -> Range:
    value, low, high = _back(np.array([middle, middle - half, middle + half]), kind)
    return Range(float(value), float(low), float(high))


def _coverage(errors: NDArray[np.float64]) -> tuple[int, int]:
    """How many intervals held the truth, each made only from errors that were known at its time."""
    inside = of = 0
    for ahead in range(AHEAD):
        column = errors[:, ahead]
        for row, error in enumerate(column):
            known = column[: max(0, row - ahead)]
            if len(known) >= SEEN and not np.isnan(error):
                of += 1
                inside += bool(abs(error) <= _half(known))
    return inside, of


def shares(daily: NDArray[np.float64]) -> NDArray[np.float64]:
    """(7,): how a week's sum is spread over its days, from the last eight weeks; the first one is
    the day after the last."""
    recent = daily[-8 * WEEK :]
    recent = recent[len(recent) % WEEK :].reshape(-1, WEEK).sum(axis=0) + 1
    return np.asarray(recent / recent.sum())
