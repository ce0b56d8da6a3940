"""One answer, several answers, yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.api.text import Join, N, Percent, T, Text, bold, joined

from ..model import Marks, Rules
from .base import mark_of, with_mark
from .count import Count
from .scored import Cast, Scored, Weighed, parts


class Choice(Scored):
    """Options that are chosen or not: marks are 0 or 1, a score is the number of votes, and a
    share is that of the voters. No tie rule but the lot."""

    direct = True

    def _allows(self, marks: Marks, rules: Rules) -> bool:
        return max(marks) <= 1

    def _weigh(self, cast: Cast, options: int) -> Weighed:
        votes = [sum(marks[i] * n for marks, n in cast) for i in range(options)]
        shares = parts(votes, sum(n for _, n in cast))
        return Weighed(tuple(map(Fraction, votes)), shares)

    def mark(self, value: int) -> Text:
        return "✓" if value else ""

    def said(self, marks: Marks, labels: Sequence[Text]) -> Text:
        chosen = [bold(labels[i]) for i, mark in enumerate(marks) if mark]
        if not chosen:
            return T("You have not voted.")
        return T("You voted for {options}.", options=joined(chosen))

    def _figure(self, count: Count, option: int) -> Text:
        votes = T("{number}", number=int(count.scores[option]))
        return Join((votes, " · ", Percent(float(count.shares[option]))))

    def _won(self, count: Count, option: Text) -> Text:
        most = int(count.scores[count.winners[0]])
        return N(
            "{option} has won with {n} vote.",
            "{option} has won with {n} votes.",
            most,
            option=option,
        )

    def _tied(self, count: Count, options: Text) -> Text:
        most = int(count.scores[count.winners[0]])
        return N(
            "A tie with {n} vote each: {options}.",
            "A tie with {n} votes each: {options}.",
            most,
            options=options,
        )


class One(Choice):
    """One option; pressing another one moves the vote."""

    def pressed(self, marks: Marks, option: int, rules: Rules) -> Marks:
        return marks if mark_of(marks, option) else with_mark((), option, 1)

    def _allows(self, marks: Marks, rules: Rules) -> bool:
        return sum(marks) == 1


class Single(One):
    """Plurality: the option with the most votes wins, majority or not (Robert's Rules of Order
    Newly Revised, 12th ed., 44:11)."""

    kind = "single"
    title = T("One answer")

    def how(self, rules: Rules) -> Text:
        return T("Everybody has one vote and can change it.")


class Multiple(Choice):
    """Approval voting: everyone approves of as many options as they like, the most approved one
    wins (S. J. Brams and P. C. Fishburn, Approval Voting, American Political Science Review
    72(3), 1978)."""

    kind = "multiple"
    title = T("Several answers")

    def how(self, rules: Rules) -> Text:
        return T("You can choose several; a second click takes a vote back.")

    def pressed(self, marks: Marks, option: int, rules: Rules) -> Marks:
        return with_mark(marks, option, 1 - mark_of(marks, option))


YES, NO, ABSTAIN = range(3)


class YesNo(One):
    """A motion: passed with more Yes than No; those who abstain count as voters but for neither
    (majority vote, Robert's Rules of Order Newly Revised, 12th ed., 44:1).

    Shares are of Yes and No together, and the threshold is held against that of Yes. Tie rule: a
    tie is no majority, so No stands (44:12); there is nothing to draw lots for.
    """

    kind = "yesno"
    title = T("Yes or no")
    fixed = (T("Yes"), T("No"), T("Abstain"))
    least = 3
    motion = True

    def how(self, rules: Rules) -> Text:
        return T("More Yes than No decides; who abstains counts as a voter, but for neither.")

    def check(self, marks: Marks, options: int, rules: Rules) -> bool:
        return options == len(self.fixed) and super().check(marks, options, rules)

    def _weigh(self, cast: Cast, options: int) -> Weighed:
        votes = super()._weigh(cast, options).scores
        said = [*map(int, votes[:ABSTAIN]), 0]
        return Weighed(votes, parts(said, sum(said)), able=(True, True, False))

    def _settled(
        self, winners: Sequence[int], order: Sequence[int] | None
    ) -> tuple[int | None, bool]:
        return (NO if len(winners) > 1 else winners[0] if winners else None), False

    def backing(self, count: Count) -> Fraction:
        return count.shares[YES]

    def passes(self, count: Count, rules: Rules) -> bool | None:
        return count.winner == YES and self.backing(count) * 100 >= rules.threshold

    def need(self, rules: Rules) -> Text | None:
        if not rules.threshold:
            return None
        return T("Yes needs {share} of Yes and No.", share=Percent(rules.threshold / 100))

    def _figure(self, count: Count, option: int) -> Text:
        if option == ABSTAIN:
            return T("{number}", number=int(count.scores[option]))
        return super()._figure(count, option)

    def _won(self, count: Count, option: Text) -> Text:
        most, least = sorted((int(score) for score in count.scores[:ABSTAIN]), reverse=True)
        return T("{option} has it, {most} to {least}.", option=option, most=most, least=least)

    def told(self, count: Count, labels: Sequence[Text]) -> list[Text]:
        if count.voters and not count.level:
            return [T("Everybody abstained, so nothing is decided.")]
        told = super().told(count, labels)
        if len(count.winners) > 1:
            told.append(T("A tie is no majority, so No stands."))
        return told
