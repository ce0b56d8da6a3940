"""The local platform carries out the port on its world, and tells what people do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.api.errors import CannotReach, Gone
from bot.api.people import Level
from bot.api.port.inbound import (
    Inbound,
    InDelete,
    InJoin,
    InLeave,
    InMenu,
    InMessage,
    InReaction,
    InSpace,
)
from bot.api.port.outgoing import OutFile, Outgoing, Power, Span
from bot.api.port.powers import Can
from bot.platforms.local import BOT, SPACE, LocalPlatform, Refused
from tests.contract.local_rig import LocalActor, LocalRig
from tests.platforms.local_sink import COMMANDS, MENUS, DemoSink, say


@pytest.fixture
async def rig() -> AsyncIterator[LocalRig]:
    rig = LocalRig()
    await rig.open()
    yield rig
    await rig.platform.stop()
    await rig.close()


@pytest.fixture
async def sink(rig: LocalRig) -> DemoSink:
    sink = DemoSink(rig.platform)
    await rig.platform.start(sink, COMMANDS, MENUS)
    return sink


@pytest.fixture
async def mia(rig: LocalRig, sink: DemoSink) -> LocalActor:
    return await rig.person("Mia")


async def test_start_tells_rooms_and_staff(rig: LocalRig) -> None:
    await rig.person("Olivia", Level.OWNER)
    sink = DemoSink(rig.platform)
    await rig.platform.start(sink, (), ())
    (space,) = sink.of(InSpace)
    assert isinstance(space, InSpace)
    assert [(c.name, c.private) for c in space.channels] == [
        ("general", False),
        ("ideas", False),
        ("support", False),
        ("moderators", True),
    ]
    assert space.owner is not None and space.owner.name == "Olivia"
    absent = Can.KEYWORD_RULE | Can.DOOR | Can.JOIN_REQUESTS | Can.THREAD | Can.ARCHIVE
    assert rig.platform.can == ~absent


async def test_the_end_waits_for_what_the_engine_is_still_told(
    rig: LocalRig, sink: DemoSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def receive(platform: str, event: Inbound) -> None:
        asked.set()
        await go_on.wait()

    monkeypatch.setattr(sink, "receive", receive)
    rig.world.tell_later(sink.of(InSpace)[0])
    await asked.wait()
    stopping = asyncio.create_task(rig.platform.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping


async def test_a_command_is_answered_in_place_and_votes_change_the_card(
    rig: LocalRig, mia: LocalActor
) -> None:
    await mia.command("poll", question="Which cake?", options="Apple; Plum")
    card = await mia.sees("general", "Which cake?")
    assert card.buttons == ("Apple (0)", "Plum (0)")
    await mia.click(card, "Apple")
    await mia.told("Your vote counts")
    assert (await mia.sees("general", "Which cake?")).buttons[0] == "Apple (1)"
    stands = [(seen.author, seen.text) for seen in await rig.messages("general")]
    assert stands == [("Townhall", "Which cake?\nTap to vote.")], "commands stay private"


async def test_private_answers_reach_one_person(rig: LocalRig, mia: LocalActor) -> None:
    ana = await rig.person("Ana")
    await mia.command("secret")
    secret = await mia.told("The key is under the oven")
    assert secret.channel == "private"
    assert ana.told_so_far() == () and await rig.messages("general") == []
    with pytest.raises(Refused):
        await ana.react(secret, "👍")
    assert await rig.platform.history("general", secret.native_id, 5) == []


async def test_a_form_comes_back_with_its_answers(mia: LocalActor) -> None:
    await mia.command("idea", channel="ideas")
    with pytest.raises(Refused, match="fill in “Title”"):
        await mia.fill(why="because")
    await mia.fill(title="Rye on Fridays")
    await mia.sees("ideas", "New idea: Rye on Fridays")


async def test_menus_name_the_message(rig: LocalRig, sink: DemoSink, mia: LocalActor) -> None:
    moritz = await rig.person("Moritz", Level.MODERATOR)
    question = await mia.say("support", "When do you open?")
    await moritz.menu("Save as FAQ", question)
    await moritz.told("save_as_faq: When do you open?")
    (menu,) = sink.of(InMenu)
    assert isinstance(menu, InMenu) and menu.message.author.name == "Mia"


async def test_edits_deletions_and_reactions_are_told(
    rig: LocalRig, sink: DemoSink, mia: LocalActor
) -> None:
    ana = await rig.person("Ana")
    first = await mia.say("general", "Hello @ana and @townhall")
    answer = await ana.say("general", "Hi", reply_to=first)
    await mia.edit(first, "Hello again")
    await ana.react(first, "👍")
    await ana.react(first, "👍")
    await ana.delete(answer)
    with pytest.raises(Refused, match="your own"):
        await ana.delete(first)
    said, replied, edited = sink.of(InMessage)
    assert isinstance(said, InMessage) and said.mentions_bot
    assert [user.name for user in said.mentions] == ["Ana"]
    assert isinstance(replied, InMessage) and replied.reply_to == first.native_id
    assert replied.reply_to_author is not None and replied.reply_to_author.name == "Mia"
    assert isinstance(edited, InMessage) and edited.edited_at and edited.text == "Hello again"
    assert [event.added for event in sink.of(InReaction)] == [True, False]  # type: ignore[union-attr]
    (gone,) = sink.of(InDelete)
    assert isinstance(gone, InDelete) and gone.native_ids == (answer.native_id,)


async def test_moderation_removes_and_silences(
    rig: LocalRig, sink: DemoSink, mia: LocalActor
) -> None:
    platform, world = rig.platform, rig.world
    start = world.clock()
    world.clock = lambda: start
    await platform.time_out(SPACE, mia.native_id, 60, "calm down")
    assert rig.timed_out(mia)
    with pytest.raises(Refused, match="timed out"):
        await mia.say("general", "but")
    assert await mia.say("private", "I want to appeal"), "the bot can still be asked"
    world.clock = lambda: start + 60_000
    said = await mia.say("general", "back")
    await platform.delete("general", said.native_id)
    await platform.kick(SPACE, mia.native_id, "spam")
    with pytest.raises(Refused, match="cannot read"):
        await mia.say("general", "hello?")
    await mia.join()
    await platform.ban(SPACE, mia.native_id, "spam again")
    with pytest.raises(Refused, match="banned"):
        await mia.join()
    with pytest.raises(Gone):
        await platform.kick(SPACE, mia.native_id, "twice")
    await platform.stop()
    kinds = [type(e) for e in sink.events if isinstance(e, InDelete | InJoin | InLeave)]
    assert kinds == [InDelete, InLeave, InJoin, InLeave]


async def test_the_bot_edits_deletes_and_is_not_repeated(rig: LocalRig, mia: LocalActor) -> None:
    platform = rig.platform
    out = replace(say("Results"), nonce="abc")
    sent = await platform.send("general", out)
    assert await platform.send("general", out) == sent
    await platform.edit("general", sent.native_id, say("Results, corrected"))
    assert [seen.text for seen in await rig.messages("general")] == ["Results, corrected"]
    await platform.react("general", sent.native_id, "✅")
    assert rig.world.posts("general")[0].reactions[0].people == (BOT,)
    await platform.delete("general", sent.native_id)
    for call in (
        platform.delete("general", sent.native_id),
        platform.edit("general", sent.native_id, say("x")),
        platform.react("general", sent.native_id, "✅"),
        platform.send("nowhere", say("x")),
    ):
        with pytest.raises(Gone):
            await call


async def test_direct_messages_and_levels(rig: LocalRig, mia: LocalActor) -> None:
    platform = rig.platform
    await platform.send_direct(mia.native_id, say("A word with you"))
    assert (await mia.told("A word with you")).channel == "private"
    with pytest.raises(CannotReach):
        await platform.send_direct("nobody", say("x"))
    olivia = await rig.person("Olivia", Level.OWNER)
    assert await platform.level(SPACE, olivia.native_id) is Level.OWNER
    await olivia.leave()
    assert await platform.level(SPACE, olivia.native_id) is Level.MEMBER


async def test_history_stands_around_a_message(rig: LocalRig, mia: LocalActor) -> None:
    said = [await mia.say("general", f"word {number}") for number in range(7)]
    around = await rig.platform.history("general", said[3].native_id, 2)
    assert [message.text for message in around] == [f"word {n}" for n in (1, 2, 3, 4, 5)]


async def test_the_world_stays_small_and_ids_grow(mia: LocalActor, rig: LocalRig) -> None:
    rig.world.history = 50
    file = OutFile("a.png", b"png", "image/png", "a picture")
    await rig.platform.send("general", Outgoing((Span("old"),), file=file))
    ids = [await rig.world.post("general", "mia", str(n), sent_at=n) for n in range(200)]
    kept = rig.world.posts("general")
    assert [post.id for post in kept] == ids[-50:] and ids == sorted(set(ids))
    assert kept[-1].sent_at == 199
    assert not rig.world.files, "the picture goes with its message"


async def test_powers_of_responders(rig: LocalRig, sink: DemoSink, mia: LocalActor) -> None:
    await mia.say("general", "/secret")
    (event,) = sink.of(InMessage)
    assert isinstance(event, InMessage) and event.responder is not None
    assert event.responder.powers == Power.PRIVATE | Power.FORM


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
async def test_bad_text_is_refused_with_one_sentence(
    rig: LocalRig, sink: DemoSink, mia: LocalActor, text: str
) -> None:
    with pytest.raises(Refused, match=r"^[A-Z].*\.$"):
        await mia.say("general", text)
    assert not sink.of(InMessage)


async def test_check_warns_of_an_open_door() -> None:
    from bot.platforms.local import LocalSettings

    fine = await LocalPlatform(LocalSettings()).check()
    assert all(finding.ok for finding in fine)
    opened = await LocalPlatform(LocalSettings(host="0.0.0.0")).check()
    assert "owner" in next(str(finding.text) for finding in opened if not finding.ok)
