"""Tiny exports as the tools write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.history.reading.records import Export, Passed, Record, Said

EPOCH_MS = 1_420_070_400_000
GUILD, GENERAL = "1000000000000000001", "1000000000000000002"
FIRST = 1_700_000_000_000
"""UTC milliseconds: 14 November 2023."""

BERLIN = ZoneInfo("Europe/Berlin")

Json = dict[str, Any]


def records(export: Export) -> list[Record]:
    """Everything that an export says."""
    return list(export.records(lambda position: None))


def said(export: Export) -> list[Said]:
    return [one for one in records(export) if isinstance(one, Said)]


def passed(export: Export) -> list[str]:
    return [one.why for one in records(export) if isinstance(one, Passed)]


def snowflake(at: int, low: int = 0) -> str:
    return str(((at - EPOCH_MS) << 22) + low)


def user(number: int, name: str, **more: Any) -> Json:
    return {
        "id": str(10**17 + number),
        "name": name.lower(),
        "nickname": name,
        "isBot": False,
    } | more


WILMA, OTTO = user(1, "Wilma"), user(2, "Otto")
BOT = user(3, "Helper", isBot=True)


def posted(minute: int, author: Any, content: Any = "Fresh bread!", **more: Any) -> Json:
    """A message of DiscordChatExporter."""
    at = FIRST + minute * 60_000
    return {
        "id": snowflake(at), "type": "Default", "timestamp": "2023-11-14T22:13:20+00:00",
        "timestampEdited": None, "isPinned": False, "content": content, "author": author,
        "attachments": [], "embeds": [], "reactions": [], "mentions": [], "aNewField": {"x": [1]},
    } | more  # fmt: skip


def answer(minute: int, author: Any, to: Json, **more: Any) -> Json:
    reference = {"messageId": to["id"], "channelId": GENERAL, "guildId": GUILD}
    return posted(minute, author, type="Reply", reference=reference, **more)


def channel_file(path: Path, *messages: Any, **changes: Any) -> Path:
    """What DiscordChatExporter writes for a channel."""
    head = {
        "guild": {"id": GUILD, "name": "Bakery talk", "iconUrl": ""},
        "channel": {"id": GENERAL, "type": "GuildTextChat", "name": "general", "categoryId": "7"},
        "dateRange": {"after": None, "before": None},
        "messages": list(messages),
        "messageCount": len(messages),
    }
    for key, value in changes.items():
        head[key] = head[key] | value
    path.write_text(json.dumps(head, indent=2), encoding="utf-8")
    return path


def wrote(number: int, who: str, text: Any = "Hello", **more: Any) -> Json:
    """A message of Telegram Desktop; `who` is "Name/user5"."""
    name, _, native = who.partition("/")
    return {
        "id": number, "type": "message", "date": "2023-11-14T23:13:20",
        "date_unixtime": str(FIRST // 1000 + number * 60), "from": name or None, "from_id": native,
        "text": text, "text_entities": [],
    } | more  # fmt: skip


def notice(number: int, who: str, action: str, **more: Any) -> Json:
    name, _, native = who.partition("/")
    message = wrote(number, who, "", type="service", action=action, actor=name, actor_id=native)
    return {k: v for k, v in message.items() if not k.startswith("from")} | more


def group(*messages: Any, number: int = 1234567890, **changes: Any) -> Json:
    head = {"name": "Bakery group", "type": "private_supergroup", "id": number}
    return head | changes | {"messages": list(messages)}


def as_file(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def lines(path: Path, *rows: Json) -> Path:
    """A log in JSON lines; what a row leaves out is filled in."""
    every = []
    for number, row in enumerate(rows):
        time = f"2023-11-14T{number // 60:02}:{number % 60:02}:00Z"
        filled: Json = {"id": f"log:{number}", "channel": "#bread", "time": time}
        every.append(json.dumps(filled | row))
    path.write_text("\n".join(every) + "\n", encoding="utf-8")
    return path
