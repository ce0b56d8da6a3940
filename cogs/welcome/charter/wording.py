"""What is said around the charter."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.audience import crowd
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import Moment, T, Text, bold, code, lines, quote

from .payloads import Accept, EditCharter, ReadCharter
from .store import Charter

LONGEST = 1500  # shown whole, with a line before and after it, on every platform

NONE_HERE = T("There is no charter here.")
NONE_YET = T("There is no charter yet. Write it with {command}.", command=code("/charter edit"))
REMOVED = T("Done: there is no charter any more. What was accepted stays noted.")
NO_CHANGE = T("Nothing was changed.")


def button() -> Button:
    """Leads to the charter."""
    return Button(T("Rules"), ReadCharter())


def page(charter: Charter, accepted: tuple[int, int] | None, community: str) -> Reply:
    """The charter, with a button where it is not accepted yet."""
    head = T("Rules and charter of {community}", community=community)
    parts: list[Text] = [bold(head), quote(charter.text), _dated(charter)]
    if accepted is not None and accepted[0] >= charter.needs:
        parts.append(thanks(*accepted))
        return Reply(lines(*parts))
    if accepted is not None:
        parts.append(
            T("You accepted version {version}; it has changed since.", version=accepted[0])
        )
    return Reply(lines(*parts), [[_accept(charter)]])


def _dated(charter: Charter) -> Text:
    return T(
        "Version {version} of {date}", version=charter.version, date=Moment(charter.at, "date")
    )


def _accept(charter: Charter) -> Button:
    return Button(T("I accept"), Accept(charter.version), Look.SUCCESS)


def thanks(version: int, at: int) -> Text:
    """They have accepted."""
    return T(
        "Thank you! You accepted version {version} on {date}.",
        version=version,
        date=Moment(at, "date"),
    )


def ask(charter: Charter, community: str, *, again: bool, stop: Sequence[Button]) -> Reply:
    """Sent privately, at a polite moment."""
    why = (
        T(
            "The charter of {community} has changed. Please read it and accept it:",
            community=community,
        )
        if again
        else T("{community} has a charter. Please read it and accept it:", community=community)
    )
    rows = [[_accept(charter)], stop]
    text = lines(why, quote(charter.text), _dated(charter))
    return Reply(text, [row for row in rows if row])


def form(charter: Charter | None, *, after: int, asks: bool) -> Form:
    """The version after that one."""
    title = T("The charter")
    field = Field(
        "text",
        T("Rules and charter"),
        T("What members agree to, in short sentences"),
        value=charter.text if charter is not None else "",
        max=LONGEST,
        multiline=True,
    )
    return Form(title, [field], EditCharter(after, asks))


def saved(version: int, *, asks: bool) -> Text:
    """That version is in force."""
    if version == 1:
        return T(
            "The charter is in force. Newcomers find it under their greeting, everybody with "
            "{show}. To ask all members to accept it: {ask}",
            show=code("/charter show"),
            ask=code("/settings set welcome.charter_asks everyone"),
        )
    if asks:
        return T(
            "Version {version} is in force. Who accepted an earlier one is asked again, privately, "
            "when they next take part.",
            version=version,
        )
    return T("Version {version} is in force. Nobody is asked again.", version=version)


def overtaken(text: str) -> Text:
    """Somebody else was faster; their words are not lost."""
    return lines(
        T("Somebody else has changed the charter meanwhile. These were your words; see theirs with "
          "{command} and try again:", command="/charter show"),
        quote(text),
    )  # fmt: skip


def status(charter: Charter | None, counts: Sequence[tuple[int, int, int]]) -> Text:
    """How many accepted which version."""
    if charter is None and not counts:
        return NONE_YET
    rows = [
        T(
            "Version {version} of {date}: {count}",
            version=version,
            date=Moment(at, "date"),
            count=crowd(n),
        )
        for version, at, n in counts
    ]
    needs = (
        T(
            "Who accepted version {version} or a later one is not asked again.",
            version=charter.needs,
        )
        if charter is not None
        else None
    )
    return lines(bold(T("How many accepted which version")), *rows, needs)
