"""Making codes and using them; what becomes of them with their people."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..model import WRONG_A_DAY, Code, Kind, fresh
from ..tables import codes, conversions, tries, uses
from .conversions import Conversions
from .counts import Counts


class CodeStore(Counts, Conversions):
    """Who has which code, and who used it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def own(self, community_id: int, member_id: int, now: int) -> Code:
        """A member's own code, made when they ask for the first time."""
        here = codes.c.community_id == community_id, codes.c.member_id == member_id
        # two linked accounts may each have had one; both go on working
        query = select(codes).where(*here, codes.c.ended_at.is_(None)).order_by(codes.c.id).limit(1)
        async with self._db.write() as conn:
            await take_turn(conn, f"referrals:own:{member_id}")
            row = (await conn.execute(query)).one_or_none()
            while row is None:
                made = self._db.insert(codes).values(
                    community_id=community_id, code=fresh(), kind="friend", label="",
                    member_id=member_id, shown=False, created_at=now,
                ).on_conflict_do_nothing().returning(*codes.c)  # fmt: skip
                row = (await conn.execute(made)).one_or_none()
            return Code(*row)

    async def add(
        self, community_id: int, word: str, kind: Kind, label: str, most: int | None, now: int
    ) -> bool:
        """An owner's code; False when there is one of that name."""
        made = self._db.insert(codes).values(
            community_id=community_id, code=word, kind=kind, label=label, most=most,
            shown=True, created_at=now,
        ).on_conflict_do_nothing()  # fmt: skip
        async with self._db.write() as conn:
            return (await conn.execute(made)).rowcount == 1

    async def get(self, community_id: int, word: str) -> Code | None:
        """A code that is in use."""
        here = codes.c.community_id == community_id, codes.c.code == word
        async with self._db.read() as conn:
            query = select(codes).where(*here, codes.c.ended_at.is_(None))
            row = (await conn.execute(query)).one_or_none()
            return Code(*row) if row else None

    async def by_id(self, community_id: int, code_id: int) -> Code | None:
        """A code by number, also one that was ended."""
        here = codes.c.community_id == community_id, codes.c.id == code_id
        async with self._db.read() as conn:
            row = (await conn.execute(select(codes).where(*here))).one_or_none()
            return Code(*row) if row else None

    async def end(self, community_id: int, word: str, now: int) -> bool:
        """Nobody can use it any more; what it was used for stays."""
        here = codes.c.community_id == community_id, codes.c.code == word, codes.c.kind != "friend"
        done = update(codes).where(*here, codes.c.ended_at.is_(None)).values(ended_at=now)
        async with self._db.write() as conn:
            return (await conn.execute(done)).rowcount == 1

    async def show(self, community_id: int, member_id: int, *, shown: bool) -> None:
        """Whether others see how many a member brought."""
        here = codes.c.community_id == community_id, codes.c.member_id == member_id
        async with self._db.write() as conn:
            await conn.execute(update(codes).where(*here).values(shown=shown))

    # ---- using one

    async def use(self, found: Code, member_id: int, now: int) -> str:
        """Use a code: "used", "again" (they had used it), "brought" (somebody else had brought
        them, or they brought whoever this is), "full", "gone" (it was ended just now)."""
        still = select(codes.c.id).where(codes.c.id == found.id, codes.c.ended_at.is_(None))
        async with self._db.write() as conn:
            await take_turn(conn, f"referrals:code:{found.community_id}")
            if (await conn.execute(still.with_for_update())).first() is None:
                return "gone"
            if await conn.scalar(
                select(uses.c.at).where(uses.c.code_id == found.id, uses.c.member_id == member_id)
            ):
                return "again"
            if found.kind == "friend" and await _settled(conn, found, member_id):
                return "brought"
            used = await conn.scalar(select(func.count()).where(uses.c.code_id == found.id))
            if found.most is not None and (used or 0) >= found.most:
                return "full"
            await conn.execute(
                insert(uses).values(
                    code_id=found.id, member_id=member_id,
                    community_id=found.community_id, at=now,
                )
            )  # fmt: skip
            return "used"

    async def agree(self, code_id: int, member_id: int, *, agreed: bool) -> bool:
        """What a newcomer says, the last time counts; False when they did not use that code."""
        here = uses.c.code_id == code_id, uses.c.member_id == member_id
        async with self._db.write() as conn:
            said = await conn.execute(update(uses).where(*here).values(agreed=agreed))
            return said.rowcount == 1

    async def wrong(self, member_id: int, day: int) -> bool:
        """Note a wrong code; False when they have had their tries for the day."""
        async with self._db.write() as conn:
            await take_turn(conn, f"referrals:tries:{member_id}")
            await conn.execute(
                delete(tries).where(tries.c.member_id == member_id, tries.c.day < day)
            )
            here = tries.c.member_id == member_id, tries.c.day == day
            before = await conn.scalar(select(tries.c.wrong).where(*here))
            if before is None:
                await conn.execute(insert(tries).values(member_id=member_id, day=day, wrong=1))
            elif before < WRONG_A_DAY:
                await conn.execute(update(tries).where(*here).values(wrong=before + 1))
            return before is None or before < WRONG_A_DAY

    async def may_try(self, member_id: int, day: int) -> bool:
        """Whether they have tries left."""
        here = tries.c.member_id == member_id, tries.c.day == day
        async with self._db.read() as conn:
            return (await conn.scalar(select(tries.c.wrong).where(*here)) or 0) < WRONG_A_DAY

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one: what both did counts once; nobody brought
        themselves."""
        async with self._db.write() as conn:
            mine = codes.c.member_id.in_([kept, gone])
            hidden = select(codes.c.id).where(mine, codes.c.shown.is_(False)).limit(1)
            if (await conn.execute(hidden)).first() is not None:
                await conn.execute(update(codes).where(mine).values(shown=False))
            await conn.execute(
                update(codes).where(codes.c.member_id == gone).values(member_id=kept)
            )
            theirs = select(uses.c.code_id).where(uses.c.member_id == kept)
            await conn.execute(
                delete(uses).where(uses.c.member_id == gone, uses.c.code_id.in_(theirs))
            )
            await conn.execute(update(uses).where(uses.c.member_id == gone).values(member_id=kept))
            own = select(codes.c.id).where(codes.c.member_id == kept)
            await conn.execute(
                delete(uses).where(uses.c.member_id == kept, uses.c.code_id.in_(own))
            )
            friends = (
                select(uses.c.code_id)
                .join_from(uses, codes, codes.c.id == uses.c.code_id)
                .where(uses.c.member_id == kept, codes.c.kind == "friend")
                .order_by(uses.c.at)
                .offset(1)
            )
            twice = [row[0] for row in await conn.execute(friends)]
            await conn.execute(
                delete(uses).where(uses.c.member_id == kept, uses.c.code_id.in_(twice))
            )
            await conn.execute(delete(tries).where(tries.c.member_id == gone))

    async def erase(self, member_id: int) -> None:
        """Their code ends and is nobody's; that they used others is forgotten."""
        async with self._db.write() as conn:
            mine = select(codes.c.id).where(codes.c.member_id == member_id)
            await conn.execute(delete(uses).where(uses.c.code_id.in_(mine)))
            await conn.execute(
                update(conversions).where(conversions.c.code_id.in_(mine)).values(code_id=None)
            )
            await conn.execute(delete(codes).where(codes.c.member_id == member_id))
            await conn.execute(delete(uses).where(uses.c.member_id == member_id))
            await conn.execute(delete(tries).where(tries.c.member_id == member_id))


async def _settled(conn: AsyncConnection, found: Code, member_id: int) -> bool:
    """Whether somebody brought them already, or they brought the one whose code it is."""
    friends = select(uses.c.member_id, codes.c.member_id).join_from(
        uses, codes, codes.c.id == uses.c.code_id
    )
    here = codes.c.community_id == found.community_id, codes.c.kind == "friend"
    before = friends.where(*here, uses.c.member_id == member_id).limit(1)
    round_ = friends.where(
        *here, uses.c.member_id == found.member_id, codes.c.member_id == member_id
    ).limit(1)
    for query in (before, round_):
        if (await conn.execute(query)).first() is not None:
            return True
    return False
