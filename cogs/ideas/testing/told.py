"""What is said around the feedback of testers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import CommandHint, Join, Mention, Moment, N, T, Text, bold, clip, lines, quote

from ..board.payloads import Details
from ..model import Idea
from .payloads import Delete, Give, Read, Tell, TurnFeedback, Used
from .store import Feedback, Use

PAGE = 2
MAX_ANSWER = 400
NOT_A_TESTER = T(
    "Feedback on an idea comes from its testers. Offer it with “I'd try it out” in the details of "
    "the idea; moderators pick who takes part."
)
USES: Mapping[Use, T] = {"yes": T("yes"), "partly": T("partly"), "no": T("no")}
ASKED: Mapping[Use, T] = {
    "yes": T("Yes, I'd use it"),
    "partly": T("Partly"),
    "no": T("No"),
}


def explained(idea: Idea) -> Reply:
    """Before anything is asked: what becomes of it."""
    return Reply(
        lines(
            T(
                "What you tell of #{number} “{title}” is kept with the idea, with your name. "
                "Moderators and whoever sees to the idea read it, nobody else. {command} shows you "
                "yours and lets you delete it.",
                number=str(idea.id),
                title=clip(idea.words.title, 80),
                command=CommandHint("ideas feedback", str(idea.id)),
            ),
            bold(T("Would you use it as it is now?")),
        ),
        [[Button(label, Used(idea.id, use)) for use, label in ASKED.items()]],
    )


def form(idea: Idea, use: Use) -> Form:
    """The words, both may be left out."""
    worked, lacking = T("What worked?"), T("What did not work?")
    return Form(
        T("Feedback on #{number}", number=str(idea.id)),
        [
            Field("worked", worked, required=False, max=MAX_ANSWER, multiline=True),
            Field("lacking", lacking, required=False, max=MAX_ANSWER, multiline=True),
        ],
        Tell(idea.id, use),
    )


def kept(idea: Idea) -> Reply:
    """Confirmed to the tester."""
    return Reply(
        T(
            "Thank you! That is kept with #{number}. {command} shows it and lets you delete it.",
            number=str(idea.id),
            command=CommandHint("ideas feedback", str(idea.id)),
        )
    )


def notice(idea: Idea, n: int) -> Reply:
    """To whoever sees to the idea, or among moderators; nothing of what was told is in it."""
    said = N(
        "🧪 {n} tester's answer came in for #{number} “{title}” within the last hour.",
        "🧪 {n} answers of testers came in for #{number} “{title}” within the last hour.",
        n,
        number=str(idea.id),
        title=clip(idea.words.title, 80),
    )
    buttons = [
        Button(T("Read the feedback"), Read(idea.id)),
        Button(T("Details"), Details(idea.id)),
    ]
    return Reply(said, [buttons])


def page(
    idea: Idea,
    found: Sequence[Feedback],
    people: Mapping[int, Member],
    number: int,
    total: int,
    *,
    reader: int,
    may_give: bool,
    team: bool,
) -> Reply:
    """One page of what was told; pages count from 0. `team` readers see that of all."""
    own = [
        Button(T("🗑 Delete yours of {when}", when=Moment(one.at)), Delete(idea.id, one.id))
        for one in found
        if one.member_id == reader
    ]
    turns = []
    if number > 0:
        turns.append(Button(T("◀ Back"), TurnFeedback(idea.id, number - 1)))
    if (number + 1) * PAGE < total:
        turns.append(Button(T("More ▶"), TurnFeedback(idea.id, number + 1)))
    give = [give_button(idea)] if may_give else []
    rows = [row for row in (own, turns, give) if row]
    if not found:
        nothing = (
            T("No tester has told anything of #{number} yet.", number=str(idea.id))
            if team
            else T("You have told nothing of #{number}.", number=str(idea.id))
        )
        return Reply(nothing, rows)
    pages = -(-total // PAGE)
    values: dict[str, str | int] = {
        "number": str(idea.id),
        "title": clip(idea.words.title, 80),
        "page": number + 1,
        "pages": pages,
    }
    head = (
        T("Feedback on #{number} “{title}” ({page} of {pages})", **values)
        if team
        else T("Your feedback on #{number} “{title}” ({page} of {pages})", **values)
    )
    return Reply(lines(bold(head), *(_one(one, people) for one in found)), rows)


def _one(one: Feedback, people: Mapping[int, Member]) -> Text:
    member = people.get(one.member_id or 0)
    who: Text = Mention(member, ping=False) if member is not None else T("a former member")
    told: list[Text] = [
        Join(("• ", who, ", ", Moment(one.at))),
        T("Would use it: {use}", use=USES[one.told.use]),
    ]
    if one.told.worked:
        told += [T("What worked:"), quote(one.told.worked)]
    if one.told.lacking:
        told += [T("What did not work:"), quote(one.told.lacking)]
    return lines(*told)


def give_button(idea: Idea) -> Button:
    """For testers."""
    return Button(T("Give feedback"), Give(idea.id), Look.PRIMARY)


def read_button(idea: Idea, n: int) -> Button:
    """For the team."""
    return Button(T("Feedback ({n})", n=str(n)), Read(idea.id))
