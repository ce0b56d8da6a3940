"""What is measured of scores, in one place for training, calibration and bench/quality."""

from collections import defaultdict

import numpy as np
from sklearn.metrics import roc_auc_score

from .corpus.data import LABELS, Row

TOXICITY, HATE = LABELS.index("toxicity"), LABELS.index("identity_attack")
# ordinary chat flagged, at most, in the worst of its kinds
ALLOWED = 0.003


def overall(scores: np.ndarray) -> np.ndarray:
    """One number a text: the higher of toxicity and identity_attack (rows x labels -> rows)."""
    worst: np.ndarray = np.maximum(scores[:, TOXICITY], scores[:, HATE])
    return worst


def truth(rows: list[Row]) -> np.ndarray:
    """1 abusive, 0 not, -1 unknown."""
    return np.array([row.labels["toxicity"] for row in rows])


def mean_auc(rows: list[Row], scores: np.ndarray) -> float:
    """Mean area under the ROC curve over the sources that have both classes."""
    by_source = defaultdict(list)
    for at, row in enumerate(rows):
        label = row.labels["toxicity"]
        if label < 0:
            label = row.labels["identity_attack"]
        by_source[row.source].append((label, scores[at]))
    areas = []
    for pairs in by_source.values():
        known = [label for label, _ in pairs]
        if len(set(known)) > 1:
            areas.append(roc_auc_score(known, [score for _, score in pairs]))
    return float(np.mean(areas))


def kinds_accuracy(rows: list[Row], flags: np.ndarray) -> dict[str, tuple[float, int]]:
    """(share right, cases) by kind of sentence."""
    by_kind = defaultdict(list)
    for row, flag, real in zip(rows, flags, truth(rows), strict=True):
        by_kind[row.source].append(bool(flag) == bool(real))
    return {kind: (float(np.mean(right)), len(right)) for kind, right in by_kind.items()}


def summary(rows: dict[str, list[Row]], scores: dict[str, np.ndarray]) -> tuple[float, str]:
    """One number to choose the best weights by, and the figures behind it.

    The threshold is set where the worst kind of ordinary text is flagged as often as is allowed;
    at it, our own suite is judged by the mean of its kinds.
    """
    areas = mean_auc(rows["abuse"], overall(scores["abuse"]))
    ordinary = {k: overall(s) for k, s in scores.items() if k.startswith("ordinary")}
    threshold = max(float(np.quantile(s, 1 - ALLOWED)) for s in ordinary.values())
    flags = overall(scores["suite"]) > threshold
    kinds = kinds_accuracy(rows["suite"], flags)
    suite = float(np.mean([share for share, _ in kinds.values()]))
    real = truth(rows["suite"]) == 1
    at_zero = float(np.mean((overall(scores["suite"]) > 0) == real))
    text = (
        f"AUC {areas:.4f}, suite {suite:.4f} at logit {threshold:.2f} "
        f"(found {flags[real].mean():.3f}, false {flags[~real].mean():.3f}), at 0: {at_zero:.3f}"
    )
    return (areas + suite) / 2, text
