"""DiscordChatExporter's files as records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.api.port.nouns import NativeSpace
from bot.history.reading import discord_export
from bot.history.reading.records import (
    BOTS,
    NO_AUTHOR,
    NO_NUMBER,
    NOTICES,
    Moved,
    Said,
    Unreadable,
)

from .exports import (
    BOT,
    FIRST,
    GENERAL,
    GUILD,
    OTTO,
    WILMA,
    answer,
    channel_file,
    passed,
    posted,
    records,
    said,
    user,
)


def test_a_channel_of_discord(tmp_path: Path) -> None:
    first = posted(0, WILMA, "Fresh bread!", mentions=[OTTO, BOT], attachments=[{"id": "9"}])
    emoji = {"id": "", "name": "🥖", "code": "french_bread"}
    second = answer(5, OTTO, first, reactions=[{"emoji": emoji, "count": 2, "users": [WILMA, BOT]}])
    export = discord_export.read(channel_file(tmp_path / "a.json", first, second))
    assert (export.platform, export.space) == ("discord", NativeSpace(GUILD, "Bakery talk"))
    one, two = said(export)
    assert (one.place.native_id, one.place.name, one.place.parent) == (GENERAL, "general", None)
    assert (one.author.native_id, one.author.name, one.author.username) == (
        WILMA["id"],
        "Wilma",
        "wilma",
    )
    assert (one.at, one.length, one.attachments) == (FIRST, 12, 1)
    assert [who.name for who in one.mentions] == ["Otto"]
    assert two.answers == (one.native_id,) and two.at == FIRST + 300_000
    assert [(r.person.name, r.emoji) for r in two.reactions] == [("Wilma", "🥖")]


def test_threads_know_their_parent(tmp_path: Path) -> None:
    for kind, private in (("GuildPublicThread", None), ("GuildPrivateThread", True)):
        thread = {"type": kind, "categoryId": GENERAL, "id": "55", "name": "rye"}
        path = channel_file(tmp_path / "a.json", posted(0, WILMA), channel=thread)
        export = discord_export.read(path)
        [one] = said(export)
        assert (one.place.native_id, one.place.parent, one.place.private) == (
            "55",
            GENERAL,
            private,
        )


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (posted(0, BOT), BOTS),
        (posted(0, None), NO_AUTHOR),
        (posted(0, {"id": None, "name": None}), NO_AUTHOR),
        (posted(0, user(0, "Deleted User", id="456226577798135808")), NO_AUTHOR),
        (posted(0, WILMA, type="ChannelPinnedMessage"), NOTICES),
        (posted(0, WILMA, type=None), NOTICES),
        (posted(0, WILMA, id="9" * 4000), NO_NUMBER),
        (posted(0, WILMA, id=str(2**63)), NO_NUMBER),
        (posted(0, WILMA, id=None), NO_NUMBER),
        (posted(0, WILMA, id="-5"), NO_NUMBER),
        ("nothing", NO_NUMBER),
        (None, NO_NUMBER),
    ],
)
def test_what_discord_tells_but_nobody_wrote(tmp_path: Path, message: Any, why: str) -> None:
    export = discord_export.read(channel_file(tmp_path / "a.json", message, posted(1, WILMA)))
    assert passed(export) == [why] and len(said(export)) == 1


def test_odd_fields_of_discord_do_no_harm(tmp_path: Path) -> None:
    odd = posted(
        0, WILMA, content=None, attachments=None, reactions=[None, {"emoji": 3}, {"users": {}}],
        mentions=[None, 7, {"id": "x"}], type="Reply", reference={"messageId": {}},
    )  # fmt: skip
    joined = posted(1, OTTO, type="GuildMemberJoin")
    one, two = records(discord_export.read(channel_file(tmp_path / "a.json", odd, joined)))
    assert isinstance(one, Said) and (one.length, one.answers, one.mentions) == (0, (), ())
    assert isinstance(two, Moved) and (two.person.name, two.kind) == ("Otto", "joined")
    assert two.at == FIRST + 60_000


def test_direct_messages_are_not_taken(tmp_path: Path) -> None:
    for change in ({"guild": {"id": "0"}}, {"channel": {"type": "DirectTextChat"}}):
        with pytest.raises(Unreadable, match="holds direct messages; only channels of servers"):
            discord_export.read(channel_file(tmp_path / "a.json", posted(0, WILMA), **change))
