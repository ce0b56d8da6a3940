"""Merging as people use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from cogs.ideas.merging.telling import Telling
from cogs.ideas.store import Merge
from storage.audit import AuditLog
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, sqlite_url

BREAD, CORN = "Gluten-free bread on Saturdays", "Something baked of corn"


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    """One community on two platforms."""
    community = Community([LocalRig(), DiscordRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def propose(who: Actor, title: str) -> Seen:
    await who.command("idea", title=title)
    return await who.sees("ideas", title)


def heard(who: Actor, words: str) -> int:
    return len([word for word in who.told_so_far() if words in word])


async def test_two_ideas_are_counted_together_and_apart_again(both: Community) -> None:
    ana, ben = await both.person("Ana"), await both.person("Ben")
    dora = await both.person("Dora", rig=1)
    mo = await both.person("Mo", Level.MODERATOR)
    await propose(ana, BREAD)
    await propose(dora, CORN)
    for who, title in ((ana, BREAD), (ben, BREAD), (ben, CORN), (dora, CORN)):
        await who.click(await who.sees("ideas", title), "Support")
    await both.settle()

    await mo.command("ideas merge", idea="2", into="#1")
    done = await mo.told(f"Done: #2 is part of #1 “{BREAD}” now.")
    assert "3 members support it, each counted once." in done.text
    await dora.told(f"Your idea #2 “{CORN}” is part of #1 “{BREAD}” now: everybody who supports")
    await ben.told(f"The idea #2 “{CORN}” is part of #1 “{BREAD}” now: your support counts there.")
    for who in (ana, dora):
        await who.sees("ideas", "3 members support it")
        part = await who.sees("ideas", "Part of #1 now")
        assert not any("Support" in label for label in part.buttons)
    assert heard(ana, "is part of") == 0

    await dora.click(await dora.sees("ideas", "3 members support it"), "Details")
    await dora.told(f"Part of it: #2 {CORN}")
    fan = await both.person("Fan")
    await fan.click(await fan.sees("ideas", "3 members support it"), "Support")
    await fan.told("Thank you! You support #1")

    await mo.command("ideas unmerge", idea="2")
    apart = await mo.told("Done: #2 stands on its own again.")
    assert "It has the support of 2 members that was given to it" in apart.text
    assert "what was given to #1 meanwhile stays there" in apart.text
    await dora.told(f"Your idea #2 “{CORN}” is no longer part of #1 “{BREAD}”")
    await ben.told("your support counts for #2 again")
    await ana.sees("ideas", "3 members support it")  # Ana, Ben and the fan
    corn = await ana.sees("ideas", "2 members support it")
    assert CORN in corn.text and corn.buttons == ("👍 Support (2)", "Details", "💬 Discuss")
    await both.settle()
    assert [heard(who, "is part of #1") for who in (ana, ben, dora, fan)] == [0, 1, 1, 0]
    entries = await AuditLog(both.app.db).recent(await both.id, 2)
    assert [(one.action, one.target) for one in entries] == [
        ("ideas.unmerge", "idea:2"),
        ("ideas.merge", "idea:2"),
    ]


async def test_by_the_buttons_of_the_details(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana, BREAD)
    corn = await propose(ana, CORN)
    await ana.click(corn, "Details")
    assert "Merge into …" not in (await ana.told("Posted")).buttons
    await mo.click(corn, "Details")
    await mo.click(await mo.told("Posted"), "Merge into …")
    await mo.fill(into="#1")
    await mo.told("Done: #2 is part of #1")
    await mo.click(await mo.sees("ideas", "Part of #1 now"), "Details")
    details = await mo.told("Part of #1 now")
    assert "Merge into …" not in details.buttons
    await mo.click(details, "Take out of #1")
    await mo.told("Done: #2 stands on its own again.")
    await ana.sees("ideas", CORN)


async def test_what_is_refused_and_why(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana, BREAD)
    await propose(ana, CORN)
    await ana.command("ideas merge", idea="2", into="1")
    await chat.settle()
    assert heard(ana, "Done: #2") == 0
    for idea, into, why in (
        ("1", "1", "An idea cannot become part of itself"),
        ("1", "9", "There is no idea #9"),
        ("x", "1", "Please give the number of an idea"),
    ):
        await mo.command("ideas merge", idea=idea, into=into)
        await mo.told(why)
    await mo.command("ideas unmerge", idea="1")
    await mo.told("This idea is not part of another one")
    await mo.command("ideas merge", idea="2", into="1")
    await mo.told("Done: #2 is part of #1")
    await mo.command("ideas merge", idea="1", into="2")
    await mo.told("That one is part of this idea already")
    await mo.command("ideas merge", idea="2", into="1")
    await mo.told("This idea is part of another one already")


async def test_people_of_an_idea_that_came_true_already_are_told_so(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana, BREAD)
    await mo.command("ideas status", idea="1", status="planned", reason="The oven comes in May.")
    await mo.told("Done: #1 is now planned.")
    await propose(ben, CORN)
    await mo.command("ideas merge", idea="2", into="1")
    news = await ben.told("Your idea #2")
    assert "It is planned." in news.text and "The oven comes in May." in news.text
    assert news.buttons == ("Details",)
    await ben.click(news, "Details")
    await ben.told("new → planned")


async def test_after_a_crash_it_is_told_once(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana, BREAD)
    await propose(ana, CORN)

    async def crash(self: Telling, community_id: int, merge: Merge) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(Telling, "tell", crash)
        await mo.command("ideas merge", idea="2", into="1")
        await chat.settle()
    assert heard(ana, "is part of #1") == 0
    for _ in range(3):
        await chat.restart()
        await chat.advance(minutes=1)
    await ana.told("Your idea #2")
    await ana.sees("ideas", "Part of #1 now")
    assert heard(ana, "is part of #1") == 1
