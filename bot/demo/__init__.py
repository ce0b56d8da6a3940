"""The demo: a bakery's community, and a real conversation that can be played into it."""

from pathlib import Path

SHIPPED = Path(__file__).with_name("conversation.jsonl.gz")
