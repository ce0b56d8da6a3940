"""townhall model show: a model's card in plain words."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.understanding.card import Card, Label, ModelError, read_card, read_weights

from .cards import card_path

OK, UNUSABLE = 0, 2


def run(chosen: argparse.Namespace) -> int:
    """Print the card of `chosen.model`; 2 with a sentence on stderr when it cannot be used."""
    try:
        path = card_path(chosen.model)
        sys.stdout.write(described(read_card(path), path))
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    return OK


def described(card: Card, path: Path) -> str:
    """Several lines. Raises ModelError when a file is missing or not the card's."""
    size = sum(len(read_weights(path.parent, part)) for part in (card.model, card.tokenizer))
    lines = [
        f"{card.id}: {path}",
        f"Made from: {card.source}",
        f"Licence: {card.licence}",
        f"Size: {size / 1e6:.1f} MB, reads windows of {card.max_length} tokens",
        "Labels:",
        *(f"  {label.name}: {_use(label)}" for label in card.labels),
    ]
    return "\n".join(lines) + "\n"


def _use(label: Label) -> str:
    kind = "calibrated" if label.calibration else "as the network gives it"
    if label.threshold is None:
        return f"for information, never flags ({kind})"
    return f"flags from {label.threshold:.0%} on ({kind})"
