"""Lists, details, hours, and what was missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.audience import crowd
from bot.api.reply import Button, Look, Reply
from bot.api.text import (
    CommandHint,
    Length,
    Moment,
    N,
    Percent,
    T,
    Text,
    bold,
    lines,
    one_line,
    quote,
)

from ..model import Announcement, Hour, Posting
from ..payloads import PostLate, Show
from .cards import acts
from .facts import Facts, facts
from .words import SHORT, STATES, WEEKDAYS


def best_hours(hours: Sequence[Hour], next_at: int) -> Text:
    """When most people are about."""
    return lines(
        T("Most people are about at these hours:"),
        *[hour_line(hour) for hour in hours],
        T("The next one is {when}.", when=Moment(next_at)),
    )


def hour_line(hour: Hour) -> Text:
    """One hour of the week."""
    return T(
        "• {day} {time} ({share} of all messages come in the two hours from then on)",
        day=WEEKDAYS[hour.weekday],
        time=f"{hour.hour:02}:00",
        share=Percent(hour.share / 100),
    )


def next_good(at: int) -> Text:
    """The hint on a draft."""
    return T("💡 The next hour when most people are about: {when}", when=Moment(at))


def details(
    of: Announcement,
    known: Facts,
    writer: Text | None,
    approver: Text | None,
    posts: Sequence[tuple[Posting, Mapping[str, int]]],
) -> Reply:
    """All about one announcement."""
    return Reply(
        lines(
            bold(T("Announcement #{id}: {state}", id=of.id, state=STATES[of.state])),
            quote(of.text),
            facts(of, known),
            T("Written by {who}", who=writer) if writer else None,
            T("Approved by {who}", who=approver) if approver else None,
            T("Other words wait for a second person.") if of.change else None,
            *[posting_line(posting, tally) for posting, tally in posts[:5]],
        ),
        acts(of),
        tone="info",
    )


def posting_line(posting: Posting, tally: Mapping[str, int]) -> Text:
    """When it went out, and to how many."""
    when = Moment(posting.at)
    if posting.state == "missed":
        return T("• missed: it was due {when}", when=Moment(posting.due_at))
    if posting.state == "allowed":
        return T("• goes out late: it was due {when}", when=Moment(posting.due_at))
    if posting.state in ("skipped", "recalled"):
        words = T("left out") if posting.state == "skipped" else T("taken back")
        return T("• {when}: {what}", when=when, what=words)
    if not tally:
        return T("• posted {when}", when=when)
    waiting, stopped, late, left = (
        tally.get(state, 0) for state in ("waiting", "stopped", "late", "gone")
    )
    return lines(
        T("• sent {when} to {people} people", when=when, people=crowd(tally.get("sent", 0))),
        T("  still to come: {n}", n=crowd(waiting)) if waiting else None,
        T("  want no announcements: {n}", n=crowd(stopped)) if stopped else None,
        T("  held back until it was too late: {n}", n=crowd(late)) if late else None,
        T("  no longer here: {n}", n=crowd(left)) if left else None,
    )


def listing(found: Sequence[tuple[Announcement, int | None]]) -> Reply:
    """What is under way."""
    if not found:
        return Reply(
            T("Nothing is planned. Write one with {command}.", command=CommandHint("announce"))
        )
    return Reply(
        lines(
            bold(T("Announcements")),
            *[
                T(
                    "#{id} {state}: {words}",
                    id=a.id,
                    state=STATES[a.state],
                    words=one_line(a.text, SHORT),
                )
                if due is None
                else T(
                    "#{id} {when}: {words}",
                    id=a.id,
                    when=Moment(due),
                    words=one_line(a.text, SHORT),
                )
                for a, due in found
            ],
        ),
        [[Button(f"#{a.id} {one_line(a.text, 40)}", Show(a.id))] for a, _ in found[:5]],
    )


def missed(of: Announcement, posting: Posting, why: Text | None) -> Reply:
    """A card for moderators: it is too late to post it without asking."""
    return Reply(
        lines(
            T(
                "Announcement #{id} should have been posted {when}.",
                id=of.id,
                when=Moment(posting.due_at),
            ),
            why or T("I was not running then, and now it may be too late. Post it all the same?"),
            quote(one_line(of.text, 300)),
        ),
        [
            [
                Button(T("Post it now"), PostLate(posting.id, True), Look.PRIMARY),
                Button(T("Leave it out"), PostLate(posting.id, False)),
            ]
        ],
        tone="warn",
    )


def was_late(of: Announcement, seconds: int) -> Text:
    """It was posted by itself, but not in time."""
    return T(
        "Announcement #{id} was posted {late} late: I was not running when it was due.",
        id=of.id,
        late=Length(seconds),
    )


def happened(count: int) -> Text:
    """Where it stands now."""
    return N("Posted in {n} place.", "Posted in {n} places.", count)


def taken_back() -> Text:
    """It stood already."""
    return T(
        "Taken back: I delete it wherever the platform lets me. Telegram does not delete what is "
        "older than two days."
    )
