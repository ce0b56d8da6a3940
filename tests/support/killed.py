"""A bot that dies in the middle of something, in a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.forkserver
import os
import runpy
import sys
import tempfile
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

from bot.engine import loader
from tests.support import community
from tests.support.databases import furnish

ROOT = Path(__file__).parents[2]
LOADED = ["tests.contract.local_rig", "tests.support.community", "bench.faults.kills"]


async def run(module: str, url: str, *arguments: str) -> int:
    """Run `python -m MODULE URL ARGUMENTS...`; its exit code, -9 when it was killed.

    It has the cogs of the test. The tables are made here, where a copy lies ready: migrating would
    take longer than all of it.
    """
    await furnish(url, loader.migrations(list(loader.discover().values())))
    words = (module, url, *arguments)
    process = processes().Process(target=_enter, args=(words, set(community.loaded)))
    await asyncio.to_thread(process.start)
    await asyncio.to_thread(process.join)
    assert process.exitcode is not None
    return process.exitcode


@cache
def processes() -> ForkServerContext:
    """New processes are copies of one that has everything loaded: three seconds less for each.
    There is one such process, whoever asks for it first."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    path, there, folder = os.environ.get("PYTHONPATH"), Path.cwd(), tempfile.tempdir
    os.environ["PYTHONPATH"] = str(ROOT)
    # its socket outlives the folder that pytest removes in the end
    tempfile.tempdir = "/tmp"
    os.chdir(ROOT)
    try:
        multiprocessing.forkserver.ensure_running()
    finally:
        os.chdir(there)
        tempfile.tempdir = folder
        os.environ.pop("PYTHONPATH")
        if path is not None:
            os.environ["PYTHONPATH"] = path
    return context


def _enter(words: tuple[str, ...], loaded: set[str]) -> None:
    """In the new process."""
    community.loaded |= loaded
    sys.argv = list(words)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
