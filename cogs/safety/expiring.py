"""What of safety goes by itself, and after how long."""

from __future__ import annotations

from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.services import Configs
from bot.api.text import T

from .config import SafetyConfig
from .proof.care import KEPT_DAYS

TEXTS, SCORES, EXPOSURE = "safety.texts", "safety.scores", "safety.exposure"


def offer(retention: Retention, configs: Configs) -> None:
    """Pin it all."""

    def of(community_id: int) -> SafetyConfig:
        return configs.of(SafetyConfig, community_id)

    retention.offer(
        "safety",
        Expiring(
            TEXTS,
            T("the words of a flagged or reported message and of its appeal, once it is decided"),
            lambda community_id: of(community_id).retention_days,
        ),
        Expiring(
            SCORES,
            T("what the model said of your messages, without the words"),
            lambda community_id: of(community_id).score_days,
        ),
        Expiring(EXPOSURE, T("how many alerts each moderator looked at"), lambda _: KEPT_DAYS),
    )
