"""The board of ideas as a page for reading: lists by what became of them, and each idea alone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.pages import Document, Shown, Visit, el, to
from bot.api.services import Directory
from bot.api.text import Join, T

from ..model import Idea
from ..store import IdeaStore, StepStore, TagStore
from . import parts
from .parts import FEED, PATH, VIEWS
from .records import authors
from .store import ExchangeStore

PAGE, TAGS, MOST_PAGES = 30, 20, 10_000


class BoardPage:
    """Makes the page for who asks for it. It shows what stands in public on the cards."""

    def __init__(
        self,
        store: ExchangeStore,
        ideas: IdeaStore,
        steps: StepStore,
        tags: TagStore,
        directory: Directory,
    ) -> None:
        self._store = store
        self._ideas = ideas
        self._steps = steps
        self._tags = tags
        self._directory = directory

    async def show(self, visit: Visit) -> Shown:
        """The list that is asked for, or the idea whose number stands below."""
        if not visit.rest:
            return await self._list(visit)
        if not (visit.rest.isdecimal() and len(visit.rest) <= 15):
            return None
        idea = await self._ideas.get(visit.community.id, int(visit.rest))
        return await self._alone(idea) if idea is not None else None

    async def names(self, ideas: Sequence[Idea]) -> dict[int, str]:
        """Of the authors who may be named, by id."""
        people = await self._directory.members(authors(ideas))
        return {number: member.name for number, member in people.items()}

    async def _list(self, visit: Visit) -> Shown:
        here = visit.community.id
        chosen = visit.query.get("show", "")
        chosen = chosen if chosen in VIEWS else "open"
        view = VIEWS[chosen]
        tags = (await self._tags.used(here))[:TAGS]
        asked = visit.query.get("tag", "")
        tag = asked if asked.isprintable() else ""  # no tag has what no database takes
        counts = await self._store.counts(here, tag)
        total = parts.number(view, counts)
        pages = max(1, -(-total // PAGE))
        page = min(_page(visit.query.get("at", "")), pages)
        found = await self._store.page(
            here, view.statuses, tag, PAGE, (page - 1) * PAGE, by_support=view.by_support
        )
        names = await self.names([one.idea for one in found])
        most = max((one.idea.votes for one in found), default=0) if view.by_support else 0
        cards = [parts.card(one, names, most) for one in found]
        return Document(
            T("Ideas"),
            [
                parts.tabs(chosen, tag, counts),
                el("p", view.lead, css="lead"),
                parts.tag_row(chosen, tag, tags),
                el("ul", *cards, css="cards") if cards else parts.nothing(),
                parts.turns(chosen, tag, page, pages),
                parts.elsewhere(),
            ],
            feed=FEED,
        )

    async def _alone(self, idea: Idea) -> Document:
        history = await self._steps.history(idea.id)
        within = await self._ideas.merged(idea.community_id, idea.id)
        names = await self.names([idea])
        return Document(
            Join((f"#{idea.id} ", idea.words.title)),
            [
                el("div", *parts.facts(idea), css="facts"),
                el("p", idea.words.details) if idea.words.details else None,
                parts.audience(idea),
                el("p", parts.credit(idea, names), css="quiet"),
                *parts.story(idea, history),
                *parts.parts_of(within),
                el("p", to(PATH, T("All ideas"))),
            ],
            feed=FEED,
        )


def _page(typed: str) -> int:
    page = int(typed) if typed.isdecimal() and len(typed) <= 6 else 1
    return min(max(page, 1), MOST_PAGES)
