"""Sales that other programs tell, by a hook; its secret is made by the owner."""

from __future__ import annotations

import hmac
import json
from decimal import Decimal
from typing import Any

from bot.api.boards.hooks import Answer, Call, Hooks
from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.people import Level
from bot.api.reply import Button, Look, Reply
from bot.api.services import Audit, Clock, Secrets
from bot.api.text import T, Text, code, lines

from .payloads import NewSecret
from .store import CodeStore

HOOK = "referrals"
MOST_ID, MOST_CODE = 100, 40
MOST_VALUE = 10**9
EXAMPLE = '{"code": "SPRING26", "value": 49.90, "id": "order-1001"}'


class BadSale(ValueError):
    """What is wrong with a sale, in one sentence."""


def hundredths(value: object) -> int:
    """A sum of money in cents, of a JSON number or a text ("49.90"); BadSale for any other."""
    wrong = BadSale(f'"value" is a number from 0 to {MOST_VALUE} with at most two decimals.')
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise wrong
    try:
        amount = Decimal(value) * 100
    except ArithmeticError:
        raise wrong from None
    if not amount.is_finite() or not 0 <= amount <= MOST_VALUE * 100 or amount != int(amount):
        raise wrong
    return int(amount)


def read_sale(body: bytes) -> tuple[str, str, int]:
    """(code, id, cents) of a call; BadSale says what it should be."""
    try:
        said: Any = json.loads(body, parse_float=Decimal, parse_constant=lambda _: None)
    except (ValueError, ArithmeticError, RecursionError):
        raise BadSale(f"The body is no JSON. Send an object like {EXAMPLE}.") from None
    if not isinstance(said, dict):
        raise BadSale(f"Send a JSON object like {EXAMPLE}.")
    for key, most in (("code", MOST_CODE), ("id", MOST_ID)):
        check_text(key, said.get(key), most)
    return said["code"], said["id"].strip(), hundredths(said.get("value", 0))


def check_text(key: str, value: object, most: int) -> None:
    """BadSale for what cannot be a code or an id."""
    if not isinstance(value, str) or not (value.isprintable() and 1 <= len(value.strip()) <= most):
        raise BadSale(f'"{key}" is missing: a text of 1 to {most} letters, digits and signs.')


class Selling:
    """The handlers of this room; the cog provides what they use."""

    _store: CodeStore
    _audit: Audit
    _secrets: Secrets
    _hooks: Hooks
    _clock: Clock

    async def sold(self, call: Call) -> Answer:
        """A shop tells a sale. The same id twice is one sale, whenever it comes."""
        if not await self._may(call):
            return Answer.refused(
                401, "The token is wrong: an owner makes one with /codes webhook."
            )
        try:
            word, outside_id, cents = read_sale(call.body)
        except BadSale as error:
            return Answer.refused(400, str(error))
        done = await self._store.convert(
            call.community.id, word, outside_id=outside_id, hundredths=cents, at=self._clock.now()
        )
        if done == "unknown":
            return Answer.refused(404, "There is no such code in use: see /codes list.")
        return Answer(200, {"ok": True, "new": done == "noted"})

    async def _may(self, call: Call) -> bool:
        name = _secret(call.community.id)
        if name not in await self._secrets.names():
            return False
        wanted = (await self._secrets.secret(name)).hex()
        return hmac.compare_digest(call.token.encode("utf-8", "replace"), wanted.encode())

    @command(
        "codes webhook", T("Let your shop tell sales by code"), level=Level.OWNER, private=True
    )
    async def webhook(self, ctx: Context) -> None:
        """The secret is shown once; a new one makes the old one worthless."""
        if _secret(ctx.community.id) in await self._secrets.names():
            await ctx.reply(
                Reply(
                    T(
                        "There is a secret already, and it is not shown again. With a new one "
                        "the old one stops working at once."
                    ),
                    [[Button(T("Make a new secret"), NewSecret(), Look.DANGER)]],
                    tone="warn",
                )
            )
            return
        await self._make(ctx)

    @button(NewSecret, level=Level.OWNER)
    async def new_secret(self, ctx: Context, payload: NewSecret) -> None:
        """The old one is destroyed first."""
        await self._secrets.forget(_secret(ctx.community.id))
        await self._make(ctx)

    async def _make(self, ctx: Context) -> None:
        key = await self._secrets.secret(_secret(ctx.community.id))
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="referrals.webhook", target="codes"
        )
        address = self._hooks.address(ctx.community.id, HOOK)
        await ctx.reply(Reply(_explained(address, key.hex()), tone="info"))


def _secret(community_id: int) -> str:
    return f"referrals-hook-{community_id}"


def _explained(address: str, token: str) -> Text:
    return lines(
        T("Your shop posts each sale to {address}", address=code(address)),
        T("with the header {header}", header=code(f"Authorization: Bearer {token}")),
        T("and a body like {body}", body=code(EXAMPLE)),
        T(
            "Keep the secret to yourself: it is shown only now. The same id twice counts once. "
            "The address is reachable from this machine alone unless your settings open it."
        ),
    )
