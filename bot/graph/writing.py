"""Reads a network from the database at rest and writes it for Gephi, NodeXL and others."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from rich.console import Console

from bot import at_rest
from bot.api.calendar import local_date
from bot.api.errors import SetupError
from bot.api.services import Measures
from bot.api.services.measures import Links
from bot.engine.clock import SystemClock
from bot.engine.services.configs import SettingsInForce
from bot.engine.services.counting.measures import Measured
from bot.engine.services.people.directory import Registry
from bot.printing import printable
from bot.settings import Settings
from cogs.network.cog import Network
from cogs.network.config import NetworkConfig
from cogs.network.exchange.markup import gexf, graphml
from cogs.network.exchange.records import Exported, Known, by_day, exported, total
from cogs.network.exchange.sheets import links as link_rows
from cogs.network.exchange.sheets import people as people_rows
from cogs.network.measuring import made
from storage.database import Database
from storage.measures import MeasureStore
from storage.people import CommunityRow, People
from storage.rollups import Rollups
from storage.settings import Overrides

WEEK = 7
PART = 500


async def export(settings: Settings, chosen: argparse.Namespace, out: Console) -> None:
    """Write the network of a community's last `chosen.days` days to `chosen.file`, in
    `chosen.format`, with names only with `chosen.names`. CSV makes two files: links, and beside it
    people. SetupError when nothing can be written; the bot may run meanwhile. It is measured again
    when somebody was erased, or left out, while it was."""
    async with at_rest.opened(settings) as db:
        people = People(db)
        community = at_rest.chosen(await people.communities(), chosen.community)
        registry = Registry(people, SystemClock(), [])
        await registry.open()
        config = await _config(settings, db, registry, community.id)
        days = chosen.days or config.window_days
        measures: Measures = Measured(MeasureStore(db), Rollups(db), registry)
        while True:
            days_seen = await _days(measures, community, days, out)
            found, ids = await _network(
                measures, people, community, days_seen, config, named=chosen.names
            )
            out_now = await measures.left_out(community.id) | await _erased(people, list(ids))
            if ids.isdisjoint(out_now):
                break
    if not found.people:
        raise SetupError(f"Nobody turned to anybody in the last {days} days: nothing to write.")
    for line in _written(found, chosen.format, chosen.file):
        out.print(printable(line), markup=False, emoji=False)
    if chosen.names:
        out.print("It holds people's names: keep it as safe as the members' list itself.")


async def _config(
    settings: Settings, db: Database, registry: Registry, community_id: int
) -> NetworkConfig:
    """As the file and the community's own changes have it."""
    base = settings.cogs.get("network", NetworkConfig())
    forced = SettingsInForce(Overrides(db), People(db), registry, SystemClock())
    forced.add(Network, base)
    await forced.load(community_id)
    return forced.of(NetworkConfig, community_id)


async def _days(
    measures: Measures, community: CommunityRow, days: int, out: Console
) -> list[tuple[int, Links]]:
    """Who turned to whom on each of the last days, today included."""
    last = local_date(SystemClock().now(), community.timezone).toordinal()
    found = []
    with at_rest.progress(out, "Days", days) as advance:
        for day in range(last - days + 1, last + 1):
            found.append((day, await measures.links(community.id, day, day)))
            advance(1)
    return found


async def _network(
    measures: Measures,
    people: People,
    community: CommunityRow,
    days: list[tuple[int, Links]],
    config: NetworkConfig,
    *,
    named: bool,
) -> tuple[Exported, frozenset[int]]:
    """The network, and the ids of its members."""
    last = days[-1][0]
    weeks = max(1, len(days) // WEEK)
    histories = await measures.histories(community.id, last + 1, weeks)
    links = total([links for _, links in days])
    found = made(links, histories, config)
    ids = found.graph.members.tolist()
    known = await _known(people, ids)
    today = date.fromordinal(last)
    title = f"{community.name}: who talks with whom, {len(days)} days until {today}"
    spans = by_day(days)
    made_of = exported(title, today, found, links, spans, histories, known, config, named=named)
    return made_of, frozenset(ids)


async def _known(people: People, ids: list[int]) -> dict[int, Known]:
    found: dict[int, Known] = {}
    for start in range(0, len(ids), PART):
        rows = await people.members(ids[start : start + PART])
        found |= {number: Known(row.name, row.platform) for number, row in rows.items()}
    return found


async def _erased(people: People, ids: list[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), PART):
        found |= (await people.erased(ids[start : start + PART])).keys()
    return found


def _written(found: Exported, kind: str, file: Path) -> Iterable[str]:
    if kind == "csv":
        beside = file.with_name(f"{file.stem}-people{file.suffix}")
        _write(file, link_rows(found), encoding="utf-8-sig")
        _write(beside, people_rows(found), encoding="utf-8-sig")
        yield f"✓ {len(found.links):,} links in {file}"
        yield f"✓ {len(found.people):,} people in {beside}"
        return
    _write(file, gexf(found) if kind == "gexf" else graphml(found), encoding="utf-8")
    yield f"✓ {len(found.people):,} people and {len(found.links):,} links in {file}"


def _write(file: Path, parts: Iterable[str], *, encoding: str) -> None:
    try:
        with file.open("w", encoding=encoding, newline="") as stream:
            stream.writelines(parts)
    except OSError as error:
        raise SetupError(f"I cannot write {file}: {error.strerror}.") from None
