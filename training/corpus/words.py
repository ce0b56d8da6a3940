"""Make bot/understanding/normalise/words.txt: `python -m training.corpus.words DATA VOCAB`.

Words in order of frequency in the training texts and the chat logs, completed with the whole words
of the encoder's vocabulary (VOCAB, a vocab.txt in its own order of frequency). A watched word ("!"
behind it) names a group of people, or stands in abusive texts far more often than in others.
"""

import argparse
import math
import re
from collections import Counter
from pathlib import Path

from bot.understanding.normalise import words as shipped

from .data import abuse, benign, chat
from .sentences import terms

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_PLAIN = re.compile(r"[a-z]{2,}\Z|[ai]\Z")
_NOT_SPOKEN = re.compile(r"@\w+|https?://\S+|#\w+|&\w+;")
_SEEN = 8
_WATCHED_SEEN = 12
_WATCHED_ODDS = math.log(4.0)
_LONGEST = 40_000


def main() -> None:
    """Count, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("vocabulary", type=Path)
    chosen = parser.parse_args()
    bad: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for row in abuse(chosen.data):
        if row.split == "train":
            (bad if row.labels["toxicity"] == 1 else good).update(set(_words(row.text)))
    for text in (*benign(chosen.data), *chat(chosen.data)):
        good.update(set(_words(text)))
    rows = Path(chosen.vocabulary).read_text("utf-8").splitlines()
    whole = [word for word in rows if _PLAIN.match(word) and len(word) > 2]
    counts = {
        word: bad[word] + good[word] for word in bad | good if bad[word] + good[word] >= _SEEN
    }
    for rank, word in enumerate(whole):
        # half a sighting at the top of the vocabulary, ever less further down
        counts[word] = counts.get(word, 0) + _SEEN / 2 - rank / len(whole)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[:_LONGEST]
    groups = {part for term in terms().all() for part in _WORD.findall(term.lower())}
    watched = {word for word in ranked if _abusive(word, bad, good)} | groups
    target = Path(shipped.__file__).with_name("words.txt")
    ranked += sorted(groups - set(ranked))
    target.write_text("\n".join(w + "!" * (w in watched) for w in ranked) + "\n", "utf-8")
    print(f"{len(ranked)} words, {len(watched)} of them watched, in {target}")


def _words(text: str) -> list[str]:
    spoken = _NOT_SPOKEN.sub(" ", text.lower())
    return [word for word in _WORD.findall(spoken) if _PLAIN.match(word)]


def _abusive(word: str, bad: Counter[str], good: Counter[str]) -> bool:
    """Whether it is typical of abuse, by log odds with one added to each side."""
    if bad[word] < _WATCHED_SEEN or len(word) < shipped._SHORTEST_WATCHED:
        return False
    return math.log((bad[word] + 1) / (good[word] + 1)) > _WATCHED_ODDS


if __name__ == "__main__":
    main()
