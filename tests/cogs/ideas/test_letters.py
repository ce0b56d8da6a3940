"""Who has stopped news of ideas gets none of them; what they are to do they are told."""

from __future__ import annotations

from bot.api.people import Level
from tests.support.community import Community

from .steps.furniture import decide, news, propose

IN_HAND = "is in your hands"


async def test_stopped_means_stopped(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await propose(ana)
    await ben.click(card, "Support")
    await ben.told("You support #1")
    for who in (ana, ben):
        await who.command("contact stop", topic="ideas")
        await who.told("I send you nothing more of this by myself: ideas.")
    await decide(chat, mo, 1, "planned")
    await ben.say("ideas", "With seeds", reply_to=card)
    await chat.settle()
    await chat.advance(days=1)
    assert news(ana) == news(ben) == news(ana, "new comment") == []
    await ben.command("contact allow", topic="ideas")
    await ben.told("I may send you this again: ideas.")
    await decide(chat, mo, 1, "in_progress")
    await chat.advance(minutes=15)
    assert (len(news(ana)), len(news(ben))) == (0, 1)


async def test_a_task_is_no_news(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await ben.command("contact stop", topic="all")
    await ben.told("all of them")
    await mo.command("ideas status", idea="1", status="planned", reason="Ben sees to it", owner=ben)
    await mo.told("Done:")
    await chat.advance(minutes=15)
    assert len(news(ben, IN_HAND)) == 1
