"""What conditions may ask about ideas: counts that do not tell who wrote an anonymous one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.api.boards.audience import Audiences
from cogs.ideas.store import CountStore, FollowerStore, IdeaStore, StepStore, TagStore, VoteStore
from tests.cogs.ideas.board.conftest import BRANCH, Stores
from tests.cogs.ideas.board.stage import ALONE, HERE, changed, propose
from tests.support.community import Opener
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

ANA, BEN, CEM = 7, 8, 9


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, BRANCH) as db:
        yield Stores(
            db, IdeaStore(db), VoteStore(db), StepStore(db), FollowerStore(db), TagStore(db)
        )


async def test_ideas_and_support_are_counted_by_member(stores: Stores) -> None:
    counts = CountStore(stores.db)
    assert await counts.proposed(HERE) == await counts.supported(HERE) == {}
    whole, part, other = [await stores.post(f"Idea {n}", author=ANA) for n in range(3)]
    await stores.post("Ben's", author=BEN)
    hidden = await stores.post("Hidden", author=CEM)
    nobodys = await stores.post("Nobody's", author=CEM)
    await changed(stores.db, hidden.id, anonymous=True)
    await changed(stores.db, nobodys.id, author_id=None)
    for idea in (whole, part, other):
        await stores.back(idea, CEM)
    await stores.back(other, BEN)
    await stores.merge(part, whole)
    assert await counts.proposed(HERE) == {ANA: 3, BEN: 1}
    assert await counts.supported(HERE) == {CEM: 2, BEN: 1}
    assert await counts.proposed(HERE + 1) == await counts.supported(HERE + 1) == {}


async def test_a_condition_asks_for_them(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ben.say("general", "Hello")
    card = await propose(ana, "Rye bread")
    await ben.click(card, "Support")
    await ben.told("Thank you!")
    audiences, here = chat.app.boards[Audiences], await chat.id
    [proposed] = await audiences.members(here, "ideas >= 1")
    [supports] = await audiences.members(here, "votes >= 1 and ideas = 0")
    assert proposed != supports
    assert str(await audiences.explain(here, "ideas >= 1")).endswith("under their name")
