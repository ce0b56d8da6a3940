"""Which words raised a label: the text is scored again without each of them.

Up to 12 words are left out one by one. Of a longer text whole runs of words are left out first,
then one by one the words of the run that weighed most, and of the next one if it weighed nearly as
much: two fifths of the work for 30 words, a fifth for 128, and what weighs most is found all the
same.
"""

import math
from collections.abc import Sequence

MAX_WORDS = 128
_FEW = 12
# of the weight of the heaviest run, what makes the second one worth a look
_NEARLY = 0.7


def split(text: str) -> list[str]:
    """The words that are looked at: the first 128, at white space."""
    return text.split()[:MAX_WORDS]


def runs(count: int) -> list[range]:
    """The places to leave out first, together all of `count` words."""
    size = 1 if count <= _FEW else math.ceil(math.sqrt(count))
    return [range(at, min(at + size, count)) for at in range(0, count, size)]


def singles(places: Sequence[range], weights: Sequence[float]) -> list[range]:
    """The words, each by itself, of the runs that weigh most."""
    first, *rest = sorted(range(len(places)), key=lambda i: -weights[i])
    chosen = [first, *(i for i in rest[:1] if weights[i] >= _NEARLY * weights[first])]
    return [range(at, at + 1) for i in chosen for at in places[i]]


def weights(whole: float, rest: Sequence[float]) -> list[float]:
    """By what share the odds of the whole text fall to those of each remainder."""
    return [1 - odds / whole if whole else 0.0 for odds in rest]


def without(words: Sequence[str], place: range) -> str:
    """The text that remains."""
    return " ".join([*words[: place.start], *words[place.stop :]])


def ranked(
    words: Sequence[str], places: Sequence[range], weights: Sequence[float]
) -> list[tuple[str, float]]:
    """(word, weight), strongest first, each word once and only if it raised the label."""
    best: dict[str, float] = {}
    for place, weight in zip(places, weights, strict=True):
        word = words[place.start]
        best[word] = max(best.get(word, 0.0), weight)
    return sorted(((w, x) for w, x in best.items() if x > 0), key=lambda pair: -pair[1])
