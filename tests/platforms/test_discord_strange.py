"""Payloads of Discord that our code cannot read: left out, and the line stays open."""

from __future__ import annotations

import json

import pytest

from bot.api.port.inbound import InCommand, InMessage
from tests.platforms.discord_desk import desk
from tests.support.discord_server import interactions as act
from tests.support.discord_server.payloads import message_json


async def test_a_message_without_mentions_does_not_hang_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with desk() as at:
        anna = await at.guild.add_member("anna")
        said = message_json(await anna.say(at.general, "before"), at.server)
        await at.sink.next(InMessage)
        strange = said | {"id": str(int(said["id"]) + 1), "content": "a secret"}
        strange |= {"guild_id": str(at.guild.id)}
        del strange["mentions"]
        await at.server.gateway.send_raw("MESSAGE_CREATE", strange)
        await anna.say(at.general, "after")
        assert (await at.sink.next(InMessage, 2)).text == "after"
        assert (at.server.gateway.identifies, at.server.gateway.resumes) == (1, 0)
    assert "message was left out" in caplog.text
    assert "a secret" not in caplog.text


async def test_a_command_from_a_server_that_has_not_invited_the_bot_itself_is_answered() -> None:
    async with desk() as at:
        anna = await at.guild.add_member("anna")
        data = act.command_data(at.server, at.general, "poll", {"question": "What?"})
        asked = await act.start(at.server, act.COMMAND, anna.user, at.general, data)
        await at.sink.next(InCommand)
        words = json.dumps(act.interaction_json(asked))
        elsewhere = json.loads(
            words.replace(str(at.guild.id), "9").replace(str(at.general.id), "8")
        )
        await at.server.gateway.send_raw("INTERACTION_CREATE", elsewhere | {"id": "99"})
        assert (await at.sink.next(InCommand, 2)).channel.private
