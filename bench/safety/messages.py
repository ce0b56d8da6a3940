"""What is said: real chat, and abuse of our own making in between."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

AUTHORS = 50
APART_MS = 1000
"""By their own times messages are so far apart: else 50 people would flood the channels."""
CHANNELS = ("general", "ideas", "support")
ABUSE = (
    "You are a stupid idiot and nobody wants you here",
    "Shut up, you pathetic moron",
    "You are such a worthless piece of trash",
    "What a disgusting idiot you are",
    "Get lost, you ugly stupid loser",
    "I will find you and beat you up, you idiot",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One message, `after_ms` after the first. `mark` is set on abuse: words that no other has."""

    author: str
    channel: str
    text: str
    after_ms: int
    mark: str | None = None


def conversation(chat: Sequence[str], one_in: int, seed: int = 7) -> Iterator[Line]:
    """Endless chat in which every `one_in`-th message is abusive, each by somebody who has said
    nothing before, so that it is a matter of its own. The same lines for the same texts."""
    chance = random.Random(seed)
    for number, text in enumerate(itertools.cycle(chat), 1):
        channel, after = chance.choice(CHANNELS), number * APART_MS
        if number % one_in:
            yield Line(f"member-{chance.randrange(AUTHORS)}", channel, text, after)
        else:
            mark = f"({number:06d})"
            yield Line(f"guest-{number}", channel, f"{chance.choice(ABUSE)} {mark}", after, mark)
