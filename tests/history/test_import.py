"""`townhall import` of files, on the database alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from tests.support.shell import Said, townhall

from .exports import (
    FIRST,
    GENERAL,
    GUILD,
    as_file,
    channel_file,
    group,
    lines,
    notice,
    wrote,
)
from .importing import (
    GROUP,
    HISTORY,
    LOG,
    OK,
    UNUSABLE,
    bring,
    make,
    rows,
)

__all__ = ["bring", "townhall"]


def test_a_channel_of_discord_and_again(bring: Callable[..., Said]) -> None:
    channel_file(Path("general.json"), *HISTORY)
    code, out, err = bring("general.json", "--dry-run")
    assert (code, err) == (OK, []) and "This was a rehearsal: nothing was written." in out
    assert "✓ 2 messages taken, 0 known already." in out and rows("SELECT * FROM spaces") == []

    code, out, err = bring("general.json")
    assert (code, err) == (OK, [])
    assert out.splitlines() == [
        "From DiscordChatExporter: Bakery talk.",
        "✓ 2 messages taken, 0 known already.",
        "✓ 1 joined and 0 left.",
        "✓ 2 people in all, 2 of them new here.",
        "✓ 1 reaction taken.",
        "! Not taken:",
        "  1 of bots and of those named with --bots",
        "  1 notices of the platform (pins, calls, new topics and the like)",
    ]
    assert rows("SELECT platform, native_id, name FROM spaces") == [
        ("discord", GUILD, "Bakery talk")
    ]
    assert rows("SELECT native_id, name, private FROM channels") == [(GENERAL, "general", 1)]
    wilma, otto = rows("SELECT member_id FROM accounts ORDER BY native_id")
    assert rows("SELECT member_id, reply_member_id, length FROM messages ORDER BY native_id") == [
        (wilma, None, 12),
        (otto, wilma, 12),
    ]
    assert rows("SELECT member_id, kind, at FROM movements") == [(otto, "joined", FIRST + 420_000)]
    assert rows("SELECT member_id, target_id FROM reactions") == [(wilma, otto)]
    # 14 November 2023, 23:13 in Berlin
    assert set(rows("SELECT day FROM messages")) == {738838}
    assert sum(rows("SELECT messages FROM activity_days")) == 2

    code, out, err = bring("general.json")
    assert (code, err) == (OK, [])
    assert "✓ 0 messages taken, 2 known already." in out
    assert "✓ 0 joined and 0 left (1 more were no news)." in out and "reaction" not in out
    assert "2 people in all, 0 of them new here" in out
    assert sum(rows("SELECT messages FROM activity_days")) == 2
    assert not [m for m in rows("SELECT * FROM mentions") if m is None]


def test_newest_first_and_answers_before_what_they_answer(bring: Callable[..., Said]) -> None:
    # also in two imports, the newer part first
    channel_file(Path("general.json"), *reversed(HISTORY[1:]))
    assert bring("general.json")[0] == OK
    channel_file(Path("general.json"), HISTORY[0])
    assert bring("general.json")[0] == OK
    wilma, otto = rows("SELECT member_id FROM accounts ORDER BY native_id")
    assert rows("SELECT member_id, reply_member_id FROM messages ORDER BY native_id") == [
        (wilma, None),
        (otto, wilma),
    ]
    assert rows("SELECT source_id, target_id, replies FROM pair_days WHERE replies > 0") == [
        (otto, wilma, 1)
    ]


def test_a_group_of_telegram_and_its_topics(bring: Callable[..., Said]) -> None:
    file = as_file(
        Path("result.json"),
        group(
            notice(1, "Olga/user9", "invite_members", members=["Otto"]),
            notice(2, "Olga/user9", "topic_created", title="Rye"),
            wrote(3, "Wilma/user1", reply_to_message_id=2),
            wrote(4, "Otto/user2", reply_to_message_id=3),
            wrote(5, "Townhall/user4242", "I am the bot"),
            wrote(6, "Rose Helper/user77"),
        ),
    )
    code, out, _ = bring(file, "--bots", "rose helper, nobody")
    assert code == OK and "✓ 2 messages taken" in out and "✓ 1 joined and 0 left." in out
    assert "  2 of bots and of those named with --bots" in out
    assert rows("SELECT native_id, name, parent, private FROM channels") == [
        (f"{GROUP}/2", "Rye", GROUP, 0)
    ]
    assert rows("SELECT native_id FROM accounts ORDER BY native_id") == ["1", "2"]


def test_a_control_character_of_telegram(bring: Callable[..., Said]) -> None:
    raw = json.dumps(group(wrote(1, "Wilma/user1", "a@b"))).replace("a@b", "a\\x0Bb")
    Path("result.json").write_text(raw)
    assert bring("result.json")[0] == OK
    assert rows("SELECT length FROM messages") == [3]


def test_of_a_whole_account_what_is_ours(bring: Callable[..., Said]) -> None:
    asyncio.run(make("Mill"))
    chats = [
        group(wrote(1, "Wilma/user1"), name=name, number=n) for name, n in (("A", 11), ("B", 22))
    ]
    file = as_file(Path("result.json"), {"chats": {"list": chats}})
    code, out, _ = bring(file)
    assert code == OK and "From Telegram Desktop: B." in out
    assert rows(
        "SELECT s.name, c.name FROM spaces s JOIN communities c ON c.id = community_id"
    ) == [("B", "Mill")]
    assert bring(file, "--space", "a", "--community", "Bakery")[0] == OK
    assert rows("SELECT name FROM spaces") == ["B", "A"]
    code, out, err = bring(file, "--space", "C")
    assert (code, err[-1]) == (
        UNUSABLE,
        'The export holds several groups; name one with --space: "A", "B".',
    )
    code, out, err = bring(file, "--space", "B", "--community", "Bakery")
    assert (code, err[-1]) == (
        UNUSABLE,
        '"B" belongs to the community "Mill" already: leave --community out.',
    )


def test_a_log_and_its_next_part(bring: Callable[..., Said]) -> None:
    lines(Path("log.jsonl"), *LOG)
    code, out, _ = bring("log.jsonl", "--space", "IRC", "--bots", "ubotu")
    assert code == OK and "✓ 2 messages taken" in out and "✓ 1 joined and 1 left." in out
    assert rows("SELECT platform, name FROM spaces") == [("import", "IRC")]
    assert rows("SELECT name FROM channels") == ["bread"]
    # whoever took another name is known by it in the next file too
    lines(Path("next.jsonl"), *({"id": "n", "author": "ben_away", "text": "back"},) * 2)
    code, out, _ = bring("next.jsonl", "--space", "IRC")
    assert "✓ 1 message taken, 1 known already." in out and "0 of them new here" in out
    assert sorted(rows("SELECT name FROM members")) == ["ana", "ben"]
