"""What the tests of the members' room share: acts to appeal against, and the tables behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from bot.api.model import Member
from bot.api.people import Level
from cogs.safety.cog import Safety
from cogs.safety.members.model import Kind
from cogs.safety.members.store import AppealStore, TraceStore
from cogs.safety.members.telling import Notices
from cogs.safety.tables import actions, alerts, messages, warnings
from storage.audit import AuditLog
from tests.support.chat import Actor, Seen
from tests.support.community import Community

PLEA = "We have joked like that for years, ask her"


def safety(chat: Community) -> Safety:
    """The running cog."""
    cog = chat.app.book.cogs["safety"]
    assert isinstance(cog, Safety)
    return cog


async def cards(chat: Community) -> list[Seen]:
    """The bot's cards for moderators; the weekly digest is none."""
    await chat.settle()
    posted = [m for m in await chat.messages("moderators") if m.author != "Mo"]
    return [m for m in posted if not m.text.startswith("The week at")]


def notices(chat: Community) -> Notices:
    """What tells members."""
    app = chat.app
    stores = (AppealStore(app.db), TraceStore(app.db))
    return Notices(*stores, app.configs, app.registry, app.outbox)


async def known(chat: Community, actor: Actor) -> Member:
    """The member behind an actor; they have to be met first, for example by speaking."""
    await chat.settle()
    found = await chat.app.registry.known_member(await chat.id, chat.rig.name, actor.native_id)
    assert found is not None, f"{actor.name} has not been met"
    return found


async def act(
    chat: Community,
    kind: Kind,
    who: Actor,
    by: Actor | None,
    *,
    reason: str = "",
    seconds: int | None = None,
    said: str = "",
    scores: Mapping[str, float] | None = None,
) -> int:
    """Something is done to a member, who is told; by None the bot did it. The action's id.

    With `said` it is about an alert with that message.
    """
    cog, community_id, now = safety(chat), await chat.id, chat.clock.now()
    member = await known(chat, who)
    giver = await known(chat, by) if by is not None else None
    space = (await chat.app.registry.spaces(community_id))[0]
    row: dict[str, Any] = {
        "community_id": community_id,
        "member_id": member.id,
        "by_id": giver.id if giver else None,
        "automatic": giver is None,
        "kind": kind,
        "space_id": space.id,
        "seconds": seconds,
        "at": now,
    }
    async with chat.app.db.write() as conn:
        if said:
            row["alert_id"] = await conn.scalar(
                insert(alerts).values(**_alert(row, said, scores or {})).returning(alerts.c.id)
            )
            await conn.execute(insert(messages).values(**_message(row, said, scores or {})))
        if kind == "warn":
            strike = {k: row[k] for k in ("community_id", "member_id", "by_id", "at")}
            made = insert(warnings).values(**strike, alert_id=row.get("alert_id"), reason=reason)
            row["warning_id"] = await conn.scalar(made.returning(warnings.c.id))
        action_id = await conn.scalar(insert(actions).values(**row).returning(actions.c.id))
    assert isinstance(action_id, int)
    if kind == "time_out":
        await cog._moderation.time_out(space, member, seconds or 60, "test")
    if kind == "ban":
        await cog._moderation.ban(space, member, "test")
    await notices(chat).send(action_id, reason if kind != "warn" else "")
    await chat.settle()
    return action_id


def _alert(row: Mapping[str, Any], said: str, scores: Mapping[str, float]) -> dict[str, Any]:
    return {
        "community_id": row["community_id"],
        "space_id": row["space_id"],
        "channel_id": 1,
        "message_id": row["at"],
        "author_id": row["member_id"],
        "author_is_staff": False,
        "state": "settled",
        "card": "none",
        "text": said,
        "sent_at": row["at"],
        "created_at": row["at"],
        "scores": dict(scores),
        "flagged": [label for label, value in scores.items() if value >= 0.7],
        "model": "scripted@0000",
        "edited": "no",
        "gone": False,
        "outcome": "warned",
        "settled_at": row["at"],
        "settled_by": row["by_id"],
    }


def _message(row: Mapping[str, Any], said: str, scores: Mapping[str, float]) -> dict[str, Any]:
    whole = _alert(row, said, scores)
    same = (
        "community_id", "channel_id", "message_id", "author_id", "text", "sent_at", "scores",
        "flagged", "gone",
    )  # fmt: skip
    return {"alert_id": row["alert_id"], **{key: whole[key] for key in same}}


async def standing_warnings(chat: Community) -> int:
    """How many warnings count."""
    async with chat.app.db.read() as conn:
        rows = await conn.execute(select(warnings).where(warnings.c.revoked_at.is_(None)))
        return len(rows.all())


@dataclass
class Cast:
    """Who is on the stage: Mo decides, Max is another moderator."""

    chat: Community
    ana: Actor
    mo: Actor
    max: Actor

    async def warned(self) -> Seen:
        """Mo warns Ana; her notice."""
        await act(self.chat, "warn", self.ana, self.mo, reason="Please no advertising")
        return await self.ana.told("warns you")

    async def appealed(self) -> Seen:
        """Ana appeals; the card."""
        await self.ana.click(await self.warned(), "Appeal")
        await self.ana.fill(text=PLEA)
        await self.ana.told("Your appeal is with the moderators")
        return await self.max.sees("moderators", PLEA)


async def staged(chat: Community) -> Cast:
    """Everybody has been met."""
    ana = await chat.person("Ana")
    mo = await chat.person("Mo", Level.MODERATOR)
    max_ = await chat.person("Max", Level.MODERATOR)
    for actor in (ana, mo, max_):
        await actor.say("general", "Good morning")
    for moderator in (mo, max_):
        # a platform tells their level with a command or click; before that nobody knows it
        await moderator.command("safety status", channel="moderators")
        await moderator.told("Mode:")
    await chat.settle()
    return Cast(chat, ana, mo, max_)


async def undone(chat: Community) -> int:
    """How often a warning was undone."""
    return len(await AuditLog(chat.app.db).recent(await chat.id, 50, "safety.undo_"))
