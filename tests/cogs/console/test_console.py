"""Who gets into the console, and who does not."""

from __future__ import annotations

import asyncio
from http.cookies import Morsel

from bot.api.people import Level
from cogs.console.cog import Console
from tests.cogs.console.house import *  # noqa: F403 - the fixture
from tests.cogs.console.house import House, someone
from tests.support.community import Community


async def test_a_link_signs_in_once_and_shows_what_the_level_allows(house: House) -> None:
    mo, olga = (
        await someone(house, "Mo", Level.MODERATOR),
        await someone(house, "Olga", Level.OWNER),
    )
    key = await house.link(mo)
    async with house.browser() as browser, house.browser() as other:
        status, page = await house.read(browser)
        assert status == 401 and "/console" in page and "Baking" not in page
        status, page = await house.read(browser, f"enter?key={key}")
        assert status == 200 and f'value="{key}"' in page and 'method="post"' in page
        # looking at the link has not used it up; of two at once one gets in
        both = await asyncio.gather(house.enter(browser, key), house.enter(other, key))
        assert sorted(both) == [303, 403]
        inside, outside = (browser, other) if both[0] == 303 else (other, browser)
        assert (await house.read(outside))[0] == 401
        cookie: Morsel[str] = next(iter(inside.cookie_jar))
        assert cookie["httponly"] and cookie["samesite"] == "Lax"
        status, page = await house.read(inside)
        assert status == 200 and "Baking" in page and "Secrets" not in page
        assert "Signed in as Mo" in page
        status, page = await house.read(inside, "console/console.loaves?days=28")
        assert status == 200 and "Loaves &lt;baked&gt;" in page and "<td>28</td>" in page
        assert "1 and 2 &lt;loaves&gt;." in page and "<svg" in page and "style=" not in page
        assert (await house.read(inside, "charts.css"))[1].count("--chart") > 10
        assert (await house.read(inside, "console/console.secret"))[0] == 404
        for name in ("html", "csv", "json"):
            status, report = await house.read(inside, f"console/report.{name}?days=28")
            assert status == 200 and "test.loaves" in report and "owners alone" not in report
        async with inside.get("/pages/console/report.pdf") as answer:
            assert (await answer.read()).startswith(b"%PDF-")
            assert "report.pdf" in answer.headers["Content-Disposition"]
        assert (await house.read(inside, "console/none"))[0] == 404
    async with house.browser() as browser:
        assert await house.enter(browser, await house.link(olga)) == 303
        assert (await house.read(browser, "console/console.secret"))[0] == 200


async def test_signing_out_and_running_out(house: House) -> None:
    mo = await someone(house, "Mo", Level.MODERATOR)
    async with house.browser() as browser:
        late = await house.link(mo)
        house.chat.clock.advance(minutes=11)
        assert await house.enter(browser, late) == 403
        assert await house.enter(browser, await house.link(mo)) == 303
        headers = {"Origin": house.address}
        async with browser.post("/pages/leave", headers=headers, allow_redirects=False) as answer:
            assert answer.status == 303
        assert (await house.read(browser))[0] == 401
        assert await house.enter(browser, await house.link(mo)) == 303
        house.chat.clock.advance(hours=13)
        assert (await house.read(browser))[0] == 401
    cog = house.chat.app.book.cogs["console"]
    assert isinstance(cog, Console)
    await cog.prune()


async def test_another_site_cannot_sign_anybody_in_or_out(house: House) -> None:
    mo = await someone(house, "Mo", Level.MODERATOR)
    key = await house.link(mo)
    async with house.browser() as browser:
        assert await house.enter(browser, key, origin="https://evil.example") == 403
        assert await house.enter(browser, key) == 303
        async with browser.post("/pages/leave", allow_redirects=False) as answer:
            assert answer.status == 403
        assert (await house.read(browser))[0] == 200


async def test_behind_a_proxy_the_pass_stays_with_https(house: House) -> None:
    mo = await someone(house, "Mo", Level.MODERATOR)
    async with house.browser() as browser:
        from_outside = house.address.replace("http://", "https://")
        assert await house.enter(browser, await house.link(mo), origin=from_outside) == 303
        cookie: Morsel[str] = next(iter(browser.cookie_jar))
        assert cookie["secure"]
        passed = {"Cookie": f"{cookie.key}={cookie.value}"}
        async with browser.get("/pages/console", headers=passed) as answer:
            assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"


async def test_who_loses_the_role_or_is_forgotten_is_out(house: House) -> None:
    mo = await someone(house, "Mo", Level.MODERATOR)
    async with house.browser() as browser:
        assert await house.enter(browser, await house.link(mo)) == 303
        cog = house.chat.app.book.cogs["console"]
        assert isinstance(cog, Console)
        token = next(iter(browser.cookie_jar)).value
        member = await cog._door.who(token)
        assert member is not None and member.name == "Mo"
        await cog.erase(member.id)
        assert (await house.read(browser))[0] == 401
        assert await house.enter(browser, await house.link(mo)) == 303
        await cog.linked(kept=member.id + 1000, gone=member.id)
        token = next(iter(browser.cookie_jar)).value
        assert await cog._store.who(token, house.chat.clock.now()) == member.id + 1000


async def test_members_have_no_such_command(house: House) -> None:
    ana = await someone(house, "Ana", Level.MEMBER)
    await ana.command("console")
    assert "moderator" in (await ana.told("")).text.lower()


async def test_without_a_web_page_it_says_what_to_do(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("console")
    await mo.told("No web page runs here")
