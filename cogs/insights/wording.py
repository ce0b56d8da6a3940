"""What /insights says around its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.reports import Figure, Made
from bot.api.boards.sections_text import figure_line, section_lines
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, N, T, Text, bold, lines

from .payloads import Show

HEADLINES = (
    "growth.members",
    "growth.joins",
    "growth.leaves",
    "activation.wrote",
    "retention.week4",
    "activity.wau",
    "activity.stickiness",
    "responses.answered_share",
    "responses.median_ms",
    "participation.top_tenth",
)
ROWS, PER_ROW = 5, 5  # what every platform has room for


def head(days: int) -> Text:
    """What the numbers are about."""
    return N(
        "The last day, against the one before",
        "The last {n} days, against the {n} before",
        days,
    )


def overview(made: Sequence[Made], titles: Mapping[str, T], days: int) -> Reply:
    """The ten numbers that matter most, with messages per day as their picture."""
    figures: dict[str, Figure] = {
        figure.name: figure for one in made for figure in one.section.figures
    }
    chosen = [figures[name] for name in HEADLINES if name in figures]
    charts = {one.name: one.section.charts for one in made}
    drawn = charts.get("insights.activity") or charts.get("insights.growth") or ()
    return Reply(
        lines(bold(T("Insights")), head(days), "", *(figure_line(figure) for figure in chosen)),
        _buttons(titles, "", days),
        picture=drawn[0] if drawn else None,
        tone="info",
    )


def section(made: Made, titles: Mapping[str, T], days: int, picture: int) -> Reply:
    """One section with one of its pictures."""
    charts = made.section.charts
    buttons = _buttons(titles, made.name, days)
    if len(charts) > 1:
        following = Show(key(made.name), days, (picture + 1) % len(charts))
        buttons = _buttons(titles, made.name, days, ROWS - 1)
        buttons.insert(0, [Button(T("Next picture"), following, Look.PRIMARY)])
    return Reply(
        lines(bold(made.title), head(days), "", section_lines(made.section)),
        buttons,
        picture=charts[picture % len(charts)] if charts else None,
        tone="info",
    )


def nothing(title: T) -> Text:
    """A section that has nothing to tell."""
    return T("{section}: there is nothing to tell yet.", section=bold(title))


def key(name: str) -> str:
    """A section's name as people type it: "growth" for "insights.growth"."""
    return name.removeprefix("insights.")


def _buttons(titles: Mapping[str, T], here: str, days: int, rows: int = ROWS) -> list[list[Button]]:
    """The other sections, the overview first, on so many rows at most."""
    found = [Button(T("Overview"), Show("", days, 0))] if here else []
    found += [
        Button(title, Show(key(name), days, 0)) for name, title in titles.items() if name != here
    ]
    found = found[: rows * PER_ROW]
    width = max(1, -(-len(found) // rows))
    return [found[i : i + width] for i in range(0, len(found), width)]


# ---- leaving oneself out


def left_out() -> Text:
    """What it does and what it does not do."""
    return lines(
        T(
            "Done. You are left out of all figures, also those about the time before: no number, "
            "list, network or suggestion has you in it."
        ),
        T(
            "This does not hide what you write: everybody reads it as before, and the team "
            "looks after the rules as before."
        ),
        T("To be counted again: {command}", command=CommandHint("insights count_me")),
    )


def counted() -> Text:
    """Back among all others."""
    return lines(
        T("Done. You are counted again, also for the time before."),
        T("To be left out: {command}", command=CommandHint("insights leave_me_out")),
    )


def already(out: bool) -> Text:
    """Nothing has changed."""
    if out:
        return T(
            "You are left out already. To be counted again: {command}",
            command=CommandHint("insights count_me"),
        )
    return T(
        "You are counted already. To be left out: {command}",
        command=CommandHint("insights leave_me_out"),
    )
