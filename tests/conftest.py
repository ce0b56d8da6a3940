"""Fixtures that every test may use."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.database import one_hop
from tests.support import inline, sharing, statements
from tests.support.community import Community, Opener, sqlite_url

sharing.share()
statements.share()

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30
HERE = Path(__file__).parent
THREADED = one_hop.connect
_made: list[Path] = []


def pytest_configure(config: pytest.Config) -> None:
    """Files of tests live for a second: where there is room in memory, none waits for a disk."""
    chosen = "TMPDIR" in os.environ or config.option.basetemp is not None
    if chosen or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return
    folder = Path(tempfile.mkdtemp(prefix="townhall-tests-", dir=MEMORY))
    folder.chmod(0o755)  # the user of the PostgreSQL server has to enter
    _made.append(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the fixtures that open a database."""
    below = item.path.relative_to(HERE).parts[0]
    as_it_is = below == "storage" or item.get_closest_marker("threaded") is not None
    one_hop.connect = THREADED if as_it_is else inline.connect


def pytest_unconfigure() -> None:
    for folder in _made:
        shutil.rmtree(folder, ignore_errors=True)


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
