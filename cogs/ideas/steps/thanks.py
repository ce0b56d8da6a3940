"""Recognition points in words: what they are for, beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.text import Join, N, T, Text, bold, clip, lines

from ..store.points import POINTS, SUPPORTERS, Earned, Rule
from .wording import more

SHOWN = 15
_RULES: Mapping[Rule, Text] = {
    "posted": T("for an idea that you post"),
    "supported": N("when {n} other supports it", "when {n} others support it", SUPPORTERS),
    "planned": T("when it is planned"),
    "done": T("when it becomes true"),
    "backed": T("for supporting another's idea that becomes true"),
    "tested": T("for feedback as a picked tester"),
}


def _because(earned: Earned) -> Text:
    idea: Text = Join((f"#{earned.idea_id} ", bold(clip(earned.title, 60))))
    match earned.rule:
        case "posted":
            return T("you posted {idea}", idea=idea)
        case "supported":
            return N(
                "{n} other supports your idea {idea}",
                "{n} or more others support your idea {idea}",
                SUPPORTERS,
                idea=idea,
            )
        case "planned":
            return T("your idea {idea} was planned", idea=idea)
        case "done":
            return T("your idea {idea} became true", idea=idea)
        case "backed":
            return T("you supported {idea}, which became true", idea=idea)
        case "tested":
            return T("you tried {idea} out and told how it was", idea=idea)


def points(earned: Sequence[Earned]) -> Text:
    """All points of one member, for that member."""
    total = sum(one.points for one in earned)
    return lines(
        bold(N("You have {n} point.", "You have {n} points.", total)),
        *(Join((f"{one.points} – ", _because(one))) for one in earned[:SHOWN]),
        more(len(earned) - SHOWN),
        "",
        bold(T("What there are points for")),
        *(Join((f"{POINTS[rule]} – ", words)) for rule, words in _RULES.items()),
        T("They are counted anew each time from what is true now, and nobody else sees yours."),
    )
