"""The report for tables, for programs and on paper."""

from __future__ import annotations

import csv
import io
import json

import pytest
from pypdf import PdfReader

from bot.api.boards.reports import Column, Made, Section, Table
from bot.api.text import T

from .made import FIGURES, HOME, PERIOD, SECTIONS, writer


async def rows(sections: tuple[Made, ...] = SECTIONS) -> list[dict[str, str]]:
    content = await writer().csv(HOME, PERIOD, sections, "en")
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_a_row_for_each_figure_and_cell() -> None:
    found = await rows()
    assert len(found) == len(FIGURES) + 9
    (joins,) = [row for row in found if row["name"] == "growth.joins"]
    assert (joins["value"], joins["before"], joins["unit"]) == ("1234", "1200", "count")
    assert joins["start"] == "2026-03-23T21:00:00+01:00"  # before the clocks changed
    assert joins["end"] == "2026-03-30T22:00:00+02:00"
    shares = [row for row in found if row["name"] == "growth.sources.s"]
    assert [row["value"] for row in shares] == ["0.5", "0.125", ""]
    assert [row["row"] for row in shares] == ["1", "2", "3"]
    people = [row["value"] for row in found if row["name"] == "growth.sources.people"]
    assert people == ["12", "-3", "1"]  # a number may begin with a minus


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", '"=', "＝"])
async def test_no_cell_is_a_formula(start: str) -> None:
    words = f"{start}1+1"
    table = Table("t", words, [Column("a", words)], [[words]], words)
    for row in await rows((Made("m", T("M"), Section(tables=(table,))),)):
        assert row["value"].startswith("'") and row["label"].startswith("'")


async def test_programs_get_numbers_and_names() -> None:
    told = json.loads(await writer().json(HOME, PERIOD, SECTIONS, "en"))
    assert told["period"]["start"] == "2026-03-23T21:00:00+01:00"
    growth = told["sections"][0]
    assert [figure["name"] for figure in growth["figures"]] == [f.name for f in FIGURES]
    assert growth["figures"][2]["value"] == 0.37 and growth["figures"][5]["value"] is None
    assert growth["figures"][4]["low"] == 1200.25
    assert growth["tables"][0]["rows"][2] == ["<script>alert(1)</script>", 1, None]
    assert growth["notes"][0] == "12 people came"


async def test_paper_has_real_text_in_every_alphabet() -> None:
    reader = PdfReader(io.BytesIO(await writer().pdf(HOME, PERIOD, SECTIONS, "en")))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for words in ("Müller & Söhne <GmbH>", "Ксения Straße", "1,234", "▲ 34", "too few to tell"):
        assert words in text
    assert "From 7 to 9 members" in text and "Members by day" in text
    assert text.count("Björn") == 1
    assert reader.metadata is not None
    assert reader.metadata.title == "Report: Müller & Söhne <GmbH>"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert [one.title for one in reader.outline] == ["Growth", "Nothing", "What the figures mean"]  # type: ignore[union-attr]


async def test_a_long_table_has_its_head_on_every_page() -> None:
    columns = [Column("week", "Week of"), *(Column(f"k{n}", f"W{n}", "share") for n in range(12))]
    table = Table("t", "Cohorts", columns, [[f"Row {n}", *[0.5] * 12] for n in range(150)])
    made = Made("m", T("M"), Section(tables=(table,)))
    reader = PdfReader(io.BytesIO(await writer().pdf(HOME, PERIOD, [made], "en")))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 2
    assert all("Week of" in page for page in pages if "Row" in page)
    assert sum(page.count("Row ") for page in pages) == 150
