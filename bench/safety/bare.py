"""A bare filter by the method of bots that only have a list of words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.api.port.inbound import Completion, Inbound, InMessage

_WORDS = """
arse arsehole ass asshole bastard bitch bollocks bullshit clown coward creep cretin crap cunt damn
dick dickhead disgusting douche dumb dumbass fool freak fuck fucker fucking garbage hate hell idiot
idiotic imbecile jackass jerk kill knob liar loser lunatic moron moronic motherfucker pathetic pig
piss prick pussy retard scum shit shithead shut slag slut sod stupid suck sucks thug tosser trash
twat twit ugly vermin wanker whore worthless
"""


class WordFilter:
    """Implements `Sink`: searches each message for whole words and counts what it finds."""

    def __init__(self) -> None:
        self.seen = self.found = 0
        alternatives = "|".join(map(re.escape, _WORDS.split()))
        self._words = re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)

    async def receive(self, platform: str, event: Inbound) -> None:
        """One message; other events mean nothing to it."""
        if isinstance(event, InMessage):
            self.seen += 1
            self.found += self._words.search(event.text) is not None

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        """Several."""
        for event in events:
            await self.receive(platform, event)

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        """Nothing to offer."""
        return ()
