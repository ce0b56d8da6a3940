"""A report as one HTML page that needs nothing else. `xml.etree` builds and escapes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from bot.api.boards.reports import Figure, Made, Table
from bot.api.boards.sections_text import cell
from bot.api.chart import Chart, Picture
from bot.api.services.reporting import ReportTheme
from bot.api.text import T, Text
from bot.engine.pages.writing import Addresses, Writer, markup
from bot.engine.rendering.charts.layout import svg
from bot.engine.rendering.charts.plan import Plan, plan_of
from bot.engine.rendering.charts.theme import DARK, LIGHT, variables

from .glossary import definition
from .wording import HEADINGS, NOTHING, Report, cells, verdict

STYLE = Path(__file__).with_name("page.css")
NIGHT = (
    "color-scheme:dark;--page:#14181f;--card:#1e2430;--ink:#f5f7fa;--muted:#a9b4c2;--rule:#3a4558;"
    "--link:#8ecbf5;--good:#5fd6ae;--bad:#ffa573;"
)


def page(report: Report, theme: ReportTheme = "auto") -> bytes:
    """The whole page."""
    words = report.words
    root = Element("html", {"lang": words.locale})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "title").text = words(report.title)
    SubElement(head, "style").text = _style(theme)
    body = SubElement(root, "body")
    top = SubElement(body, "header")
    SubElement(top, "h1").text = words(report.title)
    SubElement(top, "p", {"class": "about"}).text = words(report.about)
    _Body(report).fill(body)
    return b"<!DOCTYPE html>\n" + markup(root).encode()


def _style(theme: ReportTheme) -> str:
    sheet = STYLE.read_text(encoding="utf-8")
    day, night = variables(LIGHT), NIGHT + variables(DARK)
    sheet = f":root{{{day}}}\n{sheet}"
    if theme == "dark":
        return f"{sheet}@media screen{{:root{{{night}}}}}\n"
    if theme == "auto":
        return f"{sheet}@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}\n"
    return sheet


class _Body:
    """Puts the parts of a report one below the other."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._words = report.words
        self._writer = Writer(report.words.spans, Addresses("", {}))

    def fill(self, body: Element) -> None:
        """Contents, sections, definitions."""
        sections = self._report.sections
        if not sections:
            SubElement(body, "p").text = self._words(T("There is nothing to report yet."))
            return
        links = SubElement(
            SubElement(body, "nav", {"aria-label": self._words(T("Contents"))}), "ul"
        )
        main = SubElement(body, "main")
        for made in sections:
            self._link(links, f"s-{made.name}", made.title)
            self._section(main, made)
        if self._report.names:
            self._link(links, "definitions", T("What the figures mean"))
            self._definitions(main)

    def _link(self, links: Element, anchor: str, title: Text) -> None:
        link = SubElement(SubElement(links, "li"), "a", {"href": f"#{anchor}"})
        link.text = self._words(title)

    def _section(self, main: Element, made: Made) -> None:
        name = f"h-{made.name}"
        box = SubElement(main, "section", {"id": f"s-{made.name}", "aria-labelledby": name})
        SubElement(box, "h2", {"id": name}).text = self._words(made.title)
        for note in made.section.notes:
            self._say(SubElement(box, "p"), note)
        if made.section.figures:
            self._figures(box, made)
        for picture in made.section.charts:
            self._picture(box, picture)
        for table in made.section.tables:
            self._table(box, table)

    def _say(self, parent: Element, text: Text) -> None:
        self._writer.fill(parent, [text])

    # ---- figures

    def _figures(self, box: Element, made: Made) -> None:
        table = SubElement(box, "table", {"class": "figures"})
        SubElement(table, "caption").text = self._words(T("Figures"))
        _head(table, [self._words(title) for title in HEADINGS], numbers_from=1)
        rows = SubElement(table, "tbody")
        for figure in made.section.figures:
            self._figure(SubElement(rows, "tr"), figure)

    def _figure(self, row: Element, figure: Figure) -> None:
        lead = SubElement(row, "th", {"scope": "row"})
        self._say(lead, figure.label)
        named = SubElement(lead, "code")
        SubElement(named, "a", {"href": f"#d-{figure.name}"}).text = figure.name
        now, before, moved = cells(figure, self._words)
        titles = [self._words(title) for title in HEADINGS[1:]]
        looks = ("n now", "n", f"n {verdict(figure)}".strip())
        for words, look, title in zip((now, before, moved), looks, titles, strict=True):
            if words in ("", NOTHING):
                look = f"{look} none"
            node = SubElement(row, "td", {"class": look, "data-title": title})
            node.text = words or NOTHING
        if figure.note and figure.value is not None:
            aside = SubElement(lead, "div", {"class": "note"})
            self._say(aside, figure.note)

    def _definitions(self, main: Element) -> None:
        attributes = {"id": "definitions", "aria-labelledby": "h-definitions"}
        box = SubElement(main, "section", attributes)
        SubElement(box, "h2", {"id": "h-definitions"}).text = self._words(
            T("What the figures mean")
        )
        known = SubElement(box, "dl")
        for name, label in self._report.names:
            term = SubElement(known, "dt", {"id": f"d-{name}"})
            term.text = f"{label} "
            SubElement(term, "code").text = name
            if meaning := definition(name, self._report.definitions):
                SubElement(known, "dd", {"lang": "en"}).text = meaning
            else:
                told = T("Defined under this name in docs/measures.md.")
                SubElement(known, "dd").text = self._words(told)

    # ---- tables and pictures

    def _table(self, box: Element, table: Table) -> None:
        title = self._words(table.title)
        columns = [(self._words(column.title), column.unit) for column in table.columns]
        rows = [
            [self._words(cell(v, unit)) for v, (_, unit) in zip(row, columns, strict=False)]
            for row in table.rows
        ]
        numeric = [unit != "text" for _, unit in columns]
        _table(_wide(box, title), title, [name for name, _ in columns], rows, numeric)
        if table.note:
            self._say(SubElement(box, "p", {"class": "note"}), table.note)

    def _picture(self, box: Element, picture: Picture) -> None:
        plan = plan_of(picture, self._words)
        figure = SubElement(box, "figure")
        figure.append(svg(plan).element())
        if not isinstance(picture, Chart) or not isinstance(plan, Plan) or not plan.labels:
            return
        # the same in numbers: for those who cannot see it, and for copying
        hidden = SubElement(figure, "details")
        SubElement(hidden, "summary").text = self._words(T("The numbers of this picture"))
        rows = [
            [label, *(row.shown[n] or NOTHING for row in plan.rows)]
            for n, label in enumerate(plan.labels)
        ]
        names = ["", *(row.name for row in plan.rows)]
        numeric = [False, *[True] * len(plan.rows)]
        _table(_wide(hidden, plan.frame.title), plan.frame.title, names, rows, numeric)


def _wide(box: Element, title: str) -> Element:
    """Room for a table that may be wider than the page; the keyboard can move it."""
    attributes = {"class": "wide", "tabindex": "0", "role": "region", "aria-label": title}
    return SubElement(box, "div", attributes)


def _table(
    box: Element,
    title: str,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[bool],
) -> None:
    """A table whose first column names its rows."""
    table = SubElement(box, "table")
    SubElement(table, "caption").text = title
    _head(table, names, numeric=numeric)
    body = SubElement(table, "tbody")
    for row in rows:
        line = SubElement(body, "tr")
        for n, words in enumerate(row):
            look = {"class": "n"} if n and numeric[n] else {}
            scope = {} if n else {"scope": "row"}
            SubElement(line, "td" if n else "th", {**look, **scope}).text = words


def _head(
    table: Element, names: Sequence[str], numeric: Sequence[bool] = (), numbers_from: int = 99
) -> None:
    row = SubElement(SubElement(table, "thead"), "tr")
    for n, name in enumerate(names):
        number = n > 0 and (numeric[n] if numeric else n >= numbers_from)
        if not name:
            SubElement(row, "td")
            continue
        node = SubElement(row, "th", {"scope": "col", **({"class": "n"} if number else {})})
        node.text = name
