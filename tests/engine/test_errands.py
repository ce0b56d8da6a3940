"""Tasks that concern a member are theirs: given, and gone with them."""

from __future__ import annotations

from bot.api.services import Scheduler
from storage.people.errands import TEAM, THEIRS
from tests.cogs.privacy.stage import cog, member
from tests.support.community import Community


async def test_tasks_are_given_and_go(chat: Community) -> None:
    """Whom they are for or about: with them, also words of theirs. What a moderator decided and is
    being carried out is not broken off."""
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    for who in (ana, ben):
        await who.say("general", "Hello")
    await chat.settle()
    me, other = (await member(chat, ana)).id, (await member(chat, ben)).id
    tasks: Scheduler = chat.app.scheduler
    later = chat.clock.now() + 86_400_000
    for name in THEIRS:
        await tasks.at(later, "x.y", {name: me, "text": "her words"}, key=f"a{name}")
        await tasks.at(later, "x.y", {name: other, "id": me}, key=f"b{name}")
    await tasks.at(later, "x.y", {"one": me, "other": other}, key="both")
    await tasks.at(later, "x.y", {"by": me, "alert": 1}, key="by")
    await tasks.at(later, "x.y", {"asked": [other, me], "alert": 1}, key="asked")
    personal = cog(chat).personal
    given = {row["key"]: row["data"] for row in (await personal.export(me))["tasks"]}
    assert given.keys() == {*(f"a{name}" for name in THEIRS), "both", *TEAM}
    assert given["both"] == {"one": me}, "nothing of the other one"
    assert given["asked"] == {"asked": me, "alert": 1}
    assert "tasks" in {one.kind for one in await personal.held(me)}
    assert await personal.erase(me)
    async with chat.app.db.read() as conn:
        left = await conn.exec_driver_sql("SELECT key FROM tasks WHERE task = 'x.y'")
        assert set(left.scalars()) == {*(f"b{name}" for name in THEIRS), *TEAM}
