"""Every kept input through every renderer: pure, so all of them every time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.api.boards.pages import el
from bot.api.boards.reports import Column, Made, Section, Table
from bot.api.model import Account, Member
from bot.api.port.outgoing import OutButton, Outgoing
from bot.api.text import Join, Link, Mention, T, Text, bold, code, italic, quote, spoiler, strike
from bot.engine.commands.cleaning import clean
from bot.engine.pages.writing import Addresses, Writer, legal
from bot.engine.rendering import bidi
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.compose import cut, fold
from bot.engine.rendering.i18n import Renderer
from bot.printing import printable
from cogs.network.exchange.markup import gexf, graphml
from cogs.network.exchange.records import Exported, Person
from tests.engine.rendering.test_page_writing import Read
from tests.engine.reporting.made import HOME, NOW, PERIOD, writer
from tests.hostile import kept
from tests.hostile.judging import judge

INPUTS = kept()
RENDERER = Renderer(Catalogue(Path("nowhere")))
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def spans(text: Text, platform: str = "telegram") -> Outgoing:
    """As the engine makes it."""
    found = RENDERER.spans(text, locale="en", zone="UTC", platform=platform, now=NOW)
    return Outgoing(cut(found, 4000))


def told(words: str) -> Iterator[Text]:
    """The ways in which a cog shows what a member wrote."""
    one = Member(1, 1, words, Account("telegram", "4711", words, None, False))
    yield T("{who} wrote: {words} - is that so?", who=Mention(one), words=words)
    if len(words) > 1000:
        return
    yield T("{who} ({words})", who=Mention(one, ping=False), words=bold(words))
    for style in (bold, italic, code, strike, spoiler, quote):
        yield Join((style(words), style(words), words), " ")
    yield Join((Link(words, "https://townhall.example/a_b"), words, Link("x", words)), " ")
    yield Join((words, bold(words), words))


def test_enough_is_kept_and_nothing_twice() -> None:
    assert len({one.text for one in INPUTS}) == len(INPUTS) >= 300


@pytest.mark.parametrize("tag", sorted({one.tag for one in INPUTS}))
def test_words_stay_words_in_every_chat(tag: str) -> None:
    for words in (clean(one.text) for one in INPUTS if one.tag == tag):
        for text in told(words):
            judge(spans(text))
        for piece in fold(spans(words).spans, 2000):
            judge(Outgoing(piece, tone="info"), whole=False)


def test_a_judge_that_lets_nothing_through() -> None:
    """The negative control: what is markup, a ping or unfit is found."""
    from bot.api.port.outgoing import Span

    bad = [
        Outgoing((Span("a\0"),)),
        Outgoing((Span("\u202eabc"),)),
        Outgoing((Span("a"),), ((OutButton("\u200b", "x"),),)),
    ]
    for out in bad:
        with pytest.raises(AssertionError):
            judge(out)


def test_pages_hold_words_and_no_elements_of_theirs() -> None:
    page = Writer(lambda text: spans(text, "web").spans, Addresses("../", {}))
    for words in (clean(one.text) for one in INPUTS):
        read = Read(page.html([el("p", T("{w}!", w=words)), el("p", *told(words))]))
        assert len(words) > 1000 or read.words.startswith(f"{legal(bidi.closed(words))}!")
        known = {"div", "p", "strong", "em", "code", "s", "span", "a"}
        assert {tag for tag, _ in read.tags} <= known
        links = {attrs["href"] for tag, attrs in read.tags if tag == "a"}
        assert links <= {"https://townhall.example/a_b", legal(words)}
        assert all((href or "").startswith(("http://", "https://", "tg://")) for href in links)


async def test_reports_tables_and_paper_hold_only_words() -> None:
    rows = [[clean(one.text)[:100], n] for n, one in enumerate(INPUTS)]
    table = Table("t", "Said", [Column("w", "Words"), Column("n", "N", "count")], rows)
    made = (Made("m", T("M"), Section(tables=(table,), notes=tuple(str(r[0]) for r in rows))),)
    report = writer()
    sheet = (await report.csv(HOME, PERIOD, made, "en")).decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(sheet, newline="")))
    assert len(cells) == 1 + 2 * len(rows)
    for row in cells:
        for cell in row:
            number = cell.lstrip("-").replace(".", "", 1).isdigit() and row[4] != cell
            assert number or not cell.lstrip(' "').startswith(FORMULA), repr(cell)
    assert len(await report.json(HOME, PERIOD, made, "en")) > len(rows)
    page = (await report.html(HOME, PERIOD, made, "en")).decode()
    tags = {tag for tag, _ in Read(page).tags}
    assert not tags & {"script", "iframe", "img", "form", "base", "object", "embed", "textarea"}
    assert not [a for _, attrs in Read(page).tags for a in attrs if a.startswith("on")]
    few = Section(tables=(Table("t", "Said", table.columns, rows[::5]),))
    paper = await report.pdf(HOME, PERIOD, (Made("m", T("M"), few),), "en")
    assert paper.startswith(b"%PDF") and b"/URI" not in paper and b"/JavaScript" not in paper


def test_networks_are_well_formed_for_every_name() -> None:
    today = date(2026, 3, 30)
    people = [
        Person(f"m{n}", printed, 0, "local", "", 1, 0.0, 0.0, today, today)
        for n, printed in enumerate(legal(clean(one.text)) for one in INPUTS)
    ]
    for form in (gexf, graphml):
        text = "".join(form(Exported("<&>", today, people, [])))
        read = ElementTree.fromstring(text)
        assert sum(1 for node in read.iter() if node.tag.endswith("}node")) == len(people)


def test_a_terminal_is_commanded_by_nobody() -> None:
    for one in INPUTS:
        shown = printable(one.text)
        assert all(c.isprintable() or c == "\u200d" for c in shown)


def test_a_turned_direction_ends_with_the_words() -> None:
    assert bidi.closed("\u202ea\u2066b") == "ab"
    assert bidi.closed("\u202ea\nb") == "a\nb"
    assert bidi.closed("\u2067a\u202bb\u2069") == "\u2067a\u202bb\u2069"
    assert bidi.closed("a\u202c\u2069") == "a\u202c\u2069"
