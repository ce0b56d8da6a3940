"""Make the shipped conversation from chat logs.

    python -m bot.demo.excerpt 'stripe.jsonl.gz=#support' 'rust.jsonl.gz=#general' -o OUT.jsonl.gz

Takes the end of each stretch of the logs (there the reply links are), moves whole days so that the
stretches lie close together, and puts each log into the channel named after "=". Words, names,
times of day and the distances within a stretch stay as they are.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby, zip_longest
from pathlib import Path

import orjson

from .rows import DAY_MS, Row, read_rows


def stretches(rows: Iterable[Row], channel: str, last: int) -> list[list[Row]]:
    """The last rows of each contiguous stretch (ids before ":" are equal), earliest first."""
    found = []
    for _, group in groupby(rows, key=lambda row: row.id.rpartition(":")[0]):
        part = [replace(row, channel=channel) for row in group][-last:]
        ids = {row.id for row in part}
        found.append([replace(r, reply_to=tuple(i for i in r.reply_to if i in ids)) for r in part])
    return sorted(found, key=lambda part: part[0].at)


def close_up(parts: Sequence[Sequence[Row]], days: int) -> list[Row]:
    """The stretches one after another on whole days, spread so that they fill `days` days."""
    lengths = [part[-1].at // DAY_MS - part[0].at // DAY_MS + 1 for part in parts]
    spare = max(0, days - sum(lengths))
    first_day = parts[0][0].at // DAY_MS
    rows: list[Row] = []
    for index, part in enumerate(parts):
        free = spare * index // max(1, len(parts) - 1)
        day = first_day + sum(lengths[:index]) + free
        moved = (day - part[0].at // DAY_MS) * DAY_MS
        rows += [replace(row, at=row.at + moved) for row in part]
    return rows


def line(row: Row) -> bytes:
    """A row as it stands in a file."""
    moment = datetime.fromtimestamp(row.at / 1000, UTC)
    record: dict[str, object] = {
        "id": row.id,
        "channel": row.channel,
        "author": row.author,
        "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    record |= {"text": row.text} if row.kind == "message" else {"event": row.kind}
    record |= {"name": row.name} if row.name else {}
    record |= {"reply_to": row.reply_to} if row.reply_to else {}
    return orjson.dumps(record) + b"\n"


def main() -> None:
    """Read the logs, write the excerpt."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sources", nargs="+", metavar="FILE=#CHANNEL")
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--last", type=int, default=500, help="rows of each stretch")
    parser.add_argument("--days", type=int, default=13, help="days that the whole shall fill")
    chosen = parser.parse_args()
    logs = []
    for source in chosen.sources:
        path, _, channel = source.rpartition("=")
        logs.append(stretches(read_rows(Path(path)), channel, chosen.last))
    parts = [part for turn in zip_longest(*logs) for part in turn if part]
    content = b"".join(line(row) for row in close_up(parts, chosen.days))
    chosen.out.write_bytes(gzip.compress(content, 9, mtime=0))


if __name__ == "__main__":
    main()
