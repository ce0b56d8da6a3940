"""What the Discord adapter sends and does: words, cards, pings, repeats, moderation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.errors import Ambiguous, CannotReach, Gone, MissingRights
from bot.api.port.inbound import InSpace
from bot.api.port.outgoing import OutFile, Span
from bot.platforms.discord.render import markdown
from tests.contract.discord_rig import plain
from tests.platforms.discord_desk import Desk, desk, text
from tests.support.discord_server import Perm

MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


# ---- sending


async def test_nobodys_words_become_markup_or_a_ping(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    nasty = f"@everyone **b** <@{ana.id}> [x](https://evil.example) ||s||\n# big\n> q `c` _i_"
    sent = await at.send(text(nasty))
    assert not sent.pinged_users and not sent.pings_everyone
    assert "\\*\\*b\\*\\*" in sent.content and "\n\\# big" in sent.content
    assert at.rig.plain(sent.content) == nasty


@pytest.mark.parametrize(
    "words",
    ["- a\n- b\n1. c", "a\\*b", "```x```", "https://a.example/x_y_z ok_ok", "~~a~~ | b", "<t:1:R>"],
)
async def test_words_come_out_as_they_went_in(at: Desk, words: str) -> None:
    assert at.rig.plain((await at.send(text(words))).content) == words


@given(st.lists(st.tuples(st.text("ab*_~`|\\[]()<>@#-+1. \n:/", max_size=12), st.booleans())))
def test_any_words_survive_markdown(pieces: list[tuple[str, bool]]) -> None:
    spans = [Span(words, frozenset({"bold"} if bold else ())) for words, bold in pieces]
    shown = plain(markdown(spans), {})
    assert shown.split() == "".join(words for words, _ in pieces).split()


async def test_only_marked_mentions_ping(at: Desk) -> None:
    ana, ben = await at.guild.add_member("ana"), await at.guild.add_member("ben")
    spans = (Span("ana", mention=str(ana.id), ping=True), Span(" and "))
    out = text("")
    both = replace(out, spans=(*spans, Span("ben", mention=str(ben.id))))
    assert (await at.send(both)).pinged_users == {ana.id}
    card = await at.send(replace(both, tone="warn"))
    assert card.pinged_users == {ana.id} and card.content == f"<@{ana.id}>"
    assert at.rig.words(card) == "ana and ben"


async def test_cards_pictures_and_long_texts(at: Desk) -> None:
    picture = OutFile("chart.png", b"\x89PNG", "image/png", "a chart")
    card = await at.send(text("figures", tone="good", file=picture))
    assert card.embeds[0]["image"]["url"] == "attachment://chart.png"
    assert (card.attachments[0].content, card.attachments[0].description) == (b"\x89PNG", "a chart")
    starry = await at.send(text("*" * 2000))
    assert at.rig.words(starry) == "*" * 2000
    await at.rig.platform.edit(str(at.general.id), card.id, text("no picture"))
    assert (card.content, card.embeds, card.attachments) == ("no picture", [], [])


async def test_a_nonce_makes_a_repeat_harmless(at: Desk) -> None:
    at.server.fail_next("POST", MESSAGES, status=503)
    first = await at.rig.platform.send(str(at.general.id), text("once", nonce="n1"))
    again = await at.rig.platform.send(str(at.general.id), text("once", nonce="n1"))
    assert first == again and len(at.general.messages) == 1


async def test_without_a_nonce_a_lost_answer_is_ambiguous(at: Desk) -> None:
    at.server.fail_next("POST", MESSAGES, status=500, drop=True)
    with pytest.raises(Ambiguous):
        await at.rig.platform.send(str(at.general.id), text("maybe"))
    at.server.fail_next("POST", MESSAGES, status=500, drop=True)
    await at.rig.platform.send(str(at.general.id), text("surely", nonce="n2"))
    assert [m.content for m in at.general.messages] == ["surely"]


async def test_answers_to_a_message_that_is_gone_are_still_sent(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    said = await ana.say(at.general, "hm")
    assert (await at.send(text("re", reply_to=said.id))).reference == said.id
    await ana.delete(said)
    assert (await at.send(text("re", reply_to=said.id))).reference is None


async def test_gone_messages_and_closed_doors(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    channel = str(at.general.id)
    with pytest.raises(Gone):
        await at.rig.platform.delete(channel, 4711)
    with pytest.raises(Gone):
        await at.rig.platform.edit(channel, 4711, text("x"))
    sent = await at.rig.platform.send_direct(str(ana.id), text("psst"))
    assert [m.id for m in ana.dms] == [sent.native_id]
    opened = await at.rig.platform.open_direct(str(ana.id))
    assert opened is not None and (opened.native_id, opened.space) == (sent.channel, None)
    ana.user.dms_open = False
    with pytest.raises(CannotReach):
        await at.rig.platform.send_direct(str(ana.id), text("psst"))
    at.guild.bot_role.permissions &= ~Perm.SEND_MESSAGES
    at.guild.everyone.permissions &= ~Perm.SEND_MESSAGES
    with pytest.raises(MissingRights, match="Send Messages"):
        await at.rig.platform.send(channel, text("x"))


async def test_history_looks_around(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    said = [await ana.say(at.general, f"line {n}") for n in range(9)]
    found = await at.rig.platform.history(str(at.general.id), said[4].id, 2)
    assert [m.text for m in found] == [f"line {n}" for n in (2, 3, 4, 5, 6)]


async def test_at_most_fifty_calls_a_second(at: Desk) -> None:
    channels = [await at.guild.add_channel(f"c{number}") for number in range(70)]
    await asyncio.gather(*(at.rig.platform.send(str(c.id), text("x")) for c in channels))
    times = [record.at for record in at.server.seen("POST", MESSAGES)]
    windows = [sum(1 for t in times if start <= t < start + 1.0) for start in times]
    assert len(times) == 70 and max(windows) <= 50


# ---- moderation


async def test_moderation(at: Desk) -> None:
    space = at.rig.space_id
    ana, ben = await at.guild.add_member("ana"), await at.guild.add_member("ben")
    await at.rig.platform.time_out(space, str(ana.id), 3600, "spam")
    assert ana.timed_out
    await at.rig.platform.time_out(space, str(ana.id), 0, "forgiven")
    assert not ana.timed_out
    await at.rig.platform.time_out(space, str(ana.id), 400 * 86400, "very long")
    assert ana.timed_out
    await at.rig.platform.kick(space, str(ana.id), "out")
    await at.rig.platform.ban(space, str(ben.id), "worse")
    assert not ana.present and at.guild.bans == {ben.id: "worse"}


async def test_missing_rights_are_named(at: Desk) -> None:
    space, platform = at.rig.space_id, at.rig.platform
    ana = await at.guild.add_member("ana")
    boss = await at.guild.add_member("boss", roles=(at.guild.bot_role,))
    with pytest.raises(MissingRights, match="higher place in the list of roles"):
        await platform.kick(space, str(boss.id), "")
    person = str(ana.id)
    for permission, right, act in (
        (Perm.MODERATE_MEMBERS, "Timeout Members", lambda: platform.time_out(space, person, 9, "")),
        (Perm.KICK_MEMBERS, "Kick Members", lambda: platform.kick(space, person, "")),
        (Perm.BAN_MEMBERS, "Ban Members", lambda: platform.ban(space, person, "")),
    ):
        at.guild.bot_role.permissions &= ~permission
        await at.server.role_changed(at.guild, at.guild.bot_role)
        announced = len(at.sink.of(InSpace))
        await at.sink.next(InSpace, announced + 1)
        with pytest.raises(MissingRights, match=right):
            await act()
