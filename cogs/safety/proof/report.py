"""What came of alerts, in figures; no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.api.model import Community, zone_of

from ..alerts.model import median
from ..detection.store.days import day_of

DAYS = 28
MOST_DAYS = 365
LEAST = 5
"""Of fewer cases than this no share is told: three of four is a number, not 75%."""
LEAST_SCORED = 100
"""Nor how many in 1,000 messages were flagged when there were hardly any."""

DEFINITIONS: Mapping[str, str] = {
    "period": "From the start of a local day up to now. Alerts count by when they were made, "
    "reports and actions by when they happened.",
    "scored": "Messages that the model scored.",
    "unread": "Messages in a language that the model does not read.",
    "all": "All alerts.",
    "labels": "Alerts with a message that was flagged for the label; an alert may have several.",
    "patterns": "Alerts that the pattern was found in.",
    "reported_only": "Alerts that only members raised, not the model and no pattern.",
    "alerts": "Events shown to moderators; one may gather several messages.",
    "flags": "Messages in them that were flagged; of a pattern, the events themselves.",
    "observed": "Flags that would have been shown, but the mode is observe; known for as many days "
    "as the setting score_days says.",
    "automatic": "Alerts that the bot acted upon by itself; they are not among the decided.",
    "decided": "Alerts that moderators decided.",
    "upheld": "Of the decided ones those acted upon, not dismissed; also where it was taken back.",
    "share_upheld": f"upheld / decided; null under {LEAST} decided.",
    "appeals": "Appeals against what was done on these alerts that were decided.",
    "overturned": "Of those appeals the ones that the member won.",
    "share_overturned": f"overturned / appeals; null under {LEAST} appeals.",
    "median_settle_ms": "Median time from the alert to its decision, in milliseconds.",
    "flags_per_1000": f"1000 * flags / scored; null under {LEAST_SCORED} scored messages.",
    "reports": "Reports by members: how many, decided, and borne out by the decision.",
    "actions": "What was done to members, by kind; automatic ones the bot did by itself.",
}


@dataclass(frozen=True, slots=True)
class Period:
    """[start, end) in UTC milliseconds; `start` is the start of a local day."""

    start: int
    end: int
    days: int

    @classmethod
    def until(cls, community: Community, now: int, days: int) -> Period:
        """The last days, today included."""
        return cls(day_of(community, now, back=days - 1), now + 1, days)


@dataclass(frozen=True, slots=True)
class Case:
    """One alert. `flags` are its flagged messages by label, `settle_ms` is None until a moderator
    has decided.

    `automatic` says that the bot decided by itself. `appeals` has an entry for each decided
    appeal: whether it was won.
    """

    flags: Mapping[str, int]
    flagged: int
    patterns: frozenset[str]
    observed: bool
    settle_ms: int | None = None
    upheld: bool = False
    automatic: bool = False
    appeals: tuple[bool, ...] = ()


def share(part: int, whole: int) -> float | None:
    """None when there are too few to speak of a share."""
    return round(part / whole, 4) if whole >= LEAST else None


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of some alerts; `DEFINITIONS` says what each one means."""

    alerts: int
    flags: int
    observed: int
    automatic: int
    decided: int
    upheld: int
    share_upheld: float | None
    appeals: int
    overturned: int
    share_overturned: float | None
    median_settle_ms: int | None
    flags_per_1000: float | None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.alerts and not self.observed


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports by members."""

    sent: int
    decided: int
    upheld: int
    share_upheld: float | None


@dataclass(frozen=True, slots=True)
class Actions:
    """What was done to members, by kind."""

    done: int
    automatic: int
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """A community's figures of a period."""

    period: Period
    scored: int
    unread: int
    all: Group
    labels: Mapping[str, Group]
    patterns: Mapping[str, Group]
    reported_only: Group
    reports: Reports
    actions: Actions

    def as_json(self, community: Community) -> dict[str, Any]:
        """Everything for a machine to read, with the period as ISO 8601 in local time."""
        zone = zone_of(community.timezone)
        plain = asdict(self)
        plain["period"] = {
            edge: datetime.fromtimestamp(at / 1000, zone).isoformat(timespec="seconds")
            for edge, at in (("start", self.period.start), ("end", self.period.end))
        } | {"days": self.period.days, "timezone": community.timezone}
        return {"community": community.name} | plain


def grouped(cases: Sequence[Case], scored: int, flags: Callable[[Case], int]) -> Group:
    """Figures of the cases; `flags` says how many flags of each one count."""
    shown = [case for case in cases if not case.observed]
    took = [case.settle_ms for case in shown if case.settle_ms is not None]
    upheld = sum(case.upheld for case in shown)
    appeals = [won for case in shown for won in case.appeals]
    flagged = sum(map(flags, shown))
    return Group(
        alerts=len(shown),
        flags=flagged,
        observed=sum(flags(case) for case in cases if case.observed),
        automatic=sum(case.automatic for case in shown),
        decided=len(took),
        upheld=upheld,
        share_upheld=share(upheld, len(took)),
        appeals=len(appeals),
        overturned=sum(appeals),
        share_overturned=share(sum(appeals), len(appeals)),
        median_settle_ms=median(took),
        flags_per_1000=round(1000 * flagged / scored, 2) if scored >= LEAST_SCORED else None,
    )


def report(
    period: Period,
    counts: tuple[int, int],
    cases: Sequence[Case],
    reports: Reports,
    actions: Actions,
    *,
    labels: Iterable[str],
    patterns: Iterable[str],
) -> Report:
    """Put it together. `counts` are scored and unread messages; `labels` and `patterns` are told
    of even when there is nothing to tell, others only when they occur."""
    scored, unread = counts
    found = Counter(label for case in cases for label in case.flags)
    seen = Counter(name for case in cases for name in case.patterns)
    return Report(
        period=period,
        scored=scored,
        unread=unread,
        all=grouped(cases, scored, lambda case: case.flagged),
        labels={
            label: grouped(
                [case for case in cases if label in case.flags],
                scored,
                lambda case, label=label: case.flags[label],  # type: ignore[misc]
            )
            for label in dict.fromkeys((*labels, *found))
        },
        patterns={
            name: grouped([case for case in cases if name in case.patterns], scored, lambda _: 1)
            for name in dict.fromkeys((*patterns, *seen))
        },
        reported_only=grouped(
            [case for case in cases if not case.flagged and not case.patterns],
            scored,
            lambda _: 0,
        ),
        reports=reports,
        actions=actions,
    )
