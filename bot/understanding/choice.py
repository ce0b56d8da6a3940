"""Which toxicity model the settings choose, made or described."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bot.api.understanding import Score

from .card import DEFAULT_CARD, read_card, read_weights
from .detoxify.catalogue import CARD, Variant, variant_of
from .toxicity import LocalToxicity

SHIPPED = "shipped"
OFF = "off"


class NoToxicity:
    """For owners who want none: implements `bot.api.services.Toxicity` and scores nothing."""

    available = False
    pending = 0
    limit = 1
    model = ""
    languages: frozenset[str] = frozenset()
    thresholds: Mapping[str, float] = MappingProxyType({})

    def start(self) -> None:
        """There is nothing to load."""

    async def score(self, _text: str) -> Score | None:
        """None, always."""
        return None

    async def explain(self, _text: str, _label: str) -> list[tuple[str, float]]:
        """Nothing to explain."""
        return []

    async def close(self) -> None:
        """Nothing to close."""


def toxicity_of(choice: str, detoxify_folder: Path) -> LocalToxicity | NoToxicity:
    """The service for `choice`: "shipped", "off", "detoxify:NAME", or the path of a card.

    A Detoxify variant that was exported is served by onnxruntime, else by its own package.
    """
    if choice == OFF:
        return NoToxicity()
    if choice == SHIPPED:
        return LocalToxicity()
    variant = variant_of(choice)
    if variant is None:
        return LocalToxicity(Path(choice))
    card = _exported(variant, detoxify_folder)
    if card.is_file():
        return LocalToxicity(card)
    from .detoxify.toxicity import DetoxifyToxicity

    return DetoxifyToxicity(variant, variant.folder(detoxify_folder))


def describe(choice: str, detoxify_folder: Path) -> str:
    """What will be used, in one sentence. Raises ModelError when it cannot be."""
    if choice == OFF:
        return 'Toxicity is not scored: toxicity is "off".'
    variant = variant_of(choice)
    if variant is None:
        return _of_card(DEFAULT_CARD if choice == SHIPPED else Path(choice))
    card = _exported(variant, detoxify_folder)
    return _of_card(card) if card.is_file() else _of_package(variant, detoxify_folder)


def _exported(variant: Variant, detoxify_folder: Path) -> Path:
    return variant.folder(detoxify_folder) / CARD


def _of_card(path: Path) -> str:
    card = read_card(path)
    for weights in (card.model, card.tokenizer):
        read_weights(path.parent, weights)
    names = ", ".join(label.name for label in card.labels)
    return f"Toxicity is scored by {card.id} ({names})."


def _of_package(variant: Variant, detoxify_folder: Path) -> str:
    from .detoxify.checkpoint import missing
    from .detoxify.load import check_installed

    check_installed()
    faster = f"`townhall model export {variant.choice}` makes it several times faster and leaner"
    if lacking := missing(variant, variant.folder(detoxify_folder)):
        names = " and ".join(f"{pin.file} from {pin.url.split('/')[2]}" for pin in lacking)
        return (
            f"Toxicity is scored by {variant.choice} in PyTorch as soon as the bot has fetched "
            f"{names}; {faster}."
        )
    return f"Toxicity is scored by {variant.choice} in PyTorch; {faster}."
