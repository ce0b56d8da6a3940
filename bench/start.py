"""Seconds to ready on a large database: python -m bench.start --folder DIR [--red PYTHON]."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.running import best, discord_server, red, townhall

DAY = 739_000
ROW = """
INSERT INTO messages (community_id, space_id, channel_id, member_id, native_id, sent_at, day,
    length, attachments, reply_to, reply_member_id)
WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
SELECT 1, 1, 1 + i % 5, 1 + i / 64 % 5000, i, 1700000000000 + i * 1000, :day + i / 86400,
    40 + i % 200, 0, CASE i % 5 WHEN 0 THEN i - 3 END, CASE i % 5 WHEN 0 THEN 1 + i % 5000 END
FROM n
"""
STEP = 250_000


def fill(database: Path, size: int) -> int:
    """Facts until the file is that large; how many there are."""
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")
        [count] = db.execute("SELECT coalesce(max(native_id), 0) FROM messages").fetchone()
        while database.stat().st_size < size:
            db.execute(ROW, {"first": count + 1, "last": count + STEP, "day": DAY})
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            count += STEP
        return int(count)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.start", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="kept for the next time")
    parser.add_argument("--gb", type=float, default=2.0, help="size of the database")
    parser.add_argument("--rounds", type=int, default=3, help="after one that is not counted")
    parser.add_argument("--red", type=Path, help="python of an environment with Red-DiscordBot")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "large.db"
    with discord_server() as server:
        townhall(server, folder, database, model=True)  # makes the tables
        facts = fill(database, round(chosen.gb * 1e9))
        ours = best(partial(townhall, server, folder, database, model=True), chosen.rounds)
        found = {"start_s": round(ours.seconds, 2), "start_cpu_s": round(ours.cpu_s, 2)}
        if chosen.red:
            rival = best(partial(red, server, folder, chosen.red.absolute()), chosen.rounds)
            found |= {"red_s": round(rival.seconds, 2), "red_cpu_s": round(rival.cpu_s, 2)}
    about = {"gb": round(database.stat().st_size / 1e9, 2), "facts": facts}
    print(json.dumps({"bench": "start", **found, **about, "cores": os.cpu_count()}))


if __name__ == "__main__":
    main()
