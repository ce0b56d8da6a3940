"""Messages of real chat, for their lengths."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import bot.demo

SHIPPED = Path(bot.demo.__file__).parent / "conversation.jsonl.gz"
MOST = 2_000


def messages(path: Path) -> list[str]:
    """Different texts of a conversation (JSON lines with "text", also .gz), in a fixed order."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        texts = dict.fromkeys(row["text"] for row in rows if row.get("text", "").strip())
    if not texts:
        raise SystemExit(f'{path} has no rows with a "text".')
    shuffled = list(texts)
    random.Random(0).shuffle(shuffled)
    return shuffled[:MOST]
