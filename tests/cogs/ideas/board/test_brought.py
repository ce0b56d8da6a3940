"""Ideas that were brought along from elsewhere."""

from __future__ import annotations

from sqlalchemy import update

from cogs.ideas.model import Draft, Words
from cogs.ideas.store import IdeaStore
from cogs.ideas.tables import ideas
from tests.support.community import Community


async def test_a_restart_posts_no_card_of_what_was_brought_along(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("idea", title="A bench outside")
    await ana.sees("ideas", "A bench outside")
    store, here = IdeaStore(chat.app.db), await chat.id
    draft = Draft(0, here, 1, 1, 1, Words("Rye bread on Mondays"), 0)
    brought = await store.post(draft, chat.clock.now())
    async with chat.app.db.write() as conn:
        await conn.execute(
            update(ideas)
            .where(ideas.c.id == brought.id)
            .values(source="fider:7", brought=12, author_id=None)
        )
    await chat.restart()
    await chat.advance(seconds=1)
    assert len(await chat.messages("ideas")) == 1
    await ana.command("ideas show", idea=f"#{brought.id}")
    told = await ana.told("Rye bread on Mondays")
    assert "Brought along from Fider" in told.text and "former" not in told.text
