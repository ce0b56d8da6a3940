"""What came of suggestions of other cogs, counted by their stores on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cogs.faq.cog import Faq
from cogs.faq.gaps import wording as faq_wording
from cogs.faq.gaps.store import ReportStore
from cogs.faq.store import FaqStore
from cogs.ideas.cog import Ideas
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.reporting import advising
from cogs.ideas.store import IdeaStore, StepStore, VoteStore
from cogs.ideas.store.counts import CountStore
from cogs.welcome.cog import Welcome
from cogs.welcome.newcomers import wording as welcome_wording
from cogs.welcome.newcomers.model import Greeted
from cogs.welcome.newcomers.store import GreetedStore
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, MIA, ANA, BEN = 1, 5, 7, 8
COGS = {cog.name: Path(str(cog.migrations)) for cog in (Welcome, Faq, Ideas)}


@pytest.fixture
async def everything(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, COGS) as db:
        yield db


async def test_greeted_and_came_back(everything: Database) -> None:
    store = GreetedStore(everything)
    assert await store.add(HERE, ANA, 100)
    assert not await store.add(HERE, ANA, 200)
    assert await store.add(HERE, BEN, 300)
    await store.wrote(ANA, 90)  # that was before
    assert await store.awaited(0) == {ANA, BEN}
    await store.wrote(ANA, 150)
    await store.wrote(ANA, 160)
    assert await store.awaited(0) == {BEN}
    assert await store.awaited(301) == set()
    assert await store.known([ANA, MIA]) == {ANA}
    assert await store.between(HERE, 100, 300) == [Greeted(ANA, 100, 150)]
    assert await store.between(2, 0, 999) == []


async def test_answers_written_for_gaps_and_what_they_answered(everything: Database) -> None:
    store, reports = FaqStore(everything), ReportStore(everything)
    entry = await store.add(HERE, "Open?", "Yes", MIA, 100)
    other = await store.add(HERE, "Rye?", "On Mondays", MIA, 100)

    async def asked(number: int, at: int, entry_id: int | None = None) -> int:
        made = await store.ask(HERE, 1, number, ANA, "open?", at, entry_id=entry_id)
        assert made is not None
        return made

    for question in (await asked(1, 10), await asked(2, 20)):
        assert await store.settle(HERE, question, "written", 100, entry_id=entry.id)
    await asked(3, 50, entry.id)  # before it was written for somebody: another entry's past
    await asked(4, 150, entry.id)
    await asked(5, 160, entry.id)
    await asked(6, 170, other.id)  # nobody had waited for that one
    assert await reports.written_for_gaps(HERE, 100, 200) == (1, 2)
    assert await reports.written_for_gaps(HERE, 101, 200) == (0, 0)
    assert await reports.written_for_gaps(2, 0, 999) == (0, 0)


async def test_answered_ideas_and_who_took_part_again(everything: Database) -> None:
    ideas, steps, counts = IdeaStore(everything), StepStore(everything), CountStore(everything)

    async def posted(author: int, at: int, *, anonymous: bool = False) -> Idea:
        words = Words(f"idea of {author} at {at}", "", "")
        return await ideas.post(
            Draft(0, HERE, author, author, 1, words, at, anonymous), at
        )  # fmt: skip

    first, second = await posted(ANA, 10), await posted(BEN, 20)
    secret, waiting = await posted(BEN, 30, anonymous=True), await posted(MIA, 40)
    assert [idea.id for idea in await ideas.unanswered(HERE, 41)] == [
        first.id, second.id, secret.id, waiting.id,
    ]  # fmt: skip
    for idea in (first, second, secret):
        assert await steps.take(idea, "planned", "good", MIA, 100)
    assert [idea.id for idea in await ideas.unanswered(HERE, 200)] == [waiting.id]
    assert await counts.answered(HERE, 100, 200) == (3, 0)
    await VoteStore(everything).toggle(HERE, waiting.id, ANA, 150)
    assert await counts.answered(HERE, 100, 200) == (3, 1)
    await posted(BEN, 170)
    assert await counts.answered(HERE, 100, 200) == (3, 2)
    assert await counts.answered(HERE, 101, 200) == (0, 0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (welcome_wording.came_of(4, 3), "You greeted 4 newcomers: 3 wrote again within a week."),
        (welcome_wording.came_of(1, 0), "You greeted 1 newcomer: nobody has written again yet."),
        (faq_wording.came_of(1, 5),
         "You wrote 1 answer that was missing: it has answered 5 questions since."),
        (faq_wording.came_of(2, 1),
         "You wrote 2 answers that were missing: they have answered 1 question since."),
        (advising.came_of(3, 0), "You answered 3 ideas."),
        (advising.came_of(3, 2),
         "You answered 3 ideas: 2 of those who proposed them took part again since."),
    ],
)  # fmt: skip
def test_in_one_sentence(said: object, expected: str) -> None:
    assert str(said) == expected
