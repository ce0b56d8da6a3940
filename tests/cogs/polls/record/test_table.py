"""The table for spreadsheets."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.text import defused
from cogs.polls.record import Record, csv_of
from tests.cogs.polls.methods.elections import relaxed
from tests.cogs.polls.record.closed import closed


def rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def named(record: Record, *options: str) -> Record:
    return replace(record, options=options)


def test_a_row_for_each_ballot() -> None:
    record = named(closed((1,), (0, 3, 2), kind="dates"), "Mo, 2 March", 'Tu "late"', "Wé")
    data = csv_of(record)
    assert data.count(b"\r\n") == data.count(b"\n") == 3
    head, *body = rows(data)
    assert head == ["receipt", "Mo, 2 March", 'Tu "late"', "Wé"]
    assert [(row[0], row[1:]) for row in body] == [
        (receipt, [str(mark) for mark in (*marks, 0, 0)[:3]]) for receipt, marks in record.ballots
    ]


def test_open_polls_have_names_instead() -> None:
    record = named(closed((1,), (0, 1)), "A", "B")
    data = csv_of(record, [("Ada", (1,)), ("=cmd()", (0, 1)), ("", (1, 1))])
    assert rows(data) == [
        ["name", "A", "B"],
        ["Ada", "1", "0"],
        ["'=cmd()", "0", "1"],
        ["", "1", "1"],
    ]
    assert not any(receipt.encode() in data for receipt, _ in record.ballots)


def test_a_poll_without_ballots() -> None:
    assert rows(csv_of(named(closed(), "A", "B"))) == [["receipt", "A", "B"]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_nothing_becomes_a_formula(start: str) -> None:
    for text in (f"{start}1+1", f"a;{start}1+1"):
        [[_, cell], *_] = rows(csv_of(named(closed((1,)), text)))
        assert cell == defused(text) != text
        assert cell.replace("'", "") == text
    assert defused(f"{start}1") == f"'{start}1"
    if not start.isspace():
        assert defused(f' "{start}1') == f"' \"{start}1"


def test_other_words_stay() -> None:
    for text in ("Rye", "a-b", "1+1=2", "x@y.org", "", "Käse 🧀", "a, -b", "'quoted'"):
        assert defused(text) == text


@relaxed
@given(st.text(st.sampled_from("=+-@\t\r\n ;,\"'a＝"), max_size=8), st.sampled_from(",;\t"))
def test_whatever_the_separator(text: str, separator: str) -> None:
    """However a spreadsheet takes the line apart, no cell begins as a formula."""
    data = csv_of(named(closed((1,)), text, "last")).decode("utf-8-sig")
    fields = [data] if separator == "," else data.split(separator)
    if separator == ",":
        fields = [cell for row in rows(data.encode("utf-8-sig")) for cell in row]
    for field in fields:
        assert not field.strip(' "').startswith(("=", "+", "-", "@", "＝"))
