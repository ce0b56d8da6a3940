"""The welcome's stories on each platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.contract.conftest import PLATFORMS, make_rig
from tests.support.community import Community, Opener
from tests.support.databases import database_url, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]


@pytest.fixture
async def open_on(sqlite_url: str) -> AsyncIterator[Opener]:
    """`await open_on("discord", cogs={...})`: a bot on that platform."""
    opened: list[Community] = []

    async def opener(platform: str, **options: Any) -> Community:
        community = Community([make_rig(platform)], sqlite_url, **options)
        opened.append(community)
        await community.open()
        return community

    yield opener
    for community in opened:
        await community.close()


@pytest.fixture(params=list(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> str:
    """Each platform in turn."""
    return str(request.param)
