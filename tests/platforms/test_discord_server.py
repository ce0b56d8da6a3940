"""The local Discord server, proven with a bare discord.py client and no code of ours."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import discord
import pytest
import yarl

from tests.platforms.discord_bare import Vote, bare
from tests.support.discord_server import DiscordServer, Guild, NotAllowed, Perm, running_server
from tests.support.discord_server.rest.call import ENDPOINTS
from tests.support.discord_server.spec import document


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with running_server() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
        monkeypatch.setattr(
            discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url)
        )
        yield server


@pytest.fixture
async def guild(server: DiscordServer) -> Guild:
    guild = await server.add_guild(channels=("general", "support"))
    await guild.add_member("anna")
    return guild


async def test_every_endpoint_is_in_discords_document() -> None:
    paths = document()["paths"]
    assert {(m, t) for m, t, _, _ in ENDPOINTS if m.lower() not in paths.get(t, {})} == set()


async def test_login_messages_and_joins(server: DiscordServer, guild: Guild) -> None:
    async with bare(server) as client:
        anna = guild.member("anna")
        await anna.say(guild.channel("general"), "hello")
        await client.until("hello")
        await guild.add_member("ben", pending=True)
        await client.until("ben")
        found = client.get_guild(guild.id)
        assert found is not None
        assert {member.name for member in found.members} == {"anna", "olga", "townhall", "ben"}
        with pytest.raises(NotAllowed):
            await guild.member("ben").say(guild.channel("general"), "too early")


async def test_slash_command_answers_privately(server: DiscordServer, guild: Guild) -> None:
    async with bare(server):
        anna = guild.member("anna")
        asked = await anna.slash("secret", who=guild.member("olga"), times=3)
        answer = await asked.answer()
        assert (answer.content, answer.ephemeral) == ("olga x3", True)
        assert answer not in guild.channel("general").messages
        assert anna.private == [answer]
        with pytest.raises(LookupError):
            await anna.slash("secret", times=3)


async def test_deferral_is_filled_by_the_first_followup(
    server: DiscordServer, guild: Guild
) -> None:
    async with bare(server):
        asked = await guild.member("anna").slash("slow")
        answer = await asked.answer()
        assert answer.ephemeral and answer.content == "done thinking"
        assert asked.responses == [answer]


async def test_modal_round_trip(server: DiscordServer, guild: Guild) -> None:
    async with bare(server):
        anna = guild.member("anna")
        shown = await anna.slash("ask")
        sent = await anna.submit_modal(shown, Topic="bread")
        assert (await sent.answer()).content == "topic: bread"
        with pytest.raises(NotAllowed, match="0 to 20"):
            await anna.submit_modal(shown, Topic="b" * 21)


async def test_dynamic_button_survives_a_restart(server: DiscordServer, guild: Guild) -> None:
    async with bare(server) as client:
        view = discord.ui.View(timeout=None)
        view.add_item(Vote(7))
        place = client.get_channel(guild.channel("general").id)
        assert isinstance(place, discord.TextChannel)
        await place.send("vote!", view=view)
    async with bare(server):
        card = guild.channel("general").messages[-1]
        pressed = await guild.member("anna").click(card, "Vote")
        assert (await pressed.answer()).content == "voted 7"


async def test_history_reactions_and_files(server: DiscordServer, guild: Guild) -> None:
    general = guild.channel("general")
    said = [await guild.member("anna").say(general, f"line {n}") for n in range(9)]
    async with bare(server) as client:
        place = client.get_channel(general.id)
        assert isinstance(place, discord.TextChannel)
        around = [m async for m in place.history(around=discord.Object(said[4].id), limit=3)]
        assert sorted(m.content for m in around) == ["line 3", "line 4", "line 5"]
        newest = [m.content async for m in place.history(limit=2)]
        assert newest == ["line 8", "line 7"]
        await around[0].add_reaction("👍")
        assert any(server.bot.id in users for m in said for users in m.reactions.values())
        sent = await place.send(file=discord.File(fp=io.BytesIO(b"pixels"), filename="a.png"))
        assert await sent.attachments[0].read() == b"pixels"


async def test_moderation_needs_the_right(server: DiscordServer, guild: Guild) -> None:
    async with bare(server) as client:
        here = client.get_guild(guild.id)
        assert here is not None
        anna, olga = guild.member("anna"), guild.member("olga")
        member = here.get_member(anna.id)
        assert member is not None
        await member.timeout(timedelta(hours=1), reason="spam")
        assert anna.timed_out
        with pytest.raises(NotAllowed):
            await anna.say(guild.channel("general"), "still here")
        boss = here.get_member(olga.id)
        assert boss is not None
        with pytest.raises(discord.Forbidden):
            await boss.kick()
        guild.bot_role.permissions &= ~Perm.BAN_MEMBERS
        with pytest.raises(discord.Forbidden) as caught:
            await here.ban(member)
        assert caught.value.code == 50013
        guild.bot_role.permissions |= Perm.BAN_MEMBERS
        await here.ban(member, reason="worse", delete_message_seconds=0)
        assert guild.bans == {anna.id: "worse"}
        assert anna.id not in guild.members


async def test_autocomplete(server: DiscordServer, guild: Guild) -> None:
    async with bare(server):
        choices = await guild.member("anna").autocomplete("pick", "fruit", "pea")
        assert choices == [{"name": "pear", "value": "pear"}]


async def test_direct_messages_can_be_closed(server: DiscordServer, guild: Guild) -> None:
    anna = guild.member("anna")
    async with bare(server) as client:
        user = client.get_user(anna.id)
        assert user is not None
        await user.send("psst")
        assert [m.content for m in anna.dms] == ["psst"]
        anna.user.dms_open = False
        with pytest.raises(discord.Forbidden) as caught:
            await user.send("psst")
        assert caught.value.code == 50007


async def test_nonce_is_unique(server: DiscordServer, guild: Guild) -> None:
    async with bare(server) as client:
        place = client.get_channel(guild.channel("general").id)
        assert isinstance(place, discord.TextChannel)
        first = await place.send("once", nonce="42")
        again = await place.send("once", nonce="42")
        assert first.id == again.id
        assert len(guild.channel("general").messages) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"content": "x" * 2001}, "at most 2000"),
        ({"content": "  "}, "empty message"),
        ({"content": 5}, "content"),
        ({"content": "x", "components": [{"type": 1, "components": []}]}, "components/0"),
        ({"content": "x", "embeds": [{"description": "y" * 4097}]}, "maxLength=4096"),
    ],
)
async def test_violations_are_refused_and_recorded(body: dict, reason: str) -> None:
    server = DiscordServer()
    await server.start()
    guild = await server.add_guild()
    url = f"{server.api_url}/channels/{guild.text_channels[0].id}/messages"
    headers = {"Authorization": f"Bot {server.token}"}
    async with aiohttp.ClientSession() as http, http.post(url, json=body, headers=headers) as got:
        assert got.status == 400
        assert (await got.json())["code"] == 50035
    await server.stop()
    assert len(server.violations) == 1
    assert re.search(reason, server.violations[0])


async def test_a_time_out_says_what_was_seen(server: DiscordServer, guild: Guild) -> None:
    await guild.member("anna").say(guild.channel("general"), "anybody?")
    with pytest.raises(AssertionError, match="#general anna: 'anybody\\?'"):
        await server.wait_for(lambda: False, 0.05, "a miracle")


async def test_a_late_first_answer_is_refused(
    server: DiscordServer, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.discord_server.rest.interactions.FIRST_ANSWER_SECONDS", 0.0)
    async with bare(server):
        await guild.member("anna").slash("secret", who=guild.member("olga"))
        template = "/interactions/{interaction_id}/{interaction_token}/callback"
        refused = await server.wait_for(
            lambda: [r for r in server.seen("POST", template) if r.status], what="a callback"
        )
        assert refused[0].status == 404
