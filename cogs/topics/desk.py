"""Puts together what was said in a period, and answers the boards."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.api.boards.figures import Suggestion
from bot.api.boards.headings import Headings
from bot.api.boards.reports import Period, Section
from bot.api.model import Community
from bot.api.reply import Button, Look
from bot.api.services import Configs, Directory, Embedder, Measures
from bot.api.text import T, bold

from . import wording
from .config import TopicsConfig
from .examples import Examples
from .meaning.naming import distinctive
from .model import ALL, EMOTIONS, INTENTS, Days, Kind, Said, Talk, Topic
from .payloads import ShowTopics
from .store import CountStore, TopicStore

RISING_WEIGHT = 0.45


class Desk:
    """Reads the counts; nothing here changes them."""

    def __init__(
        self,
        topics: TopicStore,
        counts: CountStore,
        configs: Configs,
        directory: Directory,
        measures: Measures,
        embedder: Embedder,
        headings: Headings,
    ) -> None:
        self._topics = topics
        self._counts = counts
        self._configs = configs
        self._directory = directory
        self._measures = measures
        self._embedder = embedder
        self._examples = Examples(topics, headings, embedder)

    async def topics(self, community_id: int) -> dict[int, Topic]:
        """All topics with their words."""
        found = await self._topics.all(community_id)
        words = await self._topics.words(community_id)
        sizes = {topic: counts.pop(ALL, 0) for topic, counts in words.items()}
        terms = await asyncio.to_thread(distinctive, words, sizes)
        return {
            id_: Topic(id_, topic.name, topic.hidden, topic.ended, terms.get(id_, ()))
            for id_, topic in found.items()
        }

    async def talk(self, community: Community, period: Period, *, named: bool = True) -> Talk:
        """What was said in the period and in the one before; with names unless nobody reads it."""
        zone = community.timezone
        days = Days.of(period.start, period.end, zone)
        earlier = Days.of(period.before, period.start, zone)
        out = await self._measures.left_out(community.id)
        since = await self._counts.since(community.id)
        spoken = await self._counts.said(community.id, "all", days, out)
        now = await self._counts.said(community.id, "topic", days, out)
        before = await self._counts.said(community.id, "topic", earlier, out)
        compared = since is not None and since <= earlier.first
        talk = Talk({}, now, before, spoken.get(0, Said()), compared)
        if named or talk.may_rise():
            talk = replace(talk, topics=await self.topics(community.id))
        return talk

    async def illustrated(self, community: Community, period: Period) -> Talk:
        """The same, each topic with an example where there is one."""
        talk = await self.talk(community, period)
        examples = await self._examples.of(community.id)
        topics = {
            id_: replace(topic, example=examples.get(id_, "")) for id_, topic in talk.topics.items()
        }
        return replace(talk, topics=topics)

    async def section(self, community: Community, period: Period) -> Section | None:
        """What people talked about."""
        talk = await self.illustrated(community, period)
        if not talk.spoken.messages and not talk.now:
            return None if self._embedder.available else Section(notes=[wording.NO_MODEL])
        if not talk.shown():
            return Section(figures=wording.figures(talk), notes=[wording.NOTHING_YET])
        picture = wording.picture(talk)
        return Section(
            figures=wording.figures(talk),
            tables=[wording.table(talk)],
            charts=[picture] if picture else [],
            notes=wording.notes(talk),
        )

    async def intents(self, community: Community, period: Period) -> Section | None:
        """What people came for."""
        if not self._config(community.id).intents:
            return None
        title = T("What messages were for")
        return await self._kinds(community, period, "intent", "topics.intents", title, INTENTS)

    async def emotions(self, community: Community, period: Period) -> Section | None:
        """How messages felt."""
        if not self._config(community.id).emotions:
            return None
        title = T("How messages felt")
        return await self._kinds(community, period, "emotion", "topics.emotions", title, EMOTIONS)

    async def rising(self, community_id: int, start: int, end: int) -> int | None:
        """How many topics rise; None while there is nothing to compare with."""
        community = await self._directory.community(community_id)
        talk = await self.talk(community, Period(2 * start - end, start, end), named=False)
        return len(talk.rising()) if talk.compared else None

    def counted(self, kind: Kind, subject: int) -> Counted:
        """A measure for the board: messages of an intent or emotion."""
        return Counted(self, kind, subject)

    async def messages(
        self, kind: Kind, subject: int, community_id: int, start: int, end: int
    ) -> int | None:
        """Messages of an intent or emotion; None where it is switched off or of too few people."""
        config = self._config(community_id)
        if not (config.intents if kind == "intent" else config.emotions):
            return None
        community = await self._directory.community(community_id)
        said = await self._said(community, kind, start, end)
        found = said.get(subject, Said())
        return found.messages if found.shown or not found.messages else None

    async def suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """The topic that rises most: worth an answer for everybody."""
        community = await self._directory.community(community_id)
        talk = await self.talk(community, Period(2 * start - end, start, end), named=False)
        return [
            Suggestion(
                T(
                    "More and more people write about {topic}: {now} messages after {before}. An "
                    "announcement or an FAQ entry may help them.",
                    topic=bold(topic.title),
                    now=now.messages,
                    before=wording.number_text(before),
                ),
                Button(T("Show the topics"), ShowTopics(), Look.SECONDARY),
                RISING_WEIGHT,
                key=f"topics.rising:{topic.id}:{Days.of(start, end, community.timezone).last // 7}",
                why=T(
                    "{people} people wrote about it, at least twice as many as were to be "
                    "expected, and more than chance would bring.",
                    people=now.people,
                ),
            )
            for topic, now, before in talk.rising()[:1]
        ]

    def _config(self, community_id: int) -> TopicsConfig:
        return self._configs.of(TopicsConfig, community_id)

    async def _said(
        self, community: Community, kind: Kind, start: int, end: int
    ) -> Mapping[int, Said]:
        out = await self._measures.left_out(community.id)
        days = Days.of(start, end, community.timezone)
        return await self._counts.said(community.id, kind, days, out)

    async def _kinds(
        self,
        community: Community,
        period: Period,
        kind: Kind,
        name: str,
        title: T,
        names: Sequence[str],
    ) -> Section | None:
        now = await self._said(community, kind, period.start, period.end)
        before: Mapping[int, Said] | None
        before = await self._said(community, kind, period.before, period.start)
        if not now and not before:
            return None
        since = await self._counts.since(community.id)
        if since is None or since > Days.of(period.before, period.start, community.timezone).first:
            before = None
        return Section(tables=[wording.kinds(name, title, wording.named(names), now, before)])


class Counted:
    """Messages of one intent or emotion, as the board of figures asks for them."""

    def __init__(self, desk: Desk, kind: Kind, subject: int) -> None:
        self._desk, self._kind, self._subject = desk, kind, subject

    async def __call__(self, community_id: int, start: int, end: int) -> int | None:
        return await self._desk.messages(self._kind, self._subject, community_id, start, end)
