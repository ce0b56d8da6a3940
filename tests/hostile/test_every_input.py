"""Kept inputs in every option, form, button and event: nothing raises, nothing comes alive."""

from __future__ import annotations

import logging
import random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.api.people import Level
from bot.api.port.buckets import Buckets
from bot.api.port.nouns import NativeUser
from bot.api.port.outgoing import Outgoing
from bot.api.port.pages import PageAsk
from bot.engine.conversation.flood import Flood
from tests.contract.local_rig import LocalRig
from tests.engine.rendering.test_page_writing import Read
from tests.hostile import kept
from tests.hostile.driving import Driver
from tests.hostile.judging import judge_all
from tests.support.community import Community, Opener

SEED, FEW, MOST_PAGES = 8, 3, 40
SITE = "https://townhall.example"


def overhear(chat: Community, monkeypatch: pytest.MonkeyPatch) -> list[Outgoing]:
    """Everything that the bot posts or changes."""
    assert isinstance(chat.rig, LocalRig)
    world, said = chat.rig.world, list[Outgoing]()
    deliver, revise = world.deliver, world.revise

    def delivered(channel: str, out: Outgoing, **more: Any) -> Any:
        said.append(out)
        return deliver(channel, out, **more)

    def revised(channel: str, post: int, out: Outgoing) -> None:
        said.append(out)
        revise(channel, post, out)

    monkeypatch.setattr(world, "deliver", delivered)
    monkeypatch.setattr(world, "revise", revised)
    return said


def unharmed(chat: Community, caplog: pytest.LogCaptureFixture) -> None:
    faults = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert not faults, "\n".join(faults)
    assert chat.app.intake.failed == 0


async def world_of(chat: Community, texts: list[str]) -> Driver:
    """An owner, in a channel that everybody reads, who says all that."""
    assert isinstance(chat.rig, LocalRig)
    mo, world = await chat.person("Mo", Level.OWNER), chat.rig.world
    room = world.rooms["general"].native(world.community)
    assert room.space is not None
    user = NativeUser(mo.native_id, "Mo", "mo")
    return Driver(chat.app.book, room.space, room, user, texts, chat.clock.now())


async def test_every_input_and_every_handler_once(
    open_chat: Opener, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_chat(cogs={"console": {"address": SITE}})
    chat.app.dispatcher.flood = Flood(Buckets(1e9, 1))
    said, texts = overhear(chat, monkeypatch), [one.text for one in kept()]
    random.Random(SEED).shuffle(texts)
    driver = await world_of(chat, texts)
    for event in (*driver.commands(), *driver.forms(), *driver.buttons()):
        await chat.app.intake.receive("local", event)
    await chat.app.intake.receive_many("local", list(driver.messages(texts)))
    for text in texts[:FEW]:
        await chat.app.intake.receive_many("local", list(driver.facts(text)))
    await chat.settle()
    await chat.advance(days=8)
    await pages_hold_words(chat, driver)
    unharmed(chat, caplog)
    assert judge_all(said + driver.heard.said) > 100


async def pages_hold_words(chat: Community, driver: Driver) -> None:
    """Every page that an owner can reach has elements, links and scripts of ours alone."""
    house = chat.app.pages
    await chat.app.intake.receive("local", driver.command(chat.app.book.commands["console"], {}))
    await chat.settle()
    links = [span.link or "" for out in driver.heard.said for span in out.spans]
    keys = [parse_qs(urlsplit(link).query)["key"][0] for link in links if "/enter?" in link]
    entry = await house.enter(keys[-1])
    assert entry is not None
    asked, waiting = set[str](), [entry.path]
    while waiting and len(asked) < MOST_PAGES:
        address = waiting.pop()
        asked.add(address)
        path = urlsplit(address)
        query = {key: values[0] for key, values in parse_qs(path.query).items()}
        answer = await house.answer("local", PageAsk(path.path, query, SITE, entry.token))
        assert answer.status < 500, address
        if not answer.mime.startswith("text/html"):
            continue
        for tag, attributes in Read(answer.content.decode()).tags:
            assert not any(name.startswith("on") for name in attributes), (address, attributes)
            where = attributes.get("href") or attributes.get("src") or attributes.get("action")
            assert tag not in ("iframe", "object", "embed", "base"), (address, tag)
            if tag in ("script", "img", "form", "link"):
                assert (where or "../").startswith(("../", "./", "data:image")), (address, where)
            page = (where or "").lstrip("./").removeprefix("pages/")
            if tag == "a" and (where or "").startswith("../") and page not in asked:
                waiting.append(page)
    assert len(asked) > 5, asked
