"""A process that votes until it is killed: one line on stdout for each vote that was acknowledged.

`python -m tests.cogs.polls.store.voting_process kept|early URL POLL MEMBER...`: fifty people at a
time, each twice, the second time for another answer. With "early" a vote is acknowledged before it
is kept, which is what must not be.
"""

from __future__ import annotations

import asyncio
import sys

from cogs.polls.store import BallotStore
from storage.database import Database

from .booth import BRANCH, HERE, NOW

AT_ONCE = 50


def acknowledge(member: int, option: int) -> None:
    sys.stdout.write(f"{member} {option}\n")
    sys.stdout.flush()


async def vote(when: str, url: str, poll: int, members: list[int]) -> None:
    db = Database(url)
    await db.open(BRANCH)
    ballots, waiting = BallotStore(db), iter(members)

    async def voter() -> None:
        for member in waiting:
            for option in (member % 2, 1 - member % 2):
                if when == "early":
                    acknowledge(member, option)
                await ballots.press(poll, HERE, member.to_bytes(8), member, option, NOW)
                if when == "kept":
                    acknowledge(member, option)

    await asyncio.gather(*(voter() for _ in range(AT_ONCE)))


if __name__ == "__main__":
    how, address, number, *people = sys.argv[1:]
    asyncio.run(vote(how, address, int(number), [int(one) for one in people]))
