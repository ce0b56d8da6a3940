"""What is said of members who may fall silent, only ever to one reader; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.boards.reports import FEW, Column, Figure, Section, Table
from bot.api.model import Member
from bot.api.reply import Button, Reply
from bot.api.text import Join, Length, Moment, N, Percent, T, Text, bold, joined, lines

from ..model import Note
from ..payloads import Write
from .model import ENOUGH, Backtest, Churn, Score
from .reasons import LIKELY, Reason, Risk

DAY_S = 86_400
BUTTONS_A_ROW = 2

STEPS: Mapping[str, T] = {
    "greet": T("Say hello and answer them."),
    "answer": T("Answer one of their last messages, or ask how it went."),
    "ask": T("Ask them privately how they are."),
    "invite": T("Invite them to something that is coming up."),
    "connect": T("Ask for their view where others are talking."),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A member on the list, and the newest note to them, if there was one in the last 28 days."""

    risk: Risk
    member: Member
    note: Note | None
    by: Member | None


def reason(fact: Reason) -> Text:
    """A reason in words, as part of a list."""
    a, b = fact.a, fact.b
    match fact.kind:
        case "silence":
            return N(
                "used to write almost every day, silent for {silence}",
                "used to write about every {n} days, silent for {silence}",
                a,
                silence=Length(b * DAY_S),
            )
        case "new":
            return N(
                "came {n} day ago and nobody has answered them",
                "came {n} days ago and nobody has answered them",
                a,
            )
        case "ignored":
            return N("their last message got no answer", "their last {n} messages got no answer", a)
        case "trend":
            return N(
                "{n} message in four weeks, where {usual} were usual",
                "{n} messages in four weeks, where {usual} were usual",
                a,
                usual=b,
            )
        case "once":
            return N("has written on only {n} day", "has written on only {n} days", a)
        case "rare":
            return N("wrote in {n} week of {of}", "wrote in {n} weeks of {of}", a, of=b)
        case "apart":
            return N(
                "{n} message, and none to anybody else",
                "{n} messages, and none to anybody else",
                a,
            )
        case "young":
            return N("came only {n} day ago", "came only {n} days ago", a)


def at_risk(churn: Churn, found: Sequence[Listed]) -> Reply:
    """The list, with how far it can be believed."""
    if not found:
        said = T(
            "I see nobody who is here and more than {share} likely to fall silent in the next "
            "28 days.",
            share=Percent(LIKELY),
        )
        return Reply(lines(said, "", *reliability(churn)))
    entries = [entry(number, one) for number, one in enumerate(found, 1)]
    buttons = [
        Button(
            T("Write to {who}", who=one.member.first_name),
            Write(one.member.id, one.risk.step),
        )
        for one in found
        if one.note is None
    ]
    rows = [buttons[n : n + BUTTONS_A_ROW] for n in range(0, len(buttons), BUTTONS_A_ROW)]
    head = T("May write nothing in the next 28 days (the list is for you alone):")
    return Reply(lines(bold(head), *entries, "", *reliability(churn)), rows)


def entry(number: int, one: Listed) -> Text:
    """One member of the list."""
    return lines(
        Join(
            (
                f"{number}. ",
                bold(one.member.name),
                ", ",
                Percent(one.risk.probability),
                ": ",
                joined([reason(fact) for fact in one.risk.reasons], "; "),
                ".",
            )
        ),
        T("→ {step}", step=STEPS[one.risk.step]) if one.note is None else done(one.note, one.by),
    )


def done(note: Note, by: Member | None) -> Text:
    """What was done for them already."""
    when = Moment(note.at, "relative")
    if note.outcome == "unreachable":
        return T("→ They take no private messages from me (tried {when}).", when=when)
    if by is None:
        return T("→ Somebody of the team wrote to them {when}.", when=when)
    return T("→ {who} wrote to them {when}.", who=by.name, when=when)


def reliability(churn: Churn) -> list[Text]:
    """How far the numbers can be believed: method, back-test, calibration."""
    test = churn.test
    if not test.n:
        return [
            T("How sure: by a rule of thumb; your history is too short to test it."),
            method(churn),
        ]
    said = [method(churn), tested(test, churn.method == "model")]
    if test.bins:
        bins = joined(
            [
                T("said {said} → {seen} fell silent ({n})", said=Percent(b.said),
                  seen=Percent(b.seen), n=b.n)
                for b in test.bins
                if b.n >= FEW
            ],
            "; ",
        )  # fmt: skip
        said.append(T("Said and seen: {bins}.", bins=bins))
    return said


def method(churn: Churn) -> Text:
    """Which method is in use, and why."""
    match churn.why:
        case "better":
            return T(
                "Learnt from {n} past cases of your own community; in the test it beat the rule of "
                "thumb.",
                n=churn.trained,
            )
        case "worse":
            return T(
                "By a rule of thumb (silence against one's own rhythm): a model of your own "
                "history was tested and was not better."
            )
        case "short":
            return T(
                "By a rule of thumb (silence against one's own rhythm): your history is too short "
                "to test a model."
            )
        case "little":
            return T(
                "By a rule of thumb (silence against one's own rhythm): a model needs {n} members "
                "who fell silent and {n} who stayed.",
                n=ENOUGH,
            )


def tested(test: Backtest, model: bool) -> Text:
    """The back-test in one sentence."""
    thumb, share = test.rule, Percent(test.silent)
    if test.model is None:
        return T(
            "Test on {n} past cases ({share} fell silent): {score}.",
            n=test.n,
            share=share,
            score=score(thumb),
        )
    return T(
        "Test on {n} past cases ({share} fell silent): in use {used}; otherwise {other}.",
        n=test.n,
        share=share,
        used=score(test.model if model else thumb),
        other=score(thumb if model else test.model),
    )


def score(one: Score) -> Text:
    """AUC and Brier score, for those who know them, the first also in words."""
    brier = f"{one.brier:.3f}"
    if one.auc is None:
        return T("Brier score {brier}", brier=brier)
    return T(
        "right in {share} of pairs (AUC {auc}), Brier score {brier}",
        share=Percent(one.auc),
        auc=f"{one.auc:.2f}",
        brier=brier,
    )


# ---- the report


def section(churn: Churn, found: Sequence[Listed]) -> Section:
    """The list with reasons, for the reader whom the setting names."""
    columns = [
        Column("member", T("Member")),
        Column("probability", T("May fall silent"), "share"),
        Column("reasons", T("Why")),
        Column("step", T("What may help")),
    ]
    rows = [
        (
            one.member.name,
            one.risk.probability,
            joined([reason(fact) for fact in one.risk.reasons], "; "),
            STEPS[one.risk.step] if one.note is None else done(one.note, one.by),
        )
        for one in found
    ]
    listed = Table("outlook.churn", T("Who may fall silent in the next 28 days"), columns, rows)
    tables = [listed] if rows else []
    return Section(tables=[*tables, *calibration(churn)], notes=reliability(churn)[:2])


def calibration(churn: Churn) -> list[Table]:
    """What was said in the test, against what was seen."""
    columns = [
        Column("said", T("Said"), "share"),
        Column("seen", T("Fell silent"), "share"),
        Column("n", T("Cases"), "count"),
    ]
    rows = [(b.said, b.seen, b.n) for b in churn.test.bins if b.n >= FEW]
    title = T("How the probabilities did in the test")
    return [Table("outlook.churn_calibration", title, columns, rows)] if rows else []


def figure(churn: Churn) -> Figure:
    """The expected share; nothing below five people."""
    label = T("Active members who will fall silent in the next 28 days, as expected")
    if len(churn.members) < FEW:
        few = T("fewer than {n} active members", n=FEW)
        return Figure("outlook.churn_28d", label, None, unit="share", better="down", note=few)
    low, high = churn.interval or (None, None)
    return Figure(
        "outlook.churn_28d", label, churn.share, unit="share", better="down", low=low, high=high,
        note=T("of {n} who wrote in the last 8 weeks", n=len(churn.members)),
    )  # fmt: skip
