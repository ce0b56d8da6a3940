"""Logs in JSON lines, which form a file has, and broken files."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from bot.api.port.nouns import NativeSpace
from bot.history import command
from bot.history.reading import discord_export, forms, json_lines, telegram_export
from bot.history.reading.forms import find
from bot.history.reading.records import (
    UNREADABLE,
    Moved,
    Passed,
    Record,
    Renamed,
    Said,
    Unreadable,
)

from .exports import (
    BERLIN,
    FIRST,
    WILMA,
    as_file,
    channel_file,
    group,
    lines,
    notice,
    posted,
    records,
    said,
    wrote,
)

HERE = NativeSpace("1/log", "log")


# ---- JSON lines


def test_a_log(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "log.jsonl",
        {"author": "ben", "event": "joined"},
        {"author": "ben", "text": "hello", "more": {"x": 1}},
        {"author": "ben", "event": "renamed", "name": "ben_"},
        {"author": "ben_", "text": "answer", "reply_to": ["log:9", "log:1", "log:3"]},
        {"author": "ben_", "event": "left"},
        {"author": "ben", "text": "", "time": "2023-11-15T00:00:00"},
    )
    export = json_lines.read(path, HERE, BERLIN)
    joined, first, renamed, second, left, third = records(export)
    assert isinstance(joined, Moved) and isinstance(first, Said) and isinstance(renamed, Renamed)
    assert isinstance(second, Said) and isinstance(left, Moved) and isinstance(third, Said)
    assert first.native_id == json_lines.numbered("#bread", "log:1") > 0
    assert second.answers == (json_lines.numbered("#bread", "log:9"), first.native_id)
    # the same person under both names
    people = {joined.person, first.author, second.author, left.person, third.author}
    assert {one.native_id for one in people} == {"1/log/ben"}
    assert renamed.alias.native_id == "1/log/ben_"
    assert third.at == 1_700_002_800_000  # midnight in Berlin


def test_bad_lines_are_told_by_number(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "log.jsonl", {"author": "ben", "text": "secret"}, {"author": "ben", "text": "b"}
    )
    path.write_text(path.read_text() + '\n{"secret"\n[]\n{"id": 5}\n')
    found = [one for one in records(json_lines.read(path, HERE, BERLIN)) if isinstance(one, Passed)]
    assert [(one.why, one.line, one.detail) for one in found] == [
        (UNREADABLE, 4, "this is not JSON"),
        (UNREADABLE, 5, "expected an object in {curly brackets}"),
        (UNREADABLE, 6, '"id" is missing or not text'),
    ]


# ---- which form


def test_each_form_is_recognised(tmp_path: Path) -> None:
    channel_file(tmp_path / "b [part 10].json", posted(9, WILMA))
    channel_file(tmp_path / "b [part 2].json", posted(1, WILMA))
    as_file(tmp_path / "result.json", group(wrote(1, "Wilma/user1")))
    (tmp_path / "x.jsonl.gz").write_bytes(
        gzip.compress(lines(tmp_path / "log.json", {"author": "b", "text": "c"}).read_bytes())
    )
    (tmp_path / "other.json").write_text('{"orders": []}')
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "readme.txt").write_text("hello")
    (tmp_path / "bom.json").write_bytes(b"\xef\xbb\xbf" + (tmp_path / "result.json").read_bytes())
    found = find(tmp_path, None, BERLIN, lambda: HERE)
    assert [one.form for one in found.exports] == [
        "discord-export", "discord-export", "telegram-export", "json-lines", "telegram-export",
        "json-lines",
    ]  # fmt: skip
    assert [said(one)[0].at for one in found.exports[:2]] == [FIRST + 60_000, FIRST + 540_000]
    assert found.others == (
        "empty.json is empty",
        "other.json is no export that I know; say its form with --as discord-export, "
        "telegram-export, json-lines",
    )


BROKEN = {
    "cut": (b'{"guild": {"id": "1"', "a.json is cut off: its end is missing"),
    "html": (b"<html><body>secret", "a.json is not JSON, or damaged on the way"),
    "binary": (b"\x00\xff\xfe" * 50, "a.json is not JSON, or damaged on the way"),
    "list": (b"[1, 2]", "a.json is no export that I know"),
    "no messages": (b'{"guild": {}, "channel": {}}', "a.json holds no messages of Discord"),
    "numberless": (b'{"guild": {}, "channel": {}, "messages": []}', "of which channel and server"),
    "no chats": (b'{"about": "x", "chats": {"list": []}}', "a.json holds no chats of Telegram"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_files(tmp_path: Path, what: str) -> None:
    content, sentence = BROKEN[what]
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        find(tmp_path / "a.json", None, BERLIN, lambda: HERE)
    assert sentence in str(refused.value) and "secret" not in str(refused.value)


def test_files_that_end_too_soon_give_what_they_have(tmp_path: Path) -> None:
    whole = channel_file(tmp_path / "a.json", *(posted(n, WILMA) for n in range(50))).read_bytes()
    (tmp_path / "a.json").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(whole)[:-40])
    export = discord_export.read(tmp_path / "a.json")
    taken: list[Record] = []
    with pytest.raises(Unreadable, match="its end is missing"):
        for one in export.records(lambda position: None):
            taken.append(one)
    assert 20 < len(taken) < 26
    with pytest.raises(Unreadable, match="is no gzip file, or it is cut off"):
        records(discord_export.read(tmp_path / "b.json.gz"))
    telegram_file = as_file(
        tmp_path / "t.json",
        group(notice(1, "Olga/user9", "invite_members", members=["Wilma"]),
              *(wrote(n, "Wilma/user1") for n in range(2, 50))),
    )  # fmt: skip
    telegram_file.write_bytes(telegram_file.read_bytes()[:5000])
    [export] = telegram_export.read(telegram_file, BERLIN)
    found: list[Record] = []
    with pytest.raises(Unreadable, match="is cut off"):
        for one in export.records(lambda position: None):
            found.append(one)
    assert isinstance(found[0], Said) and isinstance(found[-1], Moved) and len(found) > 10


def test_the_command_names_every_form() -> None:
    """By itself, so that the other commands need not wait for the readers."""
    assert command.FORMS == forms.FORMS
