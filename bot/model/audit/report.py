"""The audit for people: the same tables for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from .measure import Audit
from .metrics import Figures
from .templates import NEUTRAL

WORST = 10
_COLUMNS = ("false alarms", "abuse found", "subgroup AUC", "BPSN AUC", "BNSP AUC")


@dataclass(frozen=True)
class Section:
    """A title and a table under it, of which the first `words` columns are no figures."""

    title: str
    words: int
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def sections(audit: Audit) -> Iterator[Section]:
    """By kind of identity, the worst terms, and by kind of sentence."""
    kinds = [(kind, _texts(found), *_cells(found)) for kind, found in audit.kinds.items()]
    mean = audit.overall()
    areas = (f"{mean[name]:.3f}" for name in ("subgroup_auc", "bpsn_auc", "bnsp_auc"))
    flagged = f"{mean['false_positive_rate']:.1%}"
    yield Section(
        "By kind of identity",
        1,
        ("identity", "texts", *_COLUMNS),
        [
            *kinds,
            ("power mean", "", flagged, "", *areas),
            (NEUTRAL, _texts(audit.background), *_cells(audit.background)),
        ],
    )
    worst = audit.worst()[:WORST]
    yield Section(
        f"The {len(worst)} terms with the lowest area",
        2,
        ("term", "identity", *_COLUMNS),
        [(term.name, term.kind, *_cells(audit.terms[term])) for term in worst],
    )
    yield Section(
        "Flagged by kind of sentence",
        2,
        ("sentence", "should be", "about an identity", NEUTRAL),
        [
            (
                one.kind,
                "flagged" if one.abusive else "left",
                f"{one.named:.1%}",
                f"{one.neutral:.1%}",
            )
            for one in audit.sentences
        ],
    )


def heading(audit: Audit) -> str:
    """What was audited, in one sentence."""
    return (
        f"{audit.model}: {len(audit.terms)} identity terms in {audit.harmless} harmless and "
        f"{audit.abusive} abusive sentences each."
    )


def to_terminal(audit: Audit, out: Console) -> None:
    """Write the heading and rich tables."""
    out.print(heading(audit))
    for section in sections(audit):
        table = Table(
            title=section.title, title_justify="left", box=SIMPLE_HEAD,
            collapse_padding=True, pad_edge=False,
        )  # fmt: skip
        for at, column in enumerate(section.columns):
            number = at >= section.words
            table.add_column(column, justify="right" if number else "left", no_wrap=not number)
        for row in section.rows:
            table.add_row(*row)
        out.print()
        out.print(table)


def to_markdown(audit: Audit) -> str:
    """The same as Markdown, for docs/models/bias.md."""
    parts = [heading(audit)]
    for section in sections(audit):
        numbers = len(section.columns) - section.words
        rule = ["---"] * section.words + ["---:"] * numbers
        lines = ["| " + " | ".join(cells) + " |" for cells in (section.columns, *section.rows)]
        lines.insert(1, "|" + "|".join(rule) + "|")
        parts += [f"**{section.title}**", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _texts(found: Figures) -> str:
    return f"{found.harmless + found.abusive:,}"


def _cells(found: Figures) -> tuple[str, ...]:
    areas = (found.subgroup_auc, found.bpsn_auc, found.bnsp_auc)
    return (
        f"{found.false_positive_rate:.1%}",
        f"{found.true_positive_rate:.1%}",
        *(f"{area:.3f}" for area in areas),
    )
