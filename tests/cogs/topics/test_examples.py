"""Headings that mean the same as a topic: the nearest one, of those that mean no other topic."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from bot.engine.services.boards.headings import HeadingBoard
from cogs.topics.examples import Examples
from cogs.topics.store import Stored
from tests.support.scripted import ScriptedEmbedder


class Counting(ScriptedEmbedder):
    asked = 0

    async def embed(
        self, texts: Sequence[str], *, kind: str = "passage", background: bool = False
    ) -> Any:
        assert (kind, background) == ("query", True)
        self.asked += len(texts)
        return await super().embed(texts)


async def test_the_nearest_heading_of_those_that_are_there_now() -> None:
    embedder, board = Counting(), HeadingBoard(lambda cog, _: cog != "off")
    centres = await ScriptedEmbedder().embed(["late parcel courier", "dough oven yeast"])
    assert centres is not None

    async def going(community_id: int, model: str) -> tuple[list[Stored], None]:
        return [
            Stored(n, row.astype("<f4").tobytes(), 9.0, 1) for n, row in enumerate(centres)
        ], None

    there = ["the late parcel", "late parcel", "oven parcel late", "tuba"]

    async def read(community_id: int) -> list[str]:
        return there

    board.offer("faq", read)
    board.offer("off", lambda _: read(1))
    store: Any = SimpleNamespace(going=going)
    examples = Examples(store, board, embedder)
    assert await examples.of(1) == {0: "late parcel"}
    there.remove("late parcel")
    there.append("dough and yeast")
    assert await examples.of(1) == {0: "the late parcel", 1: "dough and yeast"}
    assert embedder.asked == 5  # each once
    assert len(examples._rows[1]) == 4
    embedder.available = False
    assert await examples.of(1) == {}
