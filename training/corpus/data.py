"""The public data sets, by hash, as rows with a label or "unknown" for every head."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LABELS = ("toxicity", "identity_attack", "insult", "threat", "obscene")
UNKNOWN = -1.0

_SHA256 = {
    "abuse/train.jsonl.gz": "255f65ceb80b5c432951283709f2ad61b3a34836b5188d779571ad6df2f6bb95",
    "benign/train.jsonl.gz": "e9af84d9764d5d228239ea4db939db341bbfa74e76d55d6f702ab7f3faef97d3",
    "chat/mediawiki.jsonl.gz": "657ce1d01ff5fcedb2601fdff9109667e731c8d3434999e09819137fbd0dae53",
    "chat/rust.jsonl.gz": "05129c68bc96eda4cee02d203c2dfaa81de05197e63fb42fd5817ba34d50db45",
    "chat/stripe.jsonl.gz": "a45b92e12c3f5b98ffe935d8d2a54fba977c6824c020da219acc2bb74efad7dd",
    "chat/ubuntu-meeting.jsonl.gz": (
        "ab05c6d5e1221380b485cf4aa9e93c533fd7aeaab0593f13076b369b315d763a"
    ),
    "chat/ubuntu.jsonl.gz": "a83ebb5b691ffe841d52dc4d6ee4794c01548f67df7082a212f0a7aa4e34c999",
}
CHATS = ("ubuntu", "stripe", "rust", "mediawiki", "ubuntu-meeting")
# every fifth chat message, by its hash, is for validation only
_VALIDATION_SHARE = 5


class DataError(Exception):
    """A data file is missing or is another one; the text says which."""


@dataclass
class Row:
    """One text; labels are probabilities 0..1 or UNKNOWN, `weight` scales its loss."""

    source: str
    split: str
    text: str
    labels: dict[str, float]
    weight: float = 1.0
    soft: dict[str, float] = field(default_factory=dict)


def labels(**known: float) -> dict[str, float]:
    """The known labels, UNKNOWN for the others."""
    return dict.fromkeys(LABELS, UNKNOWN) | known


HARMLESS = dict.fromkeys(LABELS, 0.0)


def abuse(folder: Path) -> list[Row]:
    """The nine labelled sets in file order; what a set does not say is UNKNOWN.

    davidson calls most uses of some words offensive, so hate is known and the rest counts less;
    the harmless half of paradetox is made of rewritten insults, so it counts less, too.
    """
    rows = []
    for line in _lines(folder, "abuse/train.jsonl.gz"):
        known, weight = _known(line["src"], int(line["toxic"]), str(line.get("detail")))
        rows.append(Row(line["src"], line["split"], line["text"], known, weight))
    return rows


def _known(source: str, toxic: int, detail: str) -> tuple[dict[str, float], float]:
    if source == "davidson":
        weight = 0.5 if detail == "offensive" else 1.0
        return labels(toxicity=toxic, identity_attack=float(detail == "hate")), weight
    if source == "hatexplain":
        hate = {"0": 1.0, "1": 0.0}.get(detail, UNKNOWN)
        return labels(toxicity=toxic, identity_attack=hate), 1.0
    if source == "edos":
        threat = 1.0 if detail.startswith("1.") else UNKNOWN if toxic else 0.0
        # not sexist does not mean harmless
        toxicity = 1.0 if toxic else UNKNOWN
        return labels(toxicity=toxicity, identity_attack=toxic, threat=threat), 1.0
    if source in ("toxigen", "hatemoji_build"):
        return labels(toxicity=toxic, identity_attack=toxic), 1.0
    weight = 0.5 if source == "paradetox" else 1.0
    return labels(toxicity=toxic, identity_attack=UNKNOWN if toxic else 0.0), weight


def benign(folder: Path) -> Iterator[str]:
    """Ordinary questions and small talk, in file order."""
    return (line["text"] for line in _lines(folder, "benign/train.jsonl.gz"))


def benign_rows(folder: Path) -> list[Row]:
    """The same as rows, one in five for validation."""
    return [
        Row(line["src"], _split(line["text"]), line["text"], HARMLESS)
        for line in _lines(folder, "benign/train.jsonl.gz")
    ]


def chat(folder: Path) -> Iterator[str]:
    """Messages of real public chat channels, in file order."""
    return (row.text for row in chat_rows(folder))


def chat_rows(folder: Path) -> Iterator[Row]:
    """The same as rows, one in five for validation. Nobody has labelled them."""
    for name in CHATS:
        for line in _lines(folder, f"chat/{name}.jsonl.gz"):
            if line.get("text"):
                yield Row(name, _split(line["text"]), line["text"], HARMLESS)


def _split(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return "train" if digest[0] % _VALIDATION_SHARE else "val"


def _lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).") from error
    if hashlib.sha256(content).hexdigest() != _SHA256[name]:
        raise DataError(f"{path} is not the file that the model is made from (SHA-256 differs).")
    return (json.loads(line) for line in gzip.decompress(content).splitlines())
