"""Reads the JSON of DiscordChatExporter (github.com/Tyrrrz/DiscordChatExporter): a file a channel.

Numbers are Discord's own, so that the live bot meets the same messages, channels and people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bot.api.port.nouns import NativeSpace, NativeUser

from .records import (
    BOTS,
    LARGEST,
    NO_AUTHOR,
    NO_NUMBER,
    NOTICES,
    Export,
    Moved,
    Passed,
    Place,
    Reacted,
    Record,
    Said,
    Unreadable,
)
from .streams import Readable, items, opened, tokens

FORM = "discord-export"
EPOCH_MS = 1_420_070_400_000
SPOKEN = frozenset({"Default", "Reply"})
JOINED = frozenset({"GuildMemberJoin", "7"})
DIRECT = frozenset({"DirectTextChat", "DirectGroupTextChat"})
THREADS = {"GuildPublicThread": None, "GuildNewsThread": None, "GuildPrivateThread": True}
SHARED = "456226577798135808"
"""The account under which Discord shows what many deleted ones have written."""


def read(path: Path) -> Export:
    """The export in a file; Unreadable when it is none of a server's channel."""
    with opened(path) as (content, _):
        guild, channel = _head(path, content)
    number, server = _number(channel.get("id")), _number(guild.get("id"))
    if channel.get("type") in DIRECT or server == 0:
        raise Unreadable(f"{path.name} holds direct messages; only channels of servers are taken")
    if number is None or server is None:
        raise Unreadable(f"{path.name} does not say of which channel and server it is")
    space = NativeSpace(str(server), _text(guild.get("name")) or str(server))
    kind = str(channel.get("type"))
    place = Place(
        str(number),
        _text(channel.get("name")) or str(number),
        parent=_text(channel.get("categoryId")) if kind in THREADS else None,
        private=THREADS.get(kind),
    )
    size = path.stat().st_size
    return Export(FORM, "discord", space, size, partial(_records, path, place))


def _head(path: Path, content: Readable) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands before the messages."""
    found: dict[str, dict[str, Any]] = {"guild": {}, "channel": {}}
    for prefix, event, value in tokens(path, content):
        if (prefix, event) == ("messages", "start_array"):
            return found["guild"], found["channel"]
        part, _, key = prefix.partition(".")
        if part in found and key and "." not in key:
            found[part][key] = value
    raise Unreadable(f"{path.name} holds no messages of DiscordChatExporter")


def _records(path: Path, place: Place, told: Callable[[int], None]) -> Iterator[Record]:
    with opened(path) as (content, file):
        for raw in items(path, content, "messages.item"):
            yield from _record(raw, place)
            told(file.tell())


def _record(raw: Any, place: Place) -> Iterator[Record]:
    if not isinstance(raw, dict) or (number := _snowflake(raw.get("id"))) is None:
        yield Passed(NO_NUMBER)
        return
    at, kind = (number >> 22) + EPOCH_MS, str(raw.get("type"))
    if kind not in SPOKEN | JOINED:
        yield Passed(NOTICES)
    elif (author := _person(raw.get("author"))) is None:
        yield Passed(NO_AUTHOR)
    elif author.is_bot:
        yield Passed(BOTS)
    elif kind in JOINED:
        yield Moved(author, "joined", at)
    else:
        yield _said(raw, place, author, number, at)


def _said(raw: dict[str, Any], place: Place, author: NativeUser, number: int, at: int) -> Said:
    reference = raw.get("reference")
    answer = None
    if raw.get("type") == "Reply" and isinstance(reference, dict):
        answer = _snowflake(reference.get("messageId"))
    people = [_person(one) for one in _list(raw.get("mentions"))]
    return Said(
        place=place,
        author=author,
        native_id=number,
        at=at,
        length=len(raw["content"]) if isinstance(raw.get("content"), str) else 0,
        attachments=len(_list(raw.get("attachments"))),
        answers=() if answer is None else (answer,),
        mentions=tuple(one for one in people if one is not None and not one.is_bot),
        reactions=tuple(_reactions(raw, at)),
    )


def _reactions(raw: dict[str, Any], at: int) -> Iterator[Reacted]:
    """Who reacted; when, Discord does not tell, so it counts for when the message was written."""
    for one in _list(raw.get("reactions")):
        emoji = one.get("emoji") if isinstance(one, dict) else None
        if not isinstance(emoji, dict):
            continue
        name = _text(emoji.get("name")) or ""
        for user in _list(one.get("users")):
            person = _person(user)
            if person is not None and not person.is_bot:
                yield Reacted(person, name, at)


def _person(raw: Any) -> NativeUser | None:
    if not isinstance(raw, dict) or (number := _snowflake(raw.get("id"))) is None:
        return None
    if str(number) == SHARED:
        return None
    username = _text(raw.get("name"))
    name = _text(raw.get("nickname")) or username or str(number)
    return NativeUser(str(number), name, username, is_bot=raw.get("isBot") is True)


def _snowflake(value: Any) -> int | None:
    number = _number(value)
    return number if number is not None and 0 < number <= LARGEST else None


def _number(value: Any) -> int | None:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    # a length that no id has, so that no endless number is computed
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 25 else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
