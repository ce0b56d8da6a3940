"""Two people who may be brought together."""

from __future__ import annotations

from dataclasses import dataclass

DAY_MS = 86_400_000
REST_MS = 180 * DAY_MS
"""Who was asked is not asked again about the same person for so long."""
OPEN_MS = 14 * DAY_MS
"""What could not be told until then is not followed up."""

Pair = tuple[int, int]


def ordered(one: int, other: int) -> Pair:
    """The pair as it is kept."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What became of two people; the columns of the table."""

    low_id: int
    high_id: int
    community_id: int
    first_id: int
    state: str
    at: int
    met_at: int | None

    @property
    def second_id(self) -> int:
        """Whoever is asked second."""
        return self.high_id if self.first_id == self.low_id else self.low_id

    @property
    def asked_id(self) -> int | None:
        """Whoever is asked now, None when that is over."""
        return {"first": self.first_id, "second": self.second_id}.get(self.state)
