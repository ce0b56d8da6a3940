"""What the console's pages say; no I/O."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.figures import Suggestion
from bot.api.boards.pages import Content, drawing, el, to
from bot.api.boards.reports import Figure, Made, Table
from bot.api.boards.sections_text import amount, cell, change, figure_line
from bot.api.chart import Chart, Picture
from bot.api.text import Moment, N, T, Text

from . import files
from .desk.answers import Spot, press

DAYS = (7, 28, 90)
HEADLINES = 3


def periods(page: str, days: int) -> Content:
    """Links to the same page over other lengths of time."""
    links = [
        to(page, N("{n} day", "{n} days", each), days=each, current=each == days) for each in DAYS
    ]
    return el("nav", *links, css="tabs", label=T("Period"))


def overview(
    made: Sequence[Made],
    suggestions: Sequence[Suggestion],
    waiting: Content | None,
    days: int,
    now: int,
) -> list[Content]:
    """One card for each section, what can be done now, and links to what waits."""
    body: list[Content] = [periods("console", days), el("p", as_of(now), css="quiet as-of")]
    if waiting is not None:
        body.append(el("details", el("summary", T("What waits for you")), waiting))
    if suggestions:
        items = [_suggestion(one) for one in suggestions]
        body += [el("h2", T("What you can do now")), el("ul", *items, css="cards")]
    cards = [_card(one, days) for one in made]
    if cards:
        body += [
            el("h2", T("How it goes")),
            el("ul", *cards, css="cards"),
            el("h2", T("Take it along")),
            files.links(days),
        ]
    else:
        body.append(el("p", T("There is nothing to show yet."), css="empty"))
    return body


def _suggestion(one: Suggestion) -> Content:
    pressed = el("div", press(one.button, Spot()), css="buttons")
    return el("li", el("p", one.text), _why(one.why), pressed, css="card")


def as_of(now: int) -> Text:
    """How fresh the figures are."""
    return T("As of {moment}; load the page again for newer figures.", moment=Moment(now))


def _why(why: Text) -> Content | None:
    return el("small", why) if why else None


def _card(one: Made, days: int) -> Content:
    link = to(f"console/{one.name}", one.title, days=days)
    figures = [el("li", figure_line(figure)) for figure in one.section.figures[:HEADLINES]]
    notes = [el("p", note) for note in one.section.notes[:1]] if not figures else []
    return el("li", el("h3", link), el("ul", *figures) if figures else None, *notes, css="card")


def section(one: Made, days: int, now: int) -> list[Content]:
    """All of a section."""
    body: list[Content] = [
        periods(f"console/{one.name}", days),
        el("p", as_of(now), css="quiet as-of"),
        *(el("p", note) for note in one.section.notes),
    ]
    if one.section.figures:
        body.append(_figures(one.section.figures))
    body += [_picture(picture) for picture in one.section.charts]
    body += [_table(table) for table in one.section.tables]
    return body


def _figures(figures: Sequence[Figure]) -> Content:
    heads = (T("Figure"), T("Now"), T("Before"), T("Change"))
    rows = [
        el("tr", el("th", figure.label, _why(figure.note)), *_values(figure)) for figure in figures
    ]
    return el(
        "table", el("thead", el("tr", *(el("th", head) for head in heads))), el("tbody", *rows)
    )


def _values(figure: Figure) -> list[Content]:
    now, before = figure.value, figure.before
    moved = change(now, before, figure.unit) if now is not None and before is not None else "–"
    said = [_amount(figure, now), _amount(figure, before), moved]
    if figure.low is not None and figure.high is not None:
        low, high = amount(figure.low, figure.unit), amount(figure.high, figure.unit)
        said[0] = T("{n} ({low} to {high})", n=said[0], low=low, high=high)
    return [el("td", each) for each in said]


def _amount(figure: Figure, value: float | None) -> Text:
    return "–" if value is None else amount(value, figure.unit)


def _picture(picture: Picture) -> Content:
    """The picture, and its numbers for whoever would rather read or hear them."""
    numbers = _numbers(picture) if isinstance(picture, Chart) else None
    return el("div", drawing(picture), numbers)


def _numbers(chart: Chart) -> Content:
    heads = [el("th", ""), *(el("th", series.name) for series in chart.series)]
    unit = "share" if chart.kind == "heat" else "number"
    rows = [
        el(
            "tr",
            el("th", label),
            *(el("td", _number(series.values[row], unit)) for series in chart.series),
        )
        for row, label in enumerate(chart.labels)
    ]
    table = el("table", el("thead", el("tr", *heads)), el("tbody", *rows))
    summary = el("summary", T("The numbers of this picture"))
    return el("details", summary, el("div", table, css="wide"))


def _number(value: float, unit: str) -> Text:
    if unit == "share":
        return cell(value, "share")
    return cell(value, "count" if float(value).is_integer() else "number")


def _table(table: Table) -> Content:
    heads = [el("th", column.title) for column in table.columns]
    rows = [
        el(
            "tr",
            *(
                el("td", cell(value, column.unit))
                for value, column in zip(row, table.columns, strict=True)
            ),
        )
        for row in table.rows
    ]
    return el(
        "div",
        el(
            "table",
            el("caption", table.title),
            el("thead", el("tr", *heads)),
            el("tbody", *rows),
        ),
        _why(table.note),
        css="wide",
    )
