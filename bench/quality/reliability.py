"""Are the probabilities probabilities? Predicted against observed, in bins."""

import numpy as np
from rich.console import Console
from rich.table import Table

from training.calibrate import BASE_RATE
from training.corpus.data import Row

from .judges import Opinion

_BINS = 10


def reliability(out: Console, rows: dict[str, list[Row]], opinions: dict[str, Opinion]) -> None:
    """Print, for each label, the curve and the expected calibration error (Naeini et al. 2015).

    Rows are weighted to the base rate that the curves were fitted for.
    """
    for label in ("toxicity", "identity_attack"):
        column = opinions["abuse"].labels.index(label)
        known = np.array([row.labels[label] for some in rows.values() for row in some])
        score = np.concatenate([opinions[kind].scores[:, column] for kind in rows])
        known, score = known[known >= 0], score[known >= 0]
        share = known.mean()
        weight = np.where(known > 0, BASE_RATE / share, (1 - BASE_RATE) / (1 - share))
        table = Table("predicted", "observed", "cases", title=f"Calibration of {label}")
        error = 0.0
        for low in np.linspace(0, 1, _BINS, endpoint=False):
            own = (score >= low) & (score < low + 1 / _BINS)
            if own.any():
                said = float(np.average(score[own], weights=weight[own]))
                was = float(np.average(known[own], weights=weight[own]))
                error += abs(said - was) * weight[own].sum() / weight.sum()
                table.add_row(f"{said:.3f}", f"{was:.3f}", str(own.sum()))
        out.print(table)
        out.print(f"Expected calibration error of {label}: {error:.4f} ({len(known)} cases)\n")
