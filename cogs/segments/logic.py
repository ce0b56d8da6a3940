"""Names of segments, and what may be shown of a count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from bot.api.boards.audience import SMALLEST_GROUP, Known


def key_of(name: str) -> str:
    """A name as it is looked up: case and spaces do not matter, nor how an umlaut is composed."""
    return " ".join(normalize("NFC", name.casefold()).split())


def condition_of(name: str) -> str:
    """The condition that means the segment with that name."""
    return 'segment "' + name.replace('"', '""') + '"'


def too_few(size: int) -> bool:
    """One to four people: their number would tell who they are."""
    return 0 < size < SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are meant, of how many; `reachable` those the bot may write to in private.

    `reachable` and `platforms` are None where they would tell about fewer than five people.
    """

    size: int
    total: int
    reachable: int | None
    platforms: Mapping[str, int] | None

    @property
    def nearly_all(self) -> bool:
        """Fewer than five are left out: to count the others would count them."""
        return self.size >= SMALLEST_GROUP and too_few(self.total - self.size)


def counted(
    meant: Collection[int],
    total: int,
    reachable: Mapping[int, Known],
    platforms: Mapping[int, Known],
) -> Counted:
    """Only groups of nobody or of five and more are told apart, on either side of a line."""
    size = len(meant)
    in_reach = sum(1 for member in meant if reachable.get(member) is True)
    by: dict[str, int] = {}
    for member in meant:
        where = platforms.get(member, frozenset())
        for platform in sorted(where) if isinstance(where, frozenset) else ():
            by[platform] = by.get(platform, 0) + 1
    hidden = too_few(size) or too_few(total - size)
    in_pieces = any(too_few(n) or too_few(size - n) for n in by.values())
    told_reach = not (hidden or too_few(in_reach) or too_few(size - in_reach))
    return Counted(
        size,
        total,
        in_reach if told_reach else None,
        dict(sorted(by.items())) if not hidden and not in_pieces else None,
    )
