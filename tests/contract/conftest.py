"""The same stories on every platform and both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

import pytest

from tests.support.chat import Rig
from tests.support.community import Community, Opener
from tests.support.databases import postgres_server, postgres_url, sqlite_url

__all__ = ["postgres_server", "postgres_url", "sqlite_url"]

PLATFORMS = {"local": "LocalRig", "discord": "DiscordRig", "telegram": "TelegramRig"}


def make_rig(name: str) -> Rig:
    """A fresh world of that platform."""
    rig: Rig = getattr(import_module(f"tests.contract.{name}_rig"), PLATFORMS[name])()
    return rig


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(kind))


@pytest.fixture(params=list(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> str:
    """Each platform in turn."""
    return str(request.param)


@pytest.fixture
async def open_chat(url: str, platform: str) -> AsyncIterator[Opener]:
    """`await open_chat(locale="de")`: a bot on this platform and database."""
    opened: list[Community] = []

    async def opener(**options: Any) -> Community:
        community = Community([make_rig(platform)], url, **options)
        opened.append(community)
        await community.open()
        return community

    yield opener
    for community in opened:
        await community.close()
