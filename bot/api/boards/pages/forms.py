"""What a page can ask and send back: a form, which may be a single button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ...reply import Look
from ...text import Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form; its answer comes back under `name`.

    `min` and `max` bound the length of words ("text", "long") or the value of a number ("whole",
    "number"). "choice" has `choices`, each a value and its words; one that is not required may be
    left open. `suggested` are values to choose from while one types.
    """

    name: str
    label: Text
    kind: Literal["text", "long", "whole", "number", "choice"] = "text"
    value: str = ""
    hint: Text = ""
    required: bool = False
    min: int | None = None
    max: int | None = None
    choices: Sequence[tuple[str, Text]] = ()
    suggested: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """A form that is sent to a page of ours. Made by `posting`."""

    page: str
    label: Text
    hidden: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Question] = ()
    look: Look = Look.SECONDARY


def posting(
    page: str,
    label: Text,
    *questions: Question,
    look: Look = Look.SECONDARY,
    hidden: Mapping[str, str] | None = None,
) -> Posting:
    """A form for the taker of a page (see `Pages.offer`): its questions and the button that sends
    it. Without questions it is a button alone. What is `hidden` comes back as it is, but whoever
    sends it may have changed it.
    """
    return Posting(page, label, hidden or {}, questions, look)
