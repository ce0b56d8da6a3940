"""The ballots as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bot.api.text import defused

from ..model import Marks, padded
from .record import Record


def csv_of(record: Record, named: Iterable[tuple[str, Marks]] | None = None) -> bytes:
    """The ballots as CSV (RFC 4180), a row each: the receipt, then the mark of each option (what a
    mark means, the methods say; 0 is nothing).

    `named` is for open polls: the name and the ballot of each voter, "" for whoever was forgotten;
    they stand there instead of the receipts, since which receipt is whose nobody knows any more.
    UTF-8 with a byte order mark, by which spreadsheets know it. Words that a spreadsheet could
    take for a formula have an apostrophe before them (OWASP, CSV Injection).
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(["receipt" if named is None else "name", *map(defused, record.options)])
    for who, marks in record.ballots if named is None else named:
        writer.writerow([defused(who), *padded(marks, len(record.options))])
    return sheet.getvalue().encode("utf-8-sig")
