"""Who somebody is, and what is written down of them."""

from __future__ import annotations

from typing import Any, cast

from bot.api.boards.privacy.consent import Consent, Purpose
from bot.api.model import Member
from cogs.privacy.cog import Privacy
from tests.support.chat import Actor
from tests.support.community import Community


def cog(chat: Community) -> Privacy:
    return cast(Privacy, chat.app.book.cogs["privacy"])


def board(chat: Community) -> Consent:
    return cast(Consent, chat.app.boards[Consent])


async def member(chat: Community, who: Actor, rig: int = 0) -> Member:
    platform = chat.rigs[rig].name
    found = await chat.app.registry.known_member(await chat.id, platform, who.native_id)
    assert found is not None
    return found


async def standing(chat: Community, who: Actor, purpose: Purpose) -> str:
    return await board(chat).standing(await member(chat, who), purpose)


async def scalar(chat: Community, query: str) -> Any:
    async with chat.app.db.read() as conn:
        return (await conn.exec_driver_sql(query)).scalar()
