"""Little is said: once to somebody who asks in several messages, and nothing of what is gone."""

from __future__ import annotations

from tests.support.community import Community, Opener

from ..stage import ACETONE, HOURS, OPEN, UNKNOWN, noted, said, states, texts, with_entry


async def test_several_messages_are_one_question(chat: Community) -> None:
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    for number, text in enumerate((ACETONE, "Is it the flour perhaps?", "What can I do?"), 1):
        await ana.say("support", text)
        await noted(chat, number)
        chat.clock.advance(seconds=20)
    await chat.advance(seconds=130)
    assert await said(chat, UNKNOWN) == 1
    # the same answer is given once as well, and others have their own
    for who, text in [(ana, HOURS), (ana, "what are your opening hours"), (ben, HOURS)]:
        await who.say("support", text)
        await chat.settle()
    await chat.advance(seconds=130)
    assert await said(chat, OPEN) == 2
    assert await states(chat) == ["open"] * 3 + ["bot"] * 3
    await chat.advance(hours=1)
    await ana.say("support", "Why is my rye bread so very flat this winter?")
    await noted(chat, 7)
    await chat.advance(seconds=130)
    assert await said(chat, UNKNOWN) == 2


async def test_an_edit_brings_nothing_back(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"faq": {"keep_questions_days": 0}})
    ana = await chat.person("Ana")
    asked = await ana.say("support", ACETONE)
    await noted(chat, 1)
    await chat.advance(seconds=130)
    assert await said(chat, UNKNOWN) <= 1 and await texts(chat) == [None]
    await ana.edit(asked, ACETONE + " My number is 0170 1234567.")
    await chat.settle()
    assert await texts(chat) == [None]


async def test_who_asks_the_bot_answers_nobody(chat: Community) -> None:
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("support", HOURS)
    await noted(chat, 1)
    await ben.say("support", "@Townhall I need help with my bread")
    await chat.settle()
    await chat.advance(seconds=130)
    assert await said(chat, OPEN) == 1
