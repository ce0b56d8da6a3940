"""The digest's story on the two platforms with sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.contract.conftest import make_rig
from tests.support.community import Community, Opener
from tests.support.databases import sqlite_url

__all__ = ["sqlite_url"]


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
