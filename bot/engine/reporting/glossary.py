"""What each figure means, as docs/measures.md says it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "measures.md"
_NAMED = re.compile(
    r"^\s*(?:[-*|]|#+)?\s*\**`(?P<name>[a-z_]+\.[\w.]+)`\**\s*[|:–—-]*\s*(?P<text>.*)"
)
_BORDER = re.compile(r"(?<!\\)\|")
_MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|[`*]")


@cache
def definitions(page: Path = PAGE) -> dict[str, str]:
    """By name: the line that begins with it, or the one below where it is a heading. Empty where
    the documentation was not installed."""
    if not page.is_file():
        return {}
    found: dict[str, str] = {}
    waiting = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        if match := _NAMED.match(line):
            text = _plain(match["text"])
            waiting = "" if text else match["name"]
            if text:
                found.setdefault(match["name"], text)
        elif waiting and line.strip():
            found.setdefault(waiting, _plain(line))
            waiting = ""
    return found


def definition(name: str, known: dict[str, str]) -> str:
    """That of a name; "goals.3" is one of "goals.N"."""
    return known.get(name) or known.get(re.sub(r"\.\d+$", ".N", name), "")


def _plain(text: str) -> str:
    # a bar within a cell of a table has a backslash before it
    cells = [_MARKS.sub(lambda m: m.group(1) or "", cell) for cell in _BORDER.split(text)]
    return "; ".join(cell.replace("\\|", "|").strip() for cell in cells if cell.strip())
