"""The report as one page: it needs nothing from anywhere, and everybody can read it."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup

from bot.api.services.reporting import ReportTheme
from bot.engine.reporting.glossary import definition, definitions

from .made import EVIL, FIGURES, HOME, PERIOD, SECTIONS, writer


async def page(locale: str = "en", theme: ReportTheme = "auto") -> str:
    return (await writer().html(HOME, PERIOD, SECTIONS, locale, theme)).decode()


async def test_it_needs_nothing_from_anywhere() -> None:
    html = await page()
    soup = BeautifulSoup(html, "html.parser")
    led = [node["href"] for node in soup.find_all(href=True)]
    known = {f"#{node['id']}" for node in soup.find_all(id=True)}
    assert led and set(led) <= known
    assert not soup.find_all(["link", "script", "img", "iframe", "object", "base"])
    style = soup.find("style")
    assert style is not None and not re.search(r"url\(|@import", style.get_text())
    # what remains are names of formats and a member's words
    named = set(re.findall(r"https?://[\w./-]+", html))
    assert named == {"http://www.w3.org/2000/svg", "http://evil.example"}
    assert "default-src 'none'" in html


async def test_members_words_are_data() -> None:
    soup = BeautifulSoup(await page(), "html.parser")
    assert soup.find("script") is None and soup.find("members") is None
    assert "<script>alert(1)</script>" in soup.get_text() and EVIL in soup.get_text()
    assert soup.h1 is not None and soup.h1.get_text() == "Report: Müller & Söhne <GmbH>"


async def test_a_screen_reader_finds_its_way() -> None:
    soup = BeautifulSoup(await page("de"), "html.parser")
    assert soup.html is not None and soup.html["lang"] == "en"  # there is no German here
    headings = [node.name for node in soup.find_all(re.compile("^h[1-6]$"))]
    assert headings == ["h1", "h2", "h2", "h2"]
    for table in soup.find_all("table"):
        assert table.caption is not None and table.caption.get_text()
        assert all(th["scope"] == "col" for th in table.thead.find_all("th"))
        assert all(row.th["scope"] == "row" for row in table.tbody.find_all("tr"))
    pictures = soup.find_all("svg")
    assert [p["aria-label"] for p in pictures] == ["From 7 to 9 members", "Two people"]
    details = soup.find("details")
    assert details is not None and "Tue" in details.get_text()


async def test_every_figure_says_now_before_and_change_and_leads_to_its_meaning() -> None:
    soup = BeautifulSoup(await page(), "html.parser")
    rows = [row.find_all("td") for row in soup.select("table.figures tbody tr")]
    told = [[cell.get_text() for cell in row] for row in rows]
    assert told[0] == ["1,234", "1,200", "▲ 34"]
    assert told[2] == ["37%", "31%", "▲ 6 points"]
    assert told[3] == ["1 hour 30 minutes", "2 hours 30 minutes", "▼ 1 hour"]
    assert told[4][0] == "1,290.40 (1,200.25 … 1,400)"
    assert told[5] == ["too few to tell", "–", "–"]
    looks = [row[2]["class"] for row in rows[:3]]
    assert ["good" in look for look in looks] == [True, False, True] and "bad" in looks[1]
    for figure in FIGURES:
        assert soup.find(id=f"d-{figure.name}") is not None


async def test_themes() -> None:
    auto, dark, light = [await page(theme=theme) for theme in ("auto", "dark", "light")]  # type: ignore[arg-type]
    assert "prefers-color-scheme:dark" in auto and "prefers-color-scheme" not in dark + light
    assert "color-scheme:dark" in dark and "color-scheme:dark" not in light
    assert "@media print" in auto


async def test_nothing_to_report_is_said() -> None:
    html = (await writer().html(HOME, PERIOD, [], "en")).decode()
    assert "There is nothing to report yet." in html


def test_meanings_are_found_in_the_documentation(tmp_path: Path) -> None:
    page = tmp_path / "measures.md"
    page.write_text(
        "# Measures\n| `growth.joins` | People who *joined*, n \\| x "
        "| [CHAOSS](https://x.example) |\n"
        "- `goals.N`: how far a goal is\n### `network.density`\n\nLinks there are of those there "
        "could be.\nThe word `growth.joins` again.\n"
    )
    found = definitions(page)
    assert definition("growth.joins", found) == "People who joined, n | x; CHAOSS"
    assert definition("goals.3", found) == "how far a goal is"
    assert definition("network.density", found).startswith("Links there are")
    assert definition("no.such", found) == ""
    assert definitions(tmp_path / "none.md") == {}
