"""Reads the JSON of Telegram Desktop ("Export chat history" or "Export Telegram data").

A first reading finds which chats there are and who is a bot, a second one takes the messages.
Numbers become those of the Bot API, so that the live bot meets the same groups and people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.api.port.nouns import NativeSpace

from .records import Export, Record, Unreadable
from .streams import items, opened, tokens
from .telegram_messages import Reader

FORM = "telegram-export"
MARKED = 1_000_000_000_000
"""What the Bot API adds to the number of a supergroup before it turns it negative."""
GROUPS = {
    "private_group": 0,
    "private_supergroup": MARKED,
    "public_supergroup": MARKED,
}
_ALL = "chats.list.item"


@dataclass(slots=True)
class _Chat:
    """One chat of an export, as the first reading finds it."""

    below: str
    first: int = 0
    name: str = ""
    kind: str = ""
    number: int = 0
    messages: int = 0
    bots: set[str] = field(default_factory=set)


def read(path: Path, zone: ZoneInfo) -> list[Export]:
    """The groups in a file; Unreadable when it is none of Telegram's, or holds no group. `zone` is
    that of times in old exports, which name none."""
    chats = list(_survey(path))
    if not chats:
        raise Unreadable(f"{path.name} holds no chats of Telegram Desktop")
    groups = [chat for chat in chats if chat.kind in GROUPS and chat.number]
    if not groups:
        raise Unreadable(f"{path.name} holds no group; channels and private chats are not taken")
    return [_export(path, chat, zone) for chat in groups]


def _survey(path: Path) -> Sequence[_Chat]:
    """The chats in the order of the file. A cut file shows what it has: reading it later tells."""
    chats: list[_Chat] = []
    author, total = "", 0
    try:
        with opened(path) as (content, _):
            for prefix, event, value in tokens(path, content):
                if event == "start_map" and prefix in ("", _ALL):
                    chats.append(_Chat(f"{prefix}.messages.item".lstrip("."), first=total))
                if not chats:
                    continue
                chat = chats[-1]
                part = prefix.removeprefix(f"{_ALL}.")
                if part == "messages.item" and event == "start_map":
                    chat.messages += 1
                    total += 1
                    author = ""
                elif part == "messages.item.from_id":
                    author = str(value)
                elif part == "messages.item.via_bot":
                    author = ""
                elif part == "messages.item.inline_bot_buttons" and author:
                    # only bots put buttons under messages; those sent "via" one were sent by people
                    chat.bots.add(author)
                elif part in ("name", "type", "id") and event in ("string", "number"):
                    _note(chat, part, value)
    except Unreadable:
        if not total:
            raise
    return [chat for chat in chats if chat.kind]


def _note(chat: _Chat, key: str, value: Any) -> None:
    if key == "id" and isinstance(value, int):
        chat.number = abs(value)
    elif key == "name":
        chat.name = str(value)
    elif key == "type":
        chat.kind = str(value)


def _export(path: Path, chat: _Chat, zone: ZoneInfo) -> Export:
    space = NativeSpace(str(-(GROUPS[chat.kind] + chat.number)), chat.name or str(chat.number))
    return Export(
        FORM, "telegram", space, path.stat().st_size,
        partial(_records, path, chat, space, zone),
    )  # fmt: skip


def _records(
    path: Path, chat: _Chat, space: NativeSpace, zone: ZoneInfo, told: Callable[[int], None]
) -> Iterator[Record]:
    reader = Reader(space, chat.number, chat.bots, zone)
    with opened(path) as (content, file):
        every = items(path, content, chat.below)
        last = None if chat.below == "messages.item" else chat.first + chat.messages
        try:
            for raw in islice(every, chat.first, last):
                yield from reader.record(raw)
                told(file.tell())
        except Unreadable:
            yield from reader.end()
            raise
        yield from reader.end()
