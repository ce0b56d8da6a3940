"""Answers in other words: only what the entry says, only from where the owner allows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from cogs.faq.asking.rephrasing import Rephraser, faithful, near
from tests.support.community import Community, Opener

from ..stage import HOURS, OPEN, said, with_entry

SOURCE = (
    "You can cancel within 14 days. Write to help@bakery.example or call Ms Brandt. "
    "We do not refund vouchers. See https://bakery.example/terms."
)


@pytest.mark.parametrize(
    "text",
    [
        "You have 14 days to cancel; vouchers are not refunded.",
        "Cancelling is possible within 14 days, but we do not refund vouchers.",
        "Vouchers are not refunded. Ms Brandt helps you: https://bakery.example/terms.",
    ],
)
def test_the_same_in_other_words_is_faithful(text: str) -> None:
    assert faithful(text, SOURCE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "You can cancel within 30 days, not vouchers.",  # another number
        "You have two weeks to cancel, not for vouchers.",  # a number in words
        "You can cancel within 14 days, not vouchers: https://evil.example/terms",  # a link
        "Ask help@bakery.example.evil.test, we do not refund vouchers.",  # an address
        "Ask Mr Miller, we do not refund vouchers.",  # a name
        "Ask on Monday, we do not refund vouchers.",  # a day
        "You can cancel within 14 days and we refund vouchers.",  # a "not" is lost
        "You can't cancel within 14 days, and we do not refund vouchers.",  # one is added
        "not " * 600,
        "You can cancel, but the baker does not care, steals money and treats guests badly.",
    ],
)
def test_what_adds_or_loses_something_is_not(text: str) -> None:
    assert not faithful(text, SOURCE)


@dataclass
class Model:
    """A server that speaks the chat completions, and says what it is told to."""

    says: str = "From 7 to 18 we are open, Tuesday to Sunday."
    url: str = ""
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None
    asked: list[Any] = field(default_factory=list)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        if self.answer is not None:
            return await self.answer(request)
        return web.json_response({"choices": [{"message": {"content": self.says}}]})


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    made = Model()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", made.complete)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    made.url = f"http://{host}:{port}/v1"
    yield made
    await runner.cleanup()


async def test_the_answer_comes_in_other_words_with_its_source(
    open_chat: Opener, model: Model
) -> None:
    chat = await open_chat(cogs={"faq": {"rephrase": model.url, "rephrase_model": "tiny"}})
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.command("faq ask", question=HOURS)
    card = await ana.sees("general", model.says)
    assert OPEN not in card.text
    assert "In other words by a language model" in card.text
    assert "From our own answers" in card.text
    (body,) = model.asked
    assert body["model"] == "tiny" and OPEN in body["messages"][1]["content"]


@pytest.mark.parametrize("says", ["We are open from 8 to 20.", "", "Ask Heinz."])
async def test_what_is_not_in_the_entry_is_not_said(
    open_chat: Opener, model: Model, says: str
) -> None:
    model.says = says
    chat = await open_chat(cogs={"faq": {"rephrase": model.url}})
    await asked_in_general(chat)
    assert len(model.asked) == 1


async def asked_in_general(chat: Community) -> None:
    """The entry itself is the answer."""
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.command("faq ask", question=HOURS)
    await ana.sees("general", OPEN)
    assert await said(chat, "language model", "general") == 0


async def test_a_model_that_fails_is_not_waited_for(model: Model) -> None:
    stalled = asyncio.Event()

    async def stall(request: web.Request) -> web.StreamResponse:
        await stalled.wait()
        return web.Response()

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        raise web.HTTPTemporaryRedirect("https://evil.example/v1/chat/completions")

    async def nonsense(request: web.Request) -> web.StreamResponse:
        return web.json_response({"choices": []})

    async def endless(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b" " * 200_000)

    rephraser = Rephraser(timeout_s=0.3)
    for answer in (stall, elsewhere, nonsense, endless):
        model.answer = answer
        assert await rephraser.rephrase(model.url, "", HOURS, OPEN) is None
    stalled.set()
    assert await rephraser.rephrase("http://127.0.0.1:9/v1", "", HOURS, OPEN) is None
    assert len(model.asked) == 4


@pytest.mark.parametrize(
    ("url", "is_near"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://[::1]:11434/v1", True),
        ("http://192.168.1.5/v1", True),
        ("http://10.0.0.7:8000/v1", True),
        ("https://8.8.8.8/v1", False),
        ("http://0.0.0.0/v1", False),
        ("ftp://127.0.0.1/v1", False),
        ("localhost:11434", False),
        ("", False),
        ("http://[::1", False),
        (f"http://{'a' * 70}.example/v1", False),
    ],
)
async def test_only_this_machine_and_its_network(url: str, is_near: bool) -> None:
    assert await near(url) is is_near


async def test_a_community_may_switch_it_off_but_not_move_it(
    open_chat: Opener, model: Model
) -> None:
    chat = await open_chat()  # the file names no model
    oda = await chat.person("Oda")
    community_id = await chat.id
    await oda.say("general", "Hello")
    await chat.settle()
    member = await chat.app.registry.find_member(community_id, "local", "Oda")
    assert member is not None
    await chat.app.configs.set(community_id, "faq.rephrase", model.url, member)
    await asked_in_general(chat)
    assert model.asked == []
