"""The board of hooks: who is called, how often, and one clear sentence otherwise."""

from __future__ import annotations

import json
import logging

import pytest

from bot.api.boards.hooks import Answer, Call
from bot.api.errors import UserError
from bot.api.model import Community
from bot.api.port.hooks import HookAnswer, HookAsk
from bot.api.text import T
from bot.engine.services.boards.hooks import CALLS, HookBoard
from tests.support.scripted import FakeClock

HOME = Community(7, "Bakery")


class Directory:
    async def communities(self) -> list[Community]:
        return [HOME]


class Shop:
    """Takes calls and keeps them."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.open = True
        self.clock = FakeClock()
        directory: object = Directory()
        self.board = HookBoard(
            lambda cog, community: self.open and (cog, community) == ("shop", 7),
            directory,  # type: ignore[arg-type]
            self.clock,
        )
        self.board.offer("shop/sales", self.take)

    async def take(self, call: Call) -> Answer:
        self.calls.append(call)
        if call.body == b"wrong":
            raise UserError(T("This is no sale."))
        if call.body == b"broken":
            raise RuntimeError(call.token)
        return Answer(200, {"ok": True})

    async def post(
        self, body: bytes | None = b"", path: str = "7/shop/sales", method: str = "POST",
        authorization: str = "Bearer abc",
    ) -> tuple[int, dict[str, object], HookAnswer]:  # fmt: skip
        answer = await self.board.answer(HookAsk(method, path, authorization, body))
        return answer.status, json.loads(answer.content), answer


async def test_who_is_called() -> None:
    shop = Shop()
    assert (await shop.post(b"x"))[:2] == (200, {"ok": True})
    assert shop.calls == [Call(HOME, "abc", b"x")]
    await shop.post(authorization="Basic abc")
    assert shop.calls[-1].token == ""
    assert shop.board.address(7, "shop/sales") == "/hooks/7/shop/sales"
    shop.board.stands_at("http://127.0.0.1:8420")
    assert shop.board.address(7, "shop/sales") == "http://127.0.0.1:8420/hooks/7/shop/sales"
    for bad in ("Shop", "shop/", "../shop", "shop/sales"):
        with pytest.raises(ValueError, match="hook"):
            shop.board.offer(bad, shop.take)


async def test_one_sentence_for_everything_else(caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop()
    for path in ("8/shop/sales", "7/shop", "shop/sales", "7/", "", "x/y/z"):
        assert (await shop.post(path=path))[0] == 404
    assert (await shop.post(method="GET"))[0] == 405
    assert (await shop.post(None))[0] == (await shop.post(b"x" * 8193))[0] == 413
    assert shop.calls == []
    assert (await shop.post(b"wrong"))[:2] == (400, {"error": "This is no sale."})
    with caplog.at_level(logging.DEBUG):
        status, said, _ = await shop.post(b"broken", authorization="Bearer hush")
    assert (status, list(said)) == (500, ["error"])
    assert "hush" not in caplog.text
    shop.open = False
    assert (await shop.post(b"x"))[0] == 404


async def test_no_more_calls_than_a_shop_needs() -> None:
    shop = Shop()
    shop.clock.advance(seconds=1)
    assert {(await shop.post())[0] for _ in range(CALLS)} == {200}
    status, said, answer = await shop.post()
    assert (status, answer.headers["Retry-After"]) == (429, "60")
    assert "try again in 60 seconds" in str(said["error"])
    # another token has a minute of its own: nobody can use up a shop's calls without its secret
    assert (await shop.post(authorization="Bearer other"))[0] == 200
    shop.clock.advance(minutes=1)
    assert (await shop.post())[0] == 200
