"""Telegram Desktop's files as records."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.api.port.nouns import NativeSpace
from bot.history.reading import telegram_export
from bot.history.reading.records import (
    BOTS,
    EMPTY,
    FORWARDS,
    NO_AUTHOR,
    NO_NUMBER,
    NOTICES,
    ODD_TIME,
    Export,
    Moved,
    Unreadable,
)
from bot.history.reading.streams import Mended

from .exports import (
    BERLIN,
    FIRST,
    as_file,
    group,
    notice,
    passed,
    records,
    said,
    wrote,
)


def telegram(tmp_path: Path, *messages: Any, **changes: Any) -> Export:
    [export] = telegram_export.read(
        as_file(tmp_path / "result.json", group(*messages, **changes)), BERLIN
    )
    return export


def test_a_group_of_telegram(tmp_path: Path) -> None:
    marked = ["Look: ", {"type": "bold", "text": "rye"}, {"type": "custom_emoji"}, 7]
    naming = [{"type": "mention_name", "text": "Otto", "user_id": 6000000002}, {"type": "bold"}]
    recent = [{"from": "Otto", "from_id": "user6000000002", "date": "2023-11-15T08:00:00"}]
    liked = [{"type": "emoji", "count": 1, "emoji": "👍", "recent": recent}, {"type": "paid"}]
    export = telegram(
        tmp_path,
        wrote(1, "Wilma/user1", marked, text_entities=naming, reactions=liked),
        wrote(2, "/user6000000002", "", photo="a.jpg", reply_to_message_id=1),
        wrote(3, "Wilma/user1", reply_to_message_id=9, reply_to_peer_id="channel5"),
        wrote(4, "Bakery group/channel1234567890"),
        wrote(5, "News/channel77"),
    )
    assert (export.platform, export.space) == (
        "telegram",
        NativeSpace("-1001234567890", "Bakery group"),
    )
    one, two, three, four, five = said(export)
    assert (one.author.native_id, one.author.name, one.length) == ("1", "Wilma", 9)
    assert one.place.native_id == "-1001234567890" and one.at == FIRST + 60_000
    assert [who.native_id for who in one.mentions] == ["6000000002"]
    [like] = one.reactions
    assert (like.person.native_id, like.emoji, like.at) == ("6000000002", "👍", 1_700_031_600_000)
    assert (two.author.name, two.length, two.attachments) == ("Deleted Account", 0, 1)
    assert two.answers == (1,) and three.answers == ()
    assert four.author.native_id == "anon:-1001234567890"
    assert five.author.native_id == "chat:-1000000000077"


def test_from_before_the_group_became_a_supergroup(tmp_path: Path) -> None:
    """Numbered as our tables number them when a live group moves."""
    old = wrote(-999999995, "Wilma/user1", date_unixtime="1600000000")
    again = wrote(
        -999999990, "Wilma/user1", reply_to_message_id=-999999995, date_unixtime="1600000000"
    )
    one, two = said(telegram(tmp_path, old, again))
    assert (one.native_id, two.native_id, two.answers) == (-5, -10, (-5,))


def test_old_exports_have_local_times_and_plain_numbers(tmp_path: Path) -> None:
    plain = wrote(1, "Wilma/x", from_id=(1 << 32) + 42)
    del plain["date_unixtime"]
    bare = wrote(2, "Otto/x", from_id=43)
    one, two = said(telegram(tmp_path, plain, bare, type="private_group"))
    assert (one.author.native_id, two.author.native_id) == ("42", "43")
    assert one.at == 1_700_000_000_000 and one.place.native_id == "-1234567890"


def test_who_came_and_went(tmp_path: Path) -> None:
    export = telegram(
        tmp_path,
        notice(1, "Olga/user9", "create_group", members=["Wilma", "Twin"]),
        notice(2, "Otto/user2", "join_group_by_link", inviter="Olga"),
        notice(3, "Ben/user3", "invite_members", members=["Ben"]),
        notice(4, "Otto/user2", "remove_members", members=["Otto"]),
        notice(5, "Olga/user9", "invite_members", members=["Nobody", None]),
        notice(6, "Olga/user9", "pin_message", message_id=1),
        wrote(7, "Wilma/user1"), wrote(8, "Twin/user4"), wrote(9, "Twin/user5"),
    )  # fmt: skip
    moves = [(m.person.name, m.kind) for m in records(export) if isinstance(m, Moved)]
    assert moves == [
        ("Olga", "joined"),
        ("Otto", "joined"),
        ("Ben", "joined"),
        ("Otto", "left"),
        ("Wilma", "joined"),  # invited by name, and the one Wilma who has spoken
    ]
    assert sorted(passed(export)) == sorted([NO_AUTHOR] * 3 + [NOTICES])


def test_a_notice_of_a_kind_that_is_no_word(tmp_path: Path) -> None:
    odd = notice(1, "Wilma/user1", "join_group_by_link") | {"action": ["join_group_by_link"]}
    export = telegram(tmp_path, odd)
    assert passed(export) == [NOTICES]


def test_topics_of_a_forum(tmp_path: Path) -> None:
    export = telegram(
        tmp_path,
        notice(10, "Olga/user9", "topic_created", title="Rye"),
        wrote(11, "Wilma/user1", reply_to_message_id=10),
        wrote(12, "Otto/user2", reply_to_message_id=11),
        wrote(13, "Otto/user2"),
    )
    in_topic, follows, general = said(export)
    assert in_topic.place.native_id == "-1001234567890/10" and in_topic.place.name == "Rye"
    assert in_topic.answers == () and not in_topic.follows
    assert follows.answers == (11,) and follows.follows
    assert general.place.native_id == "-1001234567890"


def test_bots_are_known_by_their_buttons(tmp_path: Path) -> None:
    """Also in what they wrote before the first of them; who sent something via a bot is none."""
    buttons = [[{"type": "callback", "text": "Yes"}]]
    export = telegram(
        tmp_path,
        wrote(1, "Rose/user50"),
        wrote(2, "Rose/user50", inline_bot_buttons=buttons),
        wrote(3, "Wilma/user1", via_bot="@gif", inline_bot_buttons=buttons),
        notice(4, "Rose/user50", "join_group_by_link"),
    )
    assert [one.author.name for one in said(export)] == ["Wilma"]
    assert passed(export) == [BOTS] * 3


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (wrote(1, "X/"), NO_AUTHOR),
        (wrote(1, "X/user"), NO_AUTHOR),
        (wrote(1, "X/user0"), NO_AUTHOR),
        (wrote(1, "X/robot5"), NO_AUTHOR),
        (wrote(1, "X/user" + "9" * 4000), NO_AUTHOR),
        (wrote(10**30, "X/user1"), NO_NUMBER),
        (wrote(0, "X/user1"), NO_NUMBER),
        (wrote(True, "X/user1"), NO_NUMBER),
        (wrote(1, "X/user1", date="never", date_unixtime="soon"), ODD_TIME),
        (wrote(1, "X/user1", text=""), EMPTY),
        (wrote(1, "News/channel77", forwarded_from="News"), FORWARDS),
        ({"id": 1, "type": "unsupported"}, ODD_TIME),
        (wrote(1, "X/user1", type="poem"), NOTICES),
        (["x"], NO_NUMBER),
    ],
)
def test_what_telegram_tells_but_nobody_wrote(tmp_path: Path, message: Any, why: str) -> None:
    export = telegram(tmp_path, message, wrote(2, "Wilma/user1"))
    assert passed(export) == [why] and len(said(export)) == 1


def test_of_a_whole_account_only_groups(tmp_path: Path) -> None:
    chats = [
        group(wrote(1, "Ma/user5"), type="personal_chat", name="Ma", number=5),
        group(wrote(1, "Wilma/user1"), wrote(2, "Otto/user2"), name="One", number=11),
        group(name="Empty", number=12),
        group(wrote(7, "Otto/user2"), name="Two", number=13, type="public_supergroup"),
    ]
    whole = {"about": "Here is...", "personal_information": {"user_id": 9, "first_name": "O"}}
    path = as_file(tmp_path / "result.json", whole | {"chats": {"about": "", "list": chats}})
    exports = telegram_export.read(path, BERLIN)
    found = {e.space.name: [one.native_id for one in said(e)] for e in exports}
    assert found == {"One": [1, 2], "Empty": [], "Two": [7]}
    path = as_file(tmp_path / "b.json", group(wrote(1, "Ma/user5"), type="personal_chat"))
    with pytest.raises(Unreadable, match="holds no group; channels and private chats are not"):
        telegram_export.read(path, BERLIN)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([b"\\\\", b"\\x0B", b"x", b'\\"', b"\\n", b"\\x1f", b"41"])), st.data()
)
def test_telegrams_odd_escapes_wherever_a_piece_ends(
    parts: list[bytes], data: st.DataObject
) -> None:
    wire = b'["' + b"".join(parts) + b'"]'
    mended, whole = Mended(io.BytesIO(wire)), b""
    while piece := mended.read(data.draw(st.integers(1, 5))):
        whole += piece
    expected = {b"\\\\": "\\", b"\\x0B": "\x0b", b'\\"': '"', b"\\n": "\n", b"\\x1f": "\x1f"}
    assert json.loads(whole) == ["".join(expected.get(p, p.decode()) for p in parts)]
