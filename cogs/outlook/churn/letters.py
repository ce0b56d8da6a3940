"""The friendly note: how it is shown before, how it reads, what came of it; no I/O."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import Moment, N, T, Text, bold, lines, quote

from ..model import AGAIN_MS, Note
from ..payloads import Own, Send, Words

MOST_WORDS = 1000


def draft(step: str, member: Member, sender: Member) -> Text:
    """The note that goes out in somebody's name; rendered in the reader's language."""
    names = {"name": member.first_name, "sender": sender.name}
    match step:
        case "greet":
            return T(
                "Hello {name}, {sender} from the team here. Welcome! Your first words have not had "
                "an answer yet, sorry for that. What brings you here?",
                **names,
            )
        case "answer":
            return T(
                "Hello {name}, {sender} from the team here. Your last messages got no answer, "
                "sorry for that. Did you find what you were looking for?",
                **names,
            )
        case "invite":
            return T(
                "Hello {name}, {sender} from the team here. It was good to read from you. Have a "
                "look at what is coming up, you are very welcome!",
                **names,
            )
        case "connect":
            return T(
                "Hello {name}, {sender} from the team here. Your view would help others: have a "
                "look at what is being talked about, and join in if you like.",
                **names,
            )
    return T(
        "Hello {name}, {sender} from the team here. We have not read from you for a while. How are "
        "you? If there is anything we can do better, just answer me.",
        **names,
    )


def preview(step: str, member: Member, sender: Member) -> Reply:
    """What would be sent, and the choice."""
    return Reply(
        lines(
            T("I would send this to {who} privately, in your name:", who=bold(member.name)),
            quote(draft(step, member, sender)),
        ),
        [
            [
                Button(T("Send it"), Send(member.id, step), Look.PRIMARY),
                Button(T("In my own words"), Own(member.id)),
            ]
        ],
    )


def own(member: Member) -> Form:
    """Words of one's own."""
    field = Field(
        "words",
        T("Your note"),
        T("Two friendly sentences are enough."),
        max=MOST_WORDS,
        multiline=True,
    )
    return Form(T("A note to {who}", who=member.first_name), [field], Words(member.id))


def note(words: Text, sender: Member, stop: Sequence[Button]) -> Reply:
    """Words of somebody's own as they reach the member."""
    head = T("{sender} from the team writes to you:", sender=bold(sender.name))
    return Reply(lines(head, quote(words)), [list(stop)] if stop else ())


def outcome(total: int, back: int) -> Text:
    """What came of the notes."""
    return N(
        "You wrote to {n} quiet member; {back} of them wrote again.",
        "You wrote to {n} quiet members; {back} of them wrote again.",
        total,
        back=back,
    )


def again(note: Note, by: Member | None) -> Text:
    """Nobody gets two notes in 28 days."""
    when = Moment(note.at + AGAIN_MS, "date")
    who = by.name if by is not None else T("somebody of the team")
    return T("{who} has written to them already. Next time from {when} on.", who=who, when=when)
