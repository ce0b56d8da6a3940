"""What is said around experts: to who looks for them, and to them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Join, Mention, T, Text, Value, bold, clip, lines

from ..board.payloads import Details
from ..model import Idea
from .finding import Expert
from .payloads import AnswerHelp, AskHelp, BeHelper, WhoHelps

NOT_YOURS = T(
    "Who could help is shown to the author of an idea, to whoever sees to it, and to moderators."
)
NO_MODEL = T(
    "Nobody can be named now: the model that compares what members wrote is not there. Whoever "
    "runs the bot finds the reason in its log."
)
NOT_WILLING = T("This member does not wish to be asked any more, or has left.")
ASKED_BEFORE = T("They were asked for help with this idea before; nobody is asked twice.")
ANSWERED_BEFORE = T("You have answered that already. Thank you!")
NOBODY_THERE = T("Thank you! Who asked is not here any more, so nobody is told.")


def who_button(idea: Idea) -> Button:
    """In the details, for those who may ask."""
    return Button(T("Who could help?"), WhoHelps(idea.id))


def found(idea: Idea, experts: Sequence[Expert]) -> Reply:
    """The best first, each with the reason."""
    if not experts:
        return Reply(
            T(
                "Nobody who wishes to be asked wrote about something like #{number} “{title}”. "
                "Members offer it with {command}.",
                **_values(idea),
                command=CommandHint("ideas helper"),
            )
        )
    head = T("Who could help with #{number} “{title}”:", **_values(idea))
    note = T("They wish to be asked. Nobody knows that they are shown until you ask them.")
    asks = [
        Button(
            T("Ask {name} for help", name=clip(one.member.name, 30)),
            AskHelp(idea.id, one.member.id),
            Look.PRIMARY,
        )
        for one in experts
    ]
    rows = [asks[at : at + 2] for at in range(0, len(asks), 2)]
    return Reply(lines(bold(head), *(_row(one) for one in experts), note), rows)


def _row(one: Expert) -> Text:
    values: dict[str, Value] = {
        "member": Mention(one.member, ping=False),
        "number": str(one.idea.id),
        "title": clip(one.idea.words.title, 80),
    }
    if one.how == "wrote":
        return T("{member}: wrote #{number} “{title}”", **values)
    return T("{member}: tried out #{number} “{title}” and told of it", **values)


# ---- asking somebody


def question(idea: Idea, asker: Member, *, named: bool) -> Reply:
    """Sent privately to who could help; the author of an anonymous idea is not named in it."""
    who: Text = Mention(asker, ping=False) if named else T("Somebody who wishes not to be named")
    answered = 0 if asker.id == idea.author_id else asker.id
    said = T(
        "{who} looks for help with the idea #{number} “{title}” and thinks that you know something "
        "about it. Would you help?",
        **_values(idea),
        who=who,
    )
    return Reply(
        lines(
            said,
            T("You get this because you offered it; {off} ends that.",
              off=CommandHint("ideas helper", "off")),
        ),
        [
            [
                Button(T("Yes, gladly"), AnswerHelp(idea.id, answered, True), Look.SUCCESS),
                Button(T("No, thanks"), AnswerHelp(idea.id, answered, False)),
                Button(T("Details"), Details(idea.id)),
            ]
        ],
    )  # fmt: skip


def asked(member: Member) -> Text:
    """To the asker."""
    return T(
        "{member} is asked privately, and you will hear the answer from me.",
        member=Mention(member, ping=False),
    )


def answer(idea: Idea, helper: Member, *, would: bool) -> Reply:
    """Told privately to the asker."""
    values: dict[str, Value] = {"member": Mention(helper, ping=False), **_values(idea)}
    said = (
        T("🤝 {member} would gladly help with #{number} “{title}”. Just write to them!", **values)
        if would
        else T("{member} cannot help with #{number} “{title}” this time.", **values)
    )
    return Reply(said, [[Button(T("Details"), Details(idea.id))]])


def thanks(*, would: bool) -> Text:
    """To who answered."""
    if would:
        return T("Thank you! They are told that they may write to you.")
    return T("All right, thank you for the answer. They are told in a friendly way.")


# ---- offering it


def helper(*, on: bool) -> Reply:
    """What it means, and whether the reader offers it."""
    means = lines(
        T(
            "The author of an idea, whoever sees to it and moderators can ask me who could help. "
            "Then I compare the idea with the ideas you wrote (never with those you posted without "
            "your name) and with the feedback you gave on ideas you tried out."
        ),
        T(
            "For your feedback only numbers that stand for its meaning are kept for this, as for "
            "all ideas. You are shown only when somebody asks about one idea, with the idea you "
            "wrote or tried out as the reason; you can say no every time."
        ),
    )
    state = (
        T("🤝 You may be named as somebody who could help.")
        if on
        else T("You are not named: nobody is, who did not offer it.")
    )
    change = (
        Button(T("Do not name me any more"), BeHelper(False))
        if on
        else Button(T("I'd like to help"), BeHelper(True), Look.PRIMARY)
    )
    return Reply(lines(bold(state), means), [[change]])


def quit_helping() -> Text:
    """After switching it off."""
    return Join(
        (
            T("You are not named any more, and what was kept for it is deleted."),
            T("{command} switches it on again.", command=CommandHint("ideas helper", "on")),
        ),
        " ",
    )


def _values(idea: Idea) -> dict[str, Value]:
    return {"number": str(idea.id), "title": clip(idea.words.title, 80)}
