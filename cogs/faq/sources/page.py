"""Entries from a web page: its FAQPage data, folded questions, lists of terms, and headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from .model import Draft, same

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ASIDE = ("script", "style", "noscript", "template", "nav", "header", "footer", "form", "aside")
_APART = {
    "p", "div", "section", "article", "li", "ul", "ol", "tr", "table", "dd", "dt", "dl", "br",
    "blockquote", "pre", "details", "summary", "figure", *_HEADINGS,
}  # fmt: skip


def from_page(text: str, language: str | None) -> Iterator[Draft]:
    """What the page says in a form of its own, then headings with what stands below them (only
    those that ask something, where there was such a form). Each question once."""
    page = BeautifulSoup(text, "html.parser")
    told = str(page.html.get("lang") or "") if page.html else ""
    language = language or told[:2].casefold() or None
    data = list(_from_data(page))
    for tag in page.find_all(_ASIDE):
        tag.decompose()
    formal = [*data, *_from_folds(page), *_from_terms(page)]
    seen: set[str] = set()
    for question, answer, line in (*formal, *_from_headings(page, asking=bool(formal))):
        if same(question) not in seen:
            seen.add(same(question))
            yield Draft(question, answer, line, language=language)


Found = Iterator[tuple[str, str, int]]


def _from_data(page: BeautifulSoup) -> Found:
    """schema.org's FAQPage in JSON-LD."""
    for script in page.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            question, answer = item.get("name"), item.get("acceptedAnswer")
            answer = answer[0] if isinstance(answer, list) and answer else answer
            told = answer.get("text") if isinstance(answer, dict) else None
            if isinstance(question, str) and isinstance(told, str):
                words = (_words(BeautifulSoup(part, "html.parser")) for part in (question, told))
                yield _flat(next(words)), next(words), script.sourceline or 1


def _items(data: Any) -> Iterator[dict[str, Any]]:
    """Every Question of every FAQPage."""
    if isinstance(data, list):
        for one in data:
            yield from _items(one)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if "FAQPage" in (kinds if isinstance(kinds, list) else [kinds]):
            found = data.get("mainEntity")
            for one in found if isinstance(found, list) else [found]:
                if isinstance(one, dict):
                    yield one
        yield from _items(data.get("@graph"))


def _from_folds(page: BeautifulSoup) -> Found:
    """<details> with a <summary>."""
    for fold in page.find_all("details"):
        summary = fold.find("summary")
        if summary is not None:
            line, question = fold.sourceline or 1, _flat(_words(summary))
            yield question, _words(fold, but=summary), line


def _from_terms(page: BeautifulSoup) -> Found:
    """<dl>: each term with all that explains it."""
    for term in page.find_all("dt"):
        told: list[str] = []
        for sibling in term.find_next_siblings(("dt", "dd")):
            if sibling.name == "dt":
                break
            told.append(_words(sibling))
        if told:
            yield _flat(_words(term)), "\n".join(told), term.sourceline or 1


def _from_headings(page: BeautifulSoup, *, asking: bool) -> Found:
    headings = page.find_all(_HEADINGS)
    for heading in headings:
        question = _flat(_words(heading))
        title = heading.name == "h1" and len(headings) > 1
        if (asking or title) and not question.endswith("?"):
            continue
        answer = _words_below(heading)
        if question and answer:
            yield question, answer, heading.sourceline or 1


def _words_below(heading: Tag) -> str:
    """All that is said up to the next heading."""
    parts: list[str] = []
    for element in heading.next_elements:
        if isinstance(element, Tag) and element.name in _HEADINGS:
            break
        if not _inside(element, heading):
            parts.append(_part(element))
    return _tidy(parts)


def _words(tag: Tag, *, but: Tag | None = None) -> str:
    """What a tag says, a line for each block."""
    return _tidy(
        [
            _part(element)
            for element in tag.descendants
            if but is None or (element is not but and not _inside(element, but))
        ]
    )


def _inside(element: PageElement, tag: Tag) -> bool:
    # not "in", which takes tags that say the same for one
    return any(parent is tag for parent in element.parents)


def _part(element: PageElement) -> str:
    if isinstance(element, PreformattedString):
        return ""
    if isinstance(element, NavigableString):
        # the end of a block is where its next sibling begins
        before = element.parent is not None and element.previous_sibling
        broken = isinstance(before, Tag) and before.name in _APART
        return ("\n" if broken else "") + re.sub(r"\s+", " ", str(element))
    if isinstance(element, Tag) and element.name in _APART:
        return "\n• " if element.name == "li" else "\n"
    return ""


def _tidy(parts: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line and line != "•")


def _flat(text: str) -> str:
    return " ".join(text.split())
