"""The conversation that both servers tell: 50 people in 5 channels, a fifth of it replies.

No questions and no commands: what the bot says itself has its own costs and limits.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

AUTHORS = 50
CHANNELS = ("general", "ideas", "support", "baking", "off-topic")
REPLIES = 0.2
REACH = 20
"""A reply answers one of this many last messages of its channel."""

_SENTENCES = (
    "The rye starter doubled over night and smells of apples.",
    "Thanks to everybody who came by on Saturday, we sold every loaf before noon!",
    "My oven runs hot, so I bake ten minutes less.",
    "Fresh rolls at eight tomorrow, bring your own bag.",
    "The flour from the mill is coarser this week.",
    "Same here.",
    "Nice crust :)",
    "I left the dough in the fridge for two days and it was fine.",
    "Anna has the key to the shed.",
    "Half a kilo of spelt is enough for two small loaves.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One message; `answers` counts back within the channel (1 is the message before)."""

    author: int
    channel: str
    text: str
    answers: int | None


def conversation(messages: int, seed: int = 7) -> Iterator[Line]:
    """Always the same lines for the same number; a few very active people, as everywhere."""
    chance = random.Random(seed)
    so_far = dict.fromkeys(CHANNELS, 0)
    for _ in range(messages):
        channel = chance.choices(CHANNELS, (8, 2, 2, 4, 4))[0]
        earlier = min(so_far[channel], REACH)
        yield Line(
            author=min(int(chance.expovariate(5 / AUTHORS)), AUTHORS - 1),
            channel=channel,
            text=" ".join(chance.sample(_SENTENCES, k=chance.choice((1, 1, 1, 2, 3)))),
            answers=chance.randint(1, earlier) if earlier and chance.random() < REPLIES else None,
        )
        so_far[channel] += 1
