"""What comes back in disguise, floods, calls, links and copies, told as stories."""

from __future__ import annotations

from dataclasses import replace

from cogs.safety.detection.patterns import findings
from cogs.safety.detection.seen import Finding
from cogs.safety.detection.window import Window
from cogs.safety.times import DAY_MS
from tests.cogs.safety.detection.story import (
    ANA,
    BEN,
    CY,
    DEE,
    EVE,
    GUS,
    MINUTE,
    NOW,
    Story,
    english,
    numbers,
    seen,
)

# ---- evasion

INSULT = "Ben, you are an idiot"


def test_leet_after_a_deletion() -> None:
    chat = Story()
    first = chat.says(ANA, INSULT, to=BEN, abuse=0.9)
    assert chat.window.deleted(*first.place)
    second = chat.says(ANA, "B e n, you are an 1D10T!!", abuse=0.1)
    assert chat.only.messages == (first.place, second.place)
    assert chat.only.target_id == BEN
    assert chat.reason == "The same words again, after they were deleted"
    assert findings(chat.window, second, chat.config) == ()


def test_a_guess_is_no_target_of_what_comes_back() -> None:
    chat = Story()
    first = chat.says(ANA, INSULT, to=CY, abuse=0.9, guessed=True)
    chat.window.deleted(*first.place)
    chat.says(ANA, INSULT, to=DEE, abuse=0.9, guessed=True)
    assert chat.only.target_id is None
    chat.says(ANA, INSULT, to=BEN, abuse=0.9)
    assert chat.only.target_id == BEN


def test_after_a_decision_even_words_that_score_low_are_found() -> None:
    chat = Story()
    first = chat.says(ANA, "visit my little shop", abuse=0.0)
    chat.window.settled(*first.place)
    chat.says(ANA, "visit my l1ttle sh0p")
    assert chat.reason == "The same words again, after moderators acted on them"


def test_what_the_bot_acted_on_by_itself_is_not_laid_on_moderators() -> None:
    chat = Story()
    first = chat.says(ANA, INSULT, to=BEN, abuse=0.9)
    chat.window.settled(*first.place, automatic=True)
    chat.says(ANA, INSULT, abuse=0.9)
    assert chat.reason == "The same words again, after I acted on them by myself"
    assert chat.only.target_id == BEN, "whom the words were aimed at before"
    chat.says(CY, INSULT, abuse=0.9)
    assert chat.reason == "The words of somebody else that I had acted on by myself"


def test_who_corrects_their_own_message_evades_nothing() -> None:
    chat = Story()
    first = chat.says(ANA, "see you on sunday", abuse=0.05)
    chat.window.deleted(*first.place)
    chat.says(ANA, "See you on Sunday!", abuse=0.05)
    assert chat.names == []


def test_others_who_repeat_it() -> None:
    chat = Story()
    rude = chat.says(ANA, INSULT, to=BEN, abuse=0.9)
    shop = chat.says(ANA, "hello everybody")
    chat.window.deleted(*rude.place)
    chat.window.settled(*shop.place)
    chat.says(CY, "Hello everybody")
    assert chat.names == []
    chat.says(CY, INSULT, to=BEN, abuse=0.9)
    assert chat.only.authors == (ANA, CY)
    assert chat.reason == "The words of somebody else that had been deleted"
    chat.window.settled(*rude.place)
    chat.says(DEE, INSULT, to=BEN, abuse=0.9)
    assert "evasion" in chat.names
    assert english(next(f for f in chat.found if f.name == "evasion")) == (
        "The words of somebody else that moderators had acted on"
    )


def test_words_may_come_back_after_a_day_or_when_the_decision_is_taken_back() -> None:
    chat = Story()
    first = chat.says(ANA, INSULT, abuse=0.9)
    chat.window.settled(*first.place)
    chat.says(ANA, INSULT, abuse=0.9, later=DAY_MS + MINUTE)
    assert chat.names == []
    second = chat.says(ANA, INSULT, abuse=0.9)
    chat.window.settled(*second.place)
    chat.window.cleared(*second.place)
    chat.says(ANA, INSULT, abuse=0.9)
    assert chat.names == []


def test_a_message_that_was_settled_and_edited_is_not_its_own_evasion() -> None:
    chat = Story()
    first = chat.says(ANA, INSULT, abuse=0.9)
    chat.window.settled(*first.place)
    assert findings(chat.window, replace(first, links=True), chat.config) == ()


# ---- what is remembered of words that were deleted or acted on


def test_what_was_deleted_or_acted_on_is_remembered_by_its_words() -> None:
    window = Window()
    window.add(seen(1))
    window.add(seen(9, CY, None))
    assert window.deleted(1, 1)
    (strike,) = window.strikes(seen(1).fingerprint)
    assert (strike.seen.message_id, strike.settled, strike.at) == (1, False, NOW + 9000)
    assert window.settled(1, 1)
    assert window.deleted(1, 1)  # the platform tells what the bot deleted
    (strike,) = window.strikes(seen(1).fingerprint)
    assert strike.settled
    assert not window.deleted(1, 77)
    assert not window.settled(2, 1)


def test_words_that_were_deleted_outlive_the_message() -> None:
    window = Window(most=3)
    window.add(seen(1, fingerprint=b"the words"))
    window.deleted(1, 1)
    for number in range(2, 9):
        window.add(seen(number))
    assert numbers(window.by_author(ANA, DAY_MS)) == [6, 7, 8]
    assert len(window.strikes(b"the words")) == 1


def test_strikes_are_bounded_too() -> None:
    window = Window(most=20)
    for number in range(200):
        window.add(seen(number, fingerprint=str(number).encode()))
        window.deleted(1, number)
    assert len(window._strikes) == 20
    for number in range(200, 400):
        window.add(seen(number, fingerprint=b"same"))
        window.settled(1, number)
    assert 1 <= len(window.strikes(b"same")) < 20
    assert window.strikes(b"same")[-1].seen.message_id == 399


def test_what_is_cleared_is_no_evidence_until_it_is_edited() -> None:
    window = Window()
    window.add(seen(1))
    window.settled(1, 1)
    assert window.counts(seen(1))
    assert window.cleared(1, 1)
    assert not window.counts(seen(1))
    assert window.strikes(seen(1).fingerprint) == []
    window.add(seen(1))  # a picture was added, the words stayed
    assert not window.counts(seen(1))
    window.add(seen(1, abuse=0.99))
    assert window.counts(seen(1))
    assert not window.cleared(1, 2)


def test_an_event_is_news_only_when_a_message_joins() -> None:
    window = Window()
    for number in (1, 2, 3):
        window.add(seen(number))
    two = Finding("repeated", target_id=BEN, messages=((1, 1), (1, 2)))
    assert window.fresh(two)
    assert not window.fresh(two)
    assert window.fresh(replace(two, messages=((1, 2), (1, 3))))
    assert window.fresh(replace(two, target_id=CY))
    assert window.fresh(replace(two, name="pile_on"))
    assert not window.fresh(replace(two, messages=((1, 99),)))


# ---- floods, mention bombs, links, copies


def test_a_flood() -> None:
    chat = Story()
    for number in range(9):
        chat.says(ANA, later=500, channel=number % 2 + 1)
        assert chat.names == (["flood"] if number >= 7 else [])
    assert chat.only.authors == (ANA,)
    assert chat.reason == "A flood: 9 messages within 4 s"


def test_a_lively_talk_is_no_flood() -> None:
    chat = Story()
    for number in range(30):
        chat.says((ANA, BEN, CY)[number % 3], later=500)
        assert chat.names == []
    for _ in range(30):
        chat.says(ANA, later=1500)
        assert chat.names == []


def test_a_mention_bomb() -> None:
    chat = Story()
    chat.says(ANA, "come all", called=9, callees=frozenset(range(9)))
    assert chat.reason == "9 people mentioned in one message"


def test_a_mention_bomb_in_pieces() -> None:
    chat = Story()
    for piece in range(3):
        chat.says(ANA, called=3, callees=frozenset(range(piece * 3, piece * 3 + 3)), later=5000)
        assert chat.names == (["mention_bomb"] if piece == 2 else [])
    assert chat.reason == "9 people mentioned within 10 s"
    chat.says(ANA, "sorry", later=1000)
    assert chat.names == []


def test_calling_the_same_friends_again_is_no_bomb() -> None:
    chat = Story()
    for _ in range(5):
        chat.says(ANA, called=4, callees=frozenset(range(4)), later=5000)
        assert chat.names == []


def test_a_newcomers_link() -> None:
    chat = Story()
    link = "Free gifts at https://example.org"
    chat.says(ANA, link, age_ms=20 * MINUTE)
    assert chat.reason == "A link from somebody who came 1200 s before"
    chat.says(BEN, link, age_ms=0)
    assert chat.reason == "A link from somebody who has just come"
    chat.says(CY, link, age_ms=61 * MINUTE)
    assert chat.names == []
    chat.says(DEE, link, age_ms=None)
    assert chat.names == []
    chat.says(EVE, "Hello, I am new here", age_ms=MINUTE)
    assert chat.names == []


def test_copies_in_channels() -> None:
    chat = Story()
    offer = "I sell garden chairs, very cheap, write to me"
    chat.says(ANA, offer, channel=1)
    chat.says(ANA, offer, channel=1)
    chat.says(ANA, offer.upper(), channel=2)
    assert chat.names == []
    chat.says(BEN, offer, channel=3)
    assert chat.names == []
    chat.says(ANA, offer + "!", channel=3)
    assert chat.only.detail["channels"] == 3
    assert chat.reason == "The same text in 3 channels within 240 s"


def test_a_greeting_in_every_channel_is_no_copy_but_a_short_link_is() -> None:
    chat = Story()
    for channel in range(1, 6):
        chat.says(ANA, "Good morning!", channel=channel)
        assert chat.names == []
    for channel in range(1, 4):
        chat.says(ANA, "t.me/shop", channel=channel)
    assert chat.names == ["copies"]


def test_copies_over_a_long_time_are_none() -> None:
    chat = Story()
    for channel in range(1, 6):
        chat.says(ANA, "Tonight we meet at eight in the garden", channel=channel, later=6 * MINUTE)
        assert chat.names == []


def test_staff_may_flood_mention_link_and_copy() -> None:
    chat = Story()
    for number in range(30):
        chat.says(
            GUS,
            "Please all come to https://example.org tonight",
            later=100,
            channel=number,
            called=20,
            callees=frozenset(range(20)),
            age_ms=0,
            staff=True,
        )
        assert chat.names == []
