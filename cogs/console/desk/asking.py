"""A command as a form: one question for each of its options; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.api.boards.pages import Content, Question, posting
from bot.api.boards.pages.desk import DeskCommand, DeskOption
from bot.api.model import Channel
from bot.api.reply import Look
from bot.api.text import T, Text

from .answers import address

OPTION = "o."
"""Begins the names of options."""
SHORT = 200
"""What may be longer is asked for in a field of several lines."""
_YES_NO: Sequence[tuple[str, Text]] = (("yes", T("yes")), ("no", T("no")))
_HINTS: Mapping[str, Text] = {
    "items": T("One on each line."),
    "member": T("Their name."),
}


def form(
    command: DeskCommand,
    places: Sequence[Channel],
    suggested: Mapping[str, Sequence[str]],
    typed: Mapping[str, str],
    *,
    at: int = 0,
) -> Content:
    """The form of a command, with what was typed before. One that does not only show asks for the
    channel, too: `at`, else the first of the places."""
    questions = [
        replace(
            _question(option, places, suggested.get(option.name, ())),
            value=typed.get(option.name, ""),
        )
        for option in command.options
    ]
    if not command.view and len(places) > 1:
        channels = [(str(place.id), _name(place)) for place in places]
        chosen = str(at) if at in [place.id for place in places] else channels[0][0]
        hint = T("As if you wrote the command there.")
        questions.append(
            Question("at", T("Channel"), "choice", chosen, hint, True, choices=channels)
        )
    page = address(command.path)
    return posting(page, T("Go ahead"), *questions, look=Look.PRIMARY, hidden={"do": "run"})


def _name(place: Channel) -> str:
    where = f" ({place.space.name})" if place.space else ""
    return f"{place.name}{where}"


def _question(option: DeskOption, places: Sequence[Channel], suggested: Sequence[str]) -> Question:
    name, label, needed = f"{OPTION}{option.name}", option.about, option.required
    low, high, hint = option.min, option.max, _HINTS.get(option.kind, "")
    if option.choices:
        return Question(name, label, "choice", required=needed, choices=option.choices)
    match option.kind:
        case "bool":
            return Question(name, label, "choice", required=needed, choices=_YES_NO)
        case "channel":
            channels = [(str(place.id), _name(place)) for place in places]
            return Question(name, label, "choice", required=needed, choices=channels)
        case "int":
            return Question(name, label, "whole", required=needed, min=low, max=high)
        case "float":
            return Question(name, label, "number", required=needed, min=low, max=high)
        case "items":
            return Question(name, label, "long", hint=hint, required=needed)
        case "when" | "duration" | "member":
            return Question(
                name, label, "text", hint=hint, required=needed, max=SHORT, suggested=suggested
            )
    long = high is not None and high > SHORT and not option.completes
    return Question(
        name, label, "long" if long else "text", required=needed, min=low, max=high,
        suggested=suggested,
    )  # fmt: skip
