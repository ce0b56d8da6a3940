"""Hands a handler its inputs, one after another, and keeps count of what went wrong."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Self

from . import Target
from .making import Maker, Stock

HANGING_S = 30.0
ROOT = str(Path(__file__).parents[3])
OURS = ("/bot/", "/cogs/", "/storage/")


@dataclass(slots=True)
class Row:
    """What came of one handler."""

    handler: str
    inputs: int = 0
    seconds: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    """The first input of each fault."""


class Incidents(logging.Handler, AbstractContextManager["Incidents"]):
    """What the error boundary records meanwhile, however deep: the last line of ours."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        if record.exc_info and isinstance(error := record.exc_info[1], Exception):
            if in_ours(error):  # else a library says that it cannot read what it was given
                self.found.append(f"{record.name}: {_place(error)}")
            return
        lines = [line.strip() for line in words.splitlines() if f'"{ROOT}/' in line]
        ours = [line for line in lines if "/.venv" not in line and "/tests/" not in line]
        head = words.splitlines()[0].partition(" in ")[2] or words.splitlines()[0]
        self.found.append(f"{head} at {ours[-1].replace(ROOT, '') if ours else '?'}")

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)


async def run(
    target: Target, made: Stock, seed: int, count: int, seconds: float,
    between: Callable[[int], Awaitable[None]] | None = None,
) -> Row:  # fmt: skip
    """Up to `count` inputs, for so many seconds at most; `between` has a turn after each."""
    row, maker = Row(target.name), Maker(made, Random(f"{seed} {target.name}"))
    begun = time.monotonic()
    with Incidents() as incidents:
        while row.inputs < count and time.monotonic() - begun < seconds:
            given = target.make(maker)
            raised: list[str] = []
            try:
                answer = target.feed(given)
                if inspect.isawaitable(answer):
                    async with asyncio.timeout(HANGING_S):
                        await answer
            except Exception as error:
                raised.append(_place(error))
            row.inputs += 1
            if between is not None:
                await between(row.inputs)
            for fault in raised if target.strange else raised + incidents.found:
                row.faults[fault] += 1
                row.shown.setdefault(fault, ascii(given)[:400])
            incidents.found.clear()
    row.seconds = time.monotonic() - begun
    return row


def in_ours(error: Exception) -> bool:
    """Whether any line of ours had to do with it."""
    frames = traceback.extract_tb(error.__traceback__)
    return any(frame.filename.startswith(ROOT + one) for frame in frames for one in OURS)


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if any(f.filename.startswith(ROOT + one) for one in OURS)]
    last = (ours or frames)[-1]
    return f"{type(error).__name__} at {last.filename.replace(ROOT, '')} line {last.lineno}"
