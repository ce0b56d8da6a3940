"""The fitted numbers that ship with the bot; `python -m training.matching` makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from .families import Doubles, Prior

FILE = Path(__file__).parent / "numbers.json"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is known of vectors of one `embedder` (name@hash8), and the `weights` that turn evidence
    into a probability."""

    embedder: str
    prior: Prior
    weights: Doubles


@cache
def shipped() -> Numbers:
    """From the file beside this one; `origin` there says what they were fitted on."""
    found = json.loads(FILE.read_text("utf-8"))
    prior = Prior(
        np.array(found["mean"]),
        found["within"],
        found["between"],
        found["phrases"],
        found["entries"],
    )
    return Numbers(found["embedder"], prior, np.array(found["weights"]))
