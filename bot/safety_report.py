"""townhall safety report: what came of flags, from the database alone."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bot.api.errors import SetupError
from bot.api.model import Community
from bot.settings import Settings
from cogs.safety.cards.wording import LABELS
from cogs.safety.proof.report import DEFINITIONS, LEAST, Group, Period, Report
from cogs.safety.proof.store import ProofStore
from cogs.safety.proof.wording import PATTERNS
from storage.database import Database
from storage.people import People

_COLUMNS = ("alerts", "flags", "acted upon", "over-\nturned", "median", "per 1,000", "observed")


@dataclass(frozen=True, slots=True)
class Told:
    """A community and its figures."""

    community: Community
    report: Report

    def as_json(self) -> dict[str, Any]:
        """For a machine to read."""
        return self.report.as_json(self.community)


async def report(settings: Settings, chosen: argparse.Namespace, out: Console) -> None:
    """Print the figures of all communities for `chosen.days`, as one JSON object (`chosen.json`)
    or as tables. SetupError when there is nothing to read; the bot may run meanwhile."""
    told = await figures(settings, chosen.days)
    if chosen.json:
        plain = {
            "least_for_a_share": LEAST,
            "definitions": dict(DEFINITIONS),
            "communities": [one.as_json() for one in told],
        }
        out.print(json.dumps(plain, ensure_ascii=False), markup=False)
        return
    for one in told:
        _tables(one, out)


async def figures(settings: Settings, days: int) -> list[Told]:
    """Every community that there is, by name."""
    from bot.engine.clock import SystemClock
    from bot.engine.loader import discover, migrations

    _refuse_missing(settings.storage.url)
    db, now = Database(settings.storage.url), SystemClock().now()
    await db.open(migrations(list(discover().values())))
    try:
        rows = await People(db).communities()
        store = ProofStore(db)
        told = []
        for row in sorted(rows, key=lambda row: row.name):
            community = Community(row.id, row.name, row.locale, row.timezone)
            period = Period.until(community, now, days)
            found = await store.report(row.id, period, labels=LABELS, patterns=PATTERNS)
            told.append(Told(community, found))
    finally:
        await db.close()
    if not told:
        raise SetupError("There is no community yet: start the bot with `townhall run`.")
    return told


def _refuse_missing(url: str) -> None:
    """A report must not make an empty database."""
    kind, _, file = url.partition(":///")
    if kind.startswith("sqlite") and not Path(file).exists():
        raise SetupError(
            f"There is no database {file} yet, so there is nothing to report: start the bot with "
            "`townhall run`."
        )


# ---- for people


def _tables(told: Told, out: Console) -> None:
    found = told.report
    plain = told.as_json()["period"]
    out.print(f"{told.community.name}, {plain['start'][:10]} to {plain['end'][:10]}", markup=False)
    out.print(
        f"{found.scored:,} messages were scored, {found.unread:,} are in a language that the "
        "model does not read."
    )
    if found.all.empty:
        out.print("Nothing was flagged or reported in this time.")
    else:
        groups = {"all": found.all, "members only": found.reported_only}
        _table("", groups, out)
        _table("By label", found.labels, out)
        _table("By pattern", found.patterns, out)
    sent, done = found.reports, found.actions
    borne_out = f", borne out: {_share(sent.upheld, sent.decided, sent.share_upheld)}"
    out.print(f"Reports by members: {sent.sent}{borne_out if sent.sent else ''}")
    kinds = "".join(f", {kind} {n}" for kind, n in done.kinds.items())
    out.print(f"Actions: {done.done}{kinds}; by the bot itself: {done.automatic}")
    out.print(f"Of fewer than {LEAST} cases the numbers are told and no share.\n")


def _table(title: str, groups: Mapping[str, Group], out: Console) -> None:
    # within 80 columns, so that it is whole in a file too
    table = Table(box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    table.add_column(title)
    for column in _COLUMNS:
        table.add_column(column, justify="right")
    for name, one in groups.items():
        if not one.empty:
            table.add_row(name, *_cells(one))
    if table.row_count:
        out.print(table)
    empty = [name for name, one in groups.items() if one.empty]
    if empty:
        out.print(f"No data for: {', '.join(empty)}.\n", markup=False)


def _cells(one: Group) -> tuple[str, ...]:
    rate = one.flags_per_1000
    return (
        str(one.alerts),
        str(one.flags),
        _share(one.upheld, one.decided, one.share_upheld),
        _share(one.overturned, one.appeals, one.share_overturned),
        _length(one.median_settle_ms),
        "" if rate is None or one.flags < LEAST else f"{rate:.1f}",
        str(one.observed),
    )


def _share(part: int, whole: int, share: float | None) -> str:
    if not whole:
        return "-"
    return f"{part} of {whole}" if share is None else f"{share:.0%} of {whole}"


def _length(ms: int | None) -> str:
    if ms is None:
        return ""
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000)):
        if ms >= size:
            return f"{ms / size:.1f} {unit}"
    return f"{ms / 1000:.0f} s"
