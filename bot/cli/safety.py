"""townhall safety report: what came of flags, from the database alone."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from bot import at_rest
from bot.api.errors import SetupError
from bot.api.model import Community
from bot.engine.clock import SystemClock
from bot.engine.loader import discover, locales
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer
from bot.settings import Settings
from cogs.safety.cards.wording import LABELS
from cogs.safety.proof import wording
from cogs.safety.proof.report import DEFINITIONS, LEAST, Period, Report
from cogs.safety.proof.store import ProofStore
from storage.people import People


@dataclass(frozen=True, slots=True)
class Told:
    """A community and its figures."""

    community: Community
    report: Report


async def report(settings: Settings, chosen: argparse.Namespace, out: Console) -> None:
    """Print the figures of all communities for `chosen.days`: as one JSON object (`chosen.json`),
    or in words as `/safety report` does, each in its language. SetupError when there is nothing to
    read; the bot may run meanwhile."""
    now = SystemClock().now()
    told = await figures(settings, chosen.days, now)
    if chosen.json:
        plain = {
            "least_for_a_share": LEAST,
            "definitions": dict(DEFINITIONS),
            "communities": [one.report.as_json(one.community) for one in told],
        }
        out.print(json.dumps(plain, ensure_ascii=False), markup=False, emoji=False)
        return
    renderer = _renderer()
    for one in told:
        _print(one, now, renderer, out)


async def figures(settings: Settings, days: int, now: int) -> list[Told]:
    """Every community that there is, by name."""
    async with at_rest.opened(settings) as db:
        store = ProofStore(db)
        told = []
        for row in sorted(await People(db).communities(), key=lambda row: row.name):
            community = Community(row.id, row.name, row.locale, row.timezone)
            period = Period.until(community, now, days)
            found = await store.report(row.id, period, labels=LABELS, patterns=wording.PATTERNS)
            told.append(Told(community, found))
    if not told:
        raise SetupError("There is no community yet: start the bot with `townhall run`.")
    return told


# ---- for people


def _renderer() -> Renderer:
    catalogue = Catalogue()
    if (folder := locales(discover()["safety"])) is not None:
        catalogue.add(folder)
    return Renderer(catalogue)


def _print(told: Told, now: int, renderer: Renderer, out: Console) -> None:
    community = told.community
    out.print(Text(community.name, "bold"))
    for line in wording.report(told.report):
        spans = renderer.spans(
            line, locale=community.locale, zone=community.timezone, platform="", now=now
        )
        out.print(Text.assemble(*((s.text, "bold" if "bold" in s.styles else "") for s in spans)))
    out.print()
