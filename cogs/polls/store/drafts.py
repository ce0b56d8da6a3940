"""Drafts, which belong to their writers, and templates, which belong to the community."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from storage.database import Database

from ..model import Draft, clean
from ..tables import drafts, templates


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that somebody is writing, and where they began it."""

    id: int
    community_id: int
    member_id: int
    channel_id: int
    draft: Draft


class DraftStore:
    """Drafts and templates; ids are never used again."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def save(
        self, draft: Draft, community_id: int, member_id: int, channel_id: int, now: int
    ) -> int:
        """Keep a new draft; gives its id."""
        row = {
            "community_id": community_id,
            "member_id": member_id,
            "channel_id": channel_id,
            "draft": draft.to_json(),
            "created_at": now,
        }
        async with self._db.write() as conn:
            made = await conn.execute(insert(drafts).values(row).returning(drafts.c.id))
            return int(made.scalar_one())

    async def get(self, draft_id: int, member_id: int) -> Kept | None:
        """A draft of that member; None for anybody else's."""
        mine = (drafts.c.id == draft_id, drafts.c.member_id == member_id)
        async with self._db.read() as conn:
            row = (await conn.execute(select(drafts).where(*mine))).one_or_none()
        if row is None:
            return None
        words = Draft.from_json(row.draft)
        return Kept(row.id, row.community_id, row.member_id, row.channel_id, words)

    async def change(self, draft_id: int, member_id: int, draft: Draft) -> bool:
        """Write the draft anew; False when it is not there (any more) or somebody else's."""
        mine = (drafts.c.id == draft_id, drafts.c.member_id == member_id)
        async with self._db.write() as conn:
            done = await conn.execute(update(drafts).where(*mine).values(draft=draft.to_json()))
            return bool(done.rowcount)

    async def drop(self, draft_id: int, member_id: int) -> bool:
        """Delete the draft. Of any number of calls exactly one gets True: whoever posts a draft
        drops it first, and a double click posts nothing."""
        mine = (drafts.c.id == draft_id, drafts.c.member_id == member_id)
        async with self._db.write() as conn:
            return bool((await conn.execute(delete(drafts).where(*mine))).rowcount)

    async def purge(self, before: int) -> int:
        """Delete drafts begun before then; gives how many."""
        async with self._db.write() as conn:
            old = await conn.execute(delete(drafts).where(drafts.c.created_at < before))
            return old.rowcount

    # ---- templates

    async def templates(self, community_id: int) -> list[tuple[int, str, Draft]]:
        """Id, name and words of the community's own templates, by name."""
        query = select(templates).where(templates.c.community_id == community_id)
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(templates.c.folded))
            return [(row.id, row.name, Draft.from_json(row.draft)) for row in rows]

    async def save_template(
        self, community_id: int, name: str, draft: Draft, member_id: int | None
    ) -> int:
        """Keep a template, in place of one with that name (whatever its case); gives its id."""
        name = clean(name)
        row = {
            "community_id": community_id,
            "name": name,
            "folded": name.casefold(),
            "member_id": member_id,
            "draft": draft.to_json(),
        }
        new = {column: row[column] for column in ("name", "member_id", "draft")}
        async with self._db.write() as conn:
            made = await conn.execute(
                self._db.insert(templates)
                .values(row)
                .on_conflict_do_update(
                    index_elements=[templates.c.community_id, templates.c.folded], set_=new
                )
                .returning(templates.c.id)
            )
            return int(made.scalar_one())

    async def drop_template(self, community_id: int, template_id: int) -> bool:
        """Delete a template; False when it is not there."""
        mine = (templates.c.id == template_id, templates.c.community_id == community_id)
        async with self._db.write() as conn:
            return bool((await conn.execute(delete(templates).where(*mine))).rowcount)
