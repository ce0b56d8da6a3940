"""Results for texts that were asked about lately, without keeping the texts."""

from __future__ import annotations

import hashlib
import threading
from typing import Generic, TypeVar

R = TypeVar("R")


class Recent(Generic[R]):
    """The last `most` results by a hash of their text: several cogs read the same message within
    seconds. Any thread may use it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[bytes, R] = {}
        self._turn = threading.Lock()

    def get(self, text: str) -> tuple[R] | None:
        """The result, in a tuple because it may be None itself."""
        key = _key(text)
        with self._turn:
            if key not in self._found:
                return None
            found = self._found[key] = self._found.pop(key)  # used last is last
            return (found,)

    def put(self, text: str, result: R) -> None:
        """Remember one; the one not used for longest goes."""
        key = _key(text)
        with self._turn:
            self._found[key] = result
            if len(self._found) > self._most:
                del self._found[next(iter(self._found))]


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
