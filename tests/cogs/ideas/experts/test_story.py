"""Who could help with an idea."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from cogs.ideas.experts.known import KIND
from cogs.ideas.store import IdeaStore
from cogs.ideas.testing import store as testers
from storage.embeddings import EmbeddingStore
from tests.cogs.ideas.board.stage import ALONE, changed, cog, propose
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import handle
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, link
from tests.support.community import Community, Opener, sqlite_url
from tests.support.scripted import ScriptedEmbedder

BREAD, ALSO_BREAD, MORE_BREAD = "Rye bread on Mondays", "Dark loaf each week", "Brown roll now"
# what means the same in other words: nobody takes one idea for a copy of another
SAME = {
    **dict.fromkeys(("dark", "brown"), "rye"),
    **dict.fromkeys(("loaf", "roll"), "bread"),
    **dict.fromkeys(("each", "now"), "on"),
    **dict.fromkeys(("week",), "mondays"),
}
WHO = "Who could help with #"
NOBODY = "Nobody who wishes to be asked wrote about something like"
TELEGRAM = 1


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(cogs=ALONE, embedder=ScriptedEmbedder(SAME))


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    rigs = [DiscordRig(), TelegramRig()]
    embedder = ScriptedEmbedder(SAME)
    community = Community(rigs, sqlite_url(tmp_path), cogs=ALONE, embedder=embedder)
    await community.open()
    yield community
    await community.close()


async def offers(who: Actor) -> None:
    await who.command("ideas helper")
    asked = await who.told("You are not named")
    assert "never with those you posted without your name" in asked.text
    await who.click(asked, "I'd like to help")
    await who.told("You may be named as somebody who could help.")


async def number(chat: Community, who: Actor) -> int:
    member = await chat.app.registry.known_member(await chat.id, "local", who.native_id)
    assert member is not None
    return member.id


async def answer(chat: Community, who: Actor, idea: str) -> str:
    """What somebody is told who asks who could help."""
    await who.command("ideas experts", idea=idea)
    await chat.settle()
    return who.told_so_far()[-1]


async def kept(chat: Community) -> set[int]:
    """Feedback of which there are vectors."""
    rows = await EmbeddingStore(chat.app.db).all(await chat.id, KIND, ScriptedEmbedder.model)
    return set(rows)


async def test_only_who_wishes_is_named_with_the_reason(chat: Community) -> None:
    ana, ben, cem, dan = [await chat.person(name) for name in ("Ana", "Ben", "Cem", "Dan")]
    await propose(ben, BREAD)
    await propose(cem, "A bench outside")
    await propose(dan, MORE_BREAD)
    await propose(ana, ALSO_BREAD)
    assert NOBODY in await answer(chat, ana, "4")
    await offers(ben)
    await offers(cem)
    await ana.click(await ana.sees("ideas", ALSO_BREAD), "Details")
    await ana.click(await ana.told("Posted"), "Who could help?")
    shown = await ana.told(WHO)
    assert "Ben: wrote #1 “Rye bread on Mondays”" in shown.text
    assert shown.buttons == ("Ask Ben for help",)
    # Dan did not offer it, Cem wrote about something else; nobody was told so far
    assert not any("looks for help" in word for word in ben.told_so_far())

    assert "is shown to the author of an idea" in await answer(chat, dan, "4")
    mo = await chat.person("Mo", Level.MODERATOR)
    assert "Ben" in await answer(chat, mo, "4")

    await ben.command("ideas helper", wish="off")
    await ben.told("You are not named any more, and what was kept for it is deleted.")
    assert NOBODY in await answer(chat, ana, "4")
    await ana.click(shown, "Ask Ben")
    await ana.told("does not wish to be asked any more")


async def test_neither_the_asker_nor_who_left_nor_a_hidden_author(chat: Community) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    await propose(ana, BREAD)
    await chat.advance(days=2)
    await propose(ana, ALSO_BREAD)
    await propose(ben, MORE_BREAD)
    await propose(cem, "Brown bread every week")
    for who in (ana, ben, cem):
        await offers(who)
    await changed(chat.app.db, 4, anonymous=True)
    found = await answer(chat, ana, "2")
    assert "Ben: wrote #3" in found and "Ana:" not in found and "Cem:" not in found
    await ben.leave()
    await chat.settle()
    assert NOBODY in await answer(chat, ana, "2")


async def test_clicks_at_once_ask_once_and_the_answer_comes_back(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ben, BREAD)
    await propose(ana, ALSO_BREAD)
    await offers(ben)
    for who in (ana, mo):
        await who.command("ideas experts", idea="2")
    shown = [(who, await who.told(WHO)) for who in (ana, mo)]
    await ana.click(shown[0][1], "Ask Ben")
    await ana.told("Ben is asked privately")
    await asyncio.gather(*(who.click(seen, "Ask Ben") for who, seen in shown * 2))
    for who in (ana, mo):
        await who.told("They were asked for help with this idea before")
    await chat.settle()
    question = await ben.told("Ana looks for help with the idea #2")
    assert len([word for word in ben.told_so_far() if "looks for help" in word]) == 1
    await chat.restart()
    await ben.click(question, "Yes, gladly")
    await ben.told("They are told that they may write to you.")
    await ben.click(question, "No, thanks")
    await ben.told("You have answered that already.")
    await ana.told("Ben would gladly help with #2")
    assert not any("cannot help" in word for word in ana.told_so_far())


async def test_a_hidden_author_asks_without_a_name(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ben, BREAD)
    await propose(ana, ALSO_BREAD)
    await offers(ben)
    await changed(chat.app.db, 2, anonymous=True)
    await ana.command("ideas experts", idea="2")
    await ana.click(await ana.told(WHO), "Ask Ben")
    question = await ben.told("Somebody who wishes not to be named looks for help")
    assert "Ana" not in question.text
    # nor does a button name the author, nor may trying numbers find whose idea it is
    payloads = [button.payload for row in handle(question).buttons for button in row]
    assert payloads == ["idea.xy:2:0:1", "idea.xy:2:0:0", "idea.d:2"]
    idea, known = await IdeaStore(chat.app.db).get(await chat.id, 2), cog(chat)
    assert idea is not None and await known._asker(idea, await number(chat, ana)) is None
    await ben.click(question, "No, thanks")
    await ana.told("Ben cannot help with #2")


async def test_feedback_is_compared_while_its_writer_wishes_so(chat: Community) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    await propose(ana, "Try our oven")
    await propose(ana, BREAD)
    for who in (ben, cem):
        await who.say("general", "Hello!")
    await chat.settle()
    ids = [await number(chat, who) for who in (ben, cem)]
    store = testers.FeedbackStore(chat.app.db)
    for one in ids:
        await store.add(1, one, testers.Told("rye bread", "on mondays", "yes"), chat.clock.now())
    await offers(ben)
    assert "Ben: tried out #1 “Try our oven” and told of it" in await answer(chat, ana, "2")
    assert await kept(chat) == {1}
    await offers(cem)
    assert await kept(chat) == {1, 2}
    await ben.command("ideas helper", wish="off")
    await ben.told("You are not named any more")
    assert await kept(chat) == {2}
    await cem.command("ideas feedback", idea="1")
    await cem.click(await cem.told("Would use it: yes"), "Delete yours")
    await chat.settle()
    assert await kept(chat) == set()
    assert NOBODY in await answer(chat, ana, "2")


async def test_forgetting_somebody_takes_the_vectors_along(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana, BREAD)
    await offers(ben)
    ben_id = await number(chat, ben)
    store = testers.FeedbackStore(chat.app.db)
    await store.add(1, ben_id, testers.Told("rye bread on mondays", "", "yes"), 1)
    await answer(chat, ana, "1")
    assert await kept(chat) == {1}
    await testers.TesterStore(chat.app.db).offer(1, ben_id, 1)
    # also where nobody has asked since the start
    await chat.restart()
    assert await kept(chat) == {1}
    await cog(chat).erase(ben_id)
    assert await kept(chat) == set()
    assert await testers.FeedbackStore(chat.app.db).page(1, 5) == ([], 0)
    assert await testers.TesterStore(chat.app.db).group(1) == []
    assert NOBODY in await answer(chat, ana, "1")


async def test_one_person_with_two_accounts(both: Community) -> None:
    ana, ben = await both.person("Ana"), await both.person("Ben")
    benny = await both.person("Benny", rig=TELEGRAM)
    await ana.command("idea", title=BREAD)
    await ana.sees("ideas", BREAD)
    await benny.command("idea", title=ALSO_BREAD)
    await benny.sees("ideas", ALSO_BREAD)
    await ben.command("ideas helper", wish="on")
    await ben.told("You may be named")
    await ana.command("ideas experts", idea="1")
    await ana.told(NOBODY)
    # Ben offered it, Benny wrote it: they are one
    await link(ben, benny)
    await both.settle()
    await ana.command("ideas experts", idea="1")
    shown = await ana.told(WHO)
    assert "wrote #2" in shown.text
    await ana.click(shown, "for help")
    question = await ben.told("Ana looks for help")
    await ben.click(question, "Yes, gladly")
    await ana.told("would gladly help with #1")


async def test_without_a_model_it_says_so(open_chat: Opener) -> None:
    embedder = ScriptedEmbedder()
    embedder.available = False
    chat = await open_chat(cogs=ALONE, embedder=embedder)
    ana = await chat.person("Ana")
    await propose(ana, BREAD)
    assert "the model that compares what members wrote is not there" in await answer(chat, ana, "1")
