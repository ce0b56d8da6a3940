"""What is read without a bot: settings, exports, tables, bodies of the inbox, typed words."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bot.api.errors import UserError
from bot.api.port.commands import CommandInfo
from bot.api.port.inbound import InForm, InMessage
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.engine.commands import parsing, values
from bot.engine.commands.cleaning import clean
from bot.engine.commands.times import parse_duration, parse_when
from bot.engine.intake import kept as inbox
from bot.history.reading import discord_export, json_lines, telegram_export
from bot.history.reading.records import Unreadable
from bot.settings import SettingsError, load
from cogs.faq import sources as faq
from cogs.ideas.exchange import reading as ideas
from cogs.referrals.selling import BadSale, read_sale
from tests.support.community import _every

from . import Target
from .making import LONGEST, Maker

ZONE, NOW = ZoneInfo("Europe/Berlin"), 1_774_860_000_000
SPACE = NativeSpace("1", "Bakery")
WHO = NativeUser("7", "Ana", "ana", locale="en")
SAID = InMessage(NativeChannel("5", "general", SPACE), WHO, 9, "hello", NOW, 8, WHO, (WHO,))
FILLED = InForm("poll.new:1", {"title": "x"}, SAID.channel, WHO, None, NOW)  # type: ignore[arg-type]
EXPORTED: dict[str, Any] = {
    "guild": {"id": "10", "name": "Bakery"},
    "channel": {"id": "11", "type": "GuildTextChat", "categoryId": "12", "name": "general"},
    "messages": [
        {"id": "1100000000000000000", "type": "Default", "timestamp": "2026-01-02T03:04:05+00:00",
         "content": "hello", "author": {"id": "21", "name": "ana", "nickname": "Ana",
         "isBot": False}, "attachments": [{"id": "1"}], "mentions": [{"id": "22", "name": "bo"}],
         "reactions": [{"emoji": {"name": "+"}, "users": [{"id": "22", "name": "bo"}]}]},
        {"id": "1100000000000000001", "type": "Reply", "content": "yes",
         "reference": {"messageId": "1100000000000000000"}, "author": {"id": "22", "name": "bo"}},
        {"id": "1100000000000000002", "type": "GuildMemberJoin", "author": {"id": "23"}},
    ],
}  # fmt: skip
TELEGRAM: dict[str, Any] = {
    "name": "Bakery", "type": "private_supergroup", "id": 12345,
    "messages": [
        {"id": 1, "type": "service", "date": "2026-01-02T03:04:05", "date_unixtime": "1767323045",
         "actor": "Ana", "actor_id": "user21", "action": "create_group", "title": "Bakery",
         "members": ["Ana", None]},
        {"id": 2, "type": "message", "date": "2026-01-02T03:05:05", "date_unixtime": "1767323105",
         "from": "Ana", "from_id": "user21", "text": ["hello ", {"type": "mention",
         "text": "@bo"}], "text_entities": [{"type": "plain", "text": "hello "}],
         "reactions": [{"type": "emoji", "count": 1, "emoji": "+", "recent": [{"from": "Bo",
         "from_id": "user22", "date": "2026-01-02T03:05:06"}]}]},
        {"id": 3, "type": "message", "date": "2026-01-02T03:06:05", "date_unixtime": "1767323165",
         "from": "Bo", "from_id": "user22", "reply_to_message_id": 2, "text": "yes",
         "edited": "2026-01-02T03:07:05", "photo": "p.jpg", "forwarded_from": "Eve"},
        {"id": 4, "type": "service", "date": "2026-01-02T03:08:05", "date_unixtime": "1767323285",
         "actor": "Bo", "actor_id": "user22", "action": "invite_members", "members": ["Cy"]},
    ],
}  # fmt: skip
LINES = [
    {"id": "1", "channel": "#a", "author": "ana", "time": "2026-01-02T03:04:05Z", "text": "hello"},
    {"id": "2", "channel": "#a", "author": "bo", "time": 1767323045, "reply_to": ["1"]},
    {"author": "bo", "time": "2026-01-02T03:04:05", "event": "renamed", "name": "bob"},
    {"author": "cy", "time": "2026-01-02T03:04:05", "event": "joined", "channel": "#a"},
]  # fmt: skip
FIDER = (
    b'number,title,description,created_at,created_by,votes_count,comments_count,status,tags\n'
    b'1,More rye,"Rye, please",2026-01-02T03:04:05Z,Ana,4,0,open,"a, b"\n'
    b"2,More rye,,2026-01-03T03:04:05Z,Bo,1,0,duplicate,\n"
)  # fmt: skip
FAQ = b"# Opening hours\n\nFrom 8 to 6.\n\n## When closed?\n\nSundays.\n\n- **Q**: x\n"
TABLE = b"question,answer,tags\nWhen open?,From 8,hours\nWhere?,Here,\n"
PAGE = b"<h1>FAQ</h1><h2>When open?</h2><p>From 8 &amp; on</p><dl><dt>Q<dd>A</dl>"
CONFIG = (
    b'[storage]\nurl = "sqlite:///x.db"\ncopies = 2\n[log]\nlevel = "info"\n'
    b'[platforms.local]\nport = 0\n[platforms.discord]\nenabled = true\ntoken = "t"\n'
    b'[[communities]]\nname = "B"\nlocale = "en"\ntimezone = "UTC"\nspaces = ["discord:1"]\n'
    b"[cogs.polls]\nenabled = true\n"
)


def targets(folder: Path) -> Iterator[Target]:
    """All of them; `folder` takes the one file that is read at a time."""
    yield from _typed()
    yield from _inbox()
    yield from _exports(folder)
    yield from _tables(folder)
    sale = {"code": "SPRING26", "value": 49.9, "id": "order-1"}
    yield Target(
        "hook: the body of a sale", lambda m: m.encoded(m.changed(sale)),
        lambda body: _unreadable(BadSale, lambda: read_sale(body)),
    )  # fmt: skip
    yield Target("settings: a TOML file", lambda m: m.broken(CONFIG, 1.0), _settings(folder))
    yield Target("settings: words in their places", _toml, _settings(folder))


def _typed() -> Iterator[Target]:
    infos = _infos()
    yield Target("typed: a duration", Maker.text, refusing(parse_duration))
    yield Target(
        "typed: a moment", Maker.text,
        refusing(lambda text: parse_when(text, now=NOW, zone="Europe/Berlin", locale="de")),
    )  # fmt: skip
    yield Target("typed: a list", Maker.text, refusing(values.split_items))
    yield Target(
        "typed: a command line",
        lambda m: (m.pick(infos), " ".join(m.text(200) for _ in range(m.draw.randrange(4)))),
        refusing(lambda given: parsing.parse(*given)),
    )
    yield Target(
        "typed: a command's name", lambda m: f"/{m.text(60)}",
        refusing(lambda t: (parsing.match(t, _book(infos)), parsing.near(t, _book(infos)))),
    )  # fmt: skip


def _infos() -> list[CommandInfo]:
    from bot.api.cog import CommandSpec, specs_of
    from bot.engine.commands.specs import command_info

    found = []
    for kind in _every().values():
        for name, spec in specs_of(kind):
            if isinstance(spec, CommandSpec):
                method = getattr(kind, name)
                found.append(command_info(method, spec, lambda text, _: str(text), ("en",)))
    return found


def _book(infos: list[CommandInfo]) -> dict[str, CommandInfo]:
    return {info.path: info for info in infos}


def _inbox() -> Iterator[Target]:
    for event, kind in ((SAID, "InMessage"), (FILLED, "InForm")):
        body = json.loads(inbox.asked("local", event, kind, NOW).body)
        yield Target(
            f"inbox: the body of an {kind}",
            lambda m, body=body, kind=kind: (kind, _dumped(m, body)),  # type: ignore[misc]
            lambda given: _unreadable(ValueError, lambda: clean(inbox.read(*given))),
        )


def _dumped(m: Maker, body: Any) -> bytes:
    try:
        return m.broken(orjson.dumps(m.changed(body)))
    except TypeError:  # what a database cannot have held
        return m.broken(orjson.dumps(body), 1.0)


def _exports(folder: Path) -> Iterator[Target]:
    readers: dict[str, tuple[Any, Callable[[Path], Any]]] = {
        "DiscordChatExporter": (EXPORTED, lambda path: [discord_export.read(path)]),
        "Telegram": (TELEGRAM, lambda path: telegram_export.read(path, ZONE)),
    }
    for name, (good, read) in readers.items():
        yield Target(
            f"import: an export of {name}",
            lambda m, good=good: m.encoded(m.changed(good)),  # type: ignore[misc]
            _through(folder / "export.json", read),
        )
    yield Target(
        "import: lines of any chat",
        lambda m: b"\n".join(m.encoded(m.changed(one)) for one in LINES),
        _through(folder / "log.jsonl", lambda path: [json_lines.read(path, SPACE, ZONE)]),
    )


def _through(path: Path, read: Callable[[Path], Any]) -> Callable[[bytes], None]:
    def feed(data: bytes) -> None:
        path.write_bytes(data)
        _unreadable(
            Unreadable,
            lambda: [list(one.records(lambda _: None)) for one in read(path)],
        )

    return feed


def _tables(folder: Path) -> Iterator[Target]:
    yield Target(
        "import: ideas of a CSV file", lambda m: _cells(m, FIDER),
        lambda data: _unreadable(ideas.Unreadable, lambda: ideas.read(data)),
    )  # fmt: skip
    for good, ending in ((FAQ, "md"), (TABLE, "csv"), (PAGE, "html")):
        path = folder / f"faq.{ending}"

        def feed(data: bytes, path: Path = path) -> None:
            path.write_bytes(data)
            _unreadable(faq.Unreadable, lambda: faq.read(path))

        yield Target(f"import: answers of a {ending} file", lambda m, g=good: _cells(m, g), feed)  # type: ignore[misc]


def _cells(m: Maker, good: bytes) -> bytes:
    """With made-up words in the place of some."""
    parts = good.split(b",") if b"," in good else good.split(b" ")
    for _ in range(m.draw.randrange(1, 4)):
        words = m.text(300).encode("utf-8", "replace")
        parts[m.draw.randrange(len(parts))] = b'"' + words + b'"' if m.chance(0.5) else words
    return m.broken((b"," if b"," in good else b" ").join(parts), 0.4)


def _toml(m: Maker) -> bytes:
    lines = CONFIG.decode().split("\n")
    for _ in range(m.draw.randrange(1, 4)):
        at = m.draw.randrange(len(lines))
        key, equals, _old = lines[at].partition(" = ")
        value = m.pick((m.value(), m.text(LONGEST), m.number()))
        said = json.dumps(value).replace("null", "nan")
        lines[at] = f"{key}{equals}{said}" if equals else f"[{m.text(12)}]"
    return "\n".join(lines).encode("utf-8", "replace")


def _settings(folder: Path) -> Callable[[bytes], None]:
    path, kinds = folder / "config.toml", {n: k.config_model for n, k in _every().items()}

    def feed(data: bytes) -> None:
        path.write_bytes(data)
        _unreadable(SettingsError, lambda: load(path, kinds))

    return feed


def refusing(work: Callable[[Any], object]) -> Callable[[Any], None]:
    """Told in words what is wrong, is well."""
    return lambda given: _unreadable(UserError, lambda: work(clean(given)))


def _unreadable(words: type[Exception], work: Callable[[], object]) -> None:
    try:
        work()
    except words as error:
        io.StringIO().write(str(error))
