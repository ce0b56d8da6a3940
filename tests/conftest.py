"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.community import Community, Opener, sqlite_url


@pytest.fixture
async def open_chat(tmp_path: Path) -> AsyncIterator[Opener]:
    """`await open_chat(locale="de", cogs={...})`: a bot on the local chat."""
    opened: list[Community] = []

    async def opener(**options: Any) -> Community:
        from tests.contract.local_rig import LocalRig

        community = Community([LocalRig()], sqlite_url(tmp_path), **options)
        opened.append(community)
        await community.open()
        return community

    yield opener
    for community in opened:
        await community.close()


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    """A bot on the local chat, with English as its language."""
    return await open_chat()
