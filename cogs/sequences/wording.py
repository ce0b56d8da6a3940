"""What people read of sequences."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Rows

from bot.api.boards.audience import crowd
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Join, N, T, Text, bold, clip, code, lines, quote

from .model import Sequence, State, Step, Tally
from .payloads import (
    AskOn,
    Change,
    DropStep,
    Figures,
    Pause,
    Privately,
    PutStep,
    Show,
    ShowStep,
    Try,
)

SHORT, SHORT_CONDITION = 70, 50  # in the list; the card of a step has all
IN_ROW = 5
STATES: Mapping[State, T] = {"draft": T("draft"), "on": T("on"), "paused": T("paused")}
GONE = T(
    "That sequence or step is not there any more; {command} shows what there is.",
    command=CommandHint("sequence show"),
)
ON = T("It is on: pause it first, then change it.")


def listing(all_: Rows[Sequence]) -> Reply:
    """Every sequence of a community."""
    if not all_:
        return Reply(
            T(
                "There is no sequence yet. {new} writes one; {template} begins with four messages "
                "for the first weeks.",
                new=CommandHint("sequence new"),
                template=CommandHint("sequence new", "template:first-weeks"),
            )
        )
    told = [
        T(
            "{name} · {state} · {steps}",
            name=bold(one.name),
            state=STATES[one.state],
            steps=N("{n} step", "{n} steps", len(one.steps)),
        )
        for one in all_
    ]
    buttons = [Button(one.name, Show(one.id)) for one in all_]
    return Reply(lines(bold(T("Sequences")), *told), _rows(buttons))


def card(
    sequence: Sequence,
    progress: Mapping[str, int],
    tallies: Mapping[int, Tally],
    channels: Mapping[int, str],
    notes: Rows[Text] = (),
) -> Reply:
    """All of a sequence."""
    steps = [_step(number, step, channels) for number, step in enumerate(sequence.steps, 1)]
    return Reply(
        lines(
            T("{name} · {state}", name=bold(sequence.name), state=STATES[sequence.state]),
            _audience(sequence),
            _begins(sequence),
            _ends(sequence),
            "",
            *(steps or [T("No steps yet: add one.")]),
            "",
            _progress(sequence, progress),
            *_missed(sequence, tallies),
            *[Join(("⚠️ ", note)) for note in notes],
        ),
        _card_buttons(sequence),
        tone="warn" if notes else "info",
    )


def _audience(sequence: Sequence) -> Text:
    if not sequence.audience:
        return T("For everybody")
    return T("For: {condition}", condition=code(sequence.audience))


def _begins(sequence: Sequence) -> Text:
    if sequence.start == "joined":
        return T("Day 0 is the day on which somebody joined.")
    return T("Day 0 is the day on which somebody first matches.")


def _ends(sequence: Sequence) -> Text:
    if not sequence.stops:
        return T("It ends early for who leaves or presses the button to stop.")
    return T(
        "It ends early for who leaves, presses the button to stop, or meets: {condition}",
        condition=code(sequence.stops),
    )


def when(step: Step) -> Text:
    """Day and time of a step."""
    if (step.day, step.minute) == (0, 0):
        return T("day 0, at once")
    return T("day {day}, {time}", day=step.day, time=f"{step.clock:%H:%M}")


def where(step: Step, channels: Mapping[int, str]) -> Text:
    """Privately, or in which channel."""
    if step.channel_id is None:
        return T("privately")
    name = channels.get(step.channel_id)
    return T("in #{channel}", channel=name) if name else T("in a channel that is gone")


def _step(number: int, step: Step, channels: Mapping[int, str]) -> Text:
    head = T(
        "{n}. {when}, {where}: {text}",
        n=number,
        when=when(step),
        where=where(step, channels),
        text=clip(" ".join(step.text.split()), SHORT),
    )
    if not step.condition:
        return head
    condition = code(clip(step.condition, SHORT_CONDITION))
    return Join((head, T(" (only if {condition})", condition=condition)))


def _progress(sequence: Sequence, progress: Mapping[str, int]) -> Text:
    if sequence.state == "draft":
        return T("Nothing is sent yet. Try it, then switch it on.")
    return T(
        "On their way: {active} · through: {done} · stopped early: {stopped}",
        active=crowd(progress.get("active", 0)),
        done=crowd(progress.get("done", 0)),
        stopped=crowd(progress.get("stopped", 0)),
    )


def _missed(sequence: Sequence, tallies: Mapping[int, Tally]) -> list[Text]:
    return [
        T(
            "⏰ Step {n} was left out for {people}: I was away for too long when it was due.",
            n=number,
            people=crowd(tallies[step.id].overdue),
        )
        for number, step in enumerate(sequence.steps, 1)
        if step.id in tallies and tallies[step.id].overdue
    ]


def _card_buttons(sequence: Sequence) -> list[list[Button]]:
    number = sequence.id
    trying = [Button(T("Try it on me"), Try(number))] if sequence.steps else []
    figures = [Button(T("Figures"), Figures(number))] if sequence.state != "draft" else []
    if sequence.state == "on":
        return [[Button(T("Pause"), Pause(number), Look.DANGER), *trying, *figures]]
    turn = T("Switch on…") if sequence.state == "draft" else T("Go on")
    on = [Button(turn, AskOn(number), Look.SUCCESS)] if sequence.steps else []
    edit = [
        Button(T("Step {n}", n=n), ShowStep(number, step.id))
        for n, step in enumerate(sequence.steps, 1)
    ]
    add = Button(T("Add a step…"), PutStep(number, 0, 0))
    return [
        [*on, add, Button(T("Change…"), Change(number)), *trying, *figures],
        *_rows(edit),
    ]


def _rows(buttons: list[Button]) -> list[list[Button]]:
    return [buttons[at : at + IN_ROW] for at in range(0, min(len(buttons), 20), IN_ROW)]


def step_card(sequence: Sequence, step: Step, channels: Mapping[int, str]) -> Reply:
    """One step, whole, with what can be done with it."""
    here, channel = (sequence.id, step.id), step.channel_id
    change = [
        Button(T("Edit…"), PutStep(*here, channel or 0)),
        *([Button(T("Send it privately"), Privately(*here))] if channel is not None else []),
        Button(T("Take out"), DropStep(*here), Look.DANGER),
    ]
    back = Button(T("Back"), Show(sequence.id))
    return Reply(
        lines(
            T(
                "{name}, step {n}: {when}, {where}",
                name=bold(sequence.name),
                n=sequence.number(step.id),
                when=when(step),
                where=where(step, channels),
            ),
            T("Only if: {condition}", condition=code(step.condition)) if step.condition else None,
            quote(step.text),
        ),
        [[*change, back] if sequence.state != "on" else [back]],
    )


def hole_unknown(holes: Rows[str]) -> Text:
    """Probably a slip."""
    return T(
        "{hole} is not known, so it would be sent as it stands. There are {first} and {community}.",
        hole=code(", ".join(holes)),
        first=code("{first_name}"),
        community=code("{community}"),
    )
