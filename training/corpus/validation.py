"""Held-back rows: none of them is trained on."""

import hashlib
import random
from collections import defaultdict
from pathlib import Path

from .data import LABELS, Row, abuse, benign_rows, chat_rows
from .sentences import VALIDATION, filled, sentences

FILLINGS = 3
FIT, MEASURE = 0, 1


def validation(data: Path, half: int | None = None) -> dict[str, list[Row]]:
    """Rows by kind: "abuse" (labelled sets), "ordinary SOURCE", "suite" (our own).

    `half` FIT is for choosing curves and thresholds, MEASURE for reporting; by default both.
    """
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in abuse(data):
        if row.split == "val":
            kinds["abuse"].append(row)
    for row in (*benign_rows(data), *chat_rows(data)):
        if row.split == "val":
            kinds[f"ordinary {row.source}"].append(row)
    source = random.Random(0)
    for sentence in sentences(VALIDATION):
        known = {label: float(sentence.labels[label]) for label in LABELS}
        for text in filled(sentence.text, FILLINGS, source):
            # all fillings of a sentence belong to one half
            if half is None or _half(sentence.text) == half:
                kinds["suite"].append(Row(sentence.kind, "val", text, known))
    if half is None:
        return dict(kinds)
    return {
        kind: rows if kind == "suite" else [row for row in rows if _half(row.text) == half]
        for kind, rows in kinds.items()
    }


def _half(text: str) -> int:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[1] % 2
