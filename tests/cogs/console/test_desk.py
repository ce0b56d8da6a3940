"""The desk: a moderator acts on pages as in the chat, and nobody else does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.api.people import Level
from tests.cogs.console.house import *  # noqa: F403 - the fixture
from tests.cogs.console.house import House, opened, someone, the_form
from tests.contract.telegram_rig import TelegramRig

NASTY = "Ben, you are an idiot"


async def test_a_moderator_settles_an_alert_on_the_desk(house: House) -> None:
    ana = await someone(house, "Ana", Level.MEMBER)
    mo = await someone(house, "Mo", Level.MODERATOR)
    await mo.command("safety status", channel="moderators")
    await mo.told("Mode")
    await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)
    async with house.browser() as browser:
        await house.come_in(browser, mo)
        status, overview = await house.read(browser)
        assert status == 200 and '<a href="../pages/console/desk/queue">' in overview
        status, desk = await house.read(browser, "console/desk")
        assert "/queue" in desk and "/warn" in desk and "/settings set" not in desk
        show = await house.form(browser, "console/desk/queue", "Show #1")
        status, card = await house.send(browser, show)
        assert status == 200 and 'role="status"' in card and NASTY in card
        assert "Back to: Alerts that wait" in card
        # two presses at once are one decision
        dismiss = the_form(card, "Dismiss")
        both = await asyncio.gather(house.send(browser, dismiss), house.send(browser, dismiss))
        assert [code for code, _ in both] == [200, 200]
        await mo.sees("moderators", "Dismissed by Mo")
        assert sum("<strong>Dismissed by Mo" in page for _, page in both) >= 1
        _, queue = await house.read(browser, "console/desk/queue")
        assert "Show #1" not in queue
        # what is posted goes to the channel that was chosen, and the answers stay on the page
        add = await house.form(browser, "console/desk/faq/add", "Go ahead")
        status, asked = await house.send(browser, add)
        assert status == 200 and "<h2>FAQ entry</h2>" in asked
        sent = the_form(asked, "Send")
        status, kept = await house.send(
            browser, sent, a_question="Do you bake <rye>?", a_answer="On Fridays.\r\nEarly."
        )
        assert status == 200 and "&lt;rye&gt;" in kept and "<rye>" not in kept
        _, entries = await house.read(browser, "console/desk/faq/list")
        assert "Do you bake &lt;rye&gt;?" in entries
    assert not any("rye" in words for words in mo.told_so_far())


async def test_an_owner_changes_a_setting_in_a_form(house: House) -> None:
    olga = await someone(house, "Olga", Level.OWNER)
    async with house.browser() as browser:
        await house.come_in(browser, olga)
        change = await house.form(browser, "console/desk/settings/set", "Go ahead")
        status, said = await house.send(browser, change, o_name="console.hours", o_value="many")
        assert status == 200 and "console.hours" in said and 'value="console.hours"' in said
        status, said = await house.send(browser, change, o_name="console.hours", o_value="3")
        assert status == 200 and "3" in said
        _, shown = await house.read(browser, "console/desk/settings/show")
        ask = the_form(shown, "Go ahead")
        _, shown = await house.send(browser, ask, o_name="console.hours")
        assert "<strong>3</strong>" in shown, shown
        assert (await house.read(browser, "console/desk/none"))[0] == 404


async def test_who_may_not_is_refused(house: House) -> None:
    mo = await someone(house, "Mo", Level.MODERATOR)
    max_ = await someone(house, "Max", Level.MODERATOR)
    async with house.browser() as browser, house.browser() as other, house.browser() as nobody:
        await house.come_in(browser, mo)
        await house.come_in(other, max_)
        assert (await house.read(browser, "console/desk/settings/set"))[0] == 404
        warn = await house.form(browser, "console/desk/warn", "Go ahead")
        # a form of one browser is no good from another, nor without its mark, nor from elsewhere
        assert (await house.send(other, warn))[0] == 403
        assert (await house.send(browser, warn, mark="0" * 64))[0] == 403
        assert (await house.send(browser, warn, origin="https://evil.example"))[0] == 403
        assert (await house.send(browser, warn, origin=""))[0] == 403
        assert (await house.send(nobody, warn))[0] == 401
        # what belongs to a higher level, or was never offered, is said to be so
        warn.fields |= {"do": "press", "payload": "polls.none:1"}
        status, said = await house.send(browser, warn)
        assert status == 200 and "no longer in use" in said
        warn.fields |= {"payload": "faq.sure:70:72"}
        assert "Only owners can do that here." in (await house.send(browser, warn))[1]
        warn.fields |= {"do": "run", "o.member": "Nobody", "o.reason": "rude"}
        status, said = await house.send(browser, warn)
        assert status == 200 and "I do not know anybody called Nobody here." in said
        large = warn.fields | {"o.reason": "x" * 70_000}
        warn.fields = large
        assert (await house.send(browser, warn))[0] == 413
        # the level is that of this moment
        warn.fields |= {"o.member": "Max", "o.reason": "rude"}
        house.world.put_person(replace(house.world.people[mo.native_id], level=Level.MEMBER))
        assert (await house.send(browser, warn))[0] == 403
        assert (await house.read(browser, "console/desk"))[0] == 403


async def test_a_moderator_of_another_platform_sees_the_card_on_the_page(tmp_path: Path) -> None:
    """Where private answers stay for ever a copy is a message; on a page it is not."""
    async with opened(tmp_path, TelegramRig()) as house, house.browser() as browser:
        ana = await house.chat.person("Ana", rig=1)
        mo = await house.chat.person("Mo", Level.MODERATOR, rig=1)
        await mo.command("safety status", channel="moderators")
        await mo.told("Mode")
        await ana.say("general", NASTY)
        await mo.sees("moderators", NASTY)
        await house.come_in(browser, mo)
        before = len(mo.told_so_far())
        show = await house.form(browser, "console/desk/queue", "Show #1")
        _, card = await house.send(browser, show)
        _, card = await house.send(browser, the_form(card, "Claim"))
        assert NASTY in card and "Mo" in card
        _, settled = await house.send(browser, the_form(card, "Dismiss"))
        assert "Dismissed by" in settled
        await mo.sees("moderators", "Dismissed by Mo")
        assert len(mo.told_so_far()) == before
        # whose platform has gone is told so
        del house.chat.app.platforms["telegram"]
        _, gone = await house.read(browser, "console/desk/queue")
        assert "You are known from <strong>Telegram</strong>" in gone
