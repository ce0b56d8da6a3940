"""What is kept of people, in words: one declaration beside a cog's tables, read by everything that
speaks of it.

The page of `/mydata export` takes its headings from here, the pages that an owner publishes their
list of data, and `townhall privacy kept` (docs/kept.md) its tables. A test walks every table that
names a person and fails where there are no words, or where erasing does something else than stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .text import T

Fate = Literal["gone", "unnamed", "number"]
"""What erasing a person does to their rows: deleted; kept without them; kept under their number,
which then leads to nobody."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One table.

    `what` is said to the person whose rows they are ("your votes"). `expires` is the kind of
    `Expiring` by which rows, or the words in them, go by themselves; "" for none. `columns` has the
    heading of each column that a person can read; None for what only programs need. Numbers of
    other things (`..._id`) need none; a column of a member is read as "you". Words that many tables
    share (`at`, `text`, `state` ...) are there already.
    """

    what: T
    erased: Fate = "gone"
    expires: str = ""
    columns: Mapping[str, T | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Name:
    """What a number leads to (`poll_id`): a heading, and the table whose `id` it is with the column
    that has the name (the poll's question). Only of what the person may see."""

    heading: T
    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Keeps:
    """All that a feature keeps of people: what for, its tables by name, and what the numbers in
    some of their columns stand for."""

    purpose: T
    tables: Mapping[str, Kept]
    names: Mapping[str, Name] = field(default_factory=dict)
