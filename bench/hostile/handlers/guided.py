"""`python -m bench.hostile.handlers.guided WORDS [-runs=N ...]`: led by the code that is reached.

Atheris (the extra `fuzz`) takes bytes further that reach new lines of ours, for the readers of
`reading.targets`. What comes after WORDS is libFuzzer's own.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot", "cogs"]):
    from . import reading


def main() -> None:
    """Until a fault, or as many runs as asked for."""
    words, *rest = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        named = [one for one in reading.targets(Path(folder)) if words in one.name]
        if len(named) != 1:
            sys.exit(f"{words!r} names {len(named)} readers: {[one.name for one in named]}")
        [target] = named

        def once(data: bytes) -> None:
            match target.name.partition(": ")[0]:
                case "typed":
                    target.feed(data.decode("utf-8", "replace"))
                case "inbox":
                    target.feed((target.name.rpartition(" ")[2], data))
                case _:
                    target.feed(data)

        atheris.Setup([sys.argv[0], *rest], once)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
