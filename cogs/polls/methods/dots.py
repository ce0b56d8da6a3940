"""Dots to hand out."""

from __future__ import annotations

from fractions import Fraction

from bot.api.errors import UserError
from bot.api.text import Join, N, Percent, T, Text

from ..model import Marks, Rules
from .base import mark_of, with_mark
from .count import Count
from .scored import Cast, Scored, Weighed, parts


class Dots(Scored):
    """Dot voting, which is cumulative voting: everyone spreads a budget of votes as they like,
    all on one option if they wish, and the most votes win (G. J. Glasser, Game Theory and
    Cumulative Voting for Corporate Directors, Management Science 5(2), 1959).

    Marks are dots, at most `rules.budget` together. Tie rule: more people behind it. A share is
    that of all dots given; `detail` has how many people gave an option dots.
    """

    kind = "dots"
    title = T("Dots to hand out")
    unit = T("Dots")

    def how(self, rules: Rules) -> Text:
        return N(
            "You have {n} dot to give.",
            "You have {n} dots; spread them as you like.",
            rules.budget,
        )

    def pressed(self, marks: Marks, option: int, rules: Rules) -> Marks:
        if sum(marks) >= rules.budget:
            raise UserError(T("You have given all your dots; clear them to spread them anew."))
        return with_mark(marks, option, mark_of(marks, option) + 1)

    def _allows(self, marks: Marks, rules: Rules) -> bool:
        return sum(marks) <= rules.budget

    def _weigh(self, cast: Cast, options: int) -> Weighed:
        dots = [sum(marks[i] * n for marks, n in cast) for i in range(options)]
        people = tuple((sum(n for marks, n in cast if marks[i]),) for i in range(options))
        shares = parts(dots, sum(dots))
        return Weighed(tuple(map(Fraction, dots)), shares, finer=people, detail=people)

    def need(self, rules: Rules) -> Text | None:
        if not rules.threshold:
            return None
        return T("The winner needs {share} of all dots.", share=Percent(rules.threshold / 100))

    def mark(self, value: int) -> Text:
        return N("{n} dot", "{n} dots", value) if value else ""

    def left(self, marks: Marks, rules: Rules) -> Text:
        return N("{n} dot left", "{n} dots left", rules.budget - sum(marks))

    def _figure(self, count: Count, option: int) -> Text:
        return Join(
            (
                N("{n} dot", "{n} dots", int(count.scores[option])),
                N("{n} person", "{n} people", count.detail[option][0]),
                Percent(float(count.shares[option])),
            ),
            " · ",
        )

    def _won(self, count: Count, option: Text) -> Text:
        dots = int(count.scores[count.winners[0]])
        return N(
            "{option} has won with {n} dot.",
            "{option} has won with {n} dots.",
            dots,
            option=option,
        )

    def _tied(self, count: Count, options: Text) -> Text:
        dots = int(count.scores[count.winners[0]])
        return N(
            "A tie with {n} dot each: {options}.",
            "A tie with {n} dots each: {options}.",
            dots,
            options=options,
        )

    def _broken(self, options: Text) -> Text:
        return T("As many dots have {options}; more people behind it decide.", options=options)
