"""Unintended bias in numbers, after Borkan et al. 2019.

"Nuanced Metrics for Measuring Unintended Bias with Real Data for Text Classification" compares a
subgroup (texts that name one identity) with the background (those that do not). All areas are
under the ROC curve, 1 where every abusive text scores higher than every harmless one:

- subgroup AUC: abusive and harmless texts of the subgroup.
- BPSN (background positive, subgroup negative): abusive texts of the background and harmless ones
  of the subgroup; low where the identity alone is taken for abuse.
- BNSP (background negative, subgroup positive): harmless texts of the background and abusive ones
  of the subgroup; low where abuse against the identity is overlooked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

POWER = -5.0


@dataclass(frozen=True, slots=True)
class Judged:
    """Texts: what each scored, whether it was flagged, whether it is abusive. One length."""

    scores: Numbers
    flags: Truths
    abusive: Truths


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured about one subgroup; shares and areas from 0 to 1, and counts of texts.

    `false_positive_rate` is the share of harmless texts that is flagged, `true_positive_rate`
    that of abusive ones.
    """

    subgroup_auc: float
    bpsn_auc: float
    bnsp_auc: float
    false_positive_rate: float
    true_positive_rate: float
    harmless: int
    abusive: int

    @property
    def worst_auc(self) -> float:
        """The lowest of the three areas."""
        return min(self.subgroup_auc, self.bpsn_auc, self.bnsp_auc)


def figures(subgroup: Judged, background: Judged) -> Figures:
    """The subgroup against the background; each must have harmless and abusive texts."""
    positive, negative = subgroup.scores[subgroup.abusive], subgroup.scores[~subgroup.abusive]
    return Figures(
        subgroup_auc=auc(positive, negative),
        bpsn_auc=auc(background.scores[background.abusive], negative),
        bnsp_auc=auc(positive, background.scores[~background.abusive]),
        false_positive_rate=float(subgroup.flags[~subgroup.abusive].mean()),
        true_positive_rate=float(subgroup.flags[subgroup.abusive].mean()),
        harmless=len(negative),
        abusive=len(positive),
    )


def auc(positive: Numbers, negative: Numbers) -> float:
    """How often a positive scores higher than a negative, ties counting half (Mann-Whitney U).

    Raises ValueError when either is empty.
    """
    if not len(positive) or not len(negative):
        raise ValueError("an area under the ROC curve needs positives and negatives")
    ordered = np.sort(negative)
    lower = np.searchsorted(ordered, positive, "left")
    lower_or_same = np.searchsorted(ordered, positive, "right")
    return float((lower + lower_or_same).mean() / 2 / len(ordered))


def power_mean(values: Sequence[float], power: float = POWER) -> float:
    """The generalised mean of numbers from 0 on; with a power below 0 the lowest weigh most."""
    known = np.asarray(values, np.float64)
    if power < 0 and (known == 0).any():
        return 0.0  # its limit
    return float(np.mean(known**power) ** (1 / power))
