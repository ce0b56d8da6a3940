"""townhall verify: whether the count of a poll follows from its ballots, from its file alone."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.api.errors import SetupError
from bot.printing import printable
from cogs.polls.methods import method
from cogs.polls.model import Marks
from cogs.polls.record import Outcome, Record, faults, iso, needed, read_record

MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Findings:
    """What there is to say about a file; `receipt` and `published` are what was asked about."""

    record: Record
    faults: list[str]
    receipt: str | None
    published: str | None

    @property
    def ballot(self) -> Marks | None:
        """The ballot of the receipt."""
        return None if self.receipt is None else self.record.ballot(self.receipt)

    @property
    def is_published(self) -> bool:
        """Whether the fingerprint is the one that was asked about."""
        return self.published is None or self.record.fingerprint.startswith(self.published)

    @property
    def good(self) -> bool:
        """Whether everything follows and everything that was asked about is there."""
        there = self.receipt is None or self.ballot is not None
        return not self.faults and there and self.is_published

    def as_json(self) -> dict[str, Any]:
        """For a machine."""
        record, ballot = self.record, self.ballot
        return {
            "good": self.good,
            "faults": self.faults,
            "poll": record.poll_id,
            "question": record.question,
            "closed_at": iso(record.closed_at),
            "eligible": record.eligible,
            "ballots": len(record.ballots),
            "fingerprint": record.fingerprint,
            "published": None if self.published is None else self.is_published,
            "outcome": record.outcome,
            "winner": record.count.winner,
            "receipt": self.receipt,
            "ballot": ballot and list(ballot),
        }


def verify(chosen: argparse.Namespace, out: Console) -> bool:
    """Look at `chosen.file`, for `chosen.receipt` and `chosen.fingerprint` too, where they are not
    None, and print what was found, as one JSON object if `chosen.json`. Whether all is well;
    SetupError when the file cannot be read."""
    record = _read(chosen.file)
    found = Findings(record, faults(record), chosen.receipt, chosen.fingerprint)
    if chosen.json:
        _print(json.dumps(found.as_json(), ensure_ascii=False), out)
    else:
        for line in _sentences(found):
            _print(line, out)
    return found.good


def _read(file: Path) -> Record:
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise SetupError(f"I cannot read {file}: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise SetupError(f"{file} has more than {MOST_BYTES // 1_000_000} MB; no poll has that.")
    try:
        return read_record(data)
    except ValueError as error:
        raise SetupError(f"{file}: {printable(str(error))}") from None


# ---- in words


def _sentences(found: Findings) -> Iterator[str]:
    record = found.record
    closed = iso(record.closed_at)[:16].replace("T", " ")
    yield f"Poll #{record.poll_id} “{record.question}”, closed {closed} UTC."
    if found.faults:
        yield "This record does not hold together:"
        yield from (f"✗ {fault}" for fault in found.faults)
    else:
        yield from _result(record)
        yield f"✓ The count and the outcome follow from the {len(record.ballots)} ballots."
    yield from _about_receipt(found)
    yield from _about_fingerprint(found)


def _result(record: Record) -> Iterator[str]:
    kind, least = method(record.rules.kind), needed(record.rules, record.eligible)
    for text in kind.told(record.count, kind.labels(record.options)):
        yield f"  {text}"
    threshold = kind.need(record.rules)
    words: dict[Outcome, str] = {
        "nobody": "",
        "no_quorum": f"Too few voted: {least} were needed." if least else "Too few voted.",
        "passed": f"Passed. {threshold or ''}",
        "failed": f"Not passed. {threshold or ''}",
        "decided": "",
        "tie": "",
    }
    if said := words[record.outcome].rstrip():
        yield f"  {said}"


def _about_receipt(found: Findings) -> Iterator[str]:
    if found.receipt is None:
        return
    if found.ballot is None:
        yield f"✗ There is no ballot with the receipt {found.receipt}."
    elif found.faults:
        yield f"The receipt {found.receipt} is in the file, for what that is worth."
    else:
        kind = method(found.record.rules.kind)
        said = kind.said(found.ballot, kind.labels(found.record.options))
        yield f"✓ The ballot with the receipt {found.receipt} is in the count. {said}"


def _about_fingerprint(found: Findings) -> Iterator[str]:
    if not found.is_published:
        yield (
            "✗ This is not the record that was published: its fingerprint is "
            f"{found.record.fingerprint}."
        )
    elif found.published is not None:
        yield "✓ It has the fingerprint that you gave."
    elif not found.faults:
        yield (
            f"Its fingerprint is {found.record.fingerprint}. Compare the first 32 digits with "
            "those under the result in the chat: only if they are the same, this is that poll."
        )


def _print(line: str, out: Console) -> None:
    out.print(printable(line), markup=False, emoji=False)
