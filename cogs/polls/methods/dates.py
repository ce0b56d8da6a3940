"""A date that suits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from bot.api.chart import Chart, Series
from bot.api.text import Join, N, Percent, T, Text

from ..model import Marks, Poll, Rules
from .base import mark_of, with_mark
from .count import Count
from .scored import Cast, Scored, Weighed, parts

NO, MAYBE, YES = 1, 2, 3
_AFTER = {0: YES, YES: MAYBE, MAYBE: NO, NO: 0}
_WORDS: dict[int, Text] = {
    0: "",
    NO: Join(("✗ ", T("no"))),
    MAYBE: Join(("~ ", T("if need be"))),
    YES: Join(("✓ ", T("yes"))),
}


class Dates(Scored):
    """Date finding: approval voting over dates with "yes", "if need be" and "no" (K. Reinecke et
    al., Doodle around the world, CSCW 2013; J. Zou, R. Meir and D. Parkes, Strategic Voting
    Behavior in Doodle Polls, CSCW 2015).

    Marks: 3 yes, 2 if need be, 1 no; saying nothing counts as no. The date that most people can
    make (yes or if need be) wins. Tie rule: fewer "if need be". A share is that of the voters;
    `detail` has how many said no, if need be and yes.
    """

    kind = "dates"
    title = T("Find a date")
    unit = T("Yes")

    def how(self, rules: Rules) -> Text:
        return T("Say for each date whether you can: yes, if need be, or no.")

    def pressed(self, marks: Marks, option: int, rules: Rules) -> Marks:
        return with_mark(marks, option, _AFTER[mark_of(marks, option)])

    def _allows(self, marks: Marks, rules: Rules) -> bool:
        return max(marks) <= YES

    def _weigh(self, cast: Cast, options: int) -> Weighed:
        detail = tuple(
            tuple(sum(n for marks, n in cast if marks[i] == said) for said in (NO, MAYBE, YES))
            for i in range(options)
        )
        can = [maybe + yes for _, maybe, yes in detail]
        return Weighed(
            tuple(map(Fraction, can)),
            parts(can, sum(n for _, n in cast)),
            finer=tuple((-maybe,) for _, maybe, _ in detail),
            detail=detail,
        )

    def mark(self, value: int) -> Text:
        return _WORDS[value]

    def _figure(self, count: Count, option: int) -> Text:
        _, maybe, _ = count.detail[option]
        return Join(
            (
                N("{n} can", "{n} can", int(count.scores[option])),
                N("{n} of them if need be", "{n} of them if need be", maybe) if maybe else "",
                Percent(float(count.shares[option])),
            ),
            " · ",
        )

    def told(self, count: Count, labels: Sequence[Text]) -> list[Text]:
        if count.voters and not count.level:
            return [T("None of the dates suits anybody.")]
        return super().told(count, labels)

    def _won(self, count: Count, option: Text) -> Text:
        return N(
            "{option} suits most: {n} person can.",
            "{option} suits most: {n} people can.",
            int(count.scores[count.winners[0]]),
            option=option,
        )

    def _tied(self, count: Count, options: Text) -> Text:
        return N(
            "A tie with {n} person each: {options}.",
            "A tie with {n} people each: {options}.",
            int(count.scores[count.winners[0]]),
            options=options,
        )

    def _broken(self, options: Text) -> Text:
        return T("As many can on {options}; fewer “if need be” decide.", options=options)

    def chart(self, count: Count, poll: Poll) -> Chart:
        return replace(
            super().chart(count, poll),
            kind="stacked",
            series=[
                Series(T("If need be"), [float(maybe) for _, maybe, _ in count.detail]),
                Series(self.unit, [float(yes) for _, _, yes in count.detail]),
            ],
        )
