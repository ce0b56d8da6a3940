"""The `Sentiment` service: VADER, a list of English words with rules (Hutto & Gilbert, 2014)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from .runtime.recent import Recent

if TYPE_CHECKING:
    from .normalise.words import Lexicon

# VADER's time grows with the square of the length, and the beginning tells how a text sounds.
READ = 1_000
KEPT = 2_048  # moods of the last texts: digest and topics both ask for that of every message
_NOT_WORDS = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|\bwww\.\S+|<[@#:at][^<>\s]*>|(?<!\w)[@#]\w+", re.S
)
_WORD = re.compile(r"([^\W\d_]+)(?:'[^\W\d_]*)?")

# Our word list comes from chat, so it knows "danke" and "hola" as well. One of these tells another
# language: a text left out does no harm, one misread does.
_OTHERS = """
aber alle auch auf bei bis bitte danke das dem den der du ein eine einen es geht gut hab habe
hallo ich ist ja leider mal mit nein nicht noch nur oder schon sich sie tut und von wer wie wir
wird wo zu
bien como de del el gracias hay hola las los muy para pero por que soy una
bonjour ciao dank est et grazie het ik il je le merci niet obrigado pas sono tres
"""
_FOREIGN = frozenset(_OTHERS.split())
# Words of English and of another language, of which VADER takes "die" and "war" for the worst:
# where they stand, another common English word must stand too.
_BOTH = """
also am an bin con die do er fast hat man me mi ne no on se si sin so son te un va war was will
"""
_SHARED = frozenset(_BOTH.split())


class WordListSentiment:
    """Implements `bot.api.services.Sentiment`.

    A word list and not a head of the toxicity model, because no labelled sentiment data of clear
    licence is at hand to train one on. The package's last release is of 2020, its words are stable.
    """

    def __init__(self) -> None:
        self._recent = Recent[float | None](KEPT)

    def mood(self, text: str) -> float | None:
        """VADER's compound score, -1 to 1; None for no words or (mostly) not English ones.

        Links, mentions and code are left out; of a long text the first 1,000 characters count.
        """
        # VADER knows "don't" by the straight apostrophe alone
        plain = _NOT_WORDS.sub(" ", text[:READ]).replace("’", "'").strip()
        if (found := self._recent.get(plain)) is not None:
            return found[0]
        score = self._judged(plain)
        self._recent.put(plain, score)
        return score

    def _judged(self, plain: str) -> float | None:
        known, vader = _word_lists()
        if not _is_english([word.lower() for word in _WORD.findall(plain)], known):
            return None
        score: float = vader.polarity_scores(plain)["compound"]
        return score


def _is_english(words: list[str], known: Lexicon) -> bool:
    """Whether most of the words are English and none says otherwise."""
    if not _FOREIGN.isdisjoint(words):
        return False
    own = [word for word in words if word not in _SHARED]
    if len(own) < len(words) and not any(map(known.common, own)):
        return False
    return 2 * sum(word in known for word in own) > len(own)


@cache
def _word_lists() -> tuple[Lexicon, Any]:
    """Ours of English words and VADER's analyser; imported at the first use, in its thread."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from .normalise.words import lexicon

    return lexicon(), SentimentIntensityAnalyzer()
