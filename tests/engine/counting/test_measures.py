"""Measures as cogs read them: what people do is counted, and whoever does not want it is not."""

from __future__ import annotations

import asyncio

from bot.api.services.measures import Day, Growth, Links, Responses, Spread
from bot.engine.clock import local_day
from tests.support.community import Community

HOUR, DAY = 3_600_000, 86_400_000


def pairs(links: Links) -> dict[tuple[int, int], tuple[int, int, int]]:
    counts = zip(links.replies, links.mentions, links.reactions, strict=True)
    keys = zip(links.source.tolist(), links.target.tolist(), strict=True)
    return {key: tuple(map(int, three)) for key, three in zip(keys, counts, strict=True)}


async def test_a_day_in_the_life(chat: Community) -> None:
    measures, home, began = chat.app.measures, await chat.id, chat.clock.now()
    ana, ben = await chat.person("Ana"), await chat.person("Ben", joined=False)
    await ben.join()
    await ben.say("general", "Hello all")
    chat.clock.advance(minutes=10)
    question = await ana.say("general", "Is there rye bread?")
    chat.clock.advance(minutes=5)
    await ben.say("general", "There is!", reply_to=question)
    await ana.address("general", ben, "thank you")
    thanks = await ben.say("general", "You are welcome")
    await asyncio.gather(ana.react(thanks, "👍"), ana.react(thanks, "🥖"))
    await chat.settle()
    end, today = chat.clock.now() + 1, local_day(began, "Europe/Berlin")
    [b, a] = sorted((await chat.app.activity.presences(home, end)).keys())
    assert await measures.days(home, today, today) == [Day(today, 5, 1, 2, 1, 0, 2)]
    assert await measures.growth(home, began - HOUR, end) == Growth(2, 1, 0, 0)
    assert await measures.responses(home, began - HOUR, end + HOUR) == Responses(
        4, 1, 300_000, 300_000
    )
    spread = await measures.spread(home, began - HOUR, end + HOUR)
    assert spread == Spread(2, 0.1, 0.6, 2, 2)
    assert pairs(await measures.links(home, today, today)) == {(a, b): (0, 1, 2), (b, a): (1, 0, 0)}
    await measures.leave_out(a, True)
    assert await measures.left_out(home) == {a}
    assert await measures.days(home, today, today) == [Day(today, 3, 1, 1, 1, 0, 1)]
    assert pairs(await measures.links(home, today, today)) == {}
    await measures.leave_out(a, False)
    assert len(pairs(await measures.links(home, today, today))) == 2
