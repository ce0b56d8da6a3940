"""A report as PDF: A4, real text in embedded fonts, bookmarks, drawn pictures (reportlab)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate

from bot.api.boards.reports import Figure, Made, Table
from bot.api.boards.sections_text import cell
from bot.api.text import T, Text
from bot.engine.rendering.charts.layout import page_of, paint
from bot.engine.rendering.charts.plan import NetworkPlan, Plan, plan_of
from bot.engine.rendering.charts.surface import FONT_FILES, drawable
from bot.engine.rendering.charts.theme import LIGHT, WIDTH

from .glossary import definition
from .ink import FONTS, Ink
from .wording import HEADINGS, NOTHING, Report, Words, cells

EDGE = 18 * mm
ACROSS = A4[0] - 2 * EDGE - 12  # the frame keeps 6 points on each side
MUTED, RULE = HexColor("#55616F"), HexColor("#D5DBE1")
PLAIN = ParagraphStyle("plain", fontName=FONTS[False], fontSize=9.5, leading=13, spaceAfter=4)
TITLE = ParagraphStyle("title", PLAIN, fontName=FONTS[True], fontSize=20, leading=25)
HEADING = ParagraphStyle(
    "heading", PLAIN, fontName=FONTS[True], fontSize=14, leading=18, spaceBefore=14, keepWithNext=1
)
CAPTION = ParagraphStyle("caption", PLAIN, fontName=FONTS[True], spaceBefore=8, keepWithNext=1)
ASIDE = ParagraphStyle("aside", PLAIN, textColor=MUTED, fontSize=8.5, leading=11.5)


@cache
def _fonts() -> None:
    for strong, name in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(FONT_FILES[strong])))
    pdfmetrics.registerFontFamily(
        FONTS[False], FONTS[False], FONTS[True], FONTS[False], FONTS[True]
    )


def paper(report: Report) -> bytes:
    """The whole file."""
    _fonts()
    words, out = report.words, io.BytesIO()
    document = _Document(
        out,
        pagesize=A4,
        leftMargin=EDGE,
        rightMargin=EDGE,
        topMargin=EDGE,
        bottomMargin=EDGE,
        title=words(report.title),
        author=words.community.name,
        subject=words(report.about),
        lang=words.locale,
    )

    def footer(canvas: Any, document: Any) -> None:
        canvas.setFont(FONTS[False], 8)
        canvas.setFillColor(MUTED)
        canvas.drawRightString(A4[0] - EDGE, EDGE / 2, str(document.page))
        canvas.drawString(EDGE, EDGE / 2, drawable(words(report.title))[:90])

    document.build(list(_story(report)), onFirstPage=footer, onLaterPages=footer)
    return out.getvalue()


class _Document(SimpleDocTemplate):  # type: ignore[misc]
    """Bookmarks for the headings."""

    def afterFlowable(self, flowable: Any) -> None:
        if isinstance(flowable, Paragraph) and flowable.style.name == "heading":
            key = f"h{self.seq.nextf('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, 0)


def _story(report: Report) -> Iterable[Flowable]:
    words = report.words
    yield Paragraph(_marked(report.title, words), TITLE)
    yield Paragraph(_marked(report.about, words), ASIDE)
    if not report.sections:
        yield Paragraph(_marked(T("There is nothing to report yet."), words), PLAIN)
    for made in report.sections:
        yield from _section(made, words)
    if report.names:
        yield Paragraph(_marked(T("What the figures mean"), words), HEADING)
    for name, label in report.names:
        meaning = definition(name, report.definitions) or words(
            T("Defined under this name in docs/measures.md.")
        )
        yield Paragraph(f"<b>{_safe(label)}</b> ({_safe(name)}): {_safe(meaning)}", PLAIN)


def _section(made: Made, words: Words) -> Iterable[Flowable]:
    yield Paragraph(_marked(made.title, words), HEADING)
    section = made.section
    for note in section.notes:
        yield Paragraph(_marked(note, words), PLAIN)
    if section.figures:
        rows = [
            [_lead(figure, words), *(one or NOTHING for one in cells(figure, words))]
            for figure in section.figures
        ]
        names = [words(title) for title in HEADINGS]
        yield _table(names, rows, [False, True, True, True])
    for picture in section.charts:
        yield _Picture(plan_of(picture, words))
        yield Paragraph(_marked(picture.alt, words), ASIDE)
    for table in section.tables:
        yield from _told(table, words)


def _lead(figure: Figure, words: Words) -> Paragraph:
    """A figure's label, and small below it its name and its note."""
    note = figure.note if figure.value is not None else ""
    small = " – ".join(filter(None, (_safe(figure.name), _marked(note, words))))
    small = f'<font size="7.5" color="#55616F">{small}</font>'
    return Paragraph(f"{_marked(figure.label, words)}<br/>{small}", PLAIN)


def _told(table: Table, words: Words) -> Iterable[Flowable]:
    yield Paragraph(_marked(table.title, words), CAPTION)
    rows: list[list[Any]] = [
        [words(cell(value, column.unit)) for value, column in zip(row, table.columns, strict=False)]
        for row in table.rows
    ]
    numeric = [column.unit != "text" for column in table.columns]
    yield _table([words(column.title) for column in table.columns], rows, numeric)
    if table.note:
        yield Paragraph(_marked(table.note, words), ASIDE)


def _table(
    names: Sequence[str], rows: Sequence[Sequence[Any]], numeric: Sequence[bool]
) -> Flowable:
    """A table whose head stands again on every page."""
    size = 9.0 if len(names) <= 6 else max(4.5, 9.0 * 6 / len(names) + 1.5)
    left = ParagraphStyle("cell", PLAIN, fontSize=size, leading=size * 1.25, spaceAfter=0)
    right = ParagraphStyle("number", left, alignment=TA_RIGHT)
    looks = [right if number else left for number in numeric]
    head = [
        Paragraph(f"<b>{_safe(name)}</b>", look) for name, look in zip(names, looks, strict=True)
    ]
    body = [
        [one if isinstance(one, Flowable) else Paragraph(_safe(one), look)
         for one, look in zip(row, looks, strict=False)]
        for row in rows
    ]  # fmt: skip
    shares = [1.0 if number else 2.2 for number in numeric]
    unit = ACROSS / sum(shares)
    style = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 1.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 1.5),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    return LongTable(
        [head, *body], colWidths=[unit * share for share in shares], repeatRows=1, style=style
    )


class _Picture(Flowable):  # type: ignore[misc]
    """A chart or a network as wide as the text, or smaller where it would be too high."""

    def __init__(self, plan: Plan | NetworkPlan) -> None:
        super().__init__()
        self._plan = plan
        self._page = page_of(plan)
        self._scale = 1.0

    def getSpaceBefore(self) -> float:
        return 8.0

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        most = A4[1] - 2 * EDGE - 60
        self._scale = min(across / WIDTH, most / self._page.height)
        return WIDTH * self._scale, self._page.height * self._scale

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.scale(self._scale, self._scale)
        paint(Ink(self.canv, self._page.height), self._plan, LIGHT, self._page)
        self.canv.restoreState()


def _safe(text: str) -> str:
    """What the font can draw, as a paragraph's markup takes it."""
    return escape(drawable(text))


def _marked(text: Text, words: Words) -> str:
    """A text with what is bold in it."""
    # spaces at the ends of a run stand between two runs
    parts = []
    for span in words.spans(text):
        lead = " " if span.text[:1].isspace() else ""
        tail = " " if span.text[-1:].isspace() else ""
        inner = f"{lead}{_safe(span.text)}{tail}"
        parts.append(f"<b>{inner}</b>" if "bold" in span.styles else inner)
    return "".join(parts)
