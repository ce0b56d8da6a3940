"""What people read before a sequence is switched on or removed, and how it goes."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.boards.audience import crowd
from bot.api.reply import Button, Look, Reply
from bot.api.text import Join, T, Text, bold, lines

from ..model import Sequence, Tally
from ..payloads import Remove, Show, SwitchOn
from ..wording import when

STOPPED_BY_BUTTON = T(
    "Nobody goes through it twice, and each private message has a button to stop."
)


def ask_on(sequence: Sequence, matching: int, would_get: int) -> Reply:
    """Before the first one goes out: who would get it."""
    number = sequence.id
    return Reply(
        lines(
            T("Switch on {name}?", name=bold(sequence.name)),
            T("{people} who are here match now.", people=bold(crowd(matching))),
            T("From now on: only for those who come from this moment on."),
            T(
                "Also for those who are here: {people} of them would get something; who is past a "
                "day gets none of its messages.",
                people=bold(crowd(would_get)),
            ),
            STOPPED_BY_BUTTON,
        ),
        [
            [
                Button(T("From now on"), SwitchOn(number, False), Look.SUCCESS),
                Button(T("Also for those who are here"), SwitchOn(number, True)),
                Button(T("Not yet"), Show(number)),
            ]
        ],
    )


def ask_remove(sequence: Sequence, active: int) -> Reply:
    """Before it is gone."""
    return Reply(
        T(
            "Remove {name} for good? {people} are on their way and would get nothing more; its "
            "figures go too.",
            name=bold(sequence.name),
            people=crowd(active),
        ),
        [
            [
                Button(T("Remove it"), Remove(sequence.id), Look.DANGER),
                Button(T("Keep it"), Show(sequence.id)),
            ]
        ],
        tone="warn",
    )


def figures(sequence: Sequence, tallies: Mapping[int, Tally]) -> Reply:
    """What became of each step; small groups are not counted exactly."""
    told: list[Text] = []
    for number, step in enumerate(sequence.steps, 1):
        tally = tallies.get(step.id, Tally())
        told.append(Join((T("{n}. {when}: ", n=number, when=when(step)), _tally(tally))))
    return Reply(
        lines(
            T("{name}, in people", name=bold(sequence.name)),
            *told,
            "",
            T(
                "“Wrote” counts who wrote something within seven days. Groups under five are shown "
                "as {few}.",
                few="<5",
            ),
        ),
        [[Button(T("Back"), Show(sequence.id))]],
    )


def _tally(tally: Tally) -> Text:
    parts: list[Text] = [
        T("sent {n}", n=bold(crowd(tally.sent))),
        T("wrote {n}", n=crowd(tally.wrote)),
        T("held back {n}", n=crowd(tally.held)),
        T("condition not met {n}", n=crowd(tally.condition)),
        T("stopped here {n}", n=crowd(tally.stopped)),
    ]
    for label, count in (
        (T("out of date when it could go"), tally.late),
        (T("missed while I was away"), tally.overdue),
        (T("not in that channel"), tally.away),
    ):
        if count:
            parts.append(T("{what} {n}", what=label, n=crowd(count)))
    return Join(tuple(parts), " · ")
