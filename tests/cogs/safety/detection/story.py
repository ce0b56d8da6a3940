"""The stage of the tests of patterns: a community told as a story, who wrote what to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.api.text import Node
from bot.understanding.spelling import PlainSpelling
from cogs.safety.config import Part, SafetyConfig
from cogs.safety.detection.patterns import findings, reason_of
from cogs.safety.detection.seen import Finding, Seen, has_link
from cogs.safety.detection.window import Window

NOW = 1_780_000_000_000
MINUTE = 60_000
DEFAULTS = SafetyConfig()
ANA, BEN, CY, DEE, EVE, FAY, GUS, HAL = range(1, 9)
WHO = ("nobody", "Ana", "Ben", "Cy", "Dee", "Eve", "Fay", "Gus", "Hal")

words_of = PlainSpelling().fingerprint


@dataclass
class Story:
    """A community whose clock goes on by a minute with each message, unless said otherwise."""

    config: SafetyConfig = DEFAULTS
    window: Window = field(default_factory=Window)
    now: int = NOW
    number: int = 0

    def says(
        self,
        author: int,
        text: str = "",
        *,
        to: int | Iterable[int] | None = None,
        abuse: float = 0.0,
        later: int = MINUTE,
        channel: int = 1,
        **about: object,
    ) -> Seen:
        """Tell what is found about it by `self.found`."""
        self.now += later
        self.number += 1
        said = text or f"message {'abcdefghij'[self.number % 10] * 2} of {WHO[author]}"
        words = words_of(said)
        row = Seen(
            community_id=1,
            space_id=1,
            channel_id=channel,
            message_id=self.number,
            author_id=author,
            sent_at=self.now,
            targets=() if to is None else (to,) if isinstance(to, int) else tuple(to),
            abuse=abuse,
            fingerprint=words.digest,
            letters=words.letters,
            links=has_link(said),
        )
        row = replace(row, **about)  # type: ignore[arg-type]
        self.found = findings(self.window, row, self.config)
        return row

    @property
    def names(self) -> list[str]:
        return [finding.name for finding in self.found]

    @property
    def only(self) -> Finding:
        (finding,) = self.found
        return finding

    @property
    def reason(self) -> str:
        return english(self.only)


def english(finding: Finding) -> str:
    reason = reason_of(finding.name, finding.detail)
    assert isinstance(reason, Node)
    return str(reason)


def story(**parts: Part) -> Story:
    return Story(SafetyConfig(**parts))


def seen(number: int, author: int = ANA, target: int | None = BEN, **about: object) -> Seen:
    """Message `number`, a second after the one before it; abusive unless said otherwise."""
    base = Seen(
        community_id=1,
        space_id=1,
        channel_id=1,
        message_id=number,
        author_id=author,
        sent_at=NOW + number * 1000,
        targets=() if target is None else (target,),
        abuse=0.8,
        fingerprint=f"message {author} {target}".encode(),
    )
    return replace(base, **about)  # type: ignore[arg-type]


def numbers(rows: list[Seen]) -> list[int]:
    return [row.message_id for row in rows]
