"""What is kept about a person, in every table of every feature: shown, given and deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..kept import Keeps
from ..text import Text


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of data: how many rows of it are about the person, and what erasing does to it.
    `stays` says why it is kept without them; empty for what is deleted."""

    kind: str
    title: Text
    count: int
    stays: Text = ""


@dataclass(frozen=True, slots=True)
class Keeper:
    """A feature and the words for its tables, with those that all tables share; `name` is that of
    the cog, "" for the bot's own."""

    name: str
    title: Text
    keeps: Keeps


class PersonalData(Protocol):
    """All about one member, over all accounts of theirs."""

    async def held(self, member_id: int) -> Sequence[Held]:
        """Kinds of which there is something."""

    async def export(self, member_id: int) -> Mapping[str, Any]:
        """All of it as JSON values: rows by table, times in UTC milliseconds. `names` says what
        numbers of other things lead to (rows of `table`, `id`, `name`)."""

    def keepers(self) -> Sequence[Keeper]:
        """Who keeps something of people, also features that are switched off; the bot first."""

    async def erase(self, member_id: int, by: int | None = None) -> bool:
        """Forget them; False when there is no such member any more. `by` is the member who had it
        done for somebody else; the log of decisions says so."""
