"""The audit's sentences: every term in every template, so that only the term differs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent
NEUTRAL = "no identity"  # the kind of the background's fillers


@dataclass(frozen=True, slots=True)
class Term:
    """A word for people, of a kind ("religion"), in the three forms that the slots take."""

    name: str
    kind: str
    group: str
    person: str
    adj: str

    def fill(self, template: str) -> str:
        """The template about these people; {Group} and {Person} begin with a capital."""
        return template.format(
            group=self.group, Group=_capital(self.group),
            person=self.person, Person=_capital(self.person), adj=self.adj,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with one slot that is harmless, or abusive, whoever is meant."""

    text: str
    kind: str
    abusive: bool


def terms() -> list[Term]:
    """All terms, kind by kind; those of the kind NEUTRAL tell no protected identity."""
    kinds = _read("terms.toml")
    return [Term(name, kind, *forms) for kind, own in kinds.items() for name, forms in own.items()]


def templates(sample: int | None = None) -> list[Template]:
    """All templates, or `sample` harmless and as many abusive ones, spread over their kinds."""
    chosen = []
    for side, kinds in _read("templates.toml").items():
        every = [
            Template(text, kind, side == "abusive") for kind, own in kinds.items() for text in own
        ]
        count = min(sample or len(every), len(every))
        chosen += [every[at * len(every) // count] for at in range(count)]
    return chosen


def _read(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((_FOLDER / name).read_text("utf-8"))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
