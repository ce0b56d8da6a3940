"""What moderators are asked: who is in the final, and what becomes of the winner."""

from __future__ import annotations

from bot.api.reply import Button, Look, Reply
from bot.api.text import Join, Moment, N, T, Text, bold, clip, lines, quote

from ...board.cards import row
from ..model import MOST_CANDIDATES, Entry, tag
from ..payloads import Accept, AnswerOthers, Choose, End, Finalist, OpenVote, Schedule, See
from . import cards, wording
from .cards import MARK, State, name

LABEL = 24
PER_ROW = 5


def final_tag(challenge_id: int) -> str:
    """Names the cards about the final in the outbox."""
    return f"{tag(challenge_id)}:final"


def result_tag(challenge_id: int) -> str:
    """Names the cards about the result in the outbox."""
    return f"{tag(challenge_id)}:result"


def final(state: State, most: int) -> Reply:
    """Who is in the final; `most` is how many answers a poll has here, 0 without polls."""
    challenge = state.challenge
    if not challenge.preparing:
        over = challenge.phase in ("decide", "built")
        return _past(state, T("The vote is over.") if over else None)
    at = challenge.id, challenge.turn
    rest = [
        Button(T("Change dates…"), Schedule(*at)),
        Button(T("Choose by hand…"), Choose(*at)),
        Button(T("End it…"), End(*at), Look.DANGER),
    ]
    head = Join((f"{MARK} ", bold(name(challenge))))
    able = sorted(state.able, key=lambda entry: (-entry.idea.votes, entry.idea.id))
    if len(able) < 2:
        said = N(
            "Only {n} idea can be voted on, and a vote needs two. Later dates let more come in.",
            "{n} ideas can be voted on, and a vote needs two. Later dates let more come in.",
            len(able),
        )
        return Reply(lines(head, said, *(row(one.idea) for one in able)), [rest], tone="warn")
    if not most:
        listed = [row(one.idea) for one in able[:MOST_CANDIDATES]]
        return Reply(lines(head, wording.NO_POLLS, *listed), [rest], tone="warn")
    return Reply(
        lines(
            head,
            T("The discussion is over. These ideas are in the final, at most {most}:", most=most),
            *(_candidate(one) for one in able[:MOST_CANDIDATES]),
            T("Press a number to take an idea in or out, then open the vote."),
            *cards.jurors(state),
        ),
        [*_toggles(state, able), [Button(T("Open the vote"), OpenVote(*at), Look.SUCCESS), *rest]],
        tone="info",
    )


def _candidate(entry: Entry) -> Text:
    return Join(("✅ " if entry.position is not None else "▫️ ", row(entry.idea)))


def _toggles(state: State, able: list[Entry]) -> list[list[Button]]:
    at = state.challenge.id, state.challenge.turn
    buttons = [
        Button(
            clip(f"{'✅' if one.position is not None else '▫️'} #{one.idea.id}", LABEL),
            Finalist(*at, one.idea.id),
        )
        for one in able[:MOST_CANDIDATES]
    ]
    return [buttons[i : i + PER_ROW] for i in range(0, len(buttons), PER_ROW)]


def result(state: State) -> Reply:
    """What came of the vote, and what can be done now."""
    challenge = state.challenge
    if challenge.phase != "decide":
        return _past(state)
    at = challenge.id, challenge.turn
    head = Join((f"{MARK} ", bold(name(challenge))))
    buttons = [
        Button(T("Answer the others…"), AnswerOthers(challenge.id)),
        Button(T("Decide otherwise…"), Choose(*at)),
        Button(T("End it…"), End(*at), Look.DANGER),
    ]
    if state.winner is None:
        del buttons[0]
    elif state.accepted:
        del buttons[1]
    else:
        number = str(state.winner.idea.id)
        buttons.insert(
            0, Button(T("Accept: plan #{number}", number=number), Accept(*at), Look.SUCCESS)
        )
    return Reply(lines(head, *cards.result(state)), [buttons], tone="info")


def _past(state: State, over: Text | None = None) -> Reply:
    """There is nothing to decide on this card any more."""
    challenge = state.challenge
    said: list[Text]
    if over is not None:
        said = [over]
    elif challenge.phase == "vote":
        said = [T("The vote is open until {when}.", when=Moment(challenge.dates.decide_at))]
    elif challenge.phase == "collect":
        until = Moment(challenge.dates.discuss_at)
        said = [T("It collects ideas until {when}.", when=until)]
    elif challenge.phase == "discuss":
        said = [T("It is talked about until {when}.", when=Moment(challenge.dates.vote_at))]
    elif challenge.phase == "ended":
        said = [T("It was ended, because:"), quote(challenge.reason)]
    else:
        said = cards.result(state)
    head = Join((f"{MARK} ", bold(name(challenge))))
    return Reply(lines(head, *said), [[Button(T("See the challenge"), See(challenge.id))]])


def reminder(state: State) -> Reply:
    """After a day in which nobody pressed anything."""
    challenge = state.challenge
    said = (
        T("{challenge} waits for you to open its vote.", challenge=name(challenge))
        if challenge.phase == "vote"
        else T("{challenge} waits for you to say what will be built.", challenge=name(challenge))
    )
    return Reply(
        Join(("⏰ ", said)), [[Button(T("See the challenge"), See(challenge.id))]], tone="warn"
    )
