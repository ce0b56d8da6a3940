"""The card of an appeal, and what its member is told in the end."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.model import Community, Member
from bot.api.reply import Button, Reply
from bot.api.text import Length, Mention, Moment, T, Text, bold, lines, quote, spoiler

from ..alerts.model import TEXT_ROOM, clip
from ..deciding.model import Kind
from .model import APPEAL_ROOM, Act, Case
from .payloads import Judge
from .telling import Matter, rule

GONE = Reply(T("This appeal is gone: whoever made it asked to be forgotten."))
DONE: Mapping[Kind, Text] = {
    "talk": T("a word"),
    "warn": T("a warning"),
    "delete": T("a deleted message"),
    "time_out": T("a time-out"),
    "ban": T("a ban"),
}


def tag(case: Case) -> str:
    """Names the cards of an appeal in the outbox: by its action, which is never another's."""
    return f"safety:appeal:{case.action_id}"


def card(
    case: Case,
    *,
    matter: Matter | None,
    act: Act,
    member: Member | None,
    giver: Member | None,
    decider: Member | None,
    alone: bool,
    late: bool,
) -> Reply:
    """What moderators see of an appeal. `alone`: only who decided could decide again."""
    return Reply(
        lines(
            bold(
                T(
                    "⚖️ {who} appeals against {what}",
                    who=Mention(member, ping=False) if member else T("A former member"),
                    what=DONE[act.kind],
                )
            ),
            None if case.undecided else bold(outcome(case, decider)),
            T("This appeal has been waiting since {when}.", when=Moment(case.at)) if late else None,
            _origin(act, giver),
            *_about(matter),
            quote(spoiler(clip(case.text, APPEAL_ROOM)))
            if case.text
            else T("The text has been erased."),
            _alone(act, giver) if alone and case.undecided else None,
        ),
        _buttons(case) if case.undecided else (),
        tone="warn" if case.undecided else "plain",
    )


def _origin(act: Act, giver: Member | None) -> Text:
    when = Moment(act.at)
    if act.automatic:
        return T("I did that by myself, {when}.", when=when)
    who = Mention(giver, ping=False) if giver else T("a former moderator")
    if act.kind == "time_out":
        length = Length(act.seconds or 0)
        return T("Decided by {who}, {when}, for {length}.", who=who, when=when, length=length)
    return T("Decided by {who}, {when}.", who=who, when=when)


def _about(matter: Matter | None) -> list[Text]:
    if matter is None:
        return []
    rows: list[Text] = [
        T("Reason: {reason}", reason=matter.reason),
        T("Our rule: {rule}", rule=rule(matter.alert)),
    ]
    rows += [quote(spoiler(clip(t.text, TEXT_ROOM))) for t in matter.seen[-2:] if t.text]
    return [*rows, T("What they say:")]


def _alone(act: Act, giver: Member | None) -> Text:
    if giver is None:
        return T("I know of no other moderator.")
    return T(
        "I know of no other moderator, so {who} may decide again.", who=Mention(giver, ping=False)
    )


def _buttons(case: Case) -> list[list[Button]]:
    return [
        [
            Button(T("The decision stays"), Judge(case.id, False)),
            Button(T("Overturn it"), Judge(case.id, True)),
        ]
    ]


def outcome(case: Case, decider: Member | None) -> Text:
    """What was decided, by whom and when."""
    who: Text = Mention(decider, ping=False) if decider else T("a former moderator")
    when = Moment(case.decided_at or case.at)
    if case.state == "overturned":
        return T("Overturned by {who}, {when}", who=who, when=when)
    return T("The decision stays, says {who}, {when}", who=who, when=when)


def result(
    community: Community, act: Act, case: Case, *, another: bool, still: bool = False
) -> Reply:
    """What the member is told. `another`: not who had decided before; `still`: another action of
    the same kind runs on."""
    name = community.name
    if case.state == "upheld":
        return Reply(
            lines(
                T(
                    "{community}: another moderator looked at your appeal. The decision stays.",
                    community=name,
                )
                if another
                else T(
                    "{community}: your appeal was looked at. The decision stays.", community=name
                ),
                T("About {what} of {when}.", what=DONE[act.kind], when=Moment(act.at)),
            )
        )
    effects: Mapping[Kind, Text] = {
        "talk": T("Nothing of it is held against you."),
        "warn": T("The warning does not count any more."),
        "delete": T(
            "It is not held against you. I cannot bring the message back; you may post it again."
        ),
        "time_out": T("You can write again."),
        "ban": T("You can come back."),
    }
    running: Mapping[Kind, Text] = {
        "time_out": T("Another pause still runs, so you cannot write yet."),
        "ban": T("Another ban still stands, so you cannot come back yet."),
    }
    return Reply(
        lines(
            bold(
                T(
                    "{community}: your appeal was right, and the decision is overturned.",
                    community=name,
                )
            ),
            T("It was about {what} of {when}.", what=DONE[act.kind], when=Moment(act.at)),
            running[act.kind] if still and act.kind in running else effects[act.kind],
        )
    )
