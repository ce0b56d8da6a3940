"""townhall ideas import | export: ideas from Fider and Canny, and all of them as files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot import at_rest
from bot.api.errors import SetupError
from bot.api.port.outgoing import Span
from bot.api.text import Text, clip
from bot.engine.clock import SystemClock
from bot.engine.loader import discover, locales
from bot.engine.pages import frames
from bot.engine.pages.writing import Addresses, Writer
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer
from bot.printing import printable
from bot.settings import Settings
from cogs.ideas.exchange.feed import ENTRIES, feed
from cogs.ideas.exchange.parts import FEED
from cogs.ideas.exchange.reading import MOST_BYTES, Reading, Unreadable, read
from cogs.ideas.exchange.records import as_csv, as_json, authors, record
from cogs.ideas.exchange.store import ExchangeStore, Outcome
from cogs.ideas.model import ORIGINS, STATUS_NAMES, Idea
from storage.people import CommunityRow, People

LINES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class _Place:
    """A community in an open database."""

    community: CommunityRow
    alone: bool
    people: People
    store: ExchangeStore

    async def names(self, ideas: list[Idea]) -> dict[int, str]:
        rows = await self.people.members(authors(ideas))
        return {number: row.name for number, row in rows.items()}


async def bring(settings: Settings, chosen: argparse.Namespace, out: Console) -> bool:
    """Add the ideas of `chosen.file` (of the service `chosen.kind`, else of the one its first line
    says) to a community, or with `chosen.dry_run` only say what that would come to. Whether every
    row could be taken; SetupError when nothing can be done. The bot may run meanwhile."""
    found = _read(chosen.file, chosen.kind)
    async with _place(settings, chosen.community) as place:
        with at_rest.progress(out, "Ideas", len(found.ideas)) as advance:
            outcome = await place.store.bring(
                place.community.id,
                found.kind,
                found.ideas,
                SystemClock().now(),
                dry_run=chosen.dry_run,
                progress=advance,
            )
        for line in _sentences(place.community.name, found, outcome, dry_run=chosen.dry_run):
            _print(line, out)
    return not found.bad


async def export(settings: Settings, chosen: argparse.Namespace) -> None:
    """Write the ideas of a community to standard output, as `chosen.format` says."""
    async with _place(settings, chosen.community) as place:
        made = await (_rss(settings, place) if chosen.format == "rss" else _data(place, chosen))
    sys.stdout.flush()
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


async def _data(place: _Place, chosen: argparse.Namespace) -> bytes:
    found = await place.store.all(place.community.id)
    names = await place.names([one.idea for one in found])
    records = [record(one, names) for one in found]
    return as_csv(records) if chosen.format == "csv" else as_json(place.community.name, records)


async def _rss(settings: Settings, place: _Place) -> bytes:
    """As the console shows it, with the addresses of the console on this machine."""
    found = await place.store.lately(place.community.id, ENTRIES)
    shown = feed(found, await place.names([one.idea for one in found]))
    local, here = settings.platforms.local, place.community
    kept = {} if place.alone else {"community": str(here.id)}
    at = Addresses(f"http://{local.host}:{local.port}/", kept)
    renderer, now = _renderer(), SystemClock().now()
    locale = renderer.catalogue.best(here.locale, "en")

    def spans(text: Text) -> tuple[Span, ...]:
        return renderer.spans(text, locale=locale, zone=here.timezone, platform="web", now=now)

    return frames.rss(shown, at.page(FEED), f"{here.id}:ideas", locale, Writer(spans, at))


def _renderer() -> Renderer:
    catalogue = Catalogue()
    if (folder := locales(discover()["ideas"])) is not None:
        catalogue.add(folder)
    return Renderer(catalogue)


# ---- what there is to work with


def _read(file: Path, kind: str | None) -> Reading:
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise SetupError(f"I cannot read {file}: {error.strerror}.") from None
    try:
        return read(data, kind)
    except Unreadable as error:
        raise SetupError(f"{file}: {error}.") from None


@asynccontextmanager
async def _place(settings: Settings, name: str | None) -> AsyncIterator[_Place]:
    async with at_rest.opened(settings) as db:
        people = People(db)
        every = await people.communities()
        community = at_rest.chosen(every, name)
        yield _Place(community, len(every) == 1, people, ExchangeStore(db))


# ---- in words


def _sentences(community: str, found: Reading, outcome: Outcome, *, dry_run: bool) -> Iterator[str]:
    added = sum(outcome.added.values())
    yield f"{ORIGINS[found.kind]}, {_ideas(len(found.ideas))} in the file, for {community}."
    if dry_run:
        yield "This was a rehearsal: nothing was written. It would be so:"
    by_status = ", ".join(f"{n:,} {STATUS_NAMES[status]}" for status, n in outcome.added.items())
    yield f"✓ {_ideas(added)} brought along" + (f" ({by_status})." if by_status else ".")
    if outcome.known:
        yield (
            f"✓ {_ideas(outcome.known)} here already; the votes of {outcome.updated} of them are "
            "brought up to date, all else is left as it is here."
        )
    if outcome.merged:
        yield f"✓ {_ideas(outcome.merged)} of these are part of their original, as duplicates."
    yield from _notes(found, outcome)
    if added and not dry_run:
        yield (
            "They stand on the board and in its lists at once. No cards are posted for them. A bot "
            "that runs finds them by words after its next start at the latest."
        )
    if added:
        yield (
            "Names of people were not taken along: they are no members here. Who voted there "
            "counts as a number; who votes again here counts once more."
        )


def _notes(found: Reading, outcome: Outcome) -> Iterator[str]:
    """What did not go as written in the file."""
    cut = sum(idea.cut for idea in found.ideas)
    if cut:
        yield f"! {_ideas(cut)} had more text than fits here; the end was left out."
    guessed = sorted({clip(idea.guessed, 40) for idea in found.ideas if idea.guessed})
    if guessed:
        number = sum(bool(idea.guessed) for idea in found.ideas)
        more = f" and {len(guessed) - LINES_SHOWN} more" if len(guessed) > LINES_SHOWN else ""
        names = ", ".join(guessed[:LINES_SHOWN])
        yield f"! {_ideas(number)} had a status unknown here, and are new: {names}{more}."
    if outcome.lost:
        numbers = ", ".join(source.partition(":")[2] for source in outcome.lost[:LINES_SHOWN])
        yield f"! Duplicates whose original is not here stand on their own: {numbers}."
    if found.deleted:
        yield f"! {_ideas(found.deleted)} had been deleted there, and are left out."
    if found.bad:
        yield f"✗ {len(found.bad)} rows could not be taken; correct them and import again:"
        yield from (f"  line {line}: {why}" for line, why in found.bad[:LINES_SHOWN])
        if len(found.bad) > LINES_SHOWN:
            yield f"  and {len(found.bad) - LINES_SHOWN} more"


def _ideas(number: int) -> str:
    return f"{number:,} idea" if number == 1 else f"{number:,} ideas"


def _print(line: str, out: Console) -> None:
    out.print(printable(line), markup=False, emoji=False)
