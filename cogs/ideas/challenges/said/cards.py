"""A challenge as the community sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply, Tone
from bot.api.text import (
    CommandHint,
    Join,
    Mention,
    Moment,
    N,
    T,
    Text,
    bold,
    joined,
    lines,
    quote,
)

from ...board.cards import row
from ...board.payloads import Details
from ...model import STATUS_NAMES
from ..model import RUNNING, Challenge, Entry, Phase
from ..payloads import End, Next, Schedule, See, Submit

MARK = "🏁"
SHOWN = 10
# the three lines of the plan, and after which phase each is over
PLAN: tuple[Phase, ...] = ("collect", "discuss", "vote")


@dataclass(frozen=True, slots=True)
class State:
    """A challenge with its ideas (by place, then by support), its jury, and who is named, by id."""

    challenge: Challenge
    entries: Sequence[Entry]
    jury: Sequence[int]
    people: Mapping[int, Member]

    @property
    def able(self) -> Sequence[Entry]:
        """What can be voted on."""
        return [entry for entry in self.entries if entry.eligible]

    @property
    def winner(self) -> Entry | None:
        """What won, or was chosen."""
        number = self.challenge.winner_id
        return next((one for one in self.entries if one.idea.id == number), None)

    @property
    def accepted(self) -> bool:
        """Whether the team has said that it builds it."""
        won = self.winner
        return won is not None and won.idea.status in ("planned", "in_progress", "done")


def name(challenge: Challenge) -> Text:
    """A challenge within a sentence."""
    return T(
        "Challenge {number} “{question}”",
        number=challenge.number,
        question=challenge.brief.question,
    )


def card(state: State) -> Reply:
    """The public card."""
    challenge = state.challenge
    buttons = [Button(T("See the ideas"), See(challenge.id))]
    if challenge.phase == "collect":
        buttons.insert(0, Button(T("Submit an idea"), Submit(challenge.id), Look.SUCCESS))
    return Reply(lines(*body(state)), [buttons], tone=_tone(challenge))


def details(state: State, *, moderator: bool, asked: Sequence[Sequence[Button]] = ()) -> Reply:
    """Everything, with the ideas and what moderators can do; `asked` is what they are asked now."""
    challenge = state.challenge
    found = [entry.idea for entry in state.entries]
    listed = [placed(entry) for entry in state.entries[:SHOWN]]
    left = len(found) - len(listed)
    numbers = [Button(f"#{idea.id}", Details(idea.id)) for idea in found[:SHOWN]]
    buttons = [numbers[at : at + 5] for at in range(0, len(numbers), 5)]
    if challenge.phase == "collect":
        submit = Button(T("Submit an idea"), Submit(challenge.id), Look.SUCCESS)
        buttons.append([submit])
    if asked:
        buttons += [list(row) for row in asked]
    elif moderator and challenge.running:
        buttons.append(_steps(challenge))
    return Reply(
        lines(
            *body(state),
            "" if listed else None,
            *listed,
            N("and {n} more", "and {n} more", left) if left > 0 else None,
            *(jurors(state) if moderator else ()),
        ),
        buttons,
        tone=_tone(challenge),
    )


def body(state: State) -> list[Text | None]:
    """What is asked, the plan, and how it stands."""
    challenge = state.challenge
    brief = challenge.brief
    return [
        Join((f"{MARK} ", bold(name(challenge)))),
        brief.details or None,
        T("What counts: {criteria}", criteria=brief.criteria) if brief.criteria else None,
        "",
        *_plan(challenge),
        _decides(state),
        *_count(state),
        *standing(state),
        _asked_by(state),
    ]


def _count(state: State) -> list[Text]:
    n = len(state.entries)
    match state.challenge.phase:
        case "draft":
            return []
        case "collect":
            return [N("{n} idea so far", "{n} ideas so far", n)]
        case _:
            return [N("{n} idea came", "{n} ideas came", n)]


def standing(state: State) -> list[Text]:
    """How it goes on, or how it ended."""
    challenge = state.challenge
    match challenge.phase:
        case "vote" if challenge.poll_id is not None:
            return [bold(T("The vote is open: the poll stands in the main channel."))]
        case "vote" if len(state.able) < 2:
            return [bold(T("Too few ideas came for a vote; the moderators say how it goes on."))]
        case "vote":
            return [bold(T("The vote on the ideas opens soon."))]
        case "decide" | "built":
            return ["", *result(state)]
        case "ended":
            why = quote(challenge.reason)
            return ["", bold(T("This challenge was ended, because:")), why, *_order(state)]
        case _:
            return []


def result(state: State) -> list[Text]:
    """What came of the vote, the order, and what becomes of the first."""
    challenge, won = state.challenge, state.winner
    said: list[Text] = [*_verdict(state), *_order(state)]
    if won is None:
        return [*said, T("The moderators decide how it goes on.")]
    number = str(won.idea.id)
    if won.place != 1:
        said.append(T("The moderators chose #{number}.", number=number))
    if challenge.phase == "built":
        said.append(bold(T("#{number} is built. Thank you all!", number=number)))
    elif state.accepted:
        status = STATUS_NAMES[won.idea.status]
        said.append(bold(T("#{number} is {status}.", number=number, status=status)))
    else:
        said.append(T("The moderators decide now whether it will be built."))
    return said


def _verdict(state: State) -> list[Text]:
    first = next((entry for entry in state.entries if entry.place == 1), None)
    number = str(first.idea.id) if first is not None else ""
    match state.challenge.verdict:
        case "":
            return [T("There was no vote.")]
        case "nobody":
            return [bold(T("Nobody voted."))]
        case "tie":
            said = T("The best were level; the lot fell on #{number}.", number=number)
            return [bold(said)]
        case "decided" | "passed":
            return [bold(T("#{number} won the vote.", number=number))]
        case _:
            return [bold(T("Too few voted for it, so nothing was decided."))]


def _order(state: State) -> list[Text]:
    return [placed(entry) for entry in state.entries if entry.place is not None]


def placed(entry: Entry) -> Text:
    """An idea of a challenge as one line."""
    return row(entry.idea) if entry.place is None else Join((f"{entry.place}. ", row(entry.idea)))


def jurors(state: State) -> list[Text]:
    """Who is in the jury, and how to change that."""
    challenge = state.challenge
    if challenge.decides != "jury":
        return []
    named = [Mention(state.people[i], ping=False) for i in state.jury if i in state.people]
    said: list[Text] = [T("Jury: {names}", names=joined(named))] if named else []
    if challenge.asked_at is None:
        hint = CommandHint("ideas jury", challenge.number)
        said.append(T("{command} and a member take somebody in or out.", command=hint))
    return said


def _plan(challenge: Challenge) -> list[Text]:
    dates = challenge.dates
    if not dates.set:
        return [T("The dates are still missing.")]
    whens = (
        T("Ideas until {when}", when=Moment(dates.discuss_at)),
        T("Discussion until {when}", when=Moment(dates.vote_at)),
        T("Vote until {when}", when=Moment(dates.decide_at)),
    )
    if challenge.phase not in RUNNING:
        return [Join(("○ ", when)) for when in whens] if challenge.phase == "draft" else []
    now = RUNNING.index(challenge.phase)
    return [
        Join(("▶ ", bold(when))) if i == now else Join(("✓ " if i < now else "○ ", when))
        for i, when in enumerate(whens)
    ]


def _decides(state: State) -> Text:
    if state.challenge.decides == "all":
        return T("Who votes: everybody here")
    n = len(state.jury)
    return N("Who votes: a jury of {n} member", "Who votes: a jury of {n} members", n)


def _asked_by(state: State) -> Text:
    asker = state.people.get(state.challenge.asker_id or 0)
    if asker is None:
        return T("Asked by a former member")
    return T("Asked by {member}", member=Mention(asker, ping=False))


def _steps(challenge: Challenge) -> list[Button]:
    """What moderators can do with one that runs."""
    at = challenge.id, challenge.turn
    steps = []
    voting = challenge.phase == "vote" and challenge.poll_id is not None
    if voting or challenge.phase in ("collect", "discuss"):
        steps.append(Button(T("Next phase now"), Next(*at)))
    if challenge.asked_at is None:
        steps.append(Button(T("Change dates…"), Schedule(*at)))
    return [*steps, Button(T("End it…"), End(*at), Look.DANGER)]


def _tone(challenge: Challenge) -> Tone:
    if challenge.phase == "ended":
        return "plain"
    return "good" if challenge.phase == "built" else "info"
