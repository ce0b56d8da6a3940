"""What was deleted or decided comes back, perhaps in disguise."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.text import T, Text

from ...config import Evasion, SafetyConfig
from ...times import MINUTE_MS
from ..seen import Finding, Seen
from ..window import Strike, Window
from .base import found


class Evasions:
    """The words of a message that was deleted, or acted on, once more.

    Who deletes their own message may only have corrected it, and others may say harmless words by
    chance: then the score has to be notable too.
    """

    name = "evasion"

    def span(self, config: SafetyConfig) -> int:
        part = config.evasion
        return part.minutes * MINUTE_MS if part.enabled else 0

    def look(self, window: Window, new: Seen, config: SafetyConfig) -> Finding | None:
        part = config.evasion
        if not part.enabled or not new.fingerprint or not window.counts(new):
            return None
        strikes = [s for s in window.strikes(new.fingerprint) if _evades(new, s, part)]
        if not strikes:
            return None
        strike = max(strikes, key=lambda s: (s.seen.author_id == new.author_id, s.settled, s.at))
        aimed = (t for seen in (new, strike.seen) if not seen.guessed for t in seen.targets)
        return found(
            self.name,
            (strike.seen, new),
            next((target for target in aimed if target != new.author_id), None),
            settled=int(strike.settled),
            other=int(strike.seen.author_id != new.author_id),
            **({"automatic": 1} if strike.automatic else {}),
        )

    def reason(self, detail: Mapping[str, int]) -> Text:
        settled, other = bool(detail["settled"]), bool(detail["other"])
        match settled, other, bool(detail.get("automatic")):
            case True, False, True:
                return T("The same words again, after I acted on them by myself")
            case True, True, True:
                return T("The words of somebody else that I had acted on by myself")
            case True, False, False:
                return T("The same words again, after moderators acted on them")
            case True, True, False:
                return T("The words of somebody else that moderators had acted on")
            case False, False, _:
                return T("The same words again, after they were deleted")
            case _:
                return T("The words of somebody else that had been deleted")


def _evades(new: Seen, strike: Strike, part: Evasion) -> bool:
    former = strike.seen
    if former.place == new.place or not 0 <= new.sent_at - strike.at <= part.minutes * MINUTE_MS:
        return False
    certain = strike.settled and former.author_id == new.author_id
    return certain or max(former.abuse, new.abuse) >= part.from_score
