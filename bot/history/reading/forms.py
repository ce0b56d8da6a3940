"""Which exports a file or folder holds, whatever its form."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from bot.api.port.nouns import NativeSpace

from . import discord_export, json_lines, telegram_export
from .records import Export, Unreadable
from .streams import opened, tokens

FORMS = (discord_export.FORM, telegram_export.FORM, json_lines.FORM)
SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
_TELEGRAM = frozenset({"name", "type", "chats", "about", "personal_information", "left_chats"})


@dataclass(frozen=True, slots=True)
class Found:
    """The exports of a file or folder, and the files that are none with the reason."""

    exports: tuple[Export, ...]
    others: tuple[str, ...]


def find(path: Path, form: str | None, zone: ZoneInfo, place: Callable[[], NativeSpace]) -> Found:
    """Look into a file, or every file of a folder. `place` is asked for the space of logs that
    know none. Unreadable when there is nothing to take."""
    files = _files(path)
    exports: list[Export] = []
    others: list[str] = []
    for file in files:
        try:
            exports += _read(file, form, zone, place)
        except Unreadable as error:
            others.append(str(error))
    if not exports:
        raise Unreadable(
            others[0] if others else f"{path} holds no {' or '.join(SUFFIXES[:2])} file"
        )
    return Found(tuple(exports), tuple(others))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = [file for file in path.iterdir() if file.is_file() and file.name.endswith(SUFFIXES)]
    # parts in the order of their numbers, or answers would come before what they answer
    return sorted(files, key=_natural)


def _natural(file: Path) -> list[str]:
    return [part.zfill(20) if part.isdecimal() else part for part in re.split(r"(\d+)", file.name)]


def _read(
    path: Path, form: str | None, zone: ZoneInfo, place: Callable[[], NativeSpace]
) -> Sequence[Export]:
    form = form or _recognised(path)
    if form == discord_export.FORM:
        return [discord_export.read(path)]
    if form == telegram_export.FORM:
        return telegram_export.read(path, zone)
    return [json_lines.read(path, place(), zone)]


def _recognised(path: Path) -> str:
    """The form of a file by what it begins with."""
    if path.name.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return json_lines.FORM
    with opened(path) as (content, _):
        line = content.readline(json_lines.LONGEST)
    if not line:
        raise Unreadable(f"{path.name} is empty")
    if _is_row(line):
        return json_lines.FORM
    with opened(path) as (content, _):
        for prefix, event, value in tokens(path, content):
            if prefix == "" and event == "map_key":
                if value in ("guild", "channel", "messages"):
                    return discord_export.FORM
                if value in _TELEGRAM:
                    return telegram_export.FORM
            elif prefix == "" and event != "start_map":
                break
    raise Unreadable(
        f"{path.name} is no export that I know; say its form with --as {', '.join(FORMS)}"
    )


def _is_row(line: bytes) -> bool:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return isinstance(row, dict) and row.keys() >= {"author", "time"}
