"""Names of topics, from words that are used there and hardly elsewhere (c-TF-IDF); no I/O.

c-TF-IDF (Grootendorst 2022, "BERTopic"): tf(word, topic) * ln(1 + A / f(word)), where f is the
count over all topics and A the mean number of words in a topic.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

PAIR = 1.6  # a pair of words says more than one word that is as rare
TELLING = 8  # words that are considered for a name
_FEWEST_LETTERS = 4


def distinctive(
    counts: Mapping[int, Mapping[str, int]], sizes: Mapping[int, int]
) -> dict[int, list[str]]:
    """Words by topic, the most telling first. `counts` are messages with the word by topic, `sizes`
    messages in all."""
    everywhere: Counter[str] = Counter()
    for words in counts.values():
        everywhere.update(words)
    mean = sum(everywhere.values()) / max(1, len(counts))
    said = sum(sizes.values())
    return {
        topic: _ranked(words, everywhere, mean, max(1, sizes.get(topic, 1)), max(1, said))
        for topic, words in counts.items()
    }


def _ranked(
    words: Mapping[str, int], everywhere: Mapping[str, int], mean: float, size: int, said: int
) -> list[str]:
    def weight(word: str) -> float:
        here, all_ = words[word], everywhere[word]
        # how much likelier the word is here than anywhere: what is said everywhere names nothing
        lift = (here / size) / (all_ / said)
        score = (here / size) * math.log(1 + mean / all_) * math.log(1 + lift)
        return score * (PAIR if " " in word else 1.0)

    return _different(sorted(words, key=lambda word: (-weight(word), word)))[:TELLING]


def _different(ranked: Sequence[str]) -> list[str]:
    """Without words that only vary one before them (its plural, a part of a pair)."""
    kept: list[str] = []
    for term in ranked:
        parts = term.split()
        pool = [part for other in kept for part in other.split()]
        if not any(alike(part, other) for part in parts for other in pool):
            kept.append(term)
        elif len(parts) == 2 and parts[0] in kept and parts[1] not in kept:
            # "gift" was there, and "gift card" says it better
            kept[kept.index(parts[0])] = term
        if len(kept) >= TELLING:
            break
    return kept


def alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: equal up to a short ending."""
    if one == other:
        return True
    short, long_ = sorted((one, other), key=len)
    shared = 0
    for a, b in zip(short, long_, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= max(_FEWEST_LETTERS, len(short) - 2) and len(long_) - shared <= 3
