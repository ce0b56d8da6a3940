"""Which card a person means."""

from __future__ import annotations

from pathlib import Path

from bot.understanding.card import DEFAULT_CARD, ModelError
from bot.understanding.choice import SHIPPED
from bot.understanding.detoxify.catalogue import CARD, variant_of


def card_path(which: str) -> Path:
    """The card of "shipped", of an exported "detoxify:NAME", or at a path.

    Raises ModelError for a Detoxify model that was not exported yet.
    """
    if which == SHIPPED:
        return DEFAULT_CARD
    variant = variant_of(which)
    if variant is None:
        return Path(which)
    from .export import detoxify_folder

    path = variant.folder(detoxify_folder()) / CARD
    if not path.is_file():
        raise ModelError(f"{which} is not exported yet: run `townhall model export {which}` first.")
    return path
