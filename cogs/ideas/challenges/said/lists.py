"""Challenges as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.reply import Button, Reply
from bot.api.text import (
    CommandHint,
    Join,
    Moment,
    T,
    Text,
    bold,
    clip,
    joined,
    lines,
)

from ..model import PHASE_NAMES, Challenge
from ..payloads import See


def listing(challenges: Sequence[Challenge], winners: Mapping[int, str]) -> Reply:
    """Running ones and what became of the others; `winners` are titles by challenge."""
    if not challenges:
        return Reply(T("There is no challenge yet; moderators begin one."))
    rows = [Button(T("Challenge {number}", number=one.number), See(one.id)) for one in challenges]
    return Reply(
        lines(
            bold(T("Challenges")),
            *(_line(one, winners.get(one.id)) for one in challenges),
            T("{command} and a number show one.", command=CommandHint("ideas challenges")),
        ),
        [rows[at : at + 5] for at in range(0, len(rows), 5)],
    )


def _line(challenge: Challenge, winner: str | None) -> Text:
    parts: list[Text] = [
        Join((f"{challenge.number}. ", bold(clip(challenge.brief.question, 100)))),
        PHASE_NAMES[challenge.phase],
    ]
    if (until := _ends(challenge)) is not None:
        parts.append(T("until {when}", when=Moment(until)))
    if winner:
        parts.append(Join(("🏆 ", winner)))
    return joined(parts, " · ")


def _ends(challenge: Challenge) -> int | None:
    """When the phase it is in ends by itself."""
    dates = challenge.dates
    match challenge.phase:
        case "collect":
            return dates.discuss_at
        case "discuss":
            return dates.vote_at
        case "vote" if challenge.poll_id is not None:
            return dates.decide_at
        case _:
            return None
