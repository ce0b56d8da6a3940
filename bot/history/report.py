"""What an import came to, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .reading import records
from .taking import Tally

LINES_SHOWN = 10
_PASSED = {
    records.BOTS: "of bots and of those named with --bots",
    records.NOTICES: "notices of the platform (pins, calls, new topics and the like)",
    records.NO_AUTHOR: "of people whom the export does not number",
    records.NO_NUMBER: "without a number of their own",
    records.ODD_TIME: "with a time that cannot be",
    records.FORWARDS: "posts passed on from a channel",
    records.EMPTY: "without text and attachment",
    records.ERASED: "of people who asked to be forgotten",
    records.UNREADABLE: "lines that are no rows",
}


def sentences(title: str, tally: Tally, *, dry_run: bool) -> Iterator[str]:
    """Line by line; `title` says what was read and for which community."""
    yield title
    if dry_run:
        yield "This was a rehearsal: nothing was written. It would come to this:"
    yield f"✓ {many(tally.messages, 'message')} taken, {tally.known:,} known already."
    known = f" ({tally.moves_known:,} more were no news)" if tally.moves_known else ""
    yield f"✓ {tally.joins:,} joined and {tally.leaves:,} left{known}."
    new = "" if dry_run else f", {tally.strangers:,} of them new here"
    yield f"✓ {many(tally.people, 'person', 'people')} in all{new}."
    if tally.reactions:
        yield f"✓ {many(tally.reactions, 'reaction')} taken."
    if any(tally.passed.values()):
        yield "! Not taken:"
        for why, number in tally.passed.most_common():
            if number:
                yield f"  {number:,} {_PASSED[why]}"
    yield from (f"  line {one.line}: {one.detail}" for one in tally.lines)
    if (more := tally.passed[records.UNREADABLE] - len(tally.lines)) > 0:
        yield f"  and {more:,} more such lines"
    for problem in tally.problems:
        yield f"✗ {problem}."


def passed_over(others: Sequence[str]) -> Iterator[str]:
    """Files of a folder that were no exports."""
    if others:
        yield f"! {many(len(others), 'file')} passed over:"
        yield from _some(list(others))


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:LINES_SHOWN])
    if len(lines) > LINES_SHOWN:
        yield f"  and {len(lines) - LINES_SHOWN:,} more"


def many(number: int, one: str, more: str | None = None) -> str:
    """A number of things in words."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
