"""townhall faq import: entries from Markdown, a web page or a table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from bot import at_rest
from bot.api.errors import SetupError
from bot.engine.clock import SystemClock
from bot.printing import printable
from bot.settings import Settings
from bot.understanding.embeddings.embedder import LocalEmbedder
from cogs.faq.retrieval.vectors import Known
from cogs.faq.sources import Reading, Unreadable, read
from cogs.faq.store import FaqStore
from cogs.faq.store.bringing import BringStore, Outcome
from storage.people import People

LINES_SHOWN = 20


async def bring(settings: Settings, chosen: argparse.Namespace, out: Console) -> bool:
    """Add and update the entries of `chosen.file` (a file or a folder) in a community, or with
    `chosen.dry_run` only say what that would come to. Whether every row could be taken; SetupError
    when nothing can be done. The bot may run meanwhile: it finds them within a minute."""
    readings = _read(chosen.file)
    below = f"{chosen.file.resolve().name}/" if chosen.file.is_dir() else ""
    async with at_rest.opened(settings) as db:
        community = at_rest.chosen(await People(db).communities(), chosen.community)
        total = sum(len(reading.drafts) for reading in readings)
        with at_rest.progress(out, "Entries", total) as advance:
            outcome = await BringStore(db).bring(
                community.id,
                readings,
                SystemClock().now(),
                below=below,
                prune=chosen.prune,
                dry_run=chosen.dry_run,
                progress=advance,
            )
        if not chosen.dry_run and (outcome.added or outcome.changed or outcome.pruned):
            await _embed(FaqStore(db), community.id, out)
    for line in _sentences(community.name, readings, outcome, chosen):
        out.print(printable(line), markup=False, emoji=False, highlight=False)
    return not any(reading.bad for reading in readings)


async def _embed(store: FaqStore, community_id: int, out: Console) -> None:
    """Compute what the bot would have to compute at the first question."""
    texts = [entry.question for entry in await store.entries(community_id)]
    texts += [text for _, _, text in await store.wordings(community_id)]
    embedder = LocalEmbedder()
    try:
        with at_rest.progress(out, "Meanings", len(set(texts))) as advance:
            await Known(store, embedder).phrases(community_id, texts, advance)
    finally:
        await embedder.close()


def _read(path: Path) -> list[Reading]:
    try:
        return read(path)
    except Unreadable as error:
        raise SetupError(f"{error}.") from None


# ---- in words


def _sentences(
    community: str, readings: Sequence[Reading], outcome: Outcome, chosen: argparse.Namespace
) -> Iterator[str]:
    found = sum(len(reading.drafts) for reading in readings)
    files = "" if len(readings) == 1 else f" in {len(readings):,} files"
    yield f"{_entries(found)} found{files}, for {community}."
    if chosen.dry_run:
        yield "This was a rehearsal: nothing was written. It would be so:"
    yield f"✓ {outcome.added:,} new, {outcome.changed:,} changed, {outcome.kept:,} as before."
    if outcome.elsewhere:
        yield f"! {_entries(len(outcome.elsewhere))} left out, for the question is here already:"
        yield from _some(
            [
                f"{asked} (from {source or 'an entry by hand'})"
                for asked, source in outcome.elsewhere
            ]
        )
    if outcome.vanished:
        done = "are deleted" if chosen.prune else "were kept (--prune deletes them)"
        yield f"! {_entries(len(outcome.vanished))} no longer in the source {done}:"
        yield from _some([f"{entry.question} ({entry.source})" for entry in outcome.vanished])
    bad = [(reading.source, *row) for reading in readings for row in reading.bad]
    if bad:
        yield f"✗ {len(bad):,} could not be taken; correct them and import again:"
        yield from _some([f"{source}, line {line}: {why}" for source, line, why in bad])
    if not chosen.dry_run and (outcome.added or outcome.changed):
        yield "A bot that runs answers with them within a minute."


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:LINES_SHOWN])
    if len(lines) > LINES_SHOWN:
        yield f"  and {len(lines) - LINES_SHOWN:,} more"


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"
