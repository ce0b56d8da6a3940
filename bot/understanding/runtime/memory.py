"""Keeps the models' share of memory small. Where the C library is not glibc, nothing happens."""

import contextlib
import ctypes
import os
from collections.abc import Callable

_M_ARENA_MAX = -8


def prepare() -> None:
    """To be called in the main thread, before numpy and the first model are loaded.

    One heap for all threads: each would keep its own freed memory, and Python's lock lets them
    hardly ever ask at once. numpy needs no threads for what little it does here.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _ask(lambda libc: libc.mallopt(_M_ARENA_MAX, 1))


def give_back() -> None:
    """Return freed memory to the system: half a millisecond, megabytes after a large call."""
    _ask(lambda libc: libc.malloc_trim(0))


def _ask(what: Callable[[ctypes.CDLL], object]) -> None:
    with contextlib.suppress(AttributeError, OSError, TypeError):
        what(ctypes.CDLL(None))
