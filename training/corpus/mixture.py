"""What one epoch consists of: public sets up to a cap, chat, our sentences, spelling noise."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from bot.understanding.normalise import normalise

from .data import HARMLESS, LABELS, UNKNOWN, Row, abuse, benign_rows, chat_rows
from .sentences import filled, sentences, training_files
from .spelling import disguised

# rows of one source in an epoch; a source that is not named comes whole
CAPS = {
    "davidson": 6_500, "edos": 9_000, "paradetox": 10_000, "hatexplain": 12_000,
    "toxic_spans_tr": 2_000, "clinc150": 2_500, "sgd": 1_500, "topicalchat": 5_000,
    "ubuntu": 4_000, "stripe": 1_000, "rust": 1_000, "mediawiki": 1_000, "ubuntu-meeting": 800,
}  # fmt: skip
# times in an epoch, as there are few of them and they are the cleanest
REPEATED = {"hatemoji_build": 2, "surge": 2, "toxigen": 1}
FILLINGS = 6
PLAIN_REPEATS = 2
# other languages look like oddly spelled English to a model that reads only English
FOREIGN, FOREIGN_REPEATS = "harmless in ", 5
OWN_WEIGHT = 1.5
DISGUISED = 0.18
# the share of texts that get a second sentence, which never changes what the first one is
JOINED = 0.05
# some of them are mild abuse that nobody has marked
HARD_WEIGHT = 0.5
HARD_REPEATS = 3
TRIVIAL = (
    "love you all", "have a nice day", "just kidding", "lol", "haha", "no offense", "thanks", "ok",
    "anyway", "see you tomorrow", "hi", "my two cents", "peace", "so yeah", "change my mind",
)  # fmt: skip
# The teacher takes any mention of some groups for abuse, so it is asked only where few are named.
_TAUGHT = ("davidson", "convabuse", "paradetox", "surge", "clinc150", "sgd", "topicalchat")
# hatexplain asked for hate and offence against groups: "normal" may well insult a single person
_SURE = 0.6
_SOFT = ("insult", "threat", "obscene")


class Mixture:
    """All training rows; `epoch(n)` draws one, the same for the same number."""

    def __init__(
        self, data: Path, teacher: Path | None, hard: Path | None = None, seed: int = 0
    ) -> None:
        """`teacher` is a file of training.teacher; without it, unknown labels stay unknown.

        `hard` is a file of training.hard, whose messages come into every epoch.
        """
        self._seed = seed
        marked, ordinary = abuse(data), benign_rows(data)
        if teacher is not None:
            teach(marked + ordinary, teacher)
        self._by_source: dict[str, list[Row]] = defaultdict(list)
        for row in (*marked, *ordinary, *chat_rows(data)):
            if row.split == "train" and len(row.text) > 2:
                self._by_source[row.source].append(row)
        self._own = list(sentences(*training_files()))
        self._hard = [] if hard is None else hard_rows(hard)

    def epoch(self, number: int) -> list[Row]:
        """Normalised rows in random order."""
        source = random.Random(f"{self._seed}/{number}")
        rows: list[Row] = []
        for name, all_rows in self._by_source.items():
            chosen = source.sample(all_rows, min(len(all_rows), CAPS.get(name, len(all_rows))))
            rows += chosen * REPEATED.get(name, 1)
        rows += self._sentences(source)
        rows += self._hard * HARD_REPEATS
        source.shuffle(rows)
        return [
            Row(row.source, row.split, self._text(row, source), row.labels, row.weight, row.soft)
            for row in rows
        ]

    def _sentences(self, source: random.Random) -> Iterable[Row]:
        for sentence in self._own:
            texts = filled(sentence.text, FILLINGS, source)
            known = {label: float(sentence.labels[label]) for label in LABELS}
            repeats = FOREIGN_REPEATS if FOREIGN in sentence.kind else PLAIN_REPEATS
            for text in texts if len(texts) > 1 else texts * repeats:
                yield Row(sentence.kind, "train", text, known, OWN_WEIGHT)

    def _text(self, row: Row, source: random.Random) -> str:
        text = row.text
        if source.random() < JOINED:
            other = source.choice(TRIVIAL)
            text = f"{other}, {text}" if source.random() < 0.5 else f"{text} {other}"
        if source.random() < DISGUISED:
            text = disguised(text, source)
        if source.random() < 0.15:
            text = text.rstrip(".!? ")
        return normalise(text)


def hard_rows(path: Path) -> list[Row]:
    """Ordinary messages that an earlier model took for abuse."""
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    known = HARMLESS | {"insult": UNKNOWN}
    return [Row(x["source"], "train", x["text"], known, HARD_WEIGHT) for x in lines]


def teach(rows: list[Row], teacher: Path) -> None:
    """Give rows (those of abuse then benign, whole) the teacher's opinion where they have none."""
    with np.load(teacher) as file:
        opinions = file["labels"].astype(np.float32)
        names = [str(name) for name in file["names"]]
    if len(opinions) != len(rows):
        raise ValueError(f"{teacher} has {len(opinions)} rows, the data sets have {len(rows)}")
    for row, opinion in zip(rows, opinions, strict=True):
        by_name = dict(zip(names, opinion.tolist(), strict=True))
        if row.source == "hatexplain" and by_name["insult"] > _SURE and not row.labels["toxicity"]:
            row.labels["toxicity"] = UNKNOWN
        if row.source not in _TAUGHT:
            continue
        row.soft = {name: by_name[name] for name in _SOFT if row.labels[name] == UNKNOWN}
