"""Tags, expiry, languages and former words of entries."""

from __future__ import annotations

import pytest

from bot.api.errors import UserError
from bot.api.options import Items
from cogs.faq.keeping.commands import _language, _tags
from tests.support.community import Community

from .stage import HOURS, OPEN, with_entry


async def test_described_and_shown(chat: Community) -> None:
    mia = await with_entry(chat)
    await mia.command(
        "faq describe", entry=HOURS, tags="Shop; times; shop", expires="in 30 days", language="en"
    )
    shown = await mia.told("To be looked at again")
    assert "Tags: shop, times" in shown.text
    assert "Language: en" in shown.text
    assert "Version 1" in shown.text
    await mia.command("faq describe", entry=HOURS, tags="none")
    await chat.settle()
    after = await mia.told("Version 1")
    assert "Tags" not in after.text
    assert "To be looked at again" in after.text


async def test_who_asks_in_another_language_gets_that_version(chat: Community) -> None:
    mia = await with_entry(chat)
    await mia.command("faq translate", entry=HOURS, language="de")
    await mia.fill(
        question="Wann habt ihr denn eigentlich immer geöffnet?",
        answer="Wir haben Dienstag bis Sonntag von sieben bis achtzehn Uhr geöffnet.",
    )
    await mia.told("Wir haben Dienstag bis Sonntag")
    await mia.command("faq translate", entry=HOURS, language="de")
    await mia.told("That version is there already")
    await mia.command("faq describe", entry=HOURS)
    await mia.told("Also in de: Wann habt ihr denn")
    ana = await chat.person("Ana")
    await ana.command("faq ask", question="Wann habt ihr denn eigentlich immer geöffnet?")
    await ana.sees("general", "von sieben bis achtzehn Uhr")


async def test_what_it_said_before(chat: Community) -> None:
    mia = await with_entry(chat)
    await mia.command("faq history", entry=HOURS)
    await mia.told("has never been changed")
    await mia.command("faq edit", entry=HOURS)
    await mia.fill(answer="We are open every day.")
    await mia.told("We are open every day.")
    await mia.command("faq history", entry=HOURS)
    before = await mia.told("Version 1, until Mia changed it")
    assert OPEN in before.text


async def test_members_keep_nothing(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    for path in ("faq describe", "faq history"):
        await ana.command(path, entry=HOURS)
    await chat.settle()
    assert not any("Version 1" in words for words in ana.told_so_far())


def test_odd_tags_and_languages() -> None:
    assert _language(" DE ") == "de"
    for bad in ("deu", "d", "1x", ""):
        with pytest.raises(UserError, match="two letters"):
            _language(bad)
    assert _tags(Items(("None",))) == ()
    with pytest.raises(UserError, match="at most 8 tags"):
        _tags(Items(tuple(f"t{n}" for n in range(9))))
