"""The command line as a person uses it: in a process of its own, or ended in this one."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import main

__all__ = ["Said", "Shell", "Started", "shell", "townhall"]

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


class Started:
    """A running `townhall`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def until(self, pattern: str) -> re.Match[str]:
        """The first line of standard output that fits."""
        assert self.process.stdout
        said = ""
        async with asyncio.timeout(PATIENCE_S):
            while line := (await self.process.stdout.readline()).decode():
                said += line
                if found := re.search(pattern, line):
                    return found
        raise AssertionError(f"{pattern!r} was never said, only: {said}")

    async def end(self) -> tuple[int, str, str]:
        """Exit code, the rest of standard output, and standard error."""
        async with asyncio.timeout(PATIENCE_S):
            out, err = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, out.decode(), err.decode()


class Shell:
    """Starts `townhall` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[asyncio.subprocess.Process] = []

    async def start(self, *arguments: str, **environment: str) -> Started:
        plain = {k: v for k, v in os.environ.items() if not k.startswith("TOWNHALL_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            cwd=self.folder,
            env=plain | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._started.append(process)
        return Started(process)

    async def close(self) -> None:
        for process in self._started:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    shell = Shell(tmp_path)
    yield shell
    await shell.close()


Said = tuple[int, str, list[str]]


@pytest.fixture
def townhall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Said]]:
    """Runs a command in an empty folder: exit code, standard output, lines of standard error."""
    for name in list(os.environ):
        if name.startswith("TOWNHALL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: str) -> Said:
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines()

    yield run
    root.handlers[:] = handlers
    root.setLevel(level)
