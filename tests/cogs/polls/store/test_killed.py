"""kill -9 in the middle of voting: what was acknowledged is there, and nobody counts twice."""

from __future__ import annotations

import asyncio
import random
import sys

import pytest

from cogs.polls.model import Marks, Rules
from tests.support.databases import opened

from .booth import BRANCH, Booth

KILLS, PEOPLE = 2, 150
COMMAND = (sys.executable, "-m", "tests.cogs.polls.store.voting_process")
MARKS: tuple[Marks, ...] = ((1,), (0, 1))


async def killed_after(acknowledged: int, *arguments: str) -> dict[int, list[int]]:
    """The answers of each member that the process acknowledged until it was killed."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    said: dict[int, list[int]] = {}
    lines = 0
    while line := await process.stdout.readline():
        member, option = map(int, line.split())
        said.setdefault(member, []).append(option)
        lines += 1
        if lines == acknowledged:
            process.kill()
    assert await process.wait() == -9
    return said


async def lost(url: str, when: str) -> int:
    """Acknowledged votes that are not there after some kills; whatever is, counts once."""
    async with opened(url, BRANCH) as db:
        poll = await Booth(db).ask(Rules(kind="single", secrecy="open"))
    chance = random.Random(20261122)
    said: dict[int, list[int]] = {}
    for kill in range(KILLS):
        people = range(1 + kill * PEOPLE, 1 + (kill + 1) * PEOPLE)
        arguments = (when, url, str(poll.id), *map(str, people))
        said |= await killed_after(chance.randrange(1, PEOPLE), *arguments)
    async with opened(url, BRANCH) as db:
        there = dict(await Booth(db).ballots.open_ballots(poll.id))
        scores, voters = await Booth(db).scores(poll)
    assert voters == len(there) == sum(scores)
    missing = 0
    for member, options in said.items():
        # after the first answer the second may have been kept unheard
        may_be = MARKS if len(options) == 1 else (MARKS[options[-1]],)
        missing += there.get(member) not in may_be
    return missing


@pytest.mark.parametrize("when", ["kept", "early"])
async def test_votes_survive_being_killed(sqlite_url: str, when: str) -> None:
    """The bot says so once a vote is kept. To say it earlier is the control: that loses votes."""
    missing = await lost(sqlite_url, when)
    assert missing == 0 if when == "kept" else missing > 0
