"""Sales by code: from a shop over HTTP, from the command line, each once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.api.people import Level
from bot.engine import loader
from bot.platforms.local import LocalPlatform, LocalSettings
from cogs.referrals.selling import BadSale, hundredths, read_sale
from cogs.referrals.store import CodeStore
from storage.database import Database
from storage.people import People
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, sqlite_url
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

# ---- what is sent


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b'"x"', b"{", b"\xff", b"[" * 5000,
        b'{"code": "A"}', b'{"code": "A", "id": ""}', b'{"code": "A", "id": 7}',
        b'{"code": "A\\u0000", "id": "1"}', b'{"code": "A", "id": "\\ud800"}',
        b'{"code": "A", "id": "1", "value": "much"}', b'{"code": "A", "id": "1", "value": NaN}',
        b'{"code": "A", "id": "1", "value": -1}', b'{"code": "A", "id": "1", "value": 1.234}',
        b'{"code": "A", "id": "1", "value": true}', b'{"code": "A", "id": "1", "value": 1e999999}',
        b'{"code": "A", "id": "1", "value": 9999999999}',
        b'{"code": "A", "id": "1", "value": 1e99999999999999999999}',
    ],
)  # fmt: skip
def test_what_is_no_sale_is_refused(body: bytes) -> None:
    with pytest.raises(BadSale):
        read_sale(body)


def test_sales_are_read() -> None:
    whole = b'{"code": "SPRING26", "value": 49.90, "id": " order-1 ", "more": {}}'
    assert read_sale(whole) == ("SPRING26", "order-1", 4990)
    assert read_sale(b'{"code": "A", "id": "1"}') == ("A", "1", 0)
    assert hundredths("0.10") == 10
    assert hundredths(12) == 1200


# ---- over HTTP


@asynccontextmanager
async def shop(tmp_path: Path, **options: Any) -> AsyncIterator[tuple[Community, str]]:
    """A community whose web server listens, and where that is."""
    rig = LocalRig()
    rig.platform = LocalPlatform(LocalSettings(port=0, snapshot=None), rig.world)
    chat = Community([rig], sqlite_url(tmp_path), **options)
    await chat.open()
    try:
        assert rig.platform.address is not None
        yield chat, rig.platform.address
    finally:
        await chat.close()


async def test_a_shop_tells_its_sales(tmp_path: Path) -> None:
    async with shop(tmp_path) as (chat, site), ClientSession() as session:
        ana, ada = await chat.person("Ana", Level.OWNER), await chat.person("Ada", Level.ADMIN)
        await ana.command("codes add", kind="campaign", code="SPRING26", label="Flyer")
        await ana.told("Done. Whoever types")
        await ada.command("codes webhook")
        await ada.told("owner")
        await ana.command("codes webhook")
        said = (await ana.told("Your shop posts each sale to")).text
        found = re.search(r"posts each sale to (\S+)", said)
        secret = re.search(r"Bearer ([0-9a-f]{64})", said)
        assert found is not None
        assert secret is not None
        url, token = found[1], secret[1]
        assert url == f"{site}/hooks/{await chat.id}/referrals"

        async def post(
            body: object, token: str = token, url: str = url
        ) -> tuple[int, dict[str, object]]:
            headers = {"Authorization": f"Bearer {token}"}
            async with session.post(url, json=body, headers=headers) as answer:
                return answer.status, await answer.json()

        sale = {"code": "spring26", "value": 49.9, "id": "order-1"}
        assert await post(sale) == (200, {"ok": True, "new": True})
        assert await post(sale) == (200, {"ok": True, "new": False})
        for status, told in (
            await post(sale, token="0" * 64),
            await post({"code": "RADIO", "id": "2"}),
            await post({"code": "SPRING26"}),
            await post(sale, url=f"{site}/hooks/99/referrals"),
            await post({"code": "x" * 9000, "id": "3"}),
            await post({"code": "x" * 70_000, "id": "3"}),
            await post({"code": "x" * 50, "id": "3"}),
        ):
            assert list(told) == ["error"]
            assert status in (400, 401, 404, 413), told
        async with session.get(url) as answer:
            assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        await ana.command("codes list")
        await ana.told("SPRING26 (campaign): Flyer, used by 0, 1 sale")

        # one secret at a time
        await ana.command("codes webhook")
        await ana.click(await ana.told("There is a secret already"), "Make a new secret")
        await chat.settle()
        assert (await post(sale))[0] == 401


# ---- the command line

CONFIG = '[storage]\nurl = "sqlite:///kept.db"\n[[communities]]\nname = "Bakery"\n'


async def furnish() -> None:
    db = Database("sqlite:///kept.db")
    await db.open(loader.migrations(list(loader.discover().values())))
    await People(db).ensure_community("Bakery", "Bakery", "en", "Europe/Berlin")
    await CodeStore(db).add(1, "SPRING26", "campaign", "Flyer", None, 1)
    await db.close()


def test_from_the_command_line(townhall: Callable[..., Said]) -> None:
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    asyncio.run(furnish())
    assert townhall("convert", "spring26", "--id", "7", "--value", "49.90")[:2] == (
        0, "✓ Noted for Bakery: a sale by the code SPRING26.\n",
    )  # fmt: skip
    code, out, _ = townhall("convert", "SPRING26", "--id", "7")
    assert (code, "noted before" in out) == (0, True)
    code, out, _ = townhall("convert", "RADIO")
    assert (code, "no code RADIO in use" in out) == (1, True)
    code, _, err = townhall("convert", "SPRING26", "--value", "much")
    assert code == 2
    assert err == ["--value is a number from 0 to 1000000000 with at most two decimals."]
    code, _, err = townhall("convert", "SPRING26", "--community", "Butcher")
    assert (code, 'There is no community "Butcher"' in err[0]) == (2, True)
