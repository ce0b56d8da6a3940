"""Starting, staying and diagnosing: token, conflict, network loss, webhook, commands, check."""

import asyncio
import logging

import aiohttp
import pytest
from telegram.ext import ExtBot

from bot.api.errors import SetupError
from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.inbound import InMessage
from bot.api.port.powers import EVERYTHING, Can
from bot.platforms.telegram import TelegramPlatform
from tests.support.telegram_server import ApiError, Fault, Group, Person, TelegramServer

from .bare import adapter, bare_bot, known, said
from .sink import RecordingSink

COMMANDS = (
    CommandInfo("poll", {"en": "Ask", "de": "Fragen"}, Level.MEMBER, ()),
    CommandInfo("faq ask", {"en": "Answers", "de": "Antworten"}, Level.MEMBER, (), default=True),
    CommandInfo("faq add", {"en": "Write an answer"}, Level.MODERATOR, ()),
)
MENUS = (MenuInfo("save_as_faq", {"en": "Save as FAQ", "de": "Als FAQ"}, Level.MODERATOR),)


async def test_commands_per_audience_and_language_only_when_changed(
    server: TelegramServer, sink: RecordingSink
) -> None:
    for expected in (6, 6):
        platform = adapter(server)
        await platform.start(sink, COMMANDS, MENUS)
        await platform.stop()
        assert len(server.calls_of("setMyCommands")) == expected
    assert server.commands("all_group_chats") == ["poll", "faq"]
    assert server.commands("all_private_chats", "de") == ["poll", "faq"]
    admins = ["poll", "faq", "faq_add", "save_as_faq"]
    assert server.commands("all_chat_administrators", "de") == admins
    german = server.calls_of("setMyCommands")[1].params["commands"]
    assert [entry["description"] for entry in german] == ["Fragen", "Antworten"]


async def test_a_list_that_is_refused_does_not_keep_the_bot_away(
    server: TelegramServer, group: Group, anna: Person, sink: RecordingSink
) -> None:
    platform = adapter(server)
    server.fail("setMyCommands", Fault(ApiError(400, "Bad Request: BOT_COMMAND_INVALID")))
    await platform.start(sink, COMMANDS, MENUS)
    await anna.say(group, "still heard")
    await server.wait_for(lambda: sink.of(InMessage))
    await platform.stop()


@pytest.mark.parametrize("token", ["", "123456789:wrong"])
async def test_a_bad_token_is_one_clear_sentence(
    server: TelegramServer, sink: RecordingSink, token: str
) -> None:
    platform = adapter(server, token=token)
    with pytest.raises(SetupError, match="@BotFather") as caught:
        await platform.start(sink, (), ())
    assert "wrong" not in str(caught.value) and caught.value.__cause__ is None
    (finding,) = await adapter(server, token=token).check()
    assert not finding.ok and "@BotFather" in str(finding.text)


async def test_two_programs_with_one_token(
    server: TelegramServer,
    platform: TelegramPlatform,
    group: Group,
    anna: Person,
    sink: RecordingSink,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await server.wait_for(lambda: server.polled)
    async with bare_bot(server) as other:
        await other.get_updates(timeout=0)
    await anna.say(group, "after the conflict")
    await server.wait_for(lambda: sink.of(InMessage))
    assert "Another program is receiving this Telegram bot's messages" in caplog.text


async def test_network_loss_at_start_and_later(
    server: TelegramServer,
    group: Group,
    anna: Person,
    sink: RecordingSink,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await server.go_offline()
    platform = adapter(server)
    await platform.start(sink, (), ())
    assert f"Telegram cannot be reached at {server.api_url}" in caplog.text
    await server.go_online()
    await server.wait_for(lambda: server.polled)
    await server.go_offline()
    await anna.say(group, "said while away")
    sending = asyncio.create_task(platform.send(str(group.id), said("sent while away")))
    await server.go_online()
    await server.wait_for(lambda: sink.of(InMessage))
    await sending
    assert [m.text for m in group.visible[-2:]] == ["said while away", "sent while away"]
    await platform.stop()


async def test_a_request_under_way_ends_before_the_connection_does(
    server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = adapter(server)._connection
    await connection.open()
    began, go, order = asyncio.Event(), asyncio.Event(), list[str]()
    kind = type(connection.bot)
    hang_up = kind.shutdown

    async def request() -> None:
        began.set()
        await go.wait()
        order.append("answered")

    async def shutdown(bot: ExtBot[int]) -> None:
        order.append("hung up")
        await hang_up(bot)

    monkeypatch.setattr(kind, "shutdown", shutdown)
    asking = asyncio.create_task(connection.call(request))
    await began.wait()
    closing = asyncio.create_task(connection.close())
    for _ in range(10):
        await asyncio.sleep(0)
    go.set()
    await asyncio.gather(asking, closing)
    assert order == ["answered", "hung up"]
    with pytest.raises(ConnectionError):
        await connection.call(request)


async def test_no_token_and_no_text_in_the_logs(
    server: TelegramServer,
    group: Group,
    anna: Person,
    sink: RecordingSink,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        platform = adapter(server)
        await platform.start(sink, COMMANDS, MENUS)
        await anna.say(group, "confidential")
        await server.wait_for(lambda: sink.of(InMessage))
        await platform.send(str(group.id), said("also confidential"))
        await platform.stop()
    assert server.token not in caplog.text
    assert server.token.split(":")[1] not in caplog.text
    assert "confidential" not in caplog.text


async def test_webhook(
    server: TelegramServer, group: Group, anna: Person, sink: RecordingSink
) -> None:
    public = "https://bot.example.org/telegram"
    options = {"webhook_url": public, "webhook_listen": "127.0.0.1:0"}
    with pytest.raises(SetupError, match="webhook_secret"):
        await adapter(server, **options).start(sink, (), ())
    platform = adapter(server, **options, webhook_secret="s3cret")
    await server.go_offline()
    await platform.start(sink, (), ())
    await server.go_online()
    await server.wait_for(lambda: server.world.webhook.url)
    local = f"http://127.0.0.1:{platform.webhook_port}/telegram"
    server.world.webhook.routes[public] = local
    sink.failures = 1
    await anna.say(group, "by webhook")
    await server.wait_for(lambda: sink.of(InMessage) and not server.world.updates.pending)
    assert 500 in server.world.webhook.attempts, "not accepted before the commit"
    events = len(sink.events)
    update = {"update_id": 1, "message": group.visible[-1].json()}
    async with aiohttp.ClientSession() as http:
        for secret in ("", "wrong"):
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with http.post(local, json=update, headers=headers) as answer:
                assert answer.status == 403
        headers = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
        async with http.post(local, data=b"not json", headers=headers) as answer:
            assert answer.status == 400
    assert len(sink.events) == events
    await platform.stop()
    polling = adapter(server)
    await polling.start(sink, (), ())
    await anna.say(group, "polled again")
    await server.wait_for(lambda: sink.of(InMessage)[-1].text == "polled again")
    await polling.stop()


async def test_check_speaks_plainly(server: TelegramServer, group: Group, owner: Person) -> None:
    server.world.privacy = True
    plain = server.add_group("Plain", owner)
    half = server.add_group("Half", owner, bot_rights={"can_delete_messages": True})
    platform = adapter(server)
    platform.remember(known(group, plain, half))
    findings = await platform.check()
    bad = [str(finding.text) for finding in findings if not finding.ok]
    good = " ".join(str(finding.text) for finding in findings if finding.ok)
    assert "@townhall_bot" in good and "https://t.me/townhall_bot?startgroup" in good
    assert "In Sourdough & Co. (telegram:-" in good
    assert "/setprivacy" in bad[0]
    assert "make themselves an administrator" in bad[1] and 'off "Add new admins"' in bad[1]
    assert bad[2:] == [
        f"In Plain (telegram:{plain.id}) I am not an administrator. I cannot do there what "
        "moderators decide. Make me one, with Delete messages, Ban users.",
        f"In Half (telegram:{half.id}) I lack: Ban users. I cannot do there what moderators "
        "decide. Give me that: Manage group > Administrators > Townhall.",
    ]
    assert "Invite users via link" not in good
    await group.promote(server.bot, can_delete_messages=True, can_restrict_members=True)

    async def advice(right: str, wanted: Can = EVERYTHING) -> list[str]:
        told = [str(f.text) for f in await platform.check(wanted) if f.notice]
        return [text for text in told if f"give me {right}:" in text]

    assert await advice("Invite users via link") == [
        f"In Sourdough & Co. (telegram:{group.id}) you may also give me Invite users via link: "
        "then I hear who asks to join."
    ]
    assert not await advice("Manage topics")
    group.is_forum = True
    for right, power, gain in (
        ("Edit member tags", Can.ROLE, "tags that they choose"),
        ("Manage topics", Can.THREAD, "open a topic for what is to be talked about"),
    ):
        (told,) = await advice(right)
        assert gain in told
        assert not await advice(right, ~power), "nothing that is switched on makes use of it"
    await server.go_offline()
    (finding,) = await adapter(server).check()
    assert not finding.ok and "cannot be reached" in str(finding.text)
