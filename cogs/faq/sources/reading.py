"""One file or a folder of them, by the ending of each name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from .markdown import from_markdown
from .model import Draft, Reading, Unreadable
from .page import from_page
from .table import from_table

MOST_BYTES = 20_000_000
_KINDS: dict[str, Callable[[str, str | None], Iterable[Draft]]] = {
    ".md": from_markdown,
    ".markdown": from_markdown,
    ".html": from_page,
    ".htm": from_page,
    ".csv": from_table,
}
# shipping.de.md is German
_LANGUAGE = re.compile(r"\.([a-z]{2})\.[a-z]+$")


def read(path: Path) -> list[Reading]:
    """Everything that a file or a folder (with those in it) gives, file by file.

    Raises Unreadable when there is nothing to read; files of other kinds in a folder are passed
    over, and one that cannot be read is among its own `bad` rows.
    """
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if _fits(file, path))
        if not files:
            raise Unreadable(f"{path} has no files that end with {', '.join(_KINDS)}")
        top = path.resolve().name
        return [_each(file, f"{top}/{file.relative_to(path).as_posix()}") for file in files]
    if path.suffix.lower() not in _KINDS:
        raise Unreadable(f"{path} is none of {', '.join(_KINDS)}")
    return [_one(path, path.name)]


def _fits(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() in _KINDS and not hidden and file.is_file()


def _each(file: Path, source: str) -> Reading:
    try:
        return _one(file, source)
    except Unreadable as error:
        return Reading(source, 0, bad=[(1, str(error))])


def _one(file: Path, source: str) -> Reading:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{file} has more than {MOST_BYTES // 1_000_000} MB")
        text = file.read_bytes().decode("utf-8-sig")
        date = int(file.stat().st_mtime * 1000)
    except OSError as error:
        raise Unreadable(f"I cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{file} is not text in UTF-8: save it as UTF-8") from None
    named = _LANGUAGE.search(file.name.lower())
    reading = Reading(source, date)
    reading.take(_KINDS[file.suffix.lower()](text, named[1] if named else None))
    return reading
