"""Goals in reports and lists."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.reports import Figure, Section
from bot.api.boards.sections_text import amount
from bot.api.reply import Reply
from bot.api.text import CommandHint, N, T, Text, bold, lines

from .names import Told, status


def section(open_: Sequence[Told], ended: Sequence[Told]) -> Section | None:
    """The goals in reports; None without any."""
    if not open_ and not ended:
        return None
    figures = [
        Figure(
            f"goals.{told.goal.id}",
            told.name,
            told.standing.value,
            unit=told.goal.unit,
            better="up" if told.goal.aim == "up" else "down",
            note=status(told),
        )
        for told in open_
    ]
    notes: list[Text] = [
        T("Reached: {goal}.", goal=told.name)
        if told.goal.state == "reached"
        else T("Missed: {goal}.", goal=told.name)
        for told in ended
    ]
    behind = sum(told.standing.verdict == "behind" for told in open_)
    if behind:
        notes.append(
            N("{n} of {all} goals is behind.", "{n} of {all} goals are behind.", behind,
              all=len(open_))
        )  # fmt: skip
    elif open_ and all(told.standing.verdict not in ("unknown", "missed") for told in open_):
        notes.append(T("No goal is behind."))
    return Section(figures, notes=notes)


def listing(open_: Sequence[Told]) -> Reply:
    """All goals that are followed."""
    if not open_:
        return Reply(
            T(
                "There are no goals. An administrator sets one with {command}",
                command=CommandHint("goal add", "20 ideas by June"),
            )
        )
    return Reply(lines(bold(T("Goals")), *(line(told) for told in open_)), tone="info")


def line(told: Told) -> Text:
    """One goal."""
    value = told.standing.value
    now = bold(amount(value, told.goal.unit)) if value is not None else "–"
    return T(
        "#{id} {goal}: {now}, {status}",
        id=str(told.goal.id), goal=told.name, now=now, status=status(told),
    )  # fmt: skip
