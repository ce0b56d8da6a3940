"""One tap stops, on Discord and on Telegram; steps in a channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cogs.sequences.tables import outcomes
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import link
from tests.support.community import Community, Opener, sqlite_url

from .stage import LOUD, Said, clock, cog, comes, draft, got, owner, rows, switch_on, until

DISCORD, TELEGRAM = 0, 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    rigs = [DiscordRig(), TelegramRig()]
    community = Community(rigs, sqlite_url(tmp_path), cogs=LOUD, clock=clock(2026, 6, 1, 12))
    await community.open()
    yield community
    await community.close()


async def general(chat: Community, rig: int = 0) -> int:
    """The channel of a rig."""
    places = await chat.app.registry.place(await chat.id, "general")
    [found] = [one for one in places if one.platform == chat.rigs[rig].name]
    return found.id


async def test_one_tap_ends_it(both: Community) -> None:
    olga = await owner(both)
    await draft(
        both, Said(0, "00:00", "Hello {first_name}"), Said(2, "10:00", "Day two, {first_name}")
    )
    await switch_on(both, olga, "Hello")
    people = [await comes(both, "Dora", DISCORD), await comes(both, "Tina", TELEGRAM)]
    stays = [await comes(both, "Dan", DISCORD), await comes(both, "Tom", TELEGRAM)]
    for who in people:
        first = await who.told(f"Hello {who.name}")
        await who.click(first, "Stop these messages")
        await who.told("I send you nothing more of this kind (tips)")
    await both.settle()
    await until(both, 2026, 6, 3, 10)
    for who in stays:
        await who.told(f"Day two, {who.name}")
    assert [got(who, "Day two") for who in people] == [0, 0]
    await olga.command("sequence figures", name="Hello")
    assert "stopped here <5" in (await olga.told("Hello, in people")).text.splitlines()[2]


async def test_written_on_discord_and_on_telegram(both: Community) -> None:
    for rig, name in ((DISCORD, "Discord tips"), (TELEGRAM, "Telegram tips")):
        olga = await owner(both, rig)
        await olga.command("sequence new")
        await olga.fill(name=name, audience="platform is telegram")
        card = await olga.told(f"{name} · draft")
        await olga.click(card, "Add a step")
        await olga.fill(day="0", time="00:00", text="Hello {first_name}")
        card = await olga.told("1. day 0, at once")
        await switch_on(both, olga, name)
    dora, tina = await comes(both, "Dora", DISCORD), await comes(both, "Tina", TELEGRAM)
    await tina.told("Hello Tina")
    assert got(dora, "Hello Dora") == 0


async def test_who_links_their_accounts_gets_each_step_once(both: Community) -> None:
    olga = await owner(both)
    await draft(both, Said(0, "00:00", "Hello"), Said(2, "10:00", "Day two"))
    await switch_on(both, olga, "Hello")
    dora, tina = await comes(both, "Dora", DISCORD), await comes(both, "Tina", TELEGRAM)
    await dora.told("Hello")
    await tina.told("Hello")
    await link(dora, tina)
    await until(both, 2026, 6, 3, 10)
    assert got(dora, "Day two") + got(tina, "Day two") == 1


async def test_those_due_together_are_mentioned_in_one_post(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    place = await general(chat)
    await draft(
        chat,
        Said(1, "10:00", "How are you, {first_name}?", channel=place),
        Said(2, "10:00", "New bread today", channel=place),
    )
    await switch_on(chat, olga, "Hello")
    for name in ("Ana", "Ben", "Cleo"):
        await comes(chat, name)
    await until(chat, 2026, 6, 2, 10)
    post = await olga.sees("general", "How are you,")
    assert post.text == "How are you, @Ana, @Ben, @Cleo?" or (
        post.text.replace("@", "") == "How are you, Ana, Ben, Cleo?"
    )
    await until(chat, 2026, 6, 3, 10)
    post = await olga.sees("general", "New bread today")
    assert post.text.replace("@", "").splitlines() == ["Ana, Ben, Cleo", "New bread today"]
    assert len([m for m in await chat.messages("general") if "How are you" in m.text]) == 1


async def test_a_crowd_is_one_post(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(chat, Said(1, "10:00", "How are you?", channel=await general(chat)))
    await switch_on(chat, olga, "Hello")
    for n in range(30):
        who = await chat.person(f"Guest{n:02}", joined=False)
        await who.join()
    await chat.settle()
    await chat.advance(seconds=6)
    await until(chat, 2026, 6, 2, 10)
    posts = [m.text for m in await chat.messages("general") if "How are you?" in m.text]
    assert len(posts) == 1 and "and 5 more" in posts[0]
    assert len(await rows(chat.app.db, outcomes)) == 30


async def test_who_is_not_in_that_place_is_left_out(tmp_path: Path) -> None:
    chat = Community(
        [LocalRig(), DiscordRig()], sqlite_url(tmp_path), cogs=LOUD, clock=clock(2026, 6, 1, 12)
    )
    await chat.open()
    olga = await owner(chat)
    await draft(chat, Said(0, "00:00", "In the local chat", channel=await general(chat)))
    await switch_on(chat, olga, "Hello")
    await comes(chat, "Dora", 1)
    await comes(chat, "Ana")
    post = await olga.sees("general", "In the local chat")
    assert "Ana" in post.text and "Dora" not in post.text
    assert {row["outcome"] for row in await rows(chat.app.db, outcomes)} == {"away", "sent"}
    await chat.close()


async def test_a_step_for_a_channel_is_written(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(chat)
    await olga.say("ideas", "/sequence step Hello channel:here")
    await olga.fill(day="1", time="9:30", text="Any ideas, {first_name}?")
    card = await olga.told("1. day 1, 09:30, in #ideas: Any ideas")
    await olga.click(card, "Step 1")
    await olga.click(await olga.told("Hello, step 1: day 1, 09:30, in #ideas"), "Send it privately")
    card = await olga.told("1. day 1, 09:30, privately")
    await olga.click(card, "Step 1")
    await olga.click(await olga.told("Hello, step 1: day 1, 09:30, privately"), "Take out")
    await olga.told("No steps yet")


async def test_a_condition_that_no_longer_works_pauses_it(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await olga.command("sequence show")
    await olga.told("There is no sequence yet")
    await draft(chat, Said(1, "10:00", "Day one", "mood is bad"), Said(2, "10:00", "Day two"))
    at = chat.clock.now()
    store = cog(chat)._sequences
    [made] = await store.all(await chat.id)
    await store.switch_on(made, at, everyone=False, before=())
    await cog(chat)._look_at(await chat.id, at)
    nia = await comes(chat, "Nia")
    await until(chat, 2026, 6, 2, 10)
    await olga.told("I have paused the sequence “Hello”: a condition does not work any more.")
    assert got(nia, "Day one") == 0
    [now] = await store.all(await chat.id)
    assert now.state == "paused"
