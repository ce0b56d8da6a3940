"""Forgetting a person: what each core table keeps and what it loses.

- members: the row stays as a number without a name ("erased"), so that past counts stay true.
- accounts, memberships, member_roles, link_codes and direct-message channels: deleted.
- outbox: posts addressed to the person in private are deleted.
- inbox: what they did and was not handled yet is deleted.
- tasks: those for or about the person are deleted (see storage.people.errands).
- messages, movements, activity: stay under the bare number; they never held text or names.
- mentions, reactions and what was counted of all these: the same; `left_out` says that the number
  stands in no measure any more.
- audit, overrides: stay under the bare number, as the record of decisions.
- threads: stay; they say only which channel was opened beside which message.
- tombstones: one is put up for each account, so that no import brings the person back.
- embeddings: name nobody; a vector goes together with the text it was made from, and that is the
  business of the cog that owns the text.

After that nothing in these tables leads from the number to an account (a tombstone has no number,
and its hash needs a key that is not in the database); if the person writes again
they are a new member.
"""

from __future__ import annotations

from sqlalchemy import delete, insert, literal, select, update

from ..database import Database
from ..rollups import hold_rollups, recount_presence
from ..tables import (
    accounts,
    audit,
    channels,
    inbox,
    left_out,
    link_codes,
    member_roles,
    members,
    memberships,
    outbox,
)
from .errands import drop
from .tombstones import bury, mark
from .undone import done_by, owned, told_in_private

ERASE = "privacy.erase"
"""What it is called in the log of decisions."""


class Erasing:
    """The part of People about forgetting."""

    _db: Database

    async def erase(
        self,
        member_id: int,
        now: int,
        key: bytes | None,
        by: int | None = None,
        *,
        sparing: str = "",
    ) -> bool:
        """Forget a member by the rule above; False when there is no such member any more. `key` is
        that of the tombstones; None: it cannot be read, and there is none. `by` is whoever else
        had it done. That it was is in the log of decisions, by the number alone. Tasks of the name
        `sparing` stay: they end the forgetting."""
        async with self._db.write() as connection:
            await hold_rollups(self._db, connection)
            erased = await connection.execute(
                update(members)
                .where(members.c.id == member_id, members.c.erased_at.is_(None))
                .values(name="erased", locale=None, erased_at=now)
            )
            if erased.rowcount == 0:
                return False
            home = select(members.c.id, members.c.community_id, literal("erased"))
            await connection.execute(
                self._db.insert(left_out)
                .from_select(left_out.columns.keys(), home.where(members.c.id == member_id))
                .on_conflict_do_update(
                    index_elements=[left_out.c.member_id], set_={"why": "erased"}
                )
            )
            here = select(members.c.community_id).where(members.c.id == member_id)
            await connection.execute(
                insert(audit).values(
                    community_id=here.scalar_subquery(),
                    actor_member_id=by,
                    action=ERASE,
                    target=f"member:{member_id}",
                    detail={},
                    at=now,
                )
            )
            theirs = await owned(connection, member_id)
            if key is not None:
                marks = {mark(key, row.community_id, row.platform, row.native_id) for row in theirs}
                await bury(self._db, connection, dict.fromkeys(marks, now))
            account_ids = [row.id for row in theirs]
            direct_ids = [row.direct_channel_id for row in theirs if row.direct_channel_id]
            await connection.execute(delete(inbox).where(done_by(theirs)))
            await connection.execute(delete(outbox).where(told_in_private(theirs)))
            await drop(connection, member_id, sparing)
            for table in (memberships, member_roles):
                await connection.execute(delete(table).where(table.c.account_id.in_(account_ids)))
            await connection.execute(delete(accounts).where(accounts.c.id.in_(account_ids)))
            # the same person in another community of ours may still use the channel
            used = select(accounts.c.direct_channel_id).where(
                accounts.c.direct_channel_id.is_not(None)
            )
            await connection.execute(
                delete(channels).where(channels.c.id.in_(direct_ids), channels.c.id.not_in(used))
            )
            await connection.execute(delete(link_codes).where(link_codes.c.member_id == member_id))
            await recount_presence(self._db, connection, [member_id])
            return True
