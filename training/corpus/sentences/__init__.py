"""Our own sentences: both sides of every line that a careless model draws in the wrong place.

A file has one `codes<TAB>sentence` a line: t toxicity, h identity_attack, x threat, i insult,
o obscene, "-" none; lines that start with "# " name the kind. Slots such as {group} are filled
from terms.toml. Whoever adds lines writes them; none come from a published test.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
CODES = {
    "t": "toxicity", "h": "identity_attack", "x": "threat", "i": "insult", "o": "obscene",
}  # fmt: skip
VALIDATION = "validation"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Sentence:
    """One line: its kind ("file: section"), its labels (0/1 each) and the text with slots."""

    kind: str
    labels: dict[str, int]
    text: str


@dataclass(frozen=True)
class Terms:
    """Fillers by slot."""

    by_slot: dict[str, list[str]]

    def all(self) -> list[str]:
        """Every term for people of a protected identity."""
        return [term for slot in ("group", "person", "adj") for term in self.by_slot[slot]]


@cache
def terms() -> Terms:
    return Terms(tomllib.loads((FOLDER / "terms.toml").read_text("utf-8")))


def sentences(*files: str) -> Iterator[Sentence]:
    """The lines of these files (names without ending), in order. ValueError names a bad line."""
    for name in files:
        kind = ""
        lines = (FOLDER / f"{name}.tsv").read_text("utf-8").rstrip("\n").split("\n")
        for number, line in enumerate(lines, 1):
            if line.startswith("# "):
                kind = line[2:].strip()
                continue
            codes, _, text = line.partition("\t")
            given = set(codes.split(",")) - {"-"}
            if not text or not given <= CODES.keys():
                raise ValueError(f"{name}.tsv, line {number}: expected codes<TAB>sentence")
            if given & {"h", "x"}:
                given.add("t")
            yield Sentence(
                f"{name}: {kind}", {label: int(c in given) for c, label in CODES.items()}, text
            )


def training_files() -> list[str]:
    """Every file but the validation suite."""
    return sorted(path.stem for path in FOLDER.glob("*.tsv") if path.stem != VALIDATION)


def filled(text: str, count: int, source: random.Random) -> list[str]:
    """Up to `count` different fillings of a sentence's slots; itself when it has none."""
    slots = set(_SLOT.findall(text))
    if not slots:
        return [text]
    made = {}
    for _ in range(count):
        # a slot that stands twice in a sentence means the same people both times
        chosen = {slot: source.choice(terms().by_slot[slot]) for slot in sorted(slots)}
        made[text.format(**chosen)] = None
    return list(made)
