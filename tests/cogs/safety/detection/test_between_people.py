"""Feuds, roasts and pile-ons, told as stories."""

from __future__ import annotations

from dataclasses import replace

from cogs.safety.config import PileOn, Repeated
from cogs.safety.detection.patterns import findings
from tests.cogs.safety.detection.story import (
    ANA,
    BEN,
    CY,
    DEE,
    EVE,
    FAY,
    GUS,
    HAL,
    MINUTE,
    Story,
    story,
)

# ---- a feud


def test_a_feud() -> None:
    chat = Story()
    first = chat.says(ANA, to=BEN, abuse=0.5)
    assert chat.names == []
    chat.says(BEN, to=ANA)
    chat.says(ANA, to=BEN, abuse=0.6)
    assert chat.names == []
    chat.says(CY, to=BEN)
    last = chat.says(ANA, to=BEN, abuse=0.7)
    assert chat.only.target_id == BEN
    assert chat.only.authors == (ANA,)
    assert chat.only.messages[0] == first.place
    assert chat.only.messages[-1] == last.place
    assert chat.reason == "3 abusive messages to the same person within 240 s"


def test_a_feud_goes_on_only_when_another_message_joins() -> None:
    chat = Story()
    for _ in range(3):
        last = chat.says(ANA, to=BEN, abuse=0.6)
    assert chat.names == ["repeated"]
    chat.says(ANA, to=BEN)  # a friendly word
    assert chat.names == []
    chat.says(ANA, to=CY, abuse=0.6)  # somebody else
    assert chat.names == []
    assert findings(chat.window, replace(last, abuse=0.61), chat.config) == ()  # an edit
    chat.says(ANA, to=BEN, abuse=0.6)
    assert chat.only.detail["messages"] == 4


def test_who_calms_down_is_left_alone_unless_the_last_word_is_flagged() -> None:
    chat = Story()
    for abuse in (0.9, 0.8, 0.5, 0.4):
        chat.says(ANA, to=BEN, abuse=abuse)
        assert chat.names == []
    chat.says(ANA, to=BEN, abuse=0.5, flagged=True)
    assert chat.names == ["repeated"]


def test_what_lies_far_back_does_not_count() -> None:
    chat = Story()
    for _ in range(10):
        chat.says(ANA, to=BEN, abuse=0.9, later=31 * MINUTE)
        assert chat.names == []


def test_the_victim_may_snap_back_once() -> None:
    chat = Story()
    chat.says(ANA, to=BEN, abuse=0.8)
    chat.says(ANA, to=BEN, abuse=0.8)
    chat.says(BEN, to=ANA, abuse=0.8)
    chat.says(ANA, to=BEN, abuse=0.8)
    assert chat.names == ["repeated"]


def test_among_several_targets_it_is_about_the_one_hit_most() -> None:
    chat = Story()
    for number in range(3):
        chat.says(ANA, to=(BEN, CY) if number else (CY,), abuse=0.8)
    assert chat.only.target_id == CY


def test_staff_who_harass_are_found_too_and_a_moderator_may_be_the_target() -> None:
    chat = Story()
    for _ in range(3):
        chat.says(ANA, to=GUS, abuse=0.8, staff=True)
    assert chat.names == ["repeated"]


def test_who_is_meant_may_be_a_guess_and_the_reason_says_so() -> None:
    chat = Story()
    for _ in range(3):
        chat.says(ANA, to=BEN, abuse=0.6, guessed=True)
    assert chat.only.target_id == BEN
    assert chat.reason == (
        "3 abusive messages within 120 s, perhaps to the same person: they name nobody, but the "
        "same one wrote before them"
    )
    chat.says(ANA, to=BEN, abuse=0.6)
    assert chat.reason == (
        "4 abusive messages within 180 s, perhaps all to the same person: some of them name nobody"
    )
    for _ in range(2):
        chat.says(ANA, to=BEN, abuse=0.6)
    assert chat.reason == "3 abusive messages to the same person within 120 s", "enough by itself"


def test_what_was_acted_on_is_not_counted_again() -> None:
    chat = Story()
    said = [chat.says(ANA, to=BEN, abuse=0.6) for _ in range(3)]
    for one in said:
        chat.window.settled(*one.place)
    new = chat.says(ANA, to=BEN, abuse=0.6)
    assert chat.reason == (
        "1 abusive message to the same person within 1 s; 3 such messages before were acted on"
    )
    assert chat.only.messages == (new.place,)


# ---- a friendly roast


def test_a_friendly_roast_is_no_finding() -> None:
    chat = Story()
    for _ in range(6):
        chat.says(ANA, to=BEN, abuse=0.7)
        assert chat.names == []
        chat.says(BEN, to=ANA, abuse=0.7)
        assert chat.names == []


def test_a_roast_that_turns_into_threats_is_one() -> None:
    chat = Story()
    for _ in range(4):
        chat.says(ANA, to=BEN, abuse=0.7)
        chat.says(BEN, to=ANA, abuse=0.7)
    chat.says(ANA, to=BEN, abuse=0.9, labels={"threat": 0.9})
    assert chat.names == ["repeated"]


def test_a_round_of_friends_whom_their_host_teases_first() -> None:
    chat = Story()
    for friend in (BEN, CY, DEE, EVE):
        chat.says(ANA, to=friend, abuse=0.6)
        assert chat.names == []
        chat.says(friend, to=ANA, abuse=0.6)
        assert chat.names == []


def test_friends_who_keep_it_up_are_none_of_a_pile_on() -> None:
    chat = story(pile_on=PileOn(authors=4))
    for _ in range(3):
        for friend in (BEN, CY, DEE):
            chat.says(friend, to=ANA, abuse=0.6)
            chat.says(ANA, to=friend, abuse=0.6)
    for stranger in (EVE, FAY, GUS):
        chat.says(stranger, to=ANA, abuse=0.6)
        assert chat.names == []
    chat.says(HAL, to=ANA, abuse=0.6)
    assert chat.only.authors == (EVE, FAY, GUS, HAL)


def test_a_threat_among_friends_counts_with_all_that_was_said() -> None:
    chat = Story()
    for friend in (BEN, CY):
        chat.says(ANA, to=friend, abuse=0.6)
        chat.says(friend, to=ANA, abuse=0.6)
    chat.says(DEE, to=ANA, abuse=0.9, labels={"threat": 0.9})
    assert chat.only.authors == (BEN, CY, DEE)


def test_what_moderators_dismissed_is_not_held_against_anybody_again() -> None:
    chat = Story()
    rows = [chat.says(ANA, to=BEN, abuse=0.6) for _ in range(3)]
    assert chat.names == ["repeated"]
    for row in rows:
        chat.window.cleared(*row.place)
    for _ in range(2):
        chat.says(ANA, to=BEN, abuse=0.6)
        assert chat.names == []
    chat.says(ANA, to=BEN, abuse=0.6)
    assert chat.only.detail["messages"] == 3


def test_banter_is_still_banter_after_one_side_of_it_was_dismissed() -> None:
    chat = Story()
    for _ in range(3):
        row = chat.says(ANA, to=BEN, abuse=0.6)
        chat.window.cleared(*row.place)
        chat.says(BEN, to=ANA, abuse=0.6)
        assert chat.names == []


# ---- a pile-on


def test_a_pile_on_of_six() -> None:
    chat = Story()
    authors = []
    for author in (BEN, CY, DEE, EVE, FAY, GUS):
        chat.says(author, to=ANA, abuse=0.6, later=20_000)
        authors.append(author)
        assert chat.names == (["pile_on"] if len(authors) >= 3 else [])
    assert chat.only.target_id == ANA
    assert chat.only.authors == tuple(authors)
    assert len(chat.only.messages) == 6
    assert chat.reason == "6 people write abuse to the same member within 100 s"


def test_a_pile_on_may_be_a_guess() -> None:
    chat = Story()
    for author in (BEN, CY, DEE):
        chat.says(author, to=ANA, abuse=0.6, guessed=True)
    assert "perhaps to the same member: they name nobody" in chat.reason
    chat.says(EVE, to=ANA, abuse=0.6)
    assert chat.reason == "4 people write abuse to the same member within 180 s"


def test_the_victim_of_a_pile_on_may_answer_each_of_them() -> None:
    chat = Story()
    for author in (BEN, CY, DEE, EVE):
        chat.says(author, to=ANA, abuse=0.6)
        assert chat.names == (["pile_on"] if author in (DEE, EVE) else [])
        chat.says(ANA, to=author, abuse=0.6)
        assert chat.names == []


def test_many_who_disagree_politely_are_no_pile_on() -> None:
    chat = Story()
    for author in (BEN, CY, DEE, EVE, FAY, GUS):
        chat.says(author, to=ANA, abuse=0.3)
        assert chat.names == []


def test_one_loud_person_is_no_pile_on_and_many_slow_ones_are_none() -> None:
    chat = story(repeated=Repeated(enabled=False))
    for _ in range(6):
        chat.says(BEN, to=ANA, abuse=0.6)
        assert chat.names == []
    for author in (CY, DEE, EVE):
        chat.says(author, to=GUS, abuse=0.6, later=16 * MINUTE)
        assert chat.names == []


def test_the_author_is_never_the_target() -> None:
    chat = Story()
    for author in (BEN, CY, DEE, ANA):
        chat.says(author, to=(ANA, author), abuse=0.6)
    assert chat.names == []  # Ana about herself
    for _ in range(4):
        chat.says(EVE, to=EVE, abuse=0.9)
        assert chat.names == []
