"""Communities drawn from the data: some entries with some phrases, and questions to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cogs.faq.retrieval.evidence import Shelf
from cogs.faq.retrieval.families import Prior

from .data import OUT, Data, Texts

SIZES = (2, 5, 10, 20, 40, 75, 110, 150)
PHRASES = (1, 1, 2, 3, 5, 10, 30, 100, 0)  # of each entry; 0: as it comes, 1 to 30
ASKED = 60  # questions that entries answer, and as many again that none does
QUERIES = 0.3  # share of CLINC's training rows that ask, while fitting
KINDS = ("in", "near", "out", "other", "chat")


@dataclass(frozen=True)
class Table:
    """A row for each candidate of each question: its evidence, whether it is right, its question.
    For each question: the shelf, its data set, entries, phrases (0: mixed), and kind (KINDS)."""

    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    question: NDArray[np.intp]
    shelf: NDArray[np.intp]
    source: NDArray[np.object_]
    entries: NDArray[np.intp]
    phrases: NDArray[np.intp]
    kind: NDArray[np.object_]

    def only(self, asked: NDArray[np.bool_]) -> Table:
        """The questions chosen by a mask."""
        kept, number = asked[self.question], np.cumsum(asked) - 1
        return Table(
            self.rows[kept], self.right[kept], number[self.question[kept]],
            self.shelf[asked], self.source[asked], self.entries[asked], self.phrases[asked],
            self.kind[asked],
        )  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A text with its vector, the number of its entry (-1: none) and its kind."""

    text: str
    vector: NDArray[np.float32]
    entry: int
    kind: str


# A shelf, its questions, their data set, how many entries and phrases of each.
Drawn = tuple[Shelf, list[Question], str, int, int]


def drawn(data: Data, prior: Prior, count: int, seed: int) -> Table:
    """`count` shelves of CLINC150, Banking77 or both."""
    rng = np.random.default_rng(seed)
    asks = {"clinc": _asks(data.clinc), "banking": data.banking.part == "val"}

    def each() -> Iterator[Drawn]:
        for number in range(count):
            source = ("clinc", "banking", "both")[number % 3]
            size, phrases = int(rng.choice(SIZES)), int(rng.choice(PHRASES))
            sets = [t for t in (data.clinc, data.banking) if source in (t.name, "both")]
            names = [(t.name, i) for t in sets for i in sorted(set(t.intent) - {OUT})]
            chosen = [names[i] for i in rng.permutation(len(names))[:size]]
            shelf = _shelf(sets, chosen, phrases, asks, prior, rng)
            left_out = set(names) - set(chosen)
            asked = list(_questions(data, sets, chosen, left_out, asks, rng))
            yield shelf, asked, source, len(chosen), phrases

    return table(each())


def whole(texts: Texts, prior: Prior, phrases: int, out: Texts) -> Table:
    """One shelf of all intents with up to so many phrases each, asked by the "val" rows; out of
    scope are those of `out` (train and val), or all of it."""
    names = sorted(set(texts.intent) - {OUT})
    numbers = {name: number for number, name in enumerate(names)}
    train = texts.part == "train"
    kept = np.concatenate(
        [np.flatnonzero(train & (texts.intent == name))[:phrases] for name in names]
    )
    owners = np.array([numbers[name] for name in texts.intent[kept]], np.intp)
    shelf = Shelf(list(texts.text[kept]), texts.vector[kept], owners, len(names), prior)
    inside = np.flatnonzero(~train & (texts.intent != OUT))
    outside = np.flatnonzero(out.intent == OUT)
    asked = [
        Question(texts.text[i], texts.vector[i], numbers[texts.intent[i]], "in") for i in inside
    ]
    asked += [Question(out.text[i], out.vector[i], -1, "out") for i in outside]
    return table([(shelf, asked, texts.name, len(names), phrases)])


def table(shelves: Iterable[Drawn]) -> Table:
    """What all shelves say of all their questions."""
    rows, right, question = [], [], []
    facts: list[tuple[int, str, int, int, str]] = []
    for number, (shelf, asked, source, entries, phrases) in enumerate(shelves):
        for one in asked:
            evidence = shelf.evidence(one.text, one.vector)
            rows.append(evidence.rows)
            right.append(evidence.entries == one.entry)
            question.append(np.full(len(evidence.entries), len(facts)))
            facts.append((number, source, entries, phrases, one.kind))
    columns = list(zip(*facts, strict=True))
    return Table(
        np.concatenate(rows), np.concatenate(right), np.concatenate(question),
        np.array(columns[0]), np.array(columns[1], object), np.array(columns[2]),
        np.array(columns[3]), np.array(columns[4], object),
    )  # fmt: skip


def _asks(clinc: Texts) -> NDArray[np.bool_]:
    """Rows of CLINC's training part that ask instead of standing in a shelf; its validation part is
    left for the last look."""
    train = np.flatnonzero((clinc.part == "train") & (clinc.intent != OUT))
    asks = np.zeros(len(clinc.text), bool)
    asks[np.random.default_rng(7).permutation(train)[: int(len(train) * QUERIES)]] = True
    return asks


def _shelf(
    sets: Sequence[Texts],
    chosen: Sequence[tuple[str, str]],
    phrases: int,
    asks: dict[str, NDArray[np.bool_]],
    prior: Prior,
    rng: np.random.Generator,
) -> Shelf:
    by_name = {texts.name: texts for texts in sets}
    words: list[str] = []
    vectors, owners = [], []
    for number, (name, intent) in enumerate(chosen):
        texts = by_name[name]
        mine = (texts.intent == intent) & (texts.part == "train") & ~asks[name]
        most = phrases or int(np.exp(rng.uniform(0, np.log(30))))
        rows = rng.permutation(np.flatnonzero(mine))[:most]
        words += list(texts.text[rows])
        vectors.append(texts.vector[rows])
        owners += [number] * len(rows)
    return Shelf(words, np.concatenate(vectors), np.array(owners, np.intp), len(chosen), prior)


def _questions(
    data: Data,
    sets: Sequence[Texts],
    chosen: Sequence[tuple[str, str]],
    left_out: set[tuple[str, str]],
    asks: dict[str, NDArray[np.bool_]],
    rng: np.random.Generator,
) -> Iterator[Question]:
    numbers = {one: number for number, one in enumerate(chosen)}

    def some(texts: Texts, mask: NDArray[np.bool_], count: int, kind: str) -> Iterator[Question]:
        for i in rng.permutation(np.flatnonzero(mask))[:count]:
            entry = numbers.get((texts.name, texts.intent[i]), -1)
            yield Question(texts.text[i], texts.vector[i], entry, kind)

    for texts in sets:
        here = [intent for name, intent in chosen if name == texts.name]
        near = [intent for name, intent in left_out if name == texts.name]
        asking = asks[texts.name]
        yield from some(texts, asking & np.isin(texts.intent, here), ASKED // len(sets), "in")
        yield from some(texts, asking & np.isin(texts.intent, near), ASKED // 3, "near")
    clinc = data.clinc
    yield from some(clinc, (clinc.intent == OUT) & (clinc.part == "train"), ASKED // 3, "out")
    for other in (data.clinc, data.banking):
        if other.name not in {texts.name for texts in sets}:
            yield from some(other, asks[other.name], ASKED // 6, "other")
    yield from some(data.chat, np.ones(len(data.chat.text), bool), ASKED // 6, "chat")
