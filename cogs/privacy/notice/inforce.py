"""All that a notice depends on, read from the settings in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from bot.api.boards.privacy.consent import PURPOSES, Purpose
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.model import Community
from bot.api.services import Configs, Directory, SettingsDesk, Toxicity
from bot.api.services.personal import Keeper, PersonalData

from ..config import PrivacyConfig, Rule
from ..facts import Facts

Mode = Literal["off", "observe", "suggest", "act"]
MODES: tuple[Mode, ...] = ("off", "observe", "suggest", "act")


@dataclass(frozen=True, slots=True)
class InForce:
    """`mode` is that of the strictest label. `text_days` and `question_days` are None where no
    text is kept. `helper` is the host of a language model to which questions go, "" for none;
    `helper_outside` says that it may stand outside the owner's network."""

    community: Community
    controller: str
    contact: str
    backup_days: int
    platforms: tuple[str, ...]
    model: str
    mode: Mode
    text_days: int | None
    question_days: int | None
    helper: str
    helper_outside: bool
    forecasts: bool
    network: bool
    rules: Mapping[Purpose, Rule]
    kept: Sequence[tuple[Expiring, int | None]]
    keepers: Sequence[Keeper]

    @property
    def reads(self) -> bool:
        """Whether a model reads messages for the moderators."""
        return bool(self.model) and self.mode != "off"


class Notices:
    """Reads them."""

    def __init__(
        self,
        desk: SettingsDesk,
        configs: Configs,
        directory: Directory,
        toxicity: Toxicity,
        retention: Retention,
        personal: PersonalData,
    ) -> None:
        self._desk = desk
        self._configs = configs
        self._directory = directory
        self._toxicity = toxicity
        self._retention = retention
        self._personal = personal

    async def of(self, community: Community) -> InForce:
        """Those of one community, now."""
        facts = Facts(self._desk, community.id)
        config = self._configs.of(PrivacyConfig, community.id)
        spaces = await self._directory.spaces(community.id)
        mode = _mode(facts)
        return InForce(
            community,
            config.controller,
            config.contact,
            config.backup_days,
            tuple(sorted({space.platform for space in spaces})),
            self._toxicity.model,
            mode,
            facts.value("safety.retention_days") if mode in ("suggest", "act") else None,
            facts.value("faq.keep_questions_days") or None,
            _host(facts.word("faq.rephrase")),
            facts.flag("faq.rephrase_anywhere"),
            facts.on("outlook"),
            facts.on("network"),
            {purpose: config.rule(purpose) for purpose in PURPOSES if facts.uses(purpose)},
            [
                (kind, kind.days(community.id))
                for kind in self._retention.kinds(community.id)
                if kind.personal
            ],
            [
                keeper
                for keeper in self._personal.keepers()
                if not keeper.name or facts.on(keeper.name)
            ],
        )


def _mode(facts: Facts) -> Mode:
    own = facts.value("safety.modes")
    chosen = [facts.word("safety.mode"), *(own.values() if isinstance(own, dict) else ())]
    return max((mode for mode in MODES if mode in chosen), key=MODES.index, default="off")


def _host(address: str) -> str:
    return urlsplit(address).hostname or "" if address else ""
