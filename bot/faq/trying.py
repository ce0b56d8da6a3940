"""townhall faq try: a file of questions against a file of entries, without a bot."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from bot.api.errors import SetupError
from bot.printing import printable
from bot.understanding.card import ModelError
from bot.understanding.embeddings.card import EMBEDDER_CARD, EmbedderCard, read_embedder_card
from bot.understanding.embeddings.embedder import open_encoder
from cogs.faq.retrieval import SURE

from .texts import Said, Shelf, entries, questions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.understanding.embeddings.encoder import Encoder

AT_ONCE = 64
_MOST_THREADS = 4


@dataclass(frozen=True, slots=True)
class Tried:
    """The likeliest entry of a question and how sure that is; `answer` is None below the
    threshold."""

    said: Said
    likeliest: str | None
    score: float
    answer: str | None


class Reader:
    """The shipped embedder, outside of a bot."""

    def __init__(self) -> None:
        """Raises SetupError when the model cannot be used."""
        threads = min(os.cpu_count() or 1, _MOST_THREADS)
        try:
            self._card: EmbedderCard = read_embedder_card(EMBEDDER_CARD)
            self._encoder: Encoder = open_encoder(self._card, EMBEDDER_CARD.parent, threads=threads)
        except ModelError as error:
            raise SetupError(str(error)) from None

    @property
    def model(self) -> str:
        """name@hash8."""
        return self._card.id

    def vectors(self, texts: Sequence[str], bar: Progress, name: str) -> NDArray[np.float32]:
        """One row a text, in order; those of like length are computed together."""
        import numpy as np

        task = bar.add_task(name, total=len(texts))
        rows = np.zeros((len(texts), self._card.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for start in range(0, len(order), AT_ONCE):
            some = order[start : start + AT_ONCE]
            asked = [self._card.prefixed(texts[number], "query") for number in some]
            rows[some] = self._encoder.vectors(asked)
            bar.advance(task, len(some))
        return rows


def attempt(chosen: argparse.Namespace, out: Console) -> None:
    """Answer `chosen.questions` from `chosen.entries` at `chosen.threshold`; `chosen.json` for one
    JSON object a line. Raises SetupError when a file cannot be read."""
    shelf, asked = entries(chosen.entries), questions(chosen.questions)
    tried = answers(shelf, asked, chosen.threshold)
    if chosen.json:
        for one in tried:
            facts = {"answer": one.answer, "score": round(one.score, 4)}
            sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
        return
    for one in tried:
        _print(f"{one.score:4.0%}  {one.answer or '-'}  <- {one.said.text}", out)
    for line in summary(shelf, tried, chosen.threshold):
        _print(line, out)


def answers(shelf: Shelf, asked: Sequence[Said], threshold: float = SURE) -> list[Tried]:
    """What the bot would say to each question."""
    import numpy as np

    from cogs.faq.retrieval.matcher import Matcher, Phrases
    from cogs.faq.retrieval.numbers import shipped

    reader = Reader()
    with _progress() as bar:
        known = reader.vectors(shelf.texts, bar, "Entries")
        vectors = reader.vectors([said.text for said in asked], bar, "Questions")
        owners = np.array(shelf.owners, np.intp)
        matcher = Matcher(Phrases(shelf.texts, owners, known, reader.model), shipped())
        task = bar.add_task("Answers", total=len(asked))
        tried = []
        for said, vector in zip(asked, vectors, strict=True):
            found = matcher.match(said.text, vector)
            number, score = found[0] if found else (None, 0.0)
            name = None if number is None else shelf.names[number]
            tried.append(Tried(said, name, score, name if score >= threshold else None))
            bar.advance(task)
    return tried


def summary(shelf: Shelf, tried: Sequence[Tried], threshold: float) -> Iterator[str]:
    """What it comes to, where the questions say what they are about."""
    answered = sum(one.answer is not None for one in tried)
    yield ""
    yield (
        f"{len(tried):,} questions to {len(shelf.names):,} entries with {len(shelf.texts):,} "
        f"phrases: {answered:,} answered ({_share(answered, len(tried))}) at {threshold:g}."
    )
    told = [one for one in tried if one.said.intent is not None]
    names = set(shelf.names)
    inside = [one for one in told if one.said.intent in names]
    outside = len(told) - len(inside)
    if inside:
        right = sum(one.answer == one.said.intent for one in inside)
        wrong = sum(one.answer not in (None, one.said.intent) for one in inside)
        yield (
            f"Of {len(inside):,} that an entry answers: {_share(right, len(inside))} right, "
            f"{_share(wrong, len(inside))} wrong, the rest without an answer."
        )
    if outside:
        false = sum(one.answer is not None and one.said.intent not in names for one in told)
        yield f"Of {outside:,} that no entry answers: {_share(false, outside)} answered anyhow."


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


@contextmanager
def _progress() -> Iterator[Progress]:
    """Bars on stderr where somebody watches."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar


def _print(line: str, out: Console) -> None:
    out.print(printable(line), markup=False, emoji=False, highlight=False)
