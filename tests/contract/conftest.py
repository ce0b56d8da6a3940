"""The same stories on every platform and both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL is tried with one platform: what a platform does never reaches the database's own
    words, and every test runs on all platforms with SQLite."""
    here = Path(__file__).parent
    both = {
        item.function
        for item in items
        if isinstance(item, pytest.Function) and _of(item) == ("postgresql", "local")
    }
    left_out = [
        item
        for item in items
        if here in item.path.parents
        and isinstance(item, pytest.Function)
        and item.function in both
        and _of(item) in {("postgresql", "discord"), ("postgresql", "telegram")}
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _of(item: pytest.Function) -> tuple[object, object] | None:
    """Database and platform of a test."""
    spec = getattr(item, "callspec", None)
    return (spec.params.get("url"), spec.params.get("platform")) if spec else None
