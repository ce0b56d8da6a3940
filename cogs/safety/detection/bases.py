"""Where thresholds start from."""

from __future__ import annotations

from bot.api.services import Configs, Toxicity

from ..config import Mode, SafetyConfig
from .thresholds import FLOOR_SHIFT, moved


def mode_of(config: SafetyConfig, label: str) -> Mode:
    """The label's own mode, else the common one."""
    return config.modes.get(label, config.mode)


class Bases:
    """From which score on each label is flagged before anything moves it: the community's own
    threshold, else the model's. Labels with neither only inform."""

    def __init__(self, configs: Configs, toxicity: Toxicity) -> None:
        self._configs = configs
        self._toxicity = toxicity

    def of(self, community_id: int) -> dict[str, float]:
        """By label; empty until the model is loaded."""
        own = self._configs.of(SafetyConfig, community_id).thresholds
        return {**self._toxicity.thresholds, **own}

    def floor(self, community_id: int) -> dict[str, float]:
        """The score of each label below which no setting would flag it."""
        return {label: moved(base, FLOOR_SHIFT) for label, base in self.of(community_id).items()}
