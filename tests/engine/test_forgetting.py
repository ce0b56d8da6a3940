"""Forgetting somebody that was begun is finished, whatever happens in the middle."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.api.boards.checks import Checks
from bot.api.port.inbound import InJoin, InMessage, InReaction
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.api.services.personal import PersonalData
from cogs.polls.cog import Polls
from cogs.polls.tables import ballots
from storage.people.erasing import ERASE
from storage.tables import accounts, audit, members, tasks
from tests.support.community import Community


async def counted(chat: Community, of: object) -> int:
    async with chat.app.db.read() as connection:
        return int(await connection.scalar(select(func.count(of))) or 0)  # type: ignore[arg-type]


@pytest.mark.parametrize("how", ["the feature failed", "the power went"])
async def test_what_is_left_goes_after_the_restart(
    chat: Community, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ana = await chat.person("Ana")
    await ana.command("poll", question="Which?", options="Rye; Spelt")
    await ana.click(await ana.sees("general", "Which?"), "Rye")
    await chat.settle()
    async with chat.app.db.read() as connection:
        who = int(await connection.scalar(select(members.c.id).where(members.c.name == "Ana")) or 0)

    async def down(self: Polls, member_id: int) -> None:
        raise RuntimeError(how) if how == "the feature failed" else KeyboardInterrupt

    personal: PersonalData = chat.app.book.cogs["privacy"].personal  # type: ignore[attr-defined]
    mine = accounts.c.id
    had = await counted(chat, mine)
    with monkeypatch.context() as broken:
        broken.setattr(Polls, "erase", down)
        if how == "the feature failed":
            assert await personal.erase(who, by=77)
            assert await counted(chat, mine) == had - 1, "what could be done was done"
        else:
            with pytest.raises(KeyboardInterrupt):
                await personal.erase(who, by=77)
            assert await counted(chat, mine) == had, "so far nothing was done"
    assert await counted(chat, ballots.c.member_id) == 1
    await chat.restart()
    await chat.advance(minutes=1)
    assert await counted(chat, ballots.c.member_id) == 0
    assert await counted(chat, mine) == had - 1
    async with chat.app.db.read() as connection:
        left = select(tasks.c.state).where(tasks.c.task == "core.forgetting")
        assert list(await connection.scalars(left)) == ["done"]
        said = select(audit.c.actor_member_id, audit.c.target).where(audit.c.action == ERASE)
        assert list(await connection.execute(said)) == [(77, f"member:{who}")], "once, whatever was"


async def test_what_comes_late_is_of_the_past(
    chat: Community, caplog: pytest.LogCaptureFixture
) -> None:
    """A platform keeps for us what was done while the bot was away. And a key that is lost is
    missed at the start."""
    await (await chat.person("Ana")).say("general", "Hello")
    await chat.settle()
    async with chat.app.db.read() as connection:
        who = int(await connection.scalar(select(members.c.id).where(members.c.name == "Ana")) or 0)
        row = (await connection.execute(select(accounts).where(accounts.c.member_id == who))).one()
    (space,) = await chat.app.registry.spaces(await chat.id)
    home = NativeSpace(space.native_id, space.name)
    user, at = NativeUser(row.native_id, "Ana"), chat.clock.now()
    chat.clock.advance(minutes=5)
    assert await chat.app.services[PersonalData].erase(who)
    chat.clock.advance(minutes=5)
    channel = NativeChannel("general", "general", home)
    had = await counted(chat, accounts.c.id)
    for event in (
        InMessage(channel, user, 9_000_001, "before", at),
        InReaction(channel, 1, user, "👍", True, at),
        InJoin(home, user, at),
    ):
        await chat.app.intake.receive("local", event)
    await chat.settle()
    assert await counted(chat, accounts.c.id) == had
    since = at + 6 * 60_000
    await chat.app.intake.receive("local", InMessage(channel, user, 9_000_002, "since", since))
    await chat.settle()
    assert await counted(chat, accounts.c.id) == had + 1

    await chat.restart()
    assert "cannot be recognised" not in caplog.text
    chat.app.settings.storage.keys_folder.joinpath("tombstones.key").unlink()
    await chat.restart()
    assert caplog.text.count("1 of 1 accounts that were forgotten cannot be recognised") == 1
    assert "1 account that was forgotten is not recognised any more" in await wrong(chat)


async def wrong(chat: Community) -> str:
    """What `/doctor` would say of keys, as a programmer sees it."""
    row = await chat.app.registry.community(await chat.id)
    found = await chat.app.boards[Checks].of(await chat.id)  # type: ignore[type-abstract]
    texts = [chat.app.reporter.plain(one.what, row, "en") for one in found if not one.ok]
    return " ".join(texts)
