"""What every kind of poll has to offer: a ballot, a count, and words and a picture for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from bot.api.chart import Chart, Series
from bot.api.errors import UserError
from bot.api.text import Join, N, Percent, T, Text, bold, clip, joined

from ..model import Kind, Marks, Poll, Rules, bar, checked_options, padded
from .count import Ballots, Count

CARD_ROOM = 1200  # characters of a card for the labels together, so that it fits one message


class Method(ABC):
    """A way to vote and to count. Pure: it reads and writes nothing.

    Ties: first the method's own rule (see each class), then the lot, which is an order of the
    options. `labels` are the options as people read them (see `labels`).
    """

    kind: ClassVar[Kind]
    title: ClassVar[T]
    direct: ClassVar[bool] = False
    """True: the options are buttons on the public card; False: they stand on a private one."""
    fixed: ClassVar[tuple[T, ...]] = ()
    """Options that are given and cannot be chosen."""
    least: ClassVar[int] = 2
    """Fewest options."""
    motion: ClassVar[bool] = False
    """Whether the question itself is passed or failed."""

    # ---- options and ballots

    def options(self, texts: Sequence[str], most: int) -> tuple[str, ...]:
        """What a writer typed, as it will be kept; UserError when it cannot be."""
        if not self.fixed:
            return checked_options(texts, most, self.least)
        given = tuple(str(text) for text in self.fixed)
        if any(text.strip() for text in texts) and tuple(texts) != given:
            raise UserError(
                T(
                    "The answers of this kind of poll are {answers}; please leave the options out.",
                    answers=joined(self.fixed),
                )
            )
        return given

    def labels(self, options: Sequence[str]) -> tuple[Text, ...]:
        """The options as people read them; given ones in the reader's language."""
        return self.fixed or tuple(options)

    @abstractmethod
    def how(self, rules: Rules) -> Text:
        """One sentence for voters."""

    @abstractmethod
    def pressed(self, marks: Marks, option: int, rules: Rules) -> Marks:
        """The ballot after one click on an option of the poll; all 0 when it was taken back.

        A click that changes nothing gives the same marks. UserError when it cannot be."""

    def check(self, marks: Marks, options: int, rules: Rules) -> bool:
        """Whether it is a ballot for so many options, wherever it comes from; an empty one
        (all 0) is none."""
        whole = all(type(mark) is int and mark >= 0 for mark in marks)
        return whole and len(marks) <= options and any(marks) and self._allows(marks, rules)

    @abstractmethod
    def _allows(self, marks: Marks, rules: Rules) -> bool:
        """Whether numbers from 0 up are a ballot of this kind."""

    # ---- counting

    @abstractmethod
    def count(
        self, ballots: Ballots, options: int, rules: Rules, order: Sequence[int] | None = None
    ) -> Count:
        """Counts valid ballots. `order` is the lot for ties that the method's own rule leaves;
        without it (in an open poll) such a tie stays one."""

    def backing(self, count: Count) -> Fraction:
        """The share that is held against the threshold, 0..1."""
        return count.shares[count.winner] if count.winner is not None else Fraction(0)

    def passes(self, count: Count, rules: Rules) -> bool | None:
        """Whether the winner reached the threshold; None where nothing is asked of it."""
        if not rules.threshold:
            return None
        return count.winner is not None and self.backing(count) * 100 >= rules.threshold

    # ---- words

    def need(self, rules: Rules) -> Text | None:
        """The threshold in words, None when there is none."""
        if not rules.threshold:
            return None
        return T("The winner needs {share} of the voters.", share=Percent(rules.threshold / 100))

    @abstractmethod
    def mark(self, value: int) -> Text:
        """What stands beside an option on the ballot card; "" for nothing."""

    def left(self, marks: Marks, rules: Rules) -> Text:
        """What a voter can still give, for the ballot card; "" where there is no limit."""
        return ""

    def said(self, marks: Marks, labels: Sequence[Text]) -> Text:
        """A ballot in one sentence to its voter."""
        chosen = [i for i, mark in enumerate(marks) if mark]
        if not chosen:
            return T("You have not voted.")
        parts = [Join((bold(labels[i]), " ", self.mark(marks[i]))) for i in chosen]
        return T("Your vote: {options}.", options=joined(parts))

    def lines(self, count: Count, labels: Sequence[Text]) -> list[Text]:
        """A bar with its numbers for each option, for the public card."""
        room = max(CARD_ROOM // max(len(labels), 1), 20)
        return [
            Join((f"{bar(count.shares[i])} ", short(label, room), " · ", self._figure(count, i)))
            for i, label in enumerate(labels)
        ]

    @abstractmethod
    def _figure(self, count: Count, option: int) -> Text:
        """The numbers of an option: "5 · 42%"."""

    def told(self, count: Count, labels: Sequence[Text]) -> list[Text]:
        """The result of a closed poll, a sentence each: who won; a tie and how it was settled."""
        if not count.level:
            return [T("Nobody voted.")]
        names = joined([bold(labels[i]) for i in count.winners])
        told = [self._won(count, names) if len(count.winners) == 1 else self._tied(count, names)]
        if len(count.level) > len(count.winners):
            told.append(self._broken(joined([labels[i] for i in count.level])))
        if len(count.winners) > 1 and count.lot and count.winner is not None:
            told.append(T("Settled by lot: {option}.", option=bold(labels[count.winner])))
        return told

    @abstractmethod
    def _won(self, count: Count, option: Text) -> Text:
        """One winner."""

    @abstractmethod
    def _tied(self, count: Count, options: Text) -> Text:
        """Several, level after the method's own rule."""

    def _broken(self, options: Text) -> Text:
        """How the method's own rule decided between level options."""
        return ""

    # ---- the picture

    def chart(self, count: Count, poll: Poll) -> Chart:
        """The result as bars."""
        labels = self.labels(poll.options)
        facts = [
            T("{option}: {n}", option=short(label, 40), n=self._figure(count, i))
            for i, label in enumerate(labels)
        ]
        return Chart(
            "hbars",
            title=poll.question,
            labels=[short(label, 60) for label in labels],
            series=[Series(self.unit, [float(score) for score in count.scores])],
            alt=T("Result of “{question}”: {counts}", question=poll.question, counts=joined(facts)),
            note=voted(count),
        )

    unit: ClassVar[T] = T("Votes")
    """What the bars count."""


def short(label: Text, room: int) -> Text:
    """A label that fits; words of ours are short already."""
    return clip(label, room) if isinstance(label, str) else label


def voted(count: Count) -> Text:
    """How many people voted."""
    return N("{n} person voted", "{n} people voted", count.voters)


def with_mark(marks: Marks, option: int, value: int) -> Marks:
    """The ballot with another mark for one option, long enough for it."""
    long = padded(marks, option + 1)
    return (*long[:option], value, *long[option + 1 :])


def mark_of(marks: Marks, option: int) -> int:
    """The mark of an option; 0 when the ballot is older than it."""
    return marks[option] if option < len(marks) else 0
