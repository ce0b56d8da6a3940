"""What somebody might type to do harm, and what must hold for all that is made of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

KEPT = Path(__file__).parent / "inputs.jsonl"


@dataclass(frozen=True, slots=True)
class Input:
    """A text and what it attacks. In the file `times` repeats it, and everything beyond ASCII is
    escaped: what turns the direction of writing would do that to whoever reads the file."""

    tag: str
    text: str


def kept() -> list[Input]:
    """Every kept input, in the file's order."""
    rows = map(json.loads, KEPT.read_text("ascii").splitlines())
    return [Input(row["tag"], row["text"] * row.get("times", 1)) for row in rows]
