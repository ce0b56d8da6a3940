"""Whether a record holds together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..methods import Count, method
from ..model import trimmed
from .keys import tidy
from .outcome import outcome_of
from .record import Record

NAMED = 5  # receipts that a sentence names


def faults(record: Record) -> list[str]:
    """What does not follow, a plain sentence each; none when everything does.

    Whoever changes a record can make all of it follow again, with another fingerprint: that it
    has the one that was published with the result is for the reader to compare.
    """
    seal = record.seal()
    found = [*_of_answers(record), *_of_ballots(record)]
    if seal != record.fingerprint:
        found.append(
            "The fingerprint is not that of this poll and these ballots: something was changed."
        )
    # only a poll that is in order can be counted, and by no other lot than its own
    return found or list(_of_result(record, record.recount(seal)))


def _of_answers(record: Record) -> Iterator[str]:
    kind, options = method(record.rules.kind), record.options
    given = tuple(map(str, kind.fixed))
    if given and options != given:
        yield f"The answers of this kind of poll are {', '.join(given)}, in this order."
    if len(options) < kind.least:
        yield f"This kind of poll has at least {kind.least} answers, not {len(options)}."
    if len(set(options)) < len(options):
        yield "An answer is there twice."


def _of_ballots(record: Record) -> Iterator[str]:
    ballots, rules = record.ballots, record.rules
    if list(ballots) != sorted(ballots):
        yield "The ballots are not in the order of their receipts."
    times = Counter(receipt for receipt, _ in ballots)
    if odd := [receipt for receipt in times if tidy(receipt) != receipt]:
        yield f"This is written like no receipt: {_some(odd)}."
    if copies := [receipt for receipt, n in times.items() if n > 1]:
        yield f"This receipt is there more than once: {_some(copies)}."
    kind, options = method(rules.kind), len(record.options)
    valid = {
        marks: kind.check(marks, options, rules) and trimmed(marks) == marks
        for marks in {marks for _, marks in ballots}
    }
    if wrong := [receipt for receipt, marks in ballots if not valid[marks]]:
        yield f"This is no valid ballot of this kind of poll: {_some(wrong)}."


def _of_result(record: Record, count: Count) -> Iterator[str]:
    said = record.count
    if said.voters != count.voters:
        yield f"The result speaks of {said.voters} voters, and there are {count.voters} ballots."
    if said.winner != count.winner:
        yield (
            f"The result says that the winner is {_name(record, said.winner)}; counting the "
            f"ballots gives {_name(record, count.winner)}."
        )
    elif said != count:
        yield "The numbers of the result are not those that counting the ballots gives."
    outcome = outcome_of(count, record.rules, record.eligible)
    if outcome != record.outcome:
        yield f"The outcome should be “{outcome}”, not “{record.outcome}”."


def _name(record: Record, option: int | None) -> str:
    if option is None:
        return "nobody"
    known = 0 <= option < len(record.options)
    return f"“{record.options[option]}”" if known else f"answer {option + 1}, which there is not"


def _some(receipts: Sequence[str]) -> str:
    named = ", ".join(receipts[:NAMED])
    more = len(receipts) - NAMED
    return f"{named} and {more} more" if more > 0 else named
