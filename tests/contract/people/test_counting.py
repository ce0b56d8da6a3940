"""What is counted beside messages: mentions and reactions, as each platform tells of them."""

from __future__ import annotations

from datetime import date

from tests.support.community import Community

EVER = (date(2000, 1, 1).toordinal(), date(2100, 1, 1).toordinal())  # some worlds have own clocks


async def test_who_turns_to_whom(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    home = await chat.id
    hello = await ben.say("general", "The oven is hot")
    question = await ana.address("general", ben, "is there rye bread?")
    await ben.say("general", "There is!", reply_to=question)
    await ana.react(hello, "👍")

    async def sums() -> list[tuple[int, int, int]]:
        await chat.settle()
        found = await chat.app.measures.links(home, *EVER)
        columns = (found.replies, found.mentions, found.reactions)
        return sorted(zip(*(column.tolist() for column in columns), strict=True))

    async def counted() -> int:
        return sum(map(sum, await sums()))

    await chat.until(counted, 3)
    # Ana mentioned Ben and liked what he wrote; Ben answered her
    assert await sums() == [(0, 1, 1), (1, 0, 0)]
