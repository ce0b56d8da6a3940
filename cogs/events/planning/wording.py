"""What organisers are told, and the forms that they fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.reply import Button, Field, Form, Look, Payload, Reply
from bot.api.text import CommandHint, Join, Moment, N, T, Text, bold, lines

from ..model import MAX_DETAILS, MAX_PLACE, MAX_REASON, MAX_TITLE, Event, Plan
from .card import facts
from .payloads import CallOff, Change, Discard, Post, Show, Write
from .reading import Reader

IN_ROW = 5
DRAFT_GONE = T(
    "This draft is gone: it was announced, thrown away or forgotten. {command} begins a new one.",
    command=CommandHint("event"),
)
MEANWHILE = T("Somebody has changed this event meanwhile. Please look at it and try again.")
SETTLED = T("This event is over or was called off; it cannot be changed any more.")


def form(payload: Payload, plan: Plan, reader: Reader, until: str = "") -> Form:
    """The words of an event, and how long it lasts as far as that was typed already."""
    return Form(
        T("An event"),
        [
            Field("title", T("What is it?"), value=plan.title, max=MAX_TITLE),
            Field(
                "when",
                T("When does it begin?"),
                T("friday 18:00, tomorrow 9am, 2027-03-31 18:00"),
                value=reader.shown_start(plan),
                max=80,
            ),
            Field(
                "until",
                T("How long, or until when?"),
                T("2h, 90 minutes, 20:00"),
                value=until or reader.shown_end(plan),
                required=False,
                max=80,
            ),
            Field(
                "where",
                T("Where?"),
                T("An address, a room, a link"),
                value=plan.place,
                required=False,
                max=MAX_PLACE,
            ),
            Field(
                "details",
                T("What should people know?"),
                value=plan.details,
                required=False,
                max=MAX_DETAILS,
                multiline=True,
            ),
        ],
        payload,
    )


def preview(
    event: Event, problem: Text | None, zone: str, invited: str, places: Sequence[str]
) -> Reply:
    """A draft, for the one who writes it."""
    plan = event.plan
    shown = facts(plan, zone) if plan.starts_at else [bold(plan.title), plan.place, plan.details]
    said = lines(
        T("Only you see this. It will look like this:"),
        "",
        *shown,
        *_extras(plan, invited),
        "",
        Join(("⚠️ ", problem)) if problem is not None else _where(places),
    )
    post = [Button(T("Announce it"), Post(event.id), Look.SUCCESS)] if problem is None else []
    change = Button(T("Change"), Write(event.id), Look.PRIMARY)
    return Reply(said, [[*post, change, Button(T("Discard"), Discard(event.id), Look.DANGER)]])


def _extras(plan: Plan, invited: str) -> list[Text | None]:
    seats = plan.capacity
    return [
        N("{n} place, then a waiting list", "{n} places, then a waiting list", seats)
        if seats
        else None,
        T("Nobody is named on the card") if plan.hide_names else None,
        T("Members may ask questions") if plan.questions == "named" else None,
        T("Members may ask questions, also without their name")
        if plan.questions == "anonymous"
        else None,
        T("Only for {condition}: {n} members now", condition=plan.audience, n=invited)
        if plan.audience
        else None,
    ]


def _where(places: Sequence[str]) -> Text:
    return T("It will be announced in {channels}.", channels=", ".join(places))


def announced(event: Event) -> Text:
    """After the click."""
    return lines(
        T(
            "Announced as #{number}: “{title}”, {when}.",
            number=str(event.id),
            title=event.plan.title,
            when=Moment(event.plan.starts_at),
        ),
        T(
            "{edit} changes it, {cancel} calls it off.",
            edit=CommandHint("events edit", f"#{event.id}"),
            cancel=CommandHint("events cancel", f"#{event.id}"),
        ),
    )


def changed(before: Event, after: Event, zone: str) -> Text:
    """What an edit did, the moment said again so that a misreading is seen."""
    told = after.plan.tells_more(before.plan)
    return lines(
        T("Changed:"),
        *facts(after.plan, zone),
        "",
        T("I tell those who come.") if told else T("The card shows it."),
    )


def called_off(events: Sequence[Event], concerned: int) -> Text:
    """After it."""
    what = N("{n} event is called off.", "{n} events are called off.", len(events))
    if not concerned:
        return lines(what, T("Nobody had signed up."))
    return lines(what, N("I tell the {n} who answered.", "I tell the {n} who answered.", concerned))


def reason_form(event: Event) -> Form:
    """Why it is called off."""
    why = Field("reason", T("Why? Those who signed up read it"), max=MAX_REASON, multiline=True)
    return Form(T("Call off #{number}", number=str(event.id)), [why], CallOff(event.id))


def repeated(made: Sequence[Event], days: int) -> Text:
    """A series, with its first and last day."""
    if not made:
        return T("These events are there already.")
    return lines(
        N("{n} more event is planned.", "{n} more events are planned.", len(made)),
        T(
            "The next one is {first}, the last one {last}.",
            first=Moment(made[0].plan.starts_at),
            last=Moment(made[-1].plan.starts_at),
        ),
        N(
            "Each card is posted {n} day before.",
            "Each card is posted {n} days before.",
            days,
        ),
    )


def listed(events: Sequence[Event], going: Mapping[int, int], title: Text, none: Text) -> Reply:
    """Events in a line each, with a button each."""
    if not events:
        return Reply(none)
    told = [
        Join(
            (
                f"#{event.id} ",
                bold(event.plan.title),
                " · ",
                Moment(event.plan.starts_at),
                " · ",
                N("{n} going", "{n} going", going.get(event.id, 0)),
            )
        )
        for event in events
    ]
    shows = [Button(f"#{event.id}", Show(event.id)) for event in events]
    rows = [shows[i : i + IN_ROW] for i in range(0, len(shows), IN_ROW)]
    return Reply(lines(bold(title), *told), rows)


def tools(event: Event) -> list[Button]:
    """For who may change it."""
    return [
        Button(T("Change"), Change(event.id), Look.PRIMARY),
        Button(T("Call off"), CallOff(event.id), Look.DANGER),
    ]
