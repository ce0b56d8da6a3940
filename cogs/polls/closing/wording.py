"""What a poll has come to, in words, with a picture and the means to check it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.reply import Button, File, Look, Reply
from bot.api.text import CommandHint, Join, Moment, N, T, Text, bold, clip, code, lines

from ..methods import Count, method
from ..methods.base import voted
from ..model import Marks, Poll
from ..record import Record, needed
from ..voting.payloads import WhoVoted
from ..voting.wording import turnout
from .payloads import Check, Close

ROWS = 5  # Discord's limit, the smallest
ROOM = 520  # characters for the outcome; with a picture Telegram takes 1,024 in all
REACHED = T("That is reached.")
SHOWN = 32  # hex digits of a fingerprint in public


def outcome(poll: Poll, count: Count, record: Record | None) -> list[Text]:
    """A closed poll's outcome, a sentence each, the most important first."""
    kind = method(poll.rules.kind)
    labels = kind.labels(poll.options)
    told = kind.told(count, labels)
    need = kind.need(poll.rules)
    needs = [need] if need is not None else []
    match record.outcome if record is not None else "":
        case "no_quorum":
            return [bold(T("No quorum, so nothing is decided.")), _quorum(poll, record)]
        case "passed" if kind.motion:
            return [bold(T("Passed.")), *told]
        case "passed":
            at = 1 + (count.rounds[-1].by == "lot") if count.rounds else len(told)
            return [*told[:at], *(Join((need, REACHED), " ") for need in needs), *told[at:]]
        case "failed" if kind.motion:
            return [bold(T("Not passed.")), *needs, *told]
        case "failed" if count.winner is not None:
            first = bold(labels[count.winner])
            return [
                T("Nothing is decided: {option} came first, but not far enough.", option=first),
                *needs,
            ]
        case _:
            return told


def _quorum(poll: Poll, record: Record | None) -> Text:
    least = needed(poll.rules, record.eligible) if record is not None else None
    if least is None:
        return T("It is not known how many may vote.")
    return N("{n} person had to vote.", "{n} people had to vote.", least)


def result(poll: Poll, count: Count, record: Record | None) -> Reply:
    """The post at the end, with a picture when there is something to see."""
    told = outcome(poll, count, record)
    short, rest = _fitting(told)
    # what may be cut off for its length stands last
    long = rest[:1] if not short else []
    more = T("All of it: {command}", command=CommandHint("polls result", f"#{poll.id}"))
    text = lines(
        _title(poll),
        *short,
        turnout(poll, count, record),
        _fingerprint(record, SHOWN),
        *long,
        more if rest and not long else None,
    )
    return _pictured(text, poll, count, record)


def _fitting(told: Sequence[Text]) -> tuple[Sequence[Text], Sequence[Text]]:
    """The first sentences that fit a caption, and the others."""
    room = ROOM
    for number, sentence in enumerate(told):
        room -= len(str(sentence))
        if room < 0:
            return told[:number], told[number:]
    return told, ()


def whole(poll: Poll, count: Count, record: Record | None) -> Reply:
    """All of a closed poll, for one reader."""
    kind = method(poll.rules.kind)
    text = lines(
        _title(poll),
        *outcome(poll, count, record),
        "",
        *kind.lines(count, kind.labels(poll.options)),
        "",
        turnout(poll, count, record),
        _fingerprint(record, SHOWN),
    )
    return _pictured(text, poll, count, record)


def _title(poll: Poll) -> Text:
    return T("📊 The poll is closed: {question}", question=bold(poll.question))


def _pictured(text: Text, poll: Poll, count: Count, record: Record | None) -> Reply:
    buttons = []
    if record is not None and count.voters:
        buttons.append(Button(T("Check the count"), Check(poll.id)))
        if poll.rules.secrecy == "open":
            buttons.append(Button(T("Who voted what"), WhoVoted(poll.id)))
    rows = [buttons] if buttons else []
    if not count.voters:
        return Reply(text, rows)
    return Reply(text, rows, method(poll.rules.kind).chart(count, poll), tone="good")


def _fingerprint(record: Record | None, digits: int) -> Text | None:
    if record is None or not record.ballots:
        return None
    return T(
        "Fingerprint of the ballots: {fingerprint}", fingerprint=code(record.fingerprint[:digits])
    )


def proof(record: Record, faults: Sequence[str]) -> Reply:
    """The record with what to do with it."""
    name = f"poll-{record.poll_id}.json"
    counted = (
        T("I have just counted them again, and everything follows.")
        if not faults
        else T("Something is wrong with this record; please tell the owner of the bot.")
    )
    text = lines(
        T("Check the count: {question}", question=bold(record.question)),
        N(
            "The file has the one ballot, with its receipt and without a name.",
            "The file has all {n} ballots, each with its receipt and without a name.",
            len(record.ballots),
        ),
        counted,
        T(
            "Is yours among them? {command} says so.",
            command=CommandHint("polls verify", "K7QF-2M9D-XR4T"),
        ),
        T(
            "To count without me: {command}, with Townhall on any computer.",
            command=code(f"townhall verify {name}"),
        ),
        _fingerprint(record, 64),
    )
    return Reply(text, picture=File(name, record.to_json().encode(), "application/json"))


# ---- receipts


def in_count(poll: Poll, marks: Marks) -> Text:
    """A receipt whose ballot is in a final count."""
    kind = method(poll.rules.kind)
    return lines(
        T(
            "✓ This ballot is in the count of poll #{number}: {question}",
            number=str(poll.id),
            question=bold(poll.question),
        ),
        kind.said(marks, kind.labels(poll.options)),
    )


def counts_now(poll: Poll, marks: Marks) -> Text:
    """A receipt of one's own in an open poll."""
    kind = method(poll.rules.kind)
    return lines(
        T(
            "✓ Your vote counts in poll #{number}, which is open: {question}",
            number=str(poll.id),
            question=bold(poll.question),
        ),
        kind.said(marks, kind.labels(poll.options)),
    )


def unknown_receipt(polls: int) -> Text:
    """A receipt that fits no ballot."""
    return lines(
        N(
            "I find this receipt in none of the polls: I have looked at the only one.",
            "I find this receipt in none of the last {n} polls.",
            polls,
        ),
        T(
            "Is it typed correctly? After a change of mind, or after /link, only the newest "
            "receipt counts; and while a poll is open I tell only its voter."
        ),
    )


# ---- lists


def overview(polls: Sequence[tuple[Poll, Count]], closable: Sequence[Poll]) -> Reply:
    """The open polls; those that the reader may close have a button."""
    rows = [
        T(
            "#{number} {question} · {voters} · until {when}",
            number=str(poll.id),
            question=bold(clip(poll.question, 100)),
            voters=voted(count),
            when=Moment(poll.closes_at),
        )
        for poll, count in polls
    ]
    return Reply(lines(T("Open polls:"), *rows), _close_buttons(closable))


def which(closable: Sequence[Poll]) -> Reply:
    """When it is not clear which poll is to be closed."""
    return Reply(T("Which poll shall I close?"), _close_buttons(closable))


def _close_buttons(closable: Sequence[Poll]) -> list[list[Button]]:
    return [
        [
            Button(
                T("Close #{number} {question}", number=str(p.id), question=clip(p.question, 50)),
                Close(p.id),
                Look.DANGER,
            )
        ]
        for p in closable[:ROWS]
    ]


def table(poll: Poll, content: bytes, named: bool) -> Reply:
    """The ballots for a spreadsheet."""
    what = (
        T("It says who voted what, as everybody could see.")
        if named
        else T("It has no names: who voted what is known to nobody any more.")
    )
    said = T(
        "The ballots of poll #{number}: {question}",
        number=str(poll.id),
        question=bold(poll.question),
    )
    return Reply(Join((said, what), "\n"), picture=File(f"poll-{poll.id}.csv", content, "text/csv"))
