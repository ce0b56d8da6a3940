"""What docs/audiences.md says of the language holds: every example is read, every word is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.api.boards.audience import Audiences
from bot.api.people import Level
from bot.engine.audience.reading import MAX_LENGTH, Vocabulary, read
from bot.engine.audience.standing import (
    ACTIVE_DAYS,
    NEW_DAYS,
    REGULAR_DAYS,
    SLIPPING_DAYS,
    SLIPPING_FROM,
    SLIPPING_SHARE,
    STANDINGS,
)
from bot.engine.audience.tree import written
from bot.engine.services.boards.audience import SHORT
from tests.support.community import Community

DOC = (Path(__file__).parents[1] / "docs" / "audiences.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```audience\n(.*?)```", DOC, re.S)[0].splitlines()
INLINE = [
    "role is not Trainer", 'role "Head coach"', "messages >= 20", "joined over 2 weeks ago",
]  # fmt: skip


def test_there_are_ten_examples() -> None:
    assert len(set(EXAMPLES)) == 10
    assert all(f"`{line}`" in DOC for line in INLINE)


@pytest.fixture
async def board(chat: Community) -> Audiences:
    ada = await chat.person("Ada", Level.ADMIN)
    [saving] = re.findall(r"/segment save (\w+) (.*)", DOC)
    await ada.command("segment save", name=saving[0], condition=saving[1])
    await ada.told("Meant now")
    found: Audiences = chat.app.boards[Audiences]
    return found


async def test_every_example_is_understood(chat: Community, board: Audiences) -> None:
    here = await chat.id
    vocabulary = Vocabulary({trait.name: trait.kind for trait in board.traits(here)}, SHORT)
    for line in [*EXAMPLES, *INLINE]:
        tree = read(line, vocabulary)
        assert read(written(tree), vocabulary) == tree
        # this community has neither the roles of the examples nor their platforms
        if "role" not in line and "platform" not in line:
            await board.members(here, line)
            assert str(await board.explain(here, line))


async def test_every_trait_of_the_engine_has_a_row(chat: Community, board: Audiences) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", DOC, re.M))
    offered = {trait.name: trait.kind for trait in board.traits(await chat.id)}
    assert rows
    assert rows.items() <= offered.items()


def test_the_thresholds_are_those_of_the_code() -> None:
    said = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", DOC, re.M))
    assert tuple(said) == STANDINGS
    assert f"within {NEW_DAYS} days" in said["new"]
    assert f"within {ACTIVE_DAYS} days" in said["active"]
    assert f"at least {REGULAR_DAYS} of the last 28 days" in said["regular"]
    assert f"at least {SLIPPING_FROM} messages" in said["slipping"]
    assert f"nothing for {SLIPPING_DAYS} days" in said["slipping"]
    assert SLIPPING_SHARE == 4 and "a quarter" in said["slipping"]
    assert f"{MAX_LENGTH} characters" in DOC.replace("\n", " ")
