"""The rounds of a run-off, told and shown."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.api.text import Join, N, T, Text, bold, joined

from .base import short
from .count import Count, Round

COLUMNS = 6  # rounds that a picture has room for
NAMED = 5  # options that a round names in words
LABEL = 40


def name(label: Text, option: int) -> Text:
    """A picture shows no emoji, and here the place in the list is no help: the number is."""
    if isinstance(label, str) and not any(map(str.isalnum, label)):
        return f"{label} #{option + 1}"
    return label


def number(count: int | None) -> float:
    """For a picture: what is out has no number."""
    return math.nan if count is None else float(count)


def standing(stage: Round) -> dict[int, int]:
    """The counts of the options that are in a round."""
    return {option: n for option, n in enumerate(stage.counts) if n is not None}


def chosen(rounds: Sequence[Round]) -> list[int]:
    """The rounds to show when not all have room: the first and the last ones."""
    return [0, *range(max(1, len(rounds) - COLUMNS + 1), len(rounds))]


def chance(count: Count, labels: Sequence[Text]) -> list[Text]:
    """That a lot before the last round decided, or may have decided, who wins."""
    last = count.rounds[-1]
    shown = {count.winner, *(count.level if last.by == "lot" else ())}
    others = [bold(labels[i]) for i in count.winners if i not in shown]
    rounds = [n for n, stage in enumerate(count.rounds[:-1], 1) if stage.by == "lot"]
    where = joined([T("{number}", number=n) for n in rounds])
    if others:
        return [
            T(
                "Who left round {rounds} was drawn by lot; else it could have been {options}.",
                rounds=where,
                options=joined(others),
            )
        ]
    if count.lot and len(count.winners) == 1:
        return [
            T(
                "Who left round {rounds} was drawn by lot, which may have decided it.",
                rounds=where,
            )
        ]
    return []


def ended(ballots: int) -> Text:
    return N(
        "{n} ballot had none of its choices in the last round.",
        "{n} ballots had none of their choices in the last round.",
        ballots,
    )


def in_words(stage: Round, number: int, labels: Sequence[Text]) -> Text:
    """A round in words: the leading options, and who leaves."""
    counts = standing(stage)
    best = sorted(counts, key=lambda option: -counts[option])
    named: list[Text] = [
        Join((short(labels[i], LABEL), " ", T("{number}", number=counts[i]))) for i in best[:NAMED]
    ]
    said = T(
        "Round {n}: {counts}.",
        n=number,
        counts=joined([*named, *(["…"] if len(best) > NAMED else [])]),
    )
    out = joined([short(labels[option], LABEL) for option in stage.out])
    if not stage.out:
        return said
    leaves: Text = N("{options} is out.", "{options} are out.", len(stage.out), options=out)
    if stage.by == "earlier":
        leaves = T(
            "{options} is out: level with others, but behind in an earlier round.", options=out
        )
    if stage.by == "lot":
        leaves = T("{options} is out by lot.", options=out)
    return Join((said, leaves), " ")
