"""How members take part, as cogs read it: brought up to date first."""

from __future__ import annotations

from bot.api.services import Presence
from tests.support.community import Community

HOUR, DAY = 3_600_000, 86_400_000


async def test_presences_follow_a_member_through_a_silence(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben", joined=False)
    activity, here = chat.app.activity, await chat.id
    began = chat.clock.now()
    await ana.say("general", "Hello")
    await ben.join()
    await chat.settle()

    async def presences() -> list[Presence]:
        found = await activity.presences(here, chat.clock.now())
        return [found[member] for member in sorted(found)]

    hour = began // HOUR * HOUR
    assert await presences() == [
        Presence(None, began, last_at=hour, active_days=1, messages=1),
        Presence((await presences())[1].joined_at, began),
    ]
    assert (await presences())[1].joined_at is not None
    chat.clock.advance(days=28)
    await ana.say("general", "I am back")
    await chat.settle()
    chat.clock.advance(days=1)
    [first, _] = await presences()
    assert (first.before_at, first.back_at) == (hour, hour + 28 * DAY)
    assert (first.messages, first.messages_before, first.active_days) == (1, 1, 1)
    chat.clock.advance(days=28)
    [first, _] = await presences()
    # gone again: that they had been back is past
    assert (first.before_at, first.back_at, first.messages_before) == (None, None, 1)
    await ben.leave()
    await chat.settle()
    assert len(await presences()) == 1


async def test_hours_and_ties(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    activity, here = chat.app.activity, await chat.id
    began = chat.clock.now()
    question = await ana.say("general", "Is there rye bread?")
    await ben.say("general", "There is!", reply_to=question)
    chat.clock.advance(hours=2)
    await ben.say("general", "Still warm", reply_to=question)
    await ana.say("general", "I take two", reply_to=question)
    await chat.settle()
    hour, end = began // HOUR, chat.clock.now() + HOUR
    assert await activity.per_hour(here, began - HOUR, end) == {hour: 2, hour + 2: 2}
    [((writer, answered), replies)] = (await activity.ties(here, began - HOUR)).items()
    assert replies == 2 and writer != answered
    people = await chat.app.registry.members([writer, answered])
    assert (people[writer].name, people[answered].name) == ("Ben", "Ana")
    assert len(await activity.ties(here, began + HOUR)) == 1
    assert await activity.ties(here, end) == {}
