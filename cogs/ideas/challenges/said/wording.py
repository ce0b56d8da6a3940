"""What is said of challenges: refusals, and news where the ideas are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Join, Moment, N, T, Text, italic, joined, lines, quote

from ...model import Idea
from ..model import Challenge
from ..payloads import See, Submit
from . import cards
from .cards import MARK, State, name

CHANGED = T("This challenge has just been changed; please look at it again.")
GONE = T("This draft is gone: it was posted or discarded before.")
NO_POLLS = T(
    "There are no polls here: the feature “polls” is off. Switch it on, or choose an idea by hand."
)


def closed() -> T:
    """Said to who is too late."""
    return T(
        "This challenge takes no ideas now. {command} begins an idea of its own.",
        command=CommandHint("idea"),
    )


# ---- said once, where the ideas are


def news(state: State) -> Reply | None:
    """The turn it has taken, short; None when its card says it."""
    challenge = state.challenge
    said = _turned(state)
    if said is None:
        return None
    buttons = [Button(T("See the ideas"), See(challenge.id))]
    if challenge.phase == "collect":
        buttons.insert(0, Button(T("Submit an idea"), Submit(challenge.id), Look.SUCCESS))
    why = quote(challenge.reason) if challenge.phase == "ended" else None
    return Reply(lines(Join((f"{MARK} ", name(challenge), ": ", said)), why), [buttons])


def _turned(state: State) -> Text | None:
    challenge = state.challenge
    dates, able = challenge.dates, len(state.able)
    match challenge.phase:
        case "collect":
            if challenge.turn <= 1:
                return None
            return T("ideas are welcome until {when}.", when=Moment(dates.discuss_at))
        case "discuss":
            return N(
                "{n} idea has come; let us talk about it until {when}.",
                "{n} ideas have come; let us talk about them until {when}.",
                len(state.entries),
                when=Moment(dates.vote_at),
            )
        case "vote" if challenge.poll_id is not None:
            when = Moment(dates.decide_at)
            return T("the vote is open until {when}, in the main channel.", when=when)
        case "vote" if able < 2:
            return T("too few ideas came for a vote; the moderators say how it goes on.")
        case "vote":
            return T("the discussion is over; the vote opens soon.")
        case "decide":
            return Join(("", *cards.result(state)), "\n")
        case "ended":
            return T("it was ended, because:")
        case _:
            return None


def planned(challenge: Challenge, idea: Idea) -> Reply:
    """The team has said yes."""
    said = T(
        "{challenge}: #{number} “{title}” will be built.",
        challenge=name(challenge),
        number=str(idea.id),
        title=idea.words.title,
    )
    return Reply(lines(Join((f"{MARK} ", said)), quote(idea.reason)), _see(challenge))


def built(challenge: Challenge, idea: Idea, by: Sequence[Text]) -> Reply:
    """It is there; `by` are those who are thanked by name."""
    values: dict[str, str | Text] = {
        "challenge": name(challenge),
        "number": str(idea.id),
        "title": idea.words.title,
    }
    said = T("{challenge}: #{number} “{title}” is built!", **values)
    thanks = (
        T("Thank you, {names}, and all who took part!", names=joined(by))
        if by
        else T("Thank you to all who took part!")
    )
    return Reply(
        lines(Join(("🎉 ", said)), quote(idea.reason), thanks), _see(challenge), tone="good"
    )


def to_juror(challenge: Challenge) -> Reply:
    """Told privately to each member of the jury when the vote opens."""
    return Reply(
        T(
            "You are in the jury of {challenge}. Its poll stands in the main channel; please vote "
            "until {when}.",
            challenge=name(challenge),
            when=Moment(challenge.dates.decide_at),
        ),
        _see(challenge),
    )


def entered(challenge: Challenge, idea: Idea) -> Reply:
    """To who let their idea answer a challenge."""
    return Reply(
        T(
            "Done: #{number} takes part in {challenge}.",
            number=str(idea.id),
            challenge=name(challenge),
        ),
        _see(challenge),
    )


def part_of(challenge: Challenge) -> Text:
    """A line in the details of an idea."""
    return italic(T("Takes part in {challenge}", challenge=name(challenge)))


def _see(challenge: Challenge) -> list[list[Button]]:
    return [[Button(T("See the challenge"), See(challenge.id))]]
