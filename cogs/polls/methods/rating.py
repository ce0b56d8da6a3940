"""Stars."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

from bot.api.chart import Chart, Series
from bot.api.text import Join, N, Percent, T, Text, joined

from ..model import Marks, Poll, Rules
from .base import mark_of, with_mark
from .count import Count
from .scored import Cast, Scored, Weighed

STARS = 5


class Rating(Scored):
    """Score voting with an average (W. D. Smith, Range voting, 2000, and rangevoting.org).

    Marks are 1 to 5 stars; 0 is no opinion and does not touch the average. The best average
    wins, but only an option with at least half as many stars in all as the one with the most can
    win (Smith's quorum rule), so that a single 5 does not beat everything. Tie rule: more 5s,
    then more 4s and so on. A share is the average out of five; `detail` has how many gave 1, 2,
    3, 4 and 5 stars.
    """

    kind = "rating"
    title = T("Rating with stars")
    least = 1
    unit = T("Stars on average")

    def how(self, rules: Rules) -> Text:
        return T("Give one to five stars; what you leave out does not count.")

    def pressed(self, marks: Marks, option: int, rules: Rules) -> Marks:
        return with_mark(marks, option, (mark_of(marks, option) + 1) % (STARS + 1))

    def _allows(self, marks: Marks, rules: Rules) -> bool:
        return max(marks) <= STARS

    def _weigh(self, cast: Cast, options: int) -> Weighed:
        detail = tuple(
            tuple(sum(n for marks, n in cast if marks[i] == star) for star in range(1, STARS + 1))
            for i in range(options)
        )
        sums = [sum(star * n for star, n in enumerate(given, 1)) for given in detail]
        means = tuple(
            Fraction(total, sum(given)) if total else Fraction(0)
            for total, given in zip(sums, detail, strict=True)
        )
        return Weighed(
            means,
            tuple(mean / STARS for mean in means),
            finer=tuple(given[::-1] for given in detail),
            able=tuple(2 * total >= max(sums) for total in sums),
            detail=detail,
        )

    def need(self, rules: Rules) -> Text | None:
        if not rules.threshold:
            return None
        stars = Fraction(rules.threshold * STARS, 100)
        return T(
            "The winner needs {share} of the stars: {stars} on average.",
            share=Percent(rules.threshold / 100),
            stars=decimal(stars),
        )

    def mark(self, value: int) -> Text:
        return "★" * value

    def _figure(self, count: Count, option: int) -> Text:
        given = sum(count.detail[option])
        ratings = N("{n} rating", "{n} ratings", given)
        if not given:
            return ratings
        return Join((decimal(count.scores[option]), " ★ · ", ratings))

    def _won(self, count: Count, option: Text) -> Text:
        stars = decimal(count.scores[count.winners[0]])
        if len(count.scores) == 1:
            return T("{option}: {stars} of 5 stars on average.", option=option, stars=stars)
        return T("{option} has won with {stars} of 5 stars on average.", option=option, stars=stars)

    def _tied(self, count: Count, options: Text) -> Text:
        return T(
            "A tie with {stars} of 5 stars on average each: {options}.",
            stars=decimal(count.scores[count.winners[0]]),
            options=options,
        )

    def _broken(self, options: Text) -> Text:
        return T(
            "The same average have {options}; more fives decide, then more fours and so on.",
            options=options,
        )

    def chart(self, count: Count, poll: Poll) -> Chart:
        """The averages out of five; of a single option, how often each number was given."""
        plain = replace(super().chart(count, poll), full=float(STARS))
        if len(count.detail) != 1:
            return plain
        given = count.detail[0][::-1]
        labels = [N("{n} star", "{n} stars", star) for star in range(STARS, 0, -1)]
        counts = joined(
            [T("{option}: {n}", option=label, n=n) for label, n in zip(labels, given, strict=True)]
        )
        return replace(
            plain,
            labels=labels,
            series=[Series(T("Ratings"), [float(n) for n in given])],
            alt=T("{result}; {counts}", result=plain.alt, counts=counts),
            note=Join((poll.options[0], ": ", self._figure(count, 0))),
            full=0.0,
        )


def decimal(value: Fraction) -> Text:
    """A number from 0 up with at most two decimals, as the language writes it."""
    whole, rest = divmod(math.floor(value * 100 + Fraction(1, 2)), 100)
    if not rest:
        return T("{number}", number=whole)
    return T("{whole}.{tenths}", whole=whole, tenths=f"{rest:02}".rstrip("0"))
