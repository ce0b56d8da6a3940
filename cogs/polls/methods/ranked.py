"""Ranked choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from bot.api.chart import Chart, Series
from bot.api.text import Join, N, Percent, T, Text, bold, joined

from ..model import Marks, Poll, Rules
from .base import Method, mark_of, with_mark
from .count import Ballots, Count
from .rounds import chance, chosen, ended, in_words, name, number, standing
from .runoff import possible, preferences, run, winner


class Ranked(Method):
    """Ranked choice, counted as an instant run-off (preferential voting, Robert's Rules of Order
    Newly Revised, 12th ed., 45:62; N. Tideman, Collective Decisions and Voting, 2006).

    Marks: 1 for the first choice, 2 for the second and so on without gaps; 0 is not ranked. Each
    ballot counts for the first of its choices that is left. While no option has more than half of
    the ballots that still count, the one with the fewest leaves. Several with the fewest leave
    together when even their sum is less than what every other one has: then their order cannot
    matter. Tie rule: else the one with the fewest in the latest earlier round where they differ
    leaves (Scottish Local Government Elections Order 2007, rule 50; J. C. O'Neill, Tie-Breaking
    with the Single Transferable Vote, Voting matters 18, 2004), then the last by lot.

    A score is what an option had in the last round that it was in, a share is that of all voters,
    those included whose choices are all out. `winners` are all who would have won by some outcome
    of the lots; where there are too many outcomes to go through, `lot` says that there were lots
    and `winners` has the one who won.
    """

    kind = "ranked"
    title = T("Ranked choice")

    def how(self, rules: Rules) -> Text:
        return T("Press the answers in the order that you like them; a second press takes one off.")

    def pressed(self, marks: Marks, option: int, rules: Rules) -> Marks:
        mark = mark_of(marks, option)
        if not mark:
            return with_mark(marks, option, max(marks, default=0) + 1)
        return tuple(0 if m == mark else m - 1 if m > mark else m for m in marks)

    def _allows(self, marks: Marks, rules: Rules) -> bool:
        ranks = sorted(mark for mark in marks if mark)
        return ranks == list(range(1, len(ranks) + 1))

    # ---- counting

    def count(
        self, ballots: Ballots, options: int, rules: Rules, order: Sequence[int] | None = None
    ) -> Count:
        rounds = tuple(run(ballots, options, range(options) if order is None else order))
        had = [0] * options  # in the last round that each was in
        for stage in rounds:
            had = [old if new is None else new for old, new in zip(had, stage.counts, strict=True)]
        scores = tuple(map(Fraction, had))
        if not rounds:
            return Count(0, scores, scores)
        last, won = rounds[-1], winner(rounds)
        could = {won}
        lot = any(stage.by == "lot" for stage in rounds)
        if lot and (found := possible(ballots, options)) is not None:
            could, lot = set(found), len(found) > 1
        most = max(n for n in last.counts if n is not None)
        level = tuple(i for i, n in enumerate(last.counts) if n == most)
        voters = sum(standing(last).values()) + last.ended
        return Count(
            voters,
            scores,
            shares=tuple(score / voters for score in scores),
            level=level,
            winners=tuple(sorted(could)),
            winner=None if lot and order is None else won,
            lot=lot,
            rounds=rounds,
        )

    # ---- words

    def mark(self, value: int) -> Text:
        return T("place {n}", n=value) if value else ""

    def said(self, marks: Marks, labels: Sequence[Text]) -> Text:
        choices = preferences(marks)
        if not choices:
            return T("You have not voted.")
        ranked = [Join((f"{n}. ", bold(labels[option]))) for n, option in enumerate(choices, 1)]
        return T("Your order: {options}.", options=joined(ranked))

    def _figure(self, count: Count, option: int) -> Text:
        votes = T("{number}", number=int(count.scores[option]))
        for n, stage in enumerate(count.rounds[:-1], 1):
            if option in stage.out:
                return Join((votes, " · ", T("out in round {n}", n=n)))
        return Join((votes, " · ", Percent(float(count.shares[option]))))

    def told(self, count: Count, labels: Sequence[Text]) -> list[Text]:
        if not count.rounds:
            return [T("Nobody voted.")]
        if count.winner is None:
            names = joined([bold(labels[i]) for i in count.winners])
            return [T("A tie that a lot has to settle: {options}.", options=names)]
        last, winner = count.rounds[-1], bold(labels[count.winner])
        level = joined([bold(labels[i]) for i in count.level])
        if last.by == "lot":
            told = [self._tied(count, level), T("Settled by lot: {option}.", option=winner)]
        else:
            told = [self._won(count, winner)]
            told += [self._broken(level)] if len(count.level) > 1 else []
        told += chance(count, labels)
        if len(count.rounds) > 1:
            told += [in_words(count.rounds[i], i + 1, labels) for i in chosen(count.rounds)]
        if last.ended:
            told.append(ended(last.ended))
        return told

    def _won(self, count: Count, option: Text) -> Text:
        last = standing(count.rounds[-1])
        return N(
            "{option} has won in round {round} with {votes} of {n} vote.",
            "{option} has won in round {round} with {votes} of {n} votes.",
            sum(last.values()),
            option=option,
            round=len(count.rounds),
            votes=max(last.values()),
        )

    def _tied(self, count: Count, options: Text) -> Text:
        return N(
            "A tie in the last round with {n} vote each: {options}.",
            "A tie in the last round with {n} votes each: {options}.",
            int(count.scores[count.level[0]]),
            options=options,
        )

    def _broken(self, options: Text) -> Text:
        return T(
            "The last round was a tie of {options}; who had more in an earlier round wins.",
            options=options,
        )

    # ---- the picture

    def chart(self, count: Count, poll: Poll) -> Chart:
        """The rounds side by side, the options in the order in which they came off."""
        plain = super().chart(count, poll)
        if not count.rounds:
            return plain
        stay = {i: n for n, stage in enumerate(count.rounds) for i in stage.out}
        options = sorted(
            range(len(poll.options)),
            key=lambda i: (-stay.get(i, len(count.rounds)), -count.scores[i]),
        )
        return replace(
            plain,
            kind="grid",
            labels=[name(plain.labels[i], i) for i in options],
            series=[
                Series(
                    T("Round {n}", n=n + 1),
                    [number(count.rounds[n].counts[i]) for i in options],
                )
                for n in chosen(count.rounds)
            ],
        )
