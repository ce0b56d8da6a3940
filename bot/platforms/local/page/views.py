"""The world as one person sees it, as plain JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.outgoing import Span
from bot.api.port.pages import PageTitle

from ..nouns import BOT, PendingForm, Person, Post, Room
from ..state import State

Json = dict[str, Any]
PAGE = 60
_MARKED = re.compile(r"(?P<link>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]])|@(?P<name>\w+)")
_BLOCKS = re.compile(r"[█░]+")
_SAFE_LINK = re.compile(r"(https?://|tg://|mailto:)", re.IGNORECASE)


def person(who: Person) -> Json:
    """Somebody's name and standing."""
    return {
        "id": who.id,
        "name": who.name,
        "username": who.username,
        "level": int(who.level),
        "bot": who.is_bot,
        "joined": who.joined,
        "newcomer": who.newcomer,
        "banned": who.banned,
        "timedOutUntil": who.timed_out_until,
        "roles": list(who.roles),
    }


def room(place: Room) -> Json:
    """A channel."""
    return {
        "id": place.id,
        "name": "Townhall" if place.direct else place.name,
        "topic": place.topic,
        "private": place.private,
        "direct": place.direct is not None,
    }


def post(state: State, item: Post, reader: Person) -> Json:
    """A message."""
    author = state.people[item.author]
    spans = item.spans if author.is_bot else tuple(_marked(state, item.text))
    return {
        "id": item.id,
        "channel": item.channel,
        "author": {
            "id": author.id,
            "name": author.name,
            "username": author.username,
            "level": int(author.level),
            "bot": author.is_bot,
            "roles": list(author.roles),
        },
        "at": item.sent_at,
        "edited": item.edited_at,
        "spans": [_span(span) for span in spans],
        "raw": item.text if item.author == reader.id else None,
        "reply": _reply(state, item, reader),
        "tone": item.tone,
        "buttons": [
            [
                {"label": b.label, "payload": b.payload, "look": b.look.value, "url": _link(b.url)}
                for b in row
            ]
            for row in item.buttons
        ],
        "picture": _picture(item),
        "reactions": [
            {"emoji": r.emoji, "count": len(r.people), "mine": reader.id in r.people,
             "names": [state.people[who].name for who in r.people[:20]]}
            for r in item.reactions
        ],
        "private": item.only_for is not None,
        "via": [state.people[item.via[0]].name, item.via[1]] if item.via else None,
        "notice": item.notice,
        "mentionsMe": any(span.mention == reader.id and span.ping for span in spans),
    }  # fmt: skip


def _span(span: Span) -> Json:
    shown: Json = {"t": span.text}
    if span.styles:
        shown["s"] = sorted(span.styles)
    if link := _link(span.link):
        shown["l"] = link
    if span.mention:
        shown["m"] = span.mention
    return shown


def _link(link: str | None) -> str | None:
    return link if link and _SAFE_LINK.match(link) else None


def _marked(state: State, text: str) -> Iterator[Span]:
    """A person's words with links and known names marked."""
    end = 0
    for found in _MARKED.finditer(text):
        who = state.named(found["name"]) if found["name"] else None
        if found["name"] and who is None:
            continue
        if found.start() > end:
            yield Span(text[end : found.start()])
        if who is not None:
            yield Span(f"@{who.name}", mention=who.id, ping=True)
        else:
            yield Span(found["link"], link=found["link"])
        end = found.end()
    if end < len(text):
        yield Span(text[end:])


def _reply(state: State, item: Post, reader: Person) -> Json | None:
    if item.reply_to is None:
        return None
    answered = state.find(item.channel, item.reply_to)
    if answered is None or not state.sees(reader, answered):
        return {"id": item.reply_to, "name": None, "text": ""}
    hidden = any("spoiler" in span.styles for span in answered.spans)
    text = "…" if hidden else " ".join(_BLOCKS.sub(" ", answered.text[:500]).split())[:160]
    return {"id": answered.id, "name": state.people[answered.author].name, "text": text}


def _picture(item: Post) -> Json | None:
    picture = item.picture
    if picture is None:
        return None
    image = picture.mime in ("image/png", "image/jpeg", "image/gif", "image/webp")
    url = f"files/{picture.id}?type={picture.mime}"
    return {"url": url, "alt": picture.alt, "name": picture.name, "image": image}


def page(
    state: State,
    reader: Person,
    channel: str,
    before: int | None = None,
    until: int | None = None,
) -> list[Json]:
    """The last messages of a room that the reader may see, oldest first.

    With `until`, at least back to the message of that id and a few earlier ones.
    """
    chosen: list[Post] = []
    wanted = PAGE
    for item in reversed(state.posts(channel)):
        if (before is None or item.id < before) and state.sees(reader, item):
            if until is not None and item.id >= until:
                wanted = max(PAGE, len(chosen) + PAGE // 2)
            if len(chosen) == wanted:
                break
            chosen.append(item)
    return [post(state, item, reader) for item in reversed(chosen)]


def form(pending: PendingForm | None) -> Json | None:
    """A form that waits for answers."""
    if pending is None:
        return None
    fields = [
        {"key": f.key, "label": f.label, "placeholder": f.placeholder, "value": f.value,
         "required": f.required, "max": f.max, "multiline": f.multiline}
        for f in pending.form.fields
    ]  # fmt: skip
    return {"id": pending.id, "title": pending.form.title, "fields": fields}


def calendar(state: State) -> list[Json]:
    """Events that are not over, the next one first."""
    now = state.clock()
    coming = [(key, event) for key, event in state.calendar.items() if event.ends_at > now]
    return [
        {"id": key, "name": event.name, "description": event.description, "place": event.place,
         "startsAt": event.starts_at, "endsAt": event.ends_at}
        for key, event in sorted(coming, key=lambda entry: entry[1].starts_at)
    ]  # fmt: skip


def command(info: CommandInfo) -> Json:
    """A command with its options."""
    options = [
        {"name": o.name, "kind": o.kind, "description": dict(o.description),
         "required": o.required, "completes": o.completes,
         "choices": [[value, dict(texts)] for value, texts in o.choices]}
        for o in info.options
    ]  # fmt: skip
    return {
        "path": info.path,
        "description": dict(info.description),
        "private": info.private,
        "options": options,
    }


def page_title(info: PageTitle) -> Json:
    """A page to link to."""
    return {"path": info.path, "title": dict(info.title)}


def whole(
    state: State,
    reader: Person,
    commands: Sequence[CommandInfo],
    menus: Sequence[MenuInfo],
    *,
    replay: bool,
) -> Json:
    """Everything that a tab needs to start."""
    state.direct(reader)
    rooms = [place for place in state.rooms.values() if state.sees_room(reader, place)]
    progress = state.progress_now
    return {
        "is": "state",
        "community": state.community,
        "now": state.clock(),
        "me": person(reader),
        "personas": [person(p) for p in state.people.values() if p.persona],
        "staff": [person(p) for p in state.people.values() if p.joined and _staff(p)],
        "members": sum(p.joined and p.id != BOT for p in state.people.values()),
        "channels": [room(place) for place in rooms],
        "posts": {place.id: page(state, reader, place.id) for place in rooms},
        "calendar": calendar(state),
        "form": form(state.forms.get(reader.id)),
        "commands": [command(c) for c in commands if reader.level >= c.level],
        "menus": [{"key": m.key, "name": dict(m.name)} for m in menus if reader.level >= m.level],
        "replay": replay and reader.level is Level.OWNER,
        "progress": [progress.done, progress.total, progress.label] if progress else None,
    }


def _staff(who: Person) -> bool:
    return who.is_bot or who.level > Level.MEMBER
