"""Meeting people, step by step: asked, met, or not, and nobody learns more than they should."""

from __future__ import annotations

import asyncio

from tests.support.community import Community

from .stage import asked, cog, heard, id_of, joined, pair


async def test_two_meet_and_no_name_is_told_before(chat: Community) -> None:
    ana, ben = await pair(chat)
    await ana.command("meet who")
    seen = await ana.told("People you may like")
    assert "you both like climbing" in seen.text
    assert "Ben" not in seen.text + " ".join(seen.buttons)
    assert "rock" not in seen.text
    await asked(chat, ana)
    question = await ben.told("Ana would like to meet somebody like you")
    assert "You both like rock climber." in question.text
    assert not heard(ana, "Ben")
    await ben.click(question, "Yes, introduce us")
    await ben.told("You both get a message")
    await chat.advance(seconds=1)
    await ana.told("Meet Ben")
    await ben.told("Meet Ana")
    await ana.command("meet who")
    await ana.told("nobody to suggest")
    await chat.restart()
    await chat.advance(hours=1)
    assert heard(ana, "Meet Ben") == heard(ben, "Meet Ana") == 1


async def test_of_a_no_nobody_learns(chat: Community) -> None:
    ana, ben = await pair(chat)
    await asked(chat, ana)
    before = heard(ana, "")
    question = await ben.told("Ana would like")
    await ben.click(question, "Not now")
    await ben.told("Nobody learns of it")
    await chat.advance(days=2)
    assert heard(ana, "") == before
    for who in (ana, ben):
        await who.command("meet who")
        await who.told("nobody to suggest")


async def test_yes_and_no_at_once_is_one_answer(chat: Community) -> None:
    ana, ben = await pair(chat)
    await asked(chat, ana)
    question = await ben.told("Ana would like")
    await asyncio.gather(ben.click(question, "Yes"), ben.click(question, "Not now"))
    await ben.told("not open any more")
    await chat.advance(seconds=1)
    said_no = heard(ben, "Nobody learns of it")
    assert heard(ana, "Meet Ben") == heard(ben, "Meet Ana") == (0 if said_no else 1)


async def test_two_clicks_ask_once(chat: Community) -> None:
    ana, ben = await pair(chat)
    await ana.command("meet who")
    seen = await ana.told("People you may like")
    await asyncio.gather(*[ana.click(seen, "Introduce me") for _ in range(3)])
    await chat.advance(seconds=1)
    await ben.told("Ana would like")
    assert heard(ben, "Ana would like") == 1


async def test_five_questions_a_week(chat: Community) -> None:
    ana, _ = await pair(chat)
    for number in range(5):
        await joined(chat, f"Guest{number}", "climbing")
    for _ in range(5):
        await asked(chat, ana)
    await ana.command("meet who")
    await chat.settle()
    await ana.click(await ana.told("People you may like"), "Introduce me to no. 1")
    await ana.told("You have asked 5 people within a week")


async def test_at_night_the_question_waits_also_over_a_kill(chat: Community) -> None:
    ana, ben = await joined(chat, "Ana", "climbing"), await joined(chat, "Ben", "climbing")
    await asked(chat, ana)  # 22:26
    assert not heard(ben, "Ana would like")
    me = await cog(chat)._store.person(await id_of(chat, ana))
    cleo = await joined(chat, "Cleo", "climbing")
    # killed between the row and its task
    assert await cog(chat)._matching.ask(me, await id_of(chat, cleo))
    await chat.restart()
    await chat.advance(hours=10)
    for who in (ben, cleo):
        question = await who.told("Ana would like")
        assert heard(who, "Ana would like") == 1
    # killed between a question and the note of it
    of = await cog(chat)._store.pair(me.member_id, await id_of(chat, ben))
    people = [await chat.app.registry.member(m) for m in (of.asked_by, of.other)]
    await cog(chat)._telling._question(of, *people)
    await chat.settle()
    assert heard(ben, "Ana would like") == 1
    # killed between yes and the messages
    assert await cog(chat)._store.answer(
        me.member_id, await id_of(chat, ben), chat.clock.now(), yes=True
    )
    await chat.restart()
    await chat.advance(seconds=1)
    await ana.told("Meet Ben")
    await ben.told("Meet Ana")
    # killed between the messages and the note of it
    of = await cog(chat)._store.pair(me.member_id, await id_of(chat, ben))
    await cog(chat)._telling._together(of, *people)
    await chat.restart()
    await chat.advance(hours=1)
    assert heard(ana, "Meet Ben") == heard(ben, "Meet Ana") == 1
    await cleo.click(question, "Not now")
    await cleo.told("Nobody learns")


async def test_a_suggestion_now_and_then_until_stopped(chat: Community) -> None:
    ana, ben = await pair(chat)
    await chat.advance(days=15)
    await cog(chat).look_again()
    await chat.settle()
    seen = await ana.told("People you may like")
    assert "Ben" not in seen.text
    await ana.click(seen, "Stop these messages")
    await chat.settle()
    for _ in range(2):
        await chat.advance(days=15)
        await cog(chat).look_again()
        await chat.settle()
    assert heard(ana, "People you may like") == 1
    assert heard(ben, "People you may like") == 3
