"""MB in memory of an idle bot: python -m bench.memory --folder DIR [--red PYTHON]."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.running import discord_server, red, townhall


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="kept for the next time")
    parser.add_argument("--red", type=Path, help="python of an environment with Red-DiscordBot")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "small.db"
    with discord_server() as server:
        # the first makes the tables and Python's caches, which takes memory that it keeps
        townhall(server, folder, database, model=False)
        found = {
            "idle_mb": round(townhall(server, folder, database, model=False).mb),
            "model_mb": round(townhall(server, folder, database, model=True).mb),
        }
        if chosen.red:
            python = chosen.red.absolute()
            red(server, folder, python)
            found["red_mb"] = round(red(server, folder, python).mb)
    print(json.dumps({"bench": "memory", **found}))


if __name__ == "__main__":
    main()
