"""From logits to probabilities and thresholds, on validation data.

A label's curve is isotonic regression (Zadrozny and Elkan 2002) over validation rows, in which
ordinary messages are weighted so that one text in five has the label's kind of abuse; thinned to a
few points and kept strictly rising, so that no two logits become the same probability.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.isotonic import IsotonicRegression

from .corpus.data import LABELS, Row
from .corpus.validation import FIT, MEASURE, validation
from .metrics import kinds_accuracy, mean_auc, overall, truth

BASE_RATE = 0.2
POINTS = 16
# Of the kinds of ordinary text, the worst may be flagged this often; the goal on unseen text is
# 0.3%, so this leaves some room.
ALLOWED = 0.0025
_ENDS = ((-12.0, 0.0002), (12.0, 0.9998))
_STEP = 1e-4
# rows of one kind of ordinary text that are scored, for time
_MOST = 5000
# fewer messages than this tell too little by themselves
_ENOUGH = 1000
# swearing alone is no reason to look
FLAGGING = ("toxicity", "identity_attack", "insult", "threat")
_NEVER = 0.9999
_ROUNDS = 4


@dataclass(frozen=True)
class Calibration:
    """Curves of (logit, probability) points, thresholds on probabilities, figures behind both."""

    curves: dict[str, list[tuple[float, float]]]
    thresholds: dict[str, float]
    figures: dict[str, float]
    kinds: dict[str, tuple[float, int]]


def calibrate(data: Path, score: Callable[[Sequence[str]], np.ndarray]) -> Calibration:
    """Fit curves and choose thresholds on one half of the validation rows, measure on the other.

    `score` gives logits (texts x labels).
    """
    rows = _some(validation(data, FIT))
    scores = {kind: score([row.text for row in some]) for kind, some in rows.items()}
    curves = {label: _curve(rows, scores, at) for at, label in enumerate(LABELS)}
    thresholds = _thresholds(rows, probabilities(curves, scores))
    rows = _some(validation(data, MEASURE))
    scores = {kind: score([row.text for row in some]) for kind, some in rows.items()}
    kinds, figures = _figures(rows, probabilities(curves, scores), thresholds)
    return Calibration(curves, thresholds, figures, kinds)


def _some(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {kind: some if kind == "abuse" else some[:_MOST] for kind, some in rows.items()}


def probabilities(
    curves: dict[str, list[tuple[float, float]]], scores: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Every kind's logits (rows x labels) as calibrated probabilities."""
    return {
        kind: np.stack([apply(curves[label], s[:, at]) for at, label in enumerate(LABELS)], 1)
        for kind, s in scores.items()
    }


def apply(curve: list[tuple[float, float]], logit: np.ndarray) -> np.ndarray:
    """Probabilities by linear interpolation, the ends beyond the ends."""
    x, y = zip(*curve, strict=True)
    found: np.ndarray = np.interp(logit, x, y)
    return found


def _curve(
    rows: dict[str, list[Row]], scores: dict[str, np.ndarray], column: int
) -> list[tuple[float, float]]:
    label = LABELS[column]
    known = np.array([row.labels[label] for some in rows.values() for row in some])
    logit = np.concatenate([s[:, column] for s in scores.values()])
    use = known >= 0
    known, logit = known[use], logit[use]
    weight = np.where(known > 0.5, BASE_RATE / max(1, (known > 0.5).sum()),
                      (1 - BASE_RATE) / max(1, (known <= 0.5).sum()))  # fmt: skip
    fitted = IsotonicRegression(y_min=_ENDS[0][1], y_max=_ENDS[1][1], out_of_bounds="clip")
    fitted.fit(logit, known, sample_weight=weight)
    low, high = np.quantile(logit, 0.01), np.quantile(logit, 0.999)
    points = [_ENDS[0]]
    for x in np.linspace(low, high, POINTS):
        # the mean over a neighbourhood takes isotonic regression's stairs away
        around = np.linspace(x - 0.3, x + 0.3, 13)
        y = max(float(fitted.predict(around).mean()), points[-1][1] + _STEP)
        if x > points[-1][0] + 0.05 and y < _ENDS[1][1] - _STEP:
            points.append((float(x), y))
    return [*points, _ENDS[1]]


def _thresholds(rows: dict[str, list[Row]], scores: dict[str, np.ndarray]) -> dict[str, float]:
    """Those that serve our own suite best while ordinary text is flagged no more than ALLOWED.

    Found by going up one label after the other; "best" is the mean of the share of abuse that is
    found and the share of harmless text that is left alone.
    """
    ordinary = _pooled([s for kind, s in scores.items() if kind.startswith("ordinary")])
    suite, real = scores["suite"], truth(rows["suite"]) == 1
    columns = [LABELS.index(label) for label in FLAGGING]

    def worth(cuts: list[float]) -> float:
        if max(_flags(s, columns, cuts).mean() for s in ordinary) > ALLOWED:
            return -1.0
        right = _flags(suite, columns, cuts) == real
        return float((right[real].mean() + right[~real].mean()) / 2)

    cuts = [_NEVER] * len(columns)
    for _ in range(_ROUNDS):
        for at, column in enumerate(columns):
            tried = np.unique(np.quantile(suite[:, column], np.linspace(0.2, 0.998, 150)))
            options = [(worth([*cuts[:at], float(x), *cuts[at + 1 :]]), float(x)) for x in tried]
            cuts[at] = max([*options, (worth(cuts), cuts[at])])[1]
    return {label: min(cut, _NEVER) for label, cut in zip(FLAGGING, cuts, strict=True)}


def _flags(scores: np.ndarray, columns: list[int], cuts: list[float]) -> np.ndarray:
    found: np.ndarray = (scores[:, columns] >= np.array(cuts)).any(axis=1)
    return found


def _pooled(kinds: list[np.ndarray]) -> list[np.ndarray]:
    """The same, with small kinds put together: one message more or less must not decide."""
    large = [scores for scores in kinds if len(scores) >= _ENOUGH]
    small = [scores for scores in kinds if len(scores) < _ENOUGH]
    return [*large, np.concatenate(small)] if small else large


def _figures(
    rows: dict[str, list[Row]], scores: dict[str, np.ndarray], thresholds: dict[str, float]
) -> tuple[dict[str, tuple[float, int]], dict[str, float]]:
    columns = [(LABELS.index(label), cut) for label, cut in thresholds.items()]
    flags = {
        kind: np.any([s[:, at] >= cut for at, cut in columns], axis=0) for kind, s in scores.items()
    }
    kinds = kinds_accuracy(rows["suite"], flags["suite"])
    figures = {f"flagged, {k}": float(f.mean()) for k, f in flags.items() if k.startswith("ord")}
    figures["AUC, mean over sets"] = mean_auc(rows["abuse"], overall(scores["abuse"]))
    figures["suite, mean over kinds"] = float(np.mean([share for share, _ in kinds.values()]))
    real = truth(rows["suite"]) == 1
    figures["suite, abuse found"] = float(flags["suite"][real].mean())
    figures["suite, harmless flagged"] = float(flags["suite"][~real].mean())
    return kinds, figures


def flagged(scores: np.ndarray, found: Calibration) -> np.ndarray:
    """Which of these logits (rows x labels) are over a threshold."""
    values = probabilities(found.curves, {"": scores})[""]
    cuts = found.thresholds
    return _flags(values, [LABELS.index(label) for label in cuts], list(cuts.values()))


def describe(found: Calibration) -> str:
    """The figures as lines of text."""
    lines = [f"threshold {label}: {cut:.4f}" for label, cut in found.thresholds.items()]
    lines += [f"{name}: {value:.4f}" for name, value in found.figures.items()]
    lines += [f"  {kind}: {share:.3f} of {n}" for kind, (share, n) in sorted(found.kinds.items())]
    return "\n".join(lines)
