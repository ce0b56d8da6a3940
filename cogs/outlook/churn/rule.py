"""The rule of thumb: silence against one's own rhythm, looked up in a table; no I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .features import Facts

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATIOS = (1.0, 2.0, 4.0)
"""Silence divided by the usual gap: up to 1, up to 2, up to 4, more."""
DAYS = (1.0, 5.0)
"""Days with a message in the last 12 weeks: 1, 2 to 5, more."""
TABLE = np.array(
    [
        [0.55, 0.65, 0.80, 0.90],
        [0.30, 0.45, 0.65, 0.80],
        [0.05, 0.10, 0.30, 0.60],
    ]
)
"""(days, ratio) -> probability; docs/outlook.md shows the same."""


def probabilities(facts: Facts) -> NDArray[np.float64]:
    """(n,): the probability that the table gives each member."""
    return np.asarray(
        TABLE[np.searchsorted(DAYS, facts.days), np.searchsorted(RATIOS, facts.ratio)]
    )
