"""Planted topics are found again, by five people or not at all; words and names; pure."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cogs.topics.meaning import clusters, words
from cogs.topics.meaning.clusters import Centre, Mean, Pool, doubles, placed
from cogs.topics.meaning.naming import alike, distinctive
from cogs.topics.meaning.numbers import shipped
from cogs.topics.meaning.vocabulary import Vocabulary
from cogs.topics.model import ALL, EMOTIONS, INTENTS, MANY, Read, Used

DIM, TOPICS = 64, 6
RNG = np.random.default_rng(3)
PLANTED = RNG.normal(size=(TOPICS, DIM)).astype(np.float32)
COMMON = RNG.normal(size=DIM).astype(np.float32) * 3


def near(topic: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A message about a topic: its direction, what all have in common, and as much noise."""
    row = COMMON + PLANTED[topic] + rng.normal(size=DIM).astype(np.float32)
    return np.asarray(row / np.linalg.norm(row), np.float32)


def read(vector: NDArray[np.float32], member: int, at: int = 0, day: int = 10) -> Read:
    return Read(member, day, vector, ("a", "b"), None, (1, at))


def test_planted_topics_are_found_again() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, TOPICS, 1_500)
    mean, pool, centres, found = Mean(np.zeros(DIM, np.float32), 0.0), Pool(), [], {}
    for at, topic in enumerate(truth.tolist()):
        row = near(topic, rng)
        mean.learn(row[None])
        [place] = placed(row[None], centres, mean).tolist()
        if place >= 0:
            centres[place].pull(row, 10)
            found[at] = centres[place].id
            continue
        pool.add(read(row, int(rng.integers(40)), at))
        if pool.ripe and mean.mass >= clusters.WARM:
            for born in pool.founded(mean, 10):
                centre = Centre(len(centres), born.vector, float(len(born.messages)), 10)
                centres.append(centre)
                found.update({one.key[1]: centre.id for one in born.messages})
    assert len(found) > 0.9 * len(truth)
    merged = {centres[gone].id: centres[kept].id for kept, gone in doubles(centres, mean)}
    of = {at: merged.get(id_, id_) for at, id_ in found.items()}
    sizes = [
        max(sum(truth[at] == topic for at, id_ in of.items() if id_ == one) for topic in range(6))
        for one in set(of.values())
    ]
    purity = sum(sizes) / len(of)
    print(f"planted: {TOPICS} topics, found {len(set(of.values()))}, purity {purity:.3f}")
    assert purity > 0.95
    assert len(set(of.values())) == TOPICS


@pytest.mark.parametrize(("people", "topics"), [(4, 0), (5, 1)])
def test_a_topic_takes_five_people(people: int, topics: int) -> None:
    rng = np.random.default_rng(1)
    pool, mean = Pool(), Mean(COMMON / np.linalg.norm(COMMON), 200.0)
    for at in range(40):
        pool.add(read(near(0, rng), at % people, at))
    found = pool.founded(mean, 10)
    assert len(found) == topics
    assert sum(len(born.messages) for born in found) + len(pool.waiting) == 40


def test_what_was_taken_back_or_is_old_founds_nothing() -> None:
    rng = np.random.default_rng(1)
    mean = Mean(COMMON / np.linalg.norm(COMMON), 200.0)
    pool = Pool()
    for at in range(10):
        pool.add(read(near(0, rng), at, at))
    pool.linked(0, 1)
    assert {one.member_id for one in pool.waiting} == set(range(1)) | set(range(2, 10))
    pool.forget(0)
    for at in range(5):
        pool.drop((1, at))
    assert [one.key[1] for one in pool.waiting] == [5, 6, 7, 8, 9]
    assert pool.founded(mean, 10 + clusters.POOL_DAYS + 1) == []
    assert pool.waiting == []


def test_topics_that_became_one_are_one_and_the_older_stays() -> None:
    mean = Mean(np.zeros(DIM, np.float32), 0.0)
    rows = [PLANTED[0], PLANTED[1], PLANTED[0] + 0.3 * PLANTED[2]]
    centres = [Centre(7 - at, row, 1.0, 0) for at, row in enumerate(rows)]
    assert doubles(centres, mean) == [(2, 0)]
    centres[2].absorb(centres[0])
    assert centres[2].mass == 2


def test_what_was_said_long_ago_weighs_less() -> None:
    centre = Centre(1, PLANTED[0].copy(), 100.0, 0)
    assert centre.weight(clusters.HALF_LIFE) == pytest.approx(50)
    centre.pull(PLANTED[1], clusters.HALF_LIFE)
    assert (centre.mass, centre.day) == (pytest.approx(51), clusters.HALF_LIFE)


# ---- words


def terms(text: str, *names: str) -> tuple[str, ...]:
    return words.terms(words.readable(text), words.name_words(*names))


def test_terms_are_words_that_tell_and_pairs_of_them() -> None:
    assert terms("Where is my GIFT CARD from the new shop?") == (
        "gift", "card", "gift card", "shop",
    )  # fmt: skip
    assert terms("Wann kommt mein Paket mit der Hefe?") == ("paket", "hefe")
    assert terms("l'abonnement annuel") == ("abonnement", "annuel", "abonnement annuel")


def test_links_code_mentions_addresses_and_names_are_no_words() -> None:
    text = (
        "Anna: see https://shop.example/parcel `rm parcel` /usr/lib/parcel a@b.example "
        "<@123> @anna sk_live_parcel, ask Anna about yeast"
    )
    plain = words.readable(text)
    names = words.name_words("Anna Berg", "anna")
    assert words.terms(words.addressed(plain, names), names) == ("yeast",)
    assert words.addressed("Anna: the yeast", names) == "the yeast"
    assert words.addressed("yeast: the anna", names) == "yeast: the anna"


def test_short_messages_tell_no_topic() -> None:
    assert not words.tells_a_topic(terms("ok thanks, will do"))
    assert not words.tells_a_topic(terms("the parcel?"))
    assert words.tells_a_topic(terms("the parcel and the courier"))
    assert not words.has_words("🙂 ... 12")


def test_names_are_words_used_here_and_hardly_elsewhere() -> None:
    counts = {
        1: {"parcel": 20, "courier": 12, "parcels": 8, "shop": 15, "gift card": 9, "gift": 11},
        2: {"yeast": 18, "oven": 9, "shop": 15},
    }
    names = distinctive(counts, {1: 40, 2: 30})
    assert set(names[1][:2]) == {"gift card", "parcel"}
    assert "parcels" not in names[1]
    assert "gift" not in names[1] and "gift card" in names[1]
    assert names[1].index("courier") < names[1].index("shop")
    assert names[2][:2] == ["yeast", "oven"]
    assert alike("deliver", "delivery") and not alike("oven", "over") and not alike("tea", "team")


def test_a_word_is_written_down_once_five_people_used_it() -> None:
    said = Vocabulary([(1, "known")])
    for member in (1, 2, 3, 4, 4, 4):
        said.hear(1, member, ["yeast", "known"])
    assert said.taken() == {(1, ALL): Used(6, MANY), (1, "known"): Used(6, 4)}
    said.forget(4)
    said.hear(1, 5, ["yeast"])
    assert said.taken() == {(1, ALL): Used(1, MANY)}
    said.linked(1, 2)
    said.hear(1, 6, ["yeast"])
    assert (1, "yeast") not in said.taken()
    said.hear(1, 7, ["yeast"])
    assert said.taken()[1, "yeast"] == Used(6, 5)  # one of the five had two accounts
    # one of them goes, and too few are left in the database: it takes a fifth again
    said.forget(7)
    said.lose([(1, "yeast")])
    said.hear(1, 6, ["yeast"])
    assert (1, "yeast") not in said.taken()
    said.hear(1, 8, ["yeast"])
    assert said.taken()[1, "yeast"] == Used(6, 5)


def test_words_of_topics_that_became_one_add_up() -> None:
    said = Vocabulary()
    for member in (1, 2, 3):
        said.hear(1, member, ["yeast"])
        said.hear(2, member + 2, ["yeast"])
    said.merge(1, 2)
    assert said.taken() == {(1, ALL): Used(6, MANY), (1, "yeast"): Used(6, 5)}


# ---- what ships


def test_the_shipped_heads_say_none_unless_sure() -> None:
    numbers = shipped()
    rows = RNG.normal(size=(200, len(numbers.mean))).astype(np.float32)
    for head, names in ((numbers.intents, INTENTS), (numbers.emotions, EMOTIONS)):
        assert head.names == ("none", *names)
        odds = head.probabilities(rows)
        assert np.allclose(odds.sum(1), 1, atol=1e-4)
        told = head.read(rows)
        assert all(odds[at, n] >= head.sure[n] >= 0.5 for at, n in enumerate(told) if n)
        assert not head.read(np.zeros_like(rows)).any()
        assert head.model.startswith("townhall-")
    assert np.allclose(numbers.style @ numbers.style.T, np.eye(len(numbers.style)), atol=1e-3)
    left = numbers.about(rows) @ numbers.style.T
    assert np.abs(left).max() < 0.05
