"""Questions, answers and introductions in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, insert, select, update

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..tables import answers, choices, introductions, questions, texts
from .model import MOST_QUESTIONS, Choice, Question


class IntakeStore:
    """All SQL of the intake."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- questions

    async def questions(self, community_id: int) -> list[Question]:
        """In their order."""
        q, c = questions.c, choices.c
        asked = (
            select(q.id, q.community_id, q.word, q.question, q.purpose, q.kind)
            .where(q.community_id == community_id)
            .order_by(q.position, q.id)
        )
        offered = (
            select(c.question_id, c.id, c.label, c.role)
            .join(questions, q.id == c.question_id)
            .where(q.community_id == community_id)
            .order_by(c.position, c.id)
        )
        found: dict[int, list[Choice]] = defaultdict(list)
        async with self._db.read() as conn:
            for question_id, *choice in await conn.execute(offered):
                found[question_id].append(Choice(*choice))
            return [Question(*row, tuple(found[row.id])) for row in await conn.execute(asked)]

    async def words(self) -> set[str]:
        """The words of all questions with choices, in every community."""
        query = select(questions.c.word).where(questions.c.kind != "text").distinct()
        async with self._db.read() as conn:
            return set(await conn.scalars(query))

    async def add(
        self,
        community_id: int,
        word: str,
        question: str,
        purpose: str,
        kind: str,
        offered: Sequence[tuple[str, str]],
    ) -> bool:
        """As the last one; False when there are enough, or one with that word."""
        here = questions.c.community_id == community_id
        async with self._db.write() as conn:
            await take_turn(conn, f"welcome_questions:{community_id}")
            present = (
                await conn.execute(select(questions.c.position, questions.c.word).where(here))
            ).all()
            if len(present) >= MOST_QUESTIONS or word in {row.word for row in present}:
                return False
            position = max((row.position for row in present), default=0) + 1
            row = insert(questions).values(
                community_id=community_id,
                position=position,
                word=word,
                question=question,
                purpose=purpose,
                kind=kind,
            )
            number = (await conn.execute(row.returning(questions.c.id))).scalar_one()
            for place, (label, role) in enumerate(offered):
                values = {"question_id": number, "position": place, "label": label, "role": role}
                await conn.execute(insert(choices).values(**values))
        return True

    async def remove(self, community_id: int, question_id: int) -> bool:
        """With everybody's answers; False when it is gone already."""
        async with self._db.write() as conn:
            gone = await conn.execute(
                delete(questions).where(
                    questions.c.id == question_id, questions.c.community_id == community_id
                )
            )
            if not gone.rowcount:
                return False
            for table in (answers, texts, choices):
                await conn.execute(delete(table).where(table.c.question_id == question_id))
        return True

    async def order(self, community_id: int, ids: Sequence[int]) -> None:
        """From now on in this order."""
        async with self._db.write() as conn:
            for position, question_id in enumerate(ids, 1):
                here = (questions.c.id == question_id, questions.c.community_id == community_id)
                await conn.execute(update(questions).where(*here).values(position=position))

    async def tally(self, community_id: int) -> dict[int, int]:
        """How many chose each choice, by its id."""
        query = (
            select(answers.c.choice_id, func.count())
            .join(questions, questions.c.id == answers.c.question_id)
            .where(questions.c.community_id == community_id)
            .group_by(answers.c.choice_id)
        )
        async with self._db.read() as conn:
            return {row[0]: row[1] for row in await conn.execute(query)}

    # ---- answers

    async def choose(
        self, member_id: int, question: Question, choice_id: int, now: int
    ) -> set[int]:
        """What they have chosen of that question from now on: this one alone, or where several may
        be chosen with it or, pressed again, without it."""
        mine = (answers.c.member_id == member_id, answers.c.question_id == question.id)
        async with self._db.write() as conn:
            await take_turn(conn, f"welcome_answers:{member_id}")
            chosen = set(await conn.scalars(select(answers.c.choice_id).where(*mine)))
            after = chosen ^ {choice_id} if question.kind == "several" else {choice_id}
            await conn.execute(
                delete(answers).where(*mine, answers.c.choice_id.in_(chosen - after))
            )
            for number in after - chosen:
                row = {"member_id": member_id, "question_id": question.id, "choice_id": number}
                await conn.execute(insert(answers).values(**row, at=now))
        return after

    async def chosen(self, member_id: int) -> set[int]:
        """Ids of all that they have chosen."""
        query = select(answers.c.choice_id).where(answers.c.member_id == member_id)
        async with self._db.read() as conn:
            return set(await conn.scalars(query))

    async def labels(self, community_id: int, word: str) -> dict[int, frozenset[str]]:
        """What members chose of the question with that word."""
        query = (
            select(answers.c.member_id, choices.c.label)
            .join(choices, choices.c.id == answers.c.choice_id)
            .join(questions, questions.c.id == answers.c.question_id)
            .where(questions.c.community_id == community_id, questions.c.word == word)
        )
        found: dict[int, set[str]] = defaultdict(set)
        async with self._db.read() as conn:
            for member_id, label in await conn.execute(query):
                found[member_id].add(label)
        return {member_id: frozenset(labels) for member_id, labels in found.items()}

    async def written(self, member_id: int) -> dict[int, str]:
        """What they wrote, by question; only what they let us keep."""
        query = select(texts.c.question_id, texts.c.text).where(texts.c.member_id == member_id)
        async with self._db.read() as conn:
            return {row.question_id: row.text for row in await conn.execute(query)}

    async def forget(self, member_id: int) -> bool:
        """Delete all answers; whether there were any."""
        async with self._db.write() as conn:
            gone = [
                (await conn.execute(delete(t).where(t.c.member_id == member_id))).rowcount
                for t in (answers, texts)
            ]
        return any(gone)

    # ---- introductions

    async def introduce(
        self, community_id: int, member_id: int, said: Mapping[int, str], now: int
    ) -> str | None:
        """Their introduction is to be posted, with these texts: the post's key and tag. None when
        one stands already."""
        c = introductions.c
        row = self._db.insert(introductions).values(
            member_id=member_id,
            community_id=community_id,
            number=1,
            post=f"welcome:intro:{member_id}:1",
            at=now,
        )
        again = row.on_conflict_do_update(
            index_elements=[c.member_id],
            set_={"number": c.number + 1, "at": now, "removed_at": None},
            where=c.removed_at.is_not(None),
        ).returning(c.number)
        async with self._db.write() as conn:
            number = await conn.scalar(again)
            if number is None:
                return None
            post = f"welcome:intro:{member_id}:{number}"
            await conn.execute(
                update(introductions).where(c.member_id == member_id).values(post=post)
            )
            await conn.execute(delete(texts).where(texts.c.member_id == member_id))
            for question_id, text in said.items():
                values = {"member_id": member_id, "question_id": question_id, "text": text}
                await conn.execute(insert(texts).values(**values, at=now))
            return post

    async def introduced_since(self, since: int) -> list[tuple[int, str]]:
        """(member, post) of the introductions since then that stand."""
        c = introductions.c
        query = select(c.member_id, c.post).where(c.at >= since, c.removed_at.is_(None))
        async with self._db.read() as conn:
            return [(row.member_id, row.post) for row in await conn.execute(query)]

    async def introduction(self, member_id: int) -> tuple[str, int] | None:
        """(post, since when) of the one that stands."""
        c = introductions.c
        query = select(c.post, c.at).where(c.member_id == member_id, c.removed_at.is_(None))
        async with self._db.read() as conn:
            row = (await conn.execute(query)).first()
            return (row.post, row.at) if row is not None else None

    async def unintroduce(self, member_id: int, now: int) -> str | None:
        """The post to delete; None when there is none. What they wrote for it goes too."""
        c = introductions.c
        standing = (c.member_id == member_id, c.removed_at.is_(None))
        async with self._db.write() as conn:
            post: str | None = await conn.scalar(
                update(introductions).where(*standing).values(removed_at=now).returning(c.post)
            )
            await conn.execute(delete(texts).where(texts.c.member_id == member_id))
            return post
