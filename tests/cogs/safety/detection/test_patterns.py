"""Patterns between people, told as stories: who wrote what to whom, and what is found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.text import Length, N, Node
from cogs.safety.config import (
    Copies,
    Evasion,
    Flood,
    MentionBomb,
    NewcomerLink,
    Part,
    PileOn,
    Repeated,
    SafetyConfig,
)
from cogs.safety.detection.patterns import PATTERNS, findings, reason_of, span_of
from cogs.safety.detection.seen import Finding, Seen, fingerprint, has_link, skeleton
from cogs.safety.detection.window import DAY_MS, Window

NOW = 1_780_000_000_000
MINUTE = 60_000
DEFAULTS = SafetyConfig()
ANA, BEN, CY, DEE, EVE, FAY, GUS, HAL = range(1, 9)
WHO = ("nobody", "Ana", "Ben", "Cy", "Dee", "Eve", "Fay", "Gus", "Hal")


@dataclass
class Story:
    """A community whose clock goes on by a minute with each message, unless said otherwise."""

    config: SafetyConfig = DEFAULTS
    window: Window = field(default_factory=Window)
    now: int = NOW
    number: int = 0

    def says(
        self,
        author: int,
        text: str = "",
        *,
        to: int | Iterable[int] | None = None,
        abuse: float = 0.0,
        later: int = MINUTE,
        channel: int = 1,
        **about: object,
    ) -> Seen:
        """Tell what is found about it by `self.found`."""
        self.now += later
        self.number += 1
        words = text or f"message {'abcdefghij'[self.number % 10] * 2} of {WHO[author]}"
        row = Seen(
            community_id=1,
            space_id=1,
            channel_id=channel,
            message_id=self.number,
            author_id=author,
            sent_at=self.now,
            targets=() if to is None else (to,) if isinstance(to, int) else tuple(to),
            abuse=abuse,
            fingerprint=fingerprint(words),
            letters=len(skeleton(words)),
            links=has_link(words),
        )
        row = replace(row, **about)  # type: ignore[arg-type]
        self.found = findings(self.window, row, self.config)
        return row

    @property
    def names(self) -> list[str]:
        return [finding.name for finding in self.found]

    @property
    def only(self) -> Finding:
        (finding,) = self.found
        return finding

    @property
    def reason(self) -> str:
        return english(self.only)


def english(finding: Finding) -> str:
    reason = reason_of(finding.name, finding.detail)
    assert isinstance(reason, Node)
    return str(reason)


def story(**parts: Part) -> Story:
    return Story(SafetyConfig(**parts))  # type: ignore[arg-type]


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


def test_after_a_decision_even_words_that_score_low_are_found() -> None:
    chat = Story()
    first = chat.says(ANA, "visit my little shop", abuse=0.0)
    chat.window.settled(*first.place)
    chat.says(ANA, "visit my l1ttle sh0p")
    assert chat.reason == "The same words again, after moderators acted on them"


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


# ---- settings


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("repeated", Repeated(enabled=False)),
        ("pile_on", PileOn(enabled=False)),
        ("evasion", Evasion(enabled=False)),
        ("flood", Flood(enabled=False)),
        ("mention_bomb", MentionBomb(enabled=False)),
        ("newcomer_link", NewcomerLink(enabled=False)),
        ("copies", Copies(enabled=False)),
    ],
)
def test_each_can_be_switched_off(name: str, part: Part) -> None:
    def everything(chat: Story) -> set[str]:
        names: set[str] = set()
        for number in range(9):
            row = chat.says(
                (ANA, BEN, CY)[number % 3],
                "look at https://example.org you fools",
                to=(GUS,),
                abuse=0.9,
                later=10,
                channel=number,
                called=9,
                age_ms=0,
            )
            chat.window.deleted(*row.place)
            names.update(chat.names)
        return names

    eager = {"flood": Flood(messages=3), "repeated": Repeated(messages=2)}
    assert everything(story(**eager)) == {pattern.name for pattern in PATTERNS}
    assert everything(story(**{**eager, name: part})) == {p.name for p in PATTERNS} - {name}


def test_every_pattern_has_settings_of_its_name() -> None:
    assert {pattern.name for pattern in PATTERNS} <= set(SafetyConfig.model_fields)
    assert len({pattern.name for pattern in PATTERNS}) == len(PATTERNS) == 7


def test_the_window_reaches_as_far_back_as_the_longest_setting() -> None:
    assert span_of(DEFAULTS) == DAY_MS
    assert span_of(SafetyConfig(evasion=Evasion(enabled=False))) == 60 * MINUTE
    assert span_of(SafetyConfig(repeated=Repeated(minutes=10_080))) == 7 * DAY_MS


def test_own_numbers_hold() -> None:
    chat = story(repeated=Repeated(messages=2, minutes=5, from_score=0.3))
    chat.says(ANA, to=BEN, abuse=0.3)
    chat.says(ANA, to=BEN, abuse=0.3)
    assert chat.names == ["repeated"]
    chat = story(pile_on=PileOn(authors=2))
    chat.says(ANA, to=CY, abuse=0.5)
    chat.says(BEN, to=CY, abuse=0.5)
    assert chat.names == ["pile_on"]


def test_reasons_are_sentences_to_translate() -> None:
    reason = reason_of("repeated", {"messages": 3, "seconds": 600})
    assert isinstance(reason, N)
    assert reason.params["time"] == Length(600)
    assert reason_of("no such pattern", {}) is None


# ---- always

rows = st.lists(
    st.builds(
        lambda number, author, target, abuse: (number, author, target, abuse),
        st.integers(0, 30),
        st.integers(1, 5),
        st.integers(1, 5),
        st.sampled_from((0.1, 0.4, 0.6, 0.9)),
    ),
    min_size=3,
    max_size=30,
    unique_by=lambda row: row[0],
)


def scene(happened: Sequence[tuple[int, int, int, float]]) -> list[Seen]:
    return [
        Seen(
            community_id=1,
            space_id=1,
            channel_id=number % 3,
            message_id=number,
            author_id=author,
            sent_at=NOW + number * 2000,
            targets=(target,),
            abuse=abuse,
            fingerprint=fingerprint(f"the same old words {'ab'[number % 2]}"),
            letters=20,
            called=number % 4,
            callees=frozenset(range(author, author + number % 4)),
        )
        for number, author, target, abuse in happened
    ]


EAGER = SafetyConfig(
    flood=Flood(messages=3, seconds=20),
    mention_bomb=MentionBomb(people=3),
    copies=Copies(channels=2),
)


@given(happened=rows, data=st.data())
def test_what_is_found_does_not_depend_on_the_order_of_arrival(
    happened: list[tuple[int, int, int, float]], data: st.DataObject
) -> None:
    messages = scene(happened)
    one, other = Window(), Window()
    for row in messages:
        one.add(row)
    for row in data.draw(st.permutations(messages)):
        other.add(row)
    for pattern in PATTERNS:
        for row in messages:
            assert pattern.look(one, row, EAGER) == pattern.look(other, row, EAGER)


@given(happened=rows)
def test_a_finding_holds_the_new_message_and_never_aims_at_its_authors(
    happened: list[tuple[int, int, int, float]],
) -> None:
    window = Window()
    for row in scene(happened):
        for finding in findings(window, row, EAGER):
            assert row.place in finding.messages
            assert row.author_id in finding.authors
            assert finding.target_id not in finding.authors
            assert len(set(finding.messages)) == len(finding.messages) <= 50
            assert str(reason_of(finding.name, finding.detail))
        assert findings(window, row, EAGER) == ()


@given(happened=rows)
def test_without_abuse_nobody_is_found_to_be_a_harasser(
    happened: list[tuple[int, int, int, float]],
) -> None:
    window = Window()
    for row in scene(happened):
        names = {f.name for f in findings(window, replace(row, abuse=0.39), EAGER)}
        assert names.isdisjoint({"repeated", "pile_on", "evasion"})


def test_the_time_for_a_message_does_not_grow_with_what_is_remembered() -> None:
    """The worst case: everybody attacks one person in the same words, all of it within minutes."""

    def cost(remembered: int) -> float:
        window = Window(span_of(DEFAULTS))
        crowd = [
            Seen(1, 1, n % 9, n, n % 60 + 10, NOW + n * 50, (ANA,), 0.6, fingerprint=b"words")
            for n in range(remembered + 50)
        ]
        for row in crowd[:remembered]:
            window.add(row)
        for row in crowd[:remembered:7]:
            window.deleted(*row.place)
        new = iter(crowd[remembered:])
        return min(repeat(lambda: findings(window, next(new), DEFAULTS), number=1, repeat=40))

    cost(300)
    assert cost(5000) < 5 * cost(300)
