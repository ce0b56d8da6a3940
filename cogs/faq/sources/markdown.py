"""Entries from Markdown: a heading with its section each, or pairs of "Q:" and "A:"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .model import Draft

_FRONT = re.compile(r"---[ \t]*\n.*?\n---[ \t]*(\n|$)", re.DOTALL)
_ASKS = re.compile(r"^(?:Q|F|Question|Frage)\s*\d*\s*[:.]\s*(.+)", re.IGNORECASE)
_SPLIT = re.compile(r"\n|\s(?=(?:A|Answer|Antwort)\s*:)")
_TELLS = re.compile(r"^(?:A|Answer|Antwort)\s*\d*\s*[:.]\s*(.*)", re.IGNORECASE)


@dataclass(slots=True)
class _Section:
    """A heading ("" before the first one), the one above it, and (line, text) of its blocks."""

    level: int
    title: str
    above: str
    line: int
    blocks: list[tuple[int, str]] = field(default_factory=list)


def from_markdown(text: str, language: str | None) -> Iterator[Draft]:
    """Sections that say something. The title of the whole is no question, unless it asks one."""
    sections = list(_sections(text))
    for section in sections:
        pairs = list(_pairs(section.blocks, language))
        if pairs:
            yield from pairs
        elif section.blocks and section.title and _is_entry(section, sections):
            asked = section.title
            if section.above and not asked.endswith("?"):
                asked = f"{section.above}: {asked}"
            answer = "\n".join(text for _, text in section.blocks)
            yield Draft(asked, answer, section.line, language=language)


def _is_entry(section: _Section, sections: Sequence[_Section]) -> bool:
    alone = sum(bool(one.title) for one in sections) == 1
    return section.level > 1 or section.title.endswith("?") or alone


def _sections(text: str) -> Iterator[_Section]:
    front = _FRONT.match(text)
    if front:  # keeps the numbers of lines
        text = "\n" * front[0].count("\n") + text[front.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    section, above = _Section(0, "", "", 1), dict[int, str]()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        line = (token.map or (0, 0))[0] + 1
        if token.type == "heading_open":
            yield section
            level, title = int(token.tag[1:]), _flat(tokens[at + 1])
            above = {deep: name for deep, name in above.items() if deep < level}
            nearest = above[max(above)] if above and max(above) > 1 else ""
            section = _Section(level, title, nearest, line)
            above[level] = title
            at += 3
            continue
        end = _end(tokens, at)
        block = _block(tokens[at : end + 1])
        if block:
            section.blocks.append((line, block))
        at = end + 1
    yield section


def _end(tokens: Sequence[Token], at: int) -> int:
    """Where the block that begins there is closed."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += tokens[end].nesting
        if depth == 0:
            return end
    return len(tokens) - 1


def _block(tokens: Sequence[Token]) -> str:
    """Plain text: points of lists begin with a dot or their number, cells are divided by bars."""
    lines: list[str] = []
    lists: list[int | None] = []
    mark, cells = "", list[str]()
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type.startswith("ordered")
            lists.append(int(token.attrGet("start") or 1) if ordered else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number = lists[-1]
            mark = "  " * (len(lists) - 1) + ("• " if number is None else f"{number}. ")
            if number is not None:
                lists[-1] = number + 1
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            lines.append(" | ".join(cells))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip("\n"))
        elif token.type == "inline" and any(t.type == "tr_open" for t in tokens):
            cells.append(_flat(token))
        elif token.type == "inline":
            lines.append(mark + _inline(token))
            mark = ""
    return "\n".join(lines)


def _flat(token: Token) -> str:
    return " ".join(_inline(token).split())


def _inline(token: Token) -> str:
    """The words; a link is followed by its address."""
    parts: list[str] = []
    target = ""
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n" if child.type == "hardbreak" else " ")
        elif child.type == "image":
            parts.append(child.content)
        elif child.type == "link_open":
            target = str(child.attrGet("href") or "")
        elif child.type == "link_close" and target.startswith(("http://", "https://", "mailto:")):
            if parts[-1:] != [target]:
                parts.append(f" ({target.removeprefix('mailto:')})")
            target = ""
    return "".join(parts).strip()


def _pairs(blocks: Sequence[tuple[int, str]], language: str | None) -> Iterator[Draft]:
    """Each "Q:" with all that follows up to the next one, from its "A:" on."""
    asked, line, told = "", 0, list[str]()
    answering = False
    for at, block in blocks:
        for part in _SPLIT.split(block) if _ASKS.match(block) else block.split("\n"):
            if question := _ASKS.match(part):
                if asked:
                    yield Draft(asked, "\n".join(told).strip(), line, language=language)
                asked, line, told, answering = question[1].strip(), at, [], False
            elif asked and not answering and (answer := _TELLS.match(part)):
                told, answering = [answer[1]], True
            elif asked:
                told.append(part)
    if asked:
        yield Draft(asked, "\n".join(told).strip(), line, language=language)
