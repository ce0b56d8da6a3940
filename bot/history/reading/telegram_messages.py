"""The messages of one group in Telegram Desktop's export, and who came and went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.api.port.nouns import NativeSpace, NativeUser

from .records import (
    BOTS,
    EMPTY,
    FORWARDS,
    LARGEST,
    NO_AUTHOR,
    NO_NUMBER,
    NOTICES,
    ODD_TIME,
    Moved,
    Passed,
    Place,
    Reacted,
    Record,
    Said,
)

MOVED = 1_000_000_000
"""Messages from before a group became a supergroup are exported with so much less as number."""
MARKED = 1_000_000_000_000
OLD_USERS = 1 << 32
"""Exports before 2021 name people by a plain number, the later ones of them with this added."""
ENTERED = frozenset({"join_group_by_link", "join_group_by_request"})
FOUNDED = frozenset({"create_group", "create_channel"})
_MEDIA = frozenset(
    {
        "photo",
        "file",
        "media_type",
        "location_information",
        "contact_information",
        "poll",
        "game_title",
        "invoice_information",
        "todo_list",
    }
)
Kind = Literal["joined", "left"]


class Reader:
    """Turns what the export says into records, message by message; `end` gives what was waiting."""

    def __init__(self, space: NativeSpace, number: int, bots: set[str], zone: ZoneInfo) -> None:
        self._number = number
        self._bots = bots
        self._zone = zone
        self._space = space
        self._main = Place(space.native_id, space.name, private=False)
        self._topics: dict[int, Place] = {}
        self._named: dict[str, dict[str, NativeUser]] = {}
        self._waiting: list[tuple[str, Kind, int]] = []

    def record(self, raw: Any) -> Iterator[Record]:
        """What one message says."""
        if not isinstance(raw, dict) or (number := _message_id(raw.get("id"))) is None:
            yield Passed(NO_NUMBER)
        elif (at := self._time(raw, "date")) is None:
            yield Passed(ODD_TIME)
        elif raw.get("type") == "message":
            yield self._message(raw, number, at)
        elif raw.get("type") == "service":
            yield from self._notice(raw, number, at)
        else:
            yield Passed(NOTICES)

    def end(self) -> Iterator[Record]:
        """Those who were brought in or taken out: the export has their names alone, so they are
        told only where exactly one person of that name has spoken."""
        for name, kind, at in self._waiting:
            people = self._named.get(name, {})
            if len(people) == 1:
                yield Moved(next(iter(people.values())), kind, at)
            else:
                yield Passed(NO_AUTHOR)
        self._waiting.clear()

    # ---- messages

    def _message(self, raw: dict[str, Any], number: int, at: int) -> Record:
        author = self._person(raw.get("from_id"), raw.get("from"))
        if author is None:
            return Passed(NO_AUTHOR)
        if author.is_bot:
            return Passed(BOTS)
        if author.native_id.startswith("chat:") and "forwarded_from" in raw:
            return Passed(FORWARDS)
        length = _length(raw.get("text"))
        attachments = int(not _MEDIA.isdisjoint(raw))
        if not length and not attachments:
            return Passed(EMPTY)
        answer = self._answer(raw)
        topic = self._topics.get(answer) if answer is not None else None
        if topic is not None:
            answer = None  # every message of a topic is shown as an answer to its first one
        return Said(
            place=topic or self._main,
            author=author,
            native_id=number,
            at=at,
            length=length,
            attachments=attachments,
            answers=() if answer is None else (answer,),
            follows=bool(self._topics) and topic is None,
            mentions=tuple(self._mentions(raw)),
            reactions=tuple(self._reactions(raw, at)),
        )

    def _answer(self, raw: dict[str, Any]) -> int | None:
        if "reply_to_peer_id" in raw:  # something said in another chat
            return None
        return _message_id(raw.get("reply_to_message_id"))

    def _mentions(self, raw: dict[str, Any]) -> Iterator[NativeUser]:
        """Those who are mentioned by number; a mere "@name" says nothing of whose it is."""
        for part in _list(raw.get("text_entities")):
            if isinstance(part, dict) and part.get("type") == "mention_name":
                person = self._person(f"user{part.get('user_id')}", part.get("text"), note=False)
                if person is not None and not person.is_bot:
                    yield person

    def _reactions(self, raw: dict[str, Any], at: int) -> Iterator[Reacted]:
        """Who reacted with an emoji; Telegram exports only the latest few of them."""
        for one in _list(raw.get("reactions")):
            if not isinstance(one, dict) or one.get("type") != "emoji":
                continue
            for recent in _list(one.get("recent")):
                if not isinstance(recent, dict):
                    continue
                person = self._person(recent.get("from_id"), recent.get("from"))
                if person is not None and not person.is_bot:
                    when = self._time(recent, "date")
                    yield Reacted(person, str(one.get("emoji") or ""), when or at)

    # ---- notices

    def _notice(self, raw: dict[str, Any], number: int, at: int) -> Iterator[Record]:
        action = str(raw.get("action"))
        if action == "topic_created":
            name = raw.get("title") if isinstance(raw.get("title"), str) else f"Topic {number}"
            self._topics[number] = Place(
                f"{self._space.native_id}/{number}", str(name), self._space.native_id, private=False
            )
            yield Passed(NOTICES)
            return
        actor = self._person(raw.get("actor_id"), raw.get("actor"))
        if action in ENTERED or action in FOUNDED:
            yield Passed(NO_AUTHOR) if actor is None else _came(actor, at)
        if action == "invite_members" or action in FOUNDED:
            yield from self._several(raw, actor, "joined", at)
        elif action == "remove_members":
            yield from self._several(raw, actor, "left", at)
        elif action not in ENTERED:
            yield Passed(NOTICES)

    def _several(
        self, raw: dict[str, Any], actor: NativeUser | None, kind: Kind, at: int
    ) -> Iterator[Record]:
        for name in _list(raw.get("members")):
            if actor is not None and name == raw.get("actor"):
                yield Passed(BOTS) if actor.is_bot else Moved(actor, kind, at)
            elif isinstance(name, str):
                self._waiting.append((name, kind, at))
            else:
                yield Passed(NO_AUTHOR)

    # ---- who and when

    def _person(self, number: Any, name: Any, *, note: bool = True) -> NativeUser | None:
        native_id = self._native(number)
        if native_id is None:
            return None
        shown = name if isinstance(name, str) and name.strip() else None
        person = NativeUser(native_id, shown or "Deleted Account", is_bot=str(number) in self._bots)
        if note and shown is not None and not person.is_bot:
            self._named.setdefault(shown, {}).setdefault(native_id, person)
        return person

    def _native(self, number: Any) -> str | None:
        """The Bot API's id behind "user123", "channel123" or a plain number."""
        if isinstance(number, int) and not isinstance(number, bool):
            plain = number - OLD_USERS if number > OLD_USERS else number
            return str(plain) if 0 < plain < OLD_USERS else None
        text = number if isinstance(number, str) else ""
        kind = text.rstrip("0123456789")
        digits = text.removeprefix(kind)
        if not digits or len(digits) > 18:
            return None
        if kind == "user":
            return digits if int(digits) else None
        if kind not in ("channel", "chat"):
            return None
        chat = -(MARKED + int(digits)) if kind == "channel" else -int(digits)
        if str(chat) == self._space.native_id:
            return f"anon:{chat}"  # an administrator who writes as the group
        return f"chat:{chat}"

    def _time(self, raw: dict[str, Any], key: str) -> int | None:
        exact = raw.get(f"{key}_unixtime")
        if isinstance(exact, str) and exact.isascii() and exact.isdecimal() and len(exact) < 12:
            return int(exact) * 1000
        try:
            moment = datetime.fromisoformat(str(raw.get(key)))
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self._zone)
            return int(moment.timestamp() * 1000)
        except (ValueError, OverflowError):
            return None


def _came(person: NativeUser, at: int) -> Record:
    return Passed(BOTS) if person.is_bot else Moved(person, "joined", at)


def _message_id(value: Any) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < abs(value) <= LARGEST:
        return None
    # before the group became a supergroup: as our tables number them
    return value if value > 0 else -(value + MOVED) or None


def _length(text: Any) -> int:
    """Characters of a text, which is a list of parts where any of it is marked up."""
    if isinstance(text, str):
        return len(text)
    parts = (part.get("text") if isinstance(part, dict) else part for part in _list(text))
    return sum(len(part) for part in parts if isinstance(part, str))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
