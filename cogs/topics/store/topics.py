"""Topics, what they have in common, and their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, case, delete, func, insert, select, update

from bot.api.boards.reports import FEW
from storage.database import Database
from storage.database.writing.turns import take_turn

from ..model import ALL, Topic, Used
from ..tables import days, means, people, topics, words
from .folding import TURN, fold


@dataclass(frozen=True, slots=True)
class Stored:
    """A topic that goes on: its centre as little-endian single precision."""

    id: int
    vector: bytes
    mass: float
    day: int


@dataclass(frozen=True, slots=True)
class StoredMean:
    """What all messages of a community have in common."""

    vector: bytes
    mass: float


class TopicStore:
    """The topics of communities, by the model whose vectors they are made of."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def going(self, community_id: int, model: str) -> tuple[list[Stored], StoredMean | None]:
        """The topics that messages can belong to, the oldest first."""
        t = topics.c
        query = select(t.id, t.vector, t.mass, t.day).where(
            t.community_id == community_id, t.model == model, t.vector.is_not(None)
        )
        mean = select(means.c.vector, means.c.mass).where(
            means.c.community_id == community_id, means.c.model == model
        )
        async with self._db.read() as conn:
            found = [Stored(*row) for row in await conn.execute(query.order_by(t.id))]
            row = (await conn.execute(mean)).one_or_none()
        return found, StoredMean(*row) if row else None

    async def end_others(self, community_id: int, model: str) -> int:
        """End the topics of any other model; how many those were."""
        other = topics.c.community_id == community_id, topics.c.model != model
        ended = update(topics).where(*other, topics.c.vector.is_not(None)).values(vector=None)
        async with self._db.write() as conn:
            return (await conn.execute(ended)).rowcount

    async def end(self, topic_ids: Sequence[int]) -> None:
        """Count nothing for these any more; what was counted stays until it is old."""
        async with self._db.write() as conn:
            ended = update(topics).where(topics.c.id.in_(list(topic_ids)))
            await conn.execute(ended.values(vector=None))

    async def born(self, community_id: int, model: str, made: Stored) -> int:
        """A new topic; its id."""
        new = (
            insert(topics)
            .values(
                community_id=community_id, model=model, vector=made.vector, mass=made.mass,
                day=made.day, hidden=False,
            )
            .returning(topics.c.id)
        )  # fmt: skip
        async with self._db.write() as conn:
            return int((await conn.execute(new)).scalar_one())

    async def moved(
        self, community_id: int, model: str, centres: Sequence[Stored], mean: StoredMean | None
    ) -> None:
        """Where the centres are now. One that has ended meanwhile stays ended."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            for one in sorted(centres, key=lambda centre: centre.id):
                here = topics.c.id == one.id, topics.c.vector.is_not(None)
                await conn.execute(
                    update(topics)
                    .where(*here)
                    .values(vector=one.vector, mass=one.mass, day=one.day)
                )
            if mean is None:
                return
            told = {"model": model, "vector": mean.vector, "mass": mean.mass}
            kept = self._db.insert(means).values(community_id=community_id, **told)
            await conn.execute(
                kept.on_conflict_do_update(index_elements=[means.c.community_id], set_=told)
            )

    async def merge(self, kept: int, gone: int) -> None:
        """Two topics have become one: counts and words add up, a name given to either stays."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            for table in (days, people):
                which = [table.c.kind == "topic", table.c.subject == gone]
                await fold(self._db, conn, table, which, table.c.subject, kept)
            of_gone = [words.c.topic_id == gone]
            await fold(self._db, conn, words, of_gone, words.c.topic_id, kept, ("messages",))
            name = select(topics.c.name).where(topics.c.id == gone).scalar_subquery()
            await conn.execute(
                update(topics)
                .where(topics.c.id == kept)
                .values(name=func.coalesce(topics.c.name, name))
            )
            await conn.execute(delete(topics).where(topics.c.id == gone))

    async def add_words(self, community_id: int, counts: Mapping[tuple[int, str], Used]) -> None:
        """Messages by topic and word, with how many people are known to have used it. Of fewer
        than enough, a word only grows that is there already."""
        insert_ = self._db.insert(words)
        more = insert_.excluded
        grow = insert_.on_conflict_do_update(
            index_elements=[words.c.topic_id, words.c.word],
            set_={
                "messages": words.c.messages + more.messages,
                "people": case((more.people > words.c.people, more.people), else_=words.c.people),
            },
        )
        add = (
            update(words)
            .where(words.c.topic_id == bindparam("topic"), words.c.word == bindparam("term"))
            .values(messages=words.c.messages + bindparam("n"))
        )
        ordered = sorted(counts.items())
        many = [
            {"topic_id": topic, "word": word, "community_id": community_id,
             "messages": used.messages, "people": used.people}
            for (topic, word), used in ordered if used.people >= FEW
        ]  # fmt: skip
        few = [
            {"topic": topic, "term": word, "n": used.messages}
            for (topic, word), used in ordered
            if used.people < FEW
        ]
        if not ordered:
            return
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            for statement, rows in ((grow, many), (add, few)):
                if rows:
                    await conn.execute(statement, rows)

    async def fewer(self, member_id: int, kept: int | None = None) -> list[tuple[int, str]]:
        """One person less used the words of the topics that a member wrote about (with `kept`:
        that both of them did, who are one). Words that then fewer than enough people are known to
        have used are forgotten: their topics and words."""
        theirs = _topics_of(member_id)
        here = [words.c.topic_id.in_(theirs), words.c.word != ALL]
        if kept is not None:
            here.append(words.c.topic_id.in_(_topics_of(kept)))
        lost = [*here, words.c.people < FEW]
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            await conn.execute(update(words).where(*here).values(people=words.c.people - 1))
            found = await conn.execute(select(words.c.topic_id, words.c.word).where(*lost))
            gone = [(topic, word) for topic, word in found]
            await conn.execute(delete(words).where(*lost))
            return gone

    async def words(self, community_id: int) -> dict[int, dict[str, int]]:
        """Messages by topic and word."""
        query = select(words.c.topic_id, words.c.word, words.c.messages)
        found: defaultdict[int, dict[str, int]] = defaultdict(dict)
        async with self._db.read() as conn:
            for topic, word, count in await conn.execute(
                query.where(words.c.community_id == community_id)
            ):
                found[topic][word] = count
        return dict(found)

    async def all(self, community_id: int) -> dict[int, Topic]:
        """Every topic by id, without its words."""
        t = topics.c
        query = select(t.id, t.name, t.hidden, t.vector.is_(None)).where(
            t.community_id == community_id
        )
        async with self._db.read() as conn:
            rows = await conn.execute(query)
            return {row[0]: Topic(row[0], row[1], bool(row[2]), bool(row[3])) for row in rows}

    async def rename(self, community_id: int, topic_id: int, name: str | None) -> bool:
        """Call it so, or by its words again; False when there is none of that number."""
        return await self._set(community_id, topic_id, topics.c.name, name)

    async def hide(self, community_id: int, topic_id: int, *, hidden: bool) -> bool:
        """Show it no more, or again."""
        return await self._set(community_id, topic_id, topics.c.hidden, hidden)

    async def _set(
        self, community_id: int, topic_id: int, column: ColumnElement[object], value: object
    ) -> bool:
        here = topics.c.community_id == community_id, topics.c.id == topic_id
        async with self._db.write() as conn:
            changed = update(topics).where(*here).values({column: value})
            return (await conn.execute(changed)).rowcount == 1

    async def tidy(self, silent_since: int, most_words: int) -> None:
        """Forget topics nobody named and nobody wrote about since that day, and rare words."""
        silent = select(topics.c.id).where(topics.c.day < silent_since, topics.c.name.is_(None))
        rank = func.row_number().over(
            partition_by=words.c.topic_id, order_by=(words.c.messages.desc(), words.c.word)
        )
        ranked = select(words.c.topic_id, words.c.word, rank.label("rank")).subquery()
        rare = select(ranked.c.word).where(
            ranked.c.topic_id == words.c.topic_id, ranked.c.rank > most_words
        )
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            gone = [row[0] for row in await conn.execute(silent)]
            if gone:
                await conn.execute(delete(words).where(words.c.topic_id.in_(gone)))
                await conn.execute(delete(topics).where(topics.c.id.in_(gone)))
            await conn.execute(delete(words).where(words.c.word.in_(rare)))


def _topics_of(member_id: int) -> Select[tuple[int]]:
    return select(people.c.subject).where(people.c.kind == "topic", people.c.member_id == member_id)
