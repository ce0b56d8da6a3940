"""The full report as files to take along."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.pages import Content, File, Visit, el, to
from bot.api.boards.reports import Made, Period
from bot.api.services import Reporter
from bot.api.text import T

FORMS = {
    "report.html": ("text/html; charset=utf-8", T("a page")),
    "report.pdf": ("application/pdf", T("for printing (PDF)")),
    "report.csv": ("text/csv; charset=utf-8", T("a table (CSV)")),
    "report.json": ("application/json", T("for programs (JSON)")),
}


def links(days: int) -> Content:
    """To each of the forms."""
    found = [to(f"console/{name}", label, days=days) for name, (_, label) in FORMS.items()]
    return el("nav", *found, css="tabs", label=T("The full report as"))


async def report(reporter: Reporter, visit: Visit, period: Period, made: Sequence[Made]) -> File:
    """One of them; `visit.rest` is its name."""
    community = visit.community
    locale = (visit.member.locale if visit.member else None) or community.locale
    write = {
        "report.html": reporter.html,
        "report.pdf": reporter.pdf,
        "report.csv": reporter.csv,
        "report.json": reporter.json,
    }[visit.rest]
    mime, _ = FORMS[visit.rest]
    return File(await write(community, period, made, locale), mime, visit.rest)
