"""From what was typed to a goal; no I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.api.errors import UserError
from bot.api.text import CommandHint, T, code

from ..model import Aim, Metric
from .catalogue import find, unknown
from .reading import Number, in_unit, read_due, read_number, read_sentence

EXAMPLE = code("20 ideas by June")


@dataclass(frozen=True, slots=True)
class Wish:
    """A goal as it was meant. `due_at` None: to be kept up for good."""

    metric: Metric
    target: float
    aim: Aim
    due_at: int | None


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when it was typed; `when` reads dates in the asker's words."""

    now: int
    zone: str
    when: Callable[[str], int]


def read_wish(metric: str, number: str, date: str, metrics: Sequence[Metric], here: Here) -> Wish:
    """The goal of three options, or of a whole sentence spread over them ("20 ideas by June", as
    text commands split it). UserError says what could not be read."""
    amount = read_number(number) if number else None
    if amount is not None:
        found = find(metric, metrics)
        if found is not None:
            return _wish(found, amount, date, here)
    return _from_sentence(" ".join(part for part in (metric, number, date) if part), metrics, here)


def _from_sentence(text: str, metrics: Sequence[Metric], here: Here) -> Wish:
    trouble: UserError | None = None
    for sentence in read_sentence(text):
        if not sentence.words:
            continue
        try:
            found = find(sentence.words, metrics)
            if found is not None:
                return _wish(found, sentence.number, sentence.date, here)
            trouble = trouble or unknown(sentence.words, metrics)
        except UserError as error:
            trouble = trouble or error
    raise trouble or UserError(
        T("I see no number in it. Write a goal like {example}.", example=EXAMPLE)
    )


def _wish(metric: Metric, number: Number, date: str, here: Here) -> Wish:
    aim = number.aim or metric.aim
    target = aimed(in_unit(number, metric.unit), aim)
    if date:
        return Wish(metric, target, aim, read_due(date, here.now, here.zone, here.when))
    if metric.kind == "sum":
        raise UserError(
            T(
                "By when? Say for example {example}.",
                example=CommandHint("goal add", "20 ideas by June"),
            )
        )
    return Wish(metric, target, aim, None)


def aimed(target: float, aim: Aim) -> float:
    """The target, if it can be one; UserError for one that is reached before anybody begins."""
    if target == 0 and aim == "up":
        raise UserError(T("A goal of nothing is reached already. Choose a number over 0."))
    return target
