"""Files of any size, plain or gzip, read piece by piece; what is wrong with them in one phrase."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import ijson

from .records import Unreadable

_BOM = b"\xef\xbb\xbf"
# Telegram Desktop writes control characters as \x1B, which is no JSON; pairs of backslashes first,
# so that the second one of a pair begins nothing
_ESCAPES = re.compile(rb"\\\\|\\x([0-9A-Fa-f]{2})")


class Readable(Protocol):
    """What ijson and the line reader need of a file."""

    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self, size: int = -1, /) -> bytes: ...


@contextmanager
def opened(path: Path) -> Iterator[tuple[Readable, IO[bytes]]]:
    """The content of a file, and the file itself, whose `tell` says how far one has come."""
    try:
        with path.open("rb") as raw:
            content = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            if content.peek(3)[:3] == _BOM:
                content.read(3)
            yield content, raw
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise Unreadable(f"{path.name} is no gzip file, or it is cut off") from None
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read ({error.strerror})") from None


def items(path: Path, content: Readable, prefix: str) -> Iterator[Any]:
    """What stands at a place in a JSON file, one after another."""
    with _plainly(path):
        yield from ijson.items(Mended(content), prefix)


def tokens(path: Path, content: Readable) -> Iterator[tuple[str, str, Any]]:
    """Every token of a JSON file with the place where it stands."""
    with _plainly(path):
        yield from ijson.parse(Mended(content))


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except (ijson.JSONError, UnicodeDecodeError) as error:
        # the parser's own words quote the file, and so people's messages
        cut = "premature EOF" in str(error)
        raise Unreadable(
            f"{path.name} is cut off: its end is missing"
            if cut
            else f"{path.name} is not JSON, or damaged on the way"
        ) from None


class Mended:
    """JSON with Telegram Desktop's odd escapes put right on the way."""

    def __init__(self, inner: Readable) -> None:
        self._inner = inner
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """The next piece; empty at the end."""
        if size == 0:
            return b""
        new = self._inner.read(size)
        data = self._rest + new
        self._rest = b""
        if new and (cut := _unfinished(data)) is not None:
            data, self._rest = data[:cut], data[cut:]
            if not data:
                return self.read(size)
        return _ESCAPES.sub(_json_escape, data) if b"\\x" in data else data


def _unfinished(data: bytes) -> int | None:
    """Where an escape begins that the end of the piece may have cut."""
    at = data.rfind(b"\\", max(0, len(data) - 3))
    if at < 0:
        return None
    first = at
    while first and data[first - 1] == 0x5C:
        first -= 1
    return at if (at - first) % 2 == 0 else None


def _json_escape(found: re.Match[bytes]) -> bytes:
    return found[0] if found[1] is None else b"\\u00" + found[1]
