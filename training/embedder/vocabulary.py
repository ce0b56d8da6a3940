"""Which pieces of the vocabulary stay, and the tokenizer that is made of them.

The full vocabulary (250,000 pieces for a hundred languages) is two thirds of the model. Kept is
what the words of European languages are written with; a piece that is missing is spelt with
shorter ones, down to single characters, all of which stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import wordfreq
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from .source import Source

BEGIN, PAD, END, UNKNOWN = range(4)
# How much a language counts in the choice. The first are read as well as before (of the pieces that
# their words are made of, 99.5% stay), the second nearly so (94%), the third in smaller pieces (60%
# to 80%).
LANGUAGES = (
    {"en": 2.0}
    | dict.fromkeys(("de", "es", "fr", "it", "nl", "pl", "pt"), 1.0)
    | dict.fromkeys(("ca", "cs", "da", "fi", "hu", "nb", "ro", "sh", "sk", "sl", "sv"), 0.1)
    | dict.fromkeys(("bg", "el", "ru", "tr", "uk"), 0.03)
)
WORDS = 100_000
# wordfreq knows words in lower case only; how often text has them so, and otherwise
CASES = ((str, 0.7), (str.title, 0.28), (str.upper, 0.02))
# Fewer digits make the file smaller; the sums of scores that are compared differ by far more.
DIGITS = 4


def ranking(source: Source) -> list[int]:
    """All pieces worth having, the most useful first; special and single ones come first.

    A piece is as useful as it is frequent in the language that needs it most.
    """
    full = tokenizer(source, range(len(source.pieces) - 1))
    use: defaultdict[int, float] = defaultdict(float)
    for language, weight in LANGUAGES.items():
        for piece, share in _shares(full, language).items():
            use[piece] = max(use[piece], weight * share)
    needed = [i for i, piece in enumerate(source.pieces) if i <= UNKNOWN or len(piece) == 1]
    known = set(needed)
    return needed + [piece for piece in sorted(use, key=lambda i: -use[i]) if piece not in known]


def _shares(full: Tokenizer, language: str) -> dict[int, float]:
    """How large a part of the tokens of running text each piece is."""
    words = wordfreq.top_n_list(language, WORDS)
    counts: defaultdict[int, float] = defaultdict(float)
    for change, part in CASES:
        encodings = full.encode_batch([change(word) for word in words], add_special_tokens=False)
        for word, encoding in zip(words, encodings, strict=True):
            frequency = part * wordfreq.word_frequency(word, language)
            for piece in encoding.ids:
                counts[piece] += frequency
    total = sum(counts.values())
    return {piece: count / total for piece, count in counts.items()}


def within(source: Source, ranked: Sequence[int], room: int, row: int) -> list[int]:
    """The first pieces that fit `room` bytes at `row` bytes of weights each, in their old order.

    Each is also a line of the tokenizer's file: its text, its score, quotes and commas.
    """
    chosen = []
    for piece in ranked:
        room -= row + len(source.pieces[piece].encode()) + len(f'["",{_score(source, piece)}],')
        if room < 0:
            break
        chosen.append(piece)
    return sorted(chosen)


def tokenizer(source: Source, chosen: Iterable[int]) -> Tokenizer:
    """XLM-R's tokenizer on these pieces, numbered anew from 0 in this order.

    Its normaliser is SentencePiece's nmt_nfkc, which equals these two steps on every character of
    the source's own table.
    """
    pieces = [(source.pieces[piece], _score(source, piece)) for piece in chosen]
    made = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN))
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BEGIN), ("</s>", END)]
    )
    return made


def _score(source: Source, piece: int) -> float:
    return round(float(source.scores[piece]), DIGITS)
