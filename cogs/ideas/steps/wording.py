"""What is said around steps: news, the form with the reason, answers to whoever decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import Join, Length, Moment, N, T, Text, bold, clip, lines, quote

from ..board.cards import MARKS
from ..board.payloads import Details, Follow
from ..model import MAX_REASON, NEXT, STATUS_NAMES, Change, Idea, Status
from ..store.steps import IN_HAND
from .payloads import Adopt, Decide, Postpone, Postponed, Step, Undo

Role = Literal["author", "supporter", "follower"]

# What whoever has an idea in hand may say of it; the rest is for moderators.
OWNERS_STEPS: tuple[Status, ...] = ("in_progress", "done")
ASK: Mapping[Status, T] = {
    "new": T("Back to new…"),
    "planned": T("Planned…"),
    "in_progress": T("In progress…"),
    "done": T("Done…"),
    "not_now": T("Not now…"),
    "declined": T("Declined…"),
}


def news(idea: Idea, change: Change, role: Role, *, same: bool) -> Reply:
    """Told privately to the author and to everybody who supports or follows an idea; with `same`
    only its date has changed."""
    values: dict[str, str | Text] = {
        "number": str(idea.id),
        "title": idea.words.title,
        "status": bold(STATUS_NAMES[change.after]),
    }
    if same:
        said = T("The idea #{number} “{title}” is still {status}; its date has changed.", **values)
    elif change.after == "not_now":
        said = _not_now(role, values)
    elif role == "author":
        said = T("Your idea #{number} “{title}” is now {status}.", **values)
    elif role == "supporter":
        said = T("The idea #{number} “{title}”, which you support, is now {status}.", **values)
    else:
        said = T("The idea #{number} “{title}”, which you follow, is now {status}.", **values)
    planned = Moment(change.due_at or 0, "date")
    return Reply(
        lines(
            Join((f"{MARKS[change.after]} ", said)),
            quote(change.reason),
            T("Planned for {date}", date=planned) if change.due_at is not None else None,
        ),
        [
            [
                Button(T("Details"), Details(idea.id)),
                Button(T("No more news of this"), Follow(idea.id, False)),
            ]
        ],
    )


def _not_now(role: Role, values: Mapping[str, str | Text]) -> T:
    if role == "author":
        return T("Not now: your idea #{number} “{title}” has to wait.", **values)
    if role == "supporter":
        return T("Not now: the idea #{number} “{title}”, which you support, has to wait.", **values)
    return T("Not now: the idea #{number} “{title}”, which you follow, has to wait.", **values)


def in_your_hands(idea: Idea, change: Change) -> Reply:
    """Told privately to the one who sees to an idea from now on, or has another date for it."""
    values: dict[str, str | Text] = {
        "number": str(idea.id),
        "title": idea.words.title,
        "status": bold(STATUS_NAMES[change.after]),
    }
    if change.due_at is None:
        said = T("The idea #{number} “{title}” is in your hands; it is {status}.", **values)
    else:
        until = Moment(change.due_at, "date")
        said = T(
            "The idea #{number} “{title}” is in your hands until {date}; it is {status}.",
            date=until,
            **values,
        )
    details = Button(T("Details"), Details(idea.id))
    return Reply(lines(said, quote(change.reason)), [[*steps_for_owner(idea), details]])


def steps_for_owner(idea: Idea) -> list[Button]:
    """What whoever has an idea in hand can do."""
    steps = [ask(idea, status) for status in NEXT[idea.status] if status in OWNERS_STEPS]
    return [*steps, Button(T("New date…"), Postpone(idea.id))] if idea.status in IN_HAND else []


def title(idea: Idea) -> Text:
    """An idea within a longer message."""
    return Join((f"{MARKS[idea.status]} #{idea.id} ", bold(clip(idea.words.title, 100))))


def more(n: int) -> Text | None:
    """What a list leaves out."""
    return N("and {n} more", "and {n} more", n) if n > 0 else None


def ask(idea: Idea, status: Status) -> Button:
    """A button that asks for the reason of a step."""
    look = Look.SUCCESS if status == "done" else Look.SECONDARY
    return Button(ASK[status], Step(idea.id, status), look)


def decided(idea: Idea, change: Change, wait_s: int, owner: Member | None) -> Reply:
    """After a step, to the one who took it; `owner` is told of it, too."""
    buttons = [Button(T("Take it back"), Undo(change.id, change.at))]
    if change.after in IN_HAND and change.owner_id is None:
        buttons.append(Button(T("I see to it"), Adopt(idea.id)))
    number = str(idea.id)
    said = T("Done: #{number} is now {status}.", number=number, status=STATUS_NAMES[change.after])
    if change.after == "not_now":
        said = T("Done: #{number} has to wait, not now.", number=number)
    return Reply(
        lines(
            said,
            T(
                "You can take it back for {time}; then author, supporters and followers are told.",
                time=Length(wait_s),
            ),
            T("{member} is told privately that it is in their hands.", member=bold(owner.name))
            if owner is not None
            else None,
        ),
        [buttons],
    )


def reason_form(idea: Idea, status: Status, template: str) -> Form:
    """Why, and until when; `template` stands there to be filled in."""
    fields = [
        Field(
            "reason",
            T("Why? Everybody can read it"),
            placeholder=_NOT_NOW if status == "not_now" else "",
            value=template,
            max=MAX_REASON,
            multiline=True,
        )
    ]
    if status in IN_HAND:
        fields.append(_date(required=False))
    title = T("#{number}: {status}", number=str(idea.id), status=STATUS_NAMES[status])
    return Form(title, fields, Decide(idea.id, status))


def date_form(idea: Idea) -> Form:
    """Until when instead, and why."""
    why = Field("reason", T("Why? Everybody can read it"), max=MAX_REASON, multiline=True)
    title = T("#{number}: a new date", number=str(idea.id))
    return Form(title, [_date(required=True), why], Postponed(idea.id))


_NOT_NOW = T("We like it, but not now: … We will look at it again in …")


def _date(*, required: bool) -> Field:
    return Field(
        "due",
        T("Until when?"),
        placeholder=T("in 3 weeks, friday, 2027-03-31"),
        required=required,
        max=80,
    )


def steps_for_moderators(idea: Idea) -> Sequence[Button]:
    """The steps that there are from here, and what else can be set."""
    buttons = [ask(idea, status) for status in NEXT[idea.status]]
    if idea.status in IN_HAND:
        buttons.append(Button(T("New date…"), Postpone(idea.id)))
        if idea.owner_id is None:
            buttons.append(Button(T("I see to it"), Adopt(idea.id)))
    return buttons
