"""Tables for spreadsheets: cells that none of them takes for a formula."""

from __future__ import annotations

import re

# A cell begins at the start of a field; and, where a spreadsheet takes semicolons or tabs as
# separators (as in German), within it.
_FORMULA = re.compile(r'(^|[;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠]|[\t\r\n])')


def defused(text: str) -> str:
    """Text for a cell that no spreadsheet calculates: an apostrophe stands before whatever could
    begin a formula (OWASP, CSV Injection). Other text stays as it is."""
    return _FORMULA.sub(r"\1'", text)
