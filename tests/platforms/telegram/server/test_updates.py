"""Updates, commands and faults of the local Telegram."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
)
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.support.telegram_server import (
    Fault,
    Group,
    Person,
    TelegramServer,
)

from ..bare import bare_bot, drain


async def test_an_update_is_gone_only_when_a_higher_offset_is_asked_for(
    bot: Bot, group: Group, anna: Person
) -> None:
    await anna.say(group, "one")
    await anna.say(group, "two")
    first = await bot.get_updates()
    assert await bot.get_updates() == first
    assert await bot.get_updates(offset=first[-1].update_id, limit=1) == (first[-1],)
    assert not await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)
    assert not await bot.get_updates(timeout=0)


async def test_a_poll_waits_for_news(bot: Bot, group: Group, anna: Person) -> None:
    await drain(bot)
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0)
    await anna.say(group, "news")
    (update,) = await asyncio.wait_for(waiting, 30)
    assert update.message and update.message.text == "news"


async def test_two_pollers_conflict(server: TelegramServer, bot: Bot, group: Group) -> None:
    await drain(bot)
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await server.wait_for(lambda: server.polled)
    async with bare_bot(server) as other:
        await other.get_updates(timeout=0)
    with pytest.raises(Conflict, match=r"(?i)terminated by other getUpdates"):
        await first


async def test_allowed_updates(bot: Bot, server: TelegramServer, group: Group) -> None:
    ben = server.add_user("Ben")
    await drain(bot)
    await bot.get_updates(allowed_updates=["chat_member"], timeout=0)
    await ben.join(group)
    await ben.say(group, "not heard")
    assert [u.chat_member is not None for u in await drain(bot)] == [True]


async def test_privacy_mode(owner: Person, server: TelegramServer, bot: Bot) -> None:
    server.world.privacy = True
    assert (await bot.get_me()).can_read_all_group_messages is False
    group = server.add_group("Group", owner)
    await owner.say(group, "hello")
    await owner.say(group, "/poll@other_bot")
    await owner.say(group, "/poll@townhall_bot")
    await owner.say(group, "/help")
    sent = await bot.send_message(group.id, "Hi")
    await owner.say(group, "thanks", reply_to=group.messages[sent.message_id])
    heard = [u.message.text for u in await drain(bot) if u.message]
    assert heard == ["/poll@townhall_bot", "/help", "thanks"]
    await group.promote(server.bot)
    await owner.say(group, "hello")
    assert "hello" in [u.message.text for u in await drain(bot) if u.message]


async def test_webhook_retries_until_accepted(
    bot: Bot, server: TelegramServer, group: Group, anna: Person
) -> None:
    seen: list[tuple[str | None, int]] = []

    async def hook(request: web.Request) -> web.Response:
        body = await request.json()
        seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), body["update_id"]))
        server.world.changes.notify()
        return web.Response(status=503 if len(seen) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await drain(bot)
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret")
    with pytest.raises(Conflict, match=r"(?i)webhook is active"):
        await bot.get_updates()
    await anna.say(group, "one")
    await server.wait_for(lambda: len(seen) == 2 and not server.world.updates.pending)
    assert seen[0] == seen[1] and seen[0][0] == "s3cret"
    assert (await bot.get_webhook_info()).last_error_message == (
        "Wrong response from the webhook: 503"
    )
    await bot.delete_webhook()
    assert not await bot.get_updates(timeout=0)
    await runner.cleanup()


async def test_commands_per_scope_and_language(bot: Bot, server: TelegramServer) -> None:
    scope = BotCommandScopeAllGroupChats()
    await bot.set_my_commands([BotCommand("poll", "Ask")], scope=scope, language_code="de")
    assert server.commands("all_group_chats", "de") == ["poll"]
    assert server.commands("default") == []
    assert [c.command for c in await bot.get_my_commands(scope, "de")] == ["poll"]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Poll-x", "Ask")])
    with pytest.raises(BadRequest, match="Bot_commands_too_much"):
        await bot.set_my_commands([BotCommand(f"c{i}", "x") for i in range(101)])
    await bot.delete_my_commands(scope, "de")
    assert server.commands("all_group_chats", "de") == []


async def test_faults(
    bot: Bot, server: TelegramServer, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    server.fail("sendMessage", Fault.flood(7))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.retry_after == timedelta(seconds=7)
    server.fail("sendMessage", Fault.status(500))
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(group.id, "x")
    server.fail("sendMessage", Fault.disconnect())
    with pytest.raises(NetworkError):
        await bot.send_message(group.id, "x")
    assert group.visible == [m for m in group.visible if m.text != "x"]
    server.fail("sendMessage", Fault.silence())
    with pytest.raises(TimedOut):
        await bot.send_message(group.id, "accepted", read_timeout=0.2)
    assert group.visible[-1].text == "accepted"
    await server.go_offline()
    with pytest.raises(NetworkError):
        await bot.get_me()
    await server.go_online()
    assert (await bot.get_me()).username == "townhall_bot"


async def test_bad_token(server: TelegramServer) -> None:
    stranger = bare_bot(server, "123456789:wrong")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_calls_against_the_spec_are_refused_and_recorded() -> None:
    async with TelegramServer() as server, bare_bot(server) as bot:
        owner = server.add_user("Olga")
        group = server.add_group("Group", owner)
        with pytest.raises(BadRequest, match=r"(?i)unknown parameter"):
            await bot.send_message(group.id, "x", api_kwargs={"colour": "red"})
        with pytest.raises(BadRequest, match=r"(?i)missing parameter"):
            await bot._post("sendMessage", {"chat_id": group.id})
        with pytest.raises(BadRequest, match="no integer"):
            await bot._post("deleteMessage", {"chat_id": group.id, "message_id": "seven"})
        with pytest.raises(TelegramError, match=r"(?i)method not found"):
            await bot.send_dice(group.id)
        assert len(server.violations) == 3
        assert server.unknown_methods == ["sendDice"]
        with pytest.raises(AssertionError):
            server.assert_clean()


async def test_wait_for_says_what_was_seen(
    server: TelegramServer, group: Group, anna: Person
) -> None:
    await anna.say(group, "only this")
    with pytest.raises(AssertionError, match=r"(?i)only this"):
        await server.wait_for(lambda: False, timeout=0.01)
