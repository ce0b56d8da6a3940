"""Which settings are in force, over all features; one that is off has none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.api.boards.privacy.consent import Purpose
from bot.api.services import SettingsDesk


class Facts:
    """The settings of one community by name ("safety.retention_days"), as `/settings` shows them:
    "on" and "off", words, and JSON for all else."""

    def __init__(self, desk: SettingsDesk, community_id: int) -> None:
        self._values: Mapping[str, str] = {
            view.name: view.value for view in desk.views(community_id)
        }

    def on(self, cog: str) -> bool:
        """Whether a feature is used."""
        return self._values.get(f"{cog}.enabled") == "on"

    def word(self, name: str) -> str:
        """A setting of a feature that is used; else nothing."""
        return self._values.get(name, "") if self.on(name.partition(".")[0]) else ""

    def flag(self, name: str) -> bool:
        """Whether it is on."""
        return self.word(name) == "on"

    def value(self, name: str) -> Any:
        """A number, list or table; None where there is none."""
        try:
            return json.loads(self.word(name))
        except ValueError:
            return None

    def uses(self, purpose: Purpose) -> bool:
        """Whether anything here is done for that purpose."""
        return {
            "measures": True,
            "sentiment": self.flag("digest.mood") or self.on("topics"),
            "introductions": self.on("introductions"),
            "newsletter": self.on("announcements") or self.on("sequences"),
        }[purpose]
