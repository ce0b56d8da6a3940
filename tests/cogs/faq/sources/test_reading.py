"""Entries from Markdown, web pages and tables, as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cogs.faq.logic import MAX_ANSWER
from cogs.faq.sources import Reading, Unreadable, read


def reading(folder: Path, name: str, text: str) -> Reading:
    (folder / name).write_text(text, "utf-8")
    [found] = read(folder / name)
    return found


def pairs(found: Reading) -> list[tuple[str, str]]:
    return [(draft.question, draft.answer) for draft in found.drafts]


def test_headings_are_entries_with_their_sections(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        "help.md",
        "---\ntitle: not read\n---\n# Help\n\nWelcome!\n\n"
        "## Shipping\n\nDaily, *except* Sundays.\n\n"
        "### Costs\n\n- Germany: **4 EUR**\n- EU: see [the table](https://bakery.example/eu)\n\n"
        "## Do you bake gluten free?\n\n1. Yes.\n2. On Fridays.\n\n## Empty\n",
    )
    assert pairs(found) == [
        ("Shipping", "Daily, except Sundays."),
        ("Shipping: Costs", "• Germany: 4 EUR\n• EU: see the table (https://bakery.example/eu)"),
        ("Do you bake gluten free?", "1. Yes.\n2. On Fridays."),
    ]
    assert [draft.line for draft in found.drafts] == [8, 12, 17]
    assert found.bad == [] and found.source == "help.md" and found.date > 0


def test_pairs_of_questions_and_answers(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        "qa.de.md",
        "# FAQ\n\n**Frage:** Wo seid ihr?\n**Antwort:** In der Altstadt.\n\n"
        "Q: When?\n\nA: Daily.\n\nAnd on Sundays.\n\nQ: Nothing follows\n",
    )
    assert pairs(found) == [
        ("Wo seid ihr?", "In der Altstadt."),
        ("When?", "Daily.\nAnd on Sundays."),
    ]
    assert {draft.language for draft in found.drafts} == {"de"}
    assert found.bad == [(12, "there is no answer")]


def test_a_title_alone_is_an_entry(tmp_path: Path) -> None:
    assert pairs(reading(tmp_path, "a.md", "# Parking\n\nBehind the house.\n")) == [
        ("Parking", "Behind the house.")
    ]


PAGE = """<html lang="de-AT"><head><script type="application/ld+json">
{"@graph": [{"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "Was kostet es?",
"acceptedAnswer": {"@type": "Answer", "text": "<p>Nichts.<br>Wirklich.</p><ul><li>a</li></ul>"}}]}]}
</script><script>var x = "Why?";</script></head><body><nav><h2>Menu?</h2>Home</nav>
<h1>Hilfe</h1><p>Hallo</p>
<details><summary>Wo <b>seid</b> ihr?</summary><p>In der Altstadt.</p><p>Am Markt.</p></details>
<dl><dt>Umtausch</dt><dd>14 Tage</dd><dd>mit Bon</dd></dl>
<h2>Wann ist offen?</h2><div><p>T\u00e4glich</p><p>8 bis 18</p></div>
<h2>WAS kostet es?</h2><p>Doppelt</p><h2>\u00dcber uns</h2><p>Wir backen.</p></body></html>"""


def test_a_web_page(tmp_path: Path) -> None:
    found = reading(tmp_path, "faq.html", PAGE)
    assert pairs(found) == [
        ("Was kostet es?", "Nichts.\nWirklich.\n• a"),
        ("Wo seid ihr?", "In der Altstadt.\nAm Markt."),
        ("Umtausch", "14 Tage\nmit Bon"),
        ("Wann ist offen?", "Täglich\n8 bis 18"),
    ]
    assert {draft.language for draft in found.drafts} == {"de"}


def test_a_page_of_plain_headings(tmp_path: Path) -> None:
    found = reading(
        tmp_path, "a.htm", "<h1>Shop</h1><p>x<h2>Parking</h2><p>Behind.<h3>Ramp</h3>Left"
    )
    assert pairs(found) == [("Parking", "Behind."), ("Ramp", "Left")]


@pytest.mark.parametrize(
    "data", ["[1, {}]", "{", '{"@type": "FAQPage", "mainEntity": {"name": 1}}']
)
def test_odd_data_of_a_page_is_passed_over(tmp_path: Path, data: str) -> None:
    page = f'<script type="application/ld+json">{data}</script><h2>A?</h2><p>b'
    assert pairs(reading(tmp_path, "a.html", page)) == [("A?", "b")]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table(tmp_path: Path, between: str) -> None:
    rows = [
        ["\ufeffQuestion", "answer", "Tags", "language", "phrases"],
        ["How  much?", '"4 EUR\nor 5"', '"bread, price"', "EN", "what does it cost|price of bread"],
        ["", "x", "", "", ""],
        ["Where?", "", "", "", ""],
        ["how much?", "9", "", "", ""],
        ["When?", "Now", "", "klingon", ""],
        ["Why?", "x" * (MAX_ANSWER + 1), "", "", ""],
        ["", "", "", "", ""],
    ]
    found = reading(tmp_path, "t.csv", "\n".join(between.join(row) for row in rows))
    [draft] = found.drafts
    assert (draft.question, draft.answer, draft.line) == ("How much?", "4 EUR\nor 5", 2)
    assert draft.tags == ("bread", "price") and draft.language == "en"
    assert draft.phrases == ("what does it cost", "price of bread")
    assert [line for line, _ in found.bad] == [4, 5, 6, 7, 8]
    assert "klingon" in found.bad[3][1] and "2,001" in found.bad[4][1]


def test_a_missing_column_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="There is no column answer: the first line must name"):
        reading(tmp_path, "t.csv", "question,reply\nA?,b\n")
    with pytest.raises(Unreadable, match="no column question and none answer"):
        reading(tmp_path, "t.csv", "")


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "help"
    (folder / "more").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "a.md").write_text("# A?\n\nb\n", "utf-8")
    (folder / "more/b.md").write_bytes(b"# \xff\xfe")
    (folder / ".git/c.md").write_text("# C?\n\nd\n", "utf-8")
    (folder / "d.txt").write_text("nothing", "utf-8")
    first, second = read(folder)
    assert (first.source, pairs(first)) == ("help/a.md", [("A?", "b")])
    assert second.source == "help/more/b.md" and "UTF-8" in second.bad[0][1]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"x")
    for path, why in (
        (tmp_path / "x.pdf", "is none of .md"),
        (tmp_path / "none.md", "I cannot read"),
        (tmp_path, "has no files that end with .md"),
    ):
        with pytest.raises(Unreadable, match=why):
            read(path)
