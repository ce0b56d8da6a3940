"""The cards of `/privacy`."""

from __future__ import annotations

from bot.api.people import Level
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, N, T, Text, bold, italic, joined, lines

from ..payloads import Open, Page
from .inforce import InForce

LAWS: tuple[tuple[str, Text], ...] = (("gdpr", T("GDPR")), ("ccpa", T("CCPA")))


def about(now: InForce, level: Level) -> Reply:
    """One screen: what, why, who sees it, and one's say."""
    buttons = [
        [
            Button(T("My choices"), Open("choices"), Look.PRIMARY),
            Button(T("What is kept about me"), Open("mine")),
        ],
        [Button(T("How long each thing is kept"), Open("details"))],
    ]
    if level >= Level.OWNER:
        buttons.append(
            [
                Button(T("Pages to publish"), Open("pages")),
                Button(T("What went by itself"), Open("report")),
            ]
        )
    return Reply(
        lines(
            bold(T("Your data in {community}", community=now.community.name)),
            _said(T("I keep"), T(
                "your name and number here, when you came, and who wrote when and to whom; beside "
                "that what you make: votes, ideas, sign-ups, choices."
            )),
            _said(T("Of texts"), _texts(now)),
            _said(T("What for"), _purpose(now)),
            _said(T("The model"), _model(now)),
            _helper(now),
            _said(T("Who sees it"), _eyes(now)),
            _said(T("Your say"), _say(now)),
        ),
        buttons,
        tone="info",
    )  # fmt: skip


def _said(head: Text, words: Text) -> Text:
    return joined([bold(joined([head, ":"], "")), words], " ")


def _texts(now: InForce) -> Text:
    flagged = (
        T(
            "messages that were flagged or reported, until {time} after the decision",
            time=_days(now.text_days),
        )
        if now.text_days is not None
        else None
    )
    asked = (
        T("questions to me that stayed open, for {time}", time=_days(now.question_days))
        if now.question_days
        else None
    )
    found = [part for part in (flagged, asked) if part is not None]
    if not found:
        return T("no message is kept.")
    return T("{parts}. No other message is kept.", parts=joined(found, "; "))


def _purpose(now: InForce) -> Text:
    parts: list[Text] = [T("to run what you use here"), T("to keep people safe")]
    parts.append(T("to see in figures how the community does"))
    if now.forecasts:
        parts.append(T("to notice who may fall silent"))
    return T("{parts}. Nothing is sold, and there is no advertising.", parts=joined(parts))


def _model(now: InForce) -> Text:
    if not now.reads:
        return T("none reads your messages for the moderators.")
    runs = T("{model} reads messages on this community's own machine", model=now.model)
    if now.mode == "observe":
        return T("{runs} and counts what it would flag. Nobody is shown anything.", runs=runs)
    if now.mode == "act":
        return T(
            "{runs}, shows moderators what may hurt somebody, and takes away the worst by itself. "
            "You are told, can ask why ({why}) and object.",
            runs=runs,
            why=CommandHint("why"),
        )
    return T(
        "{runs} and shows moderators what may hurt somebody. People decide; you can ask why "
        "({why}) and object.",
        runs=runs,
        why=CommandHint("why"),
    )


def _helper(now: InForce) -> Text | None:
    if not now.helper:
        return None
    words = T("questions to me go to a language model at {host}.", host=now.helper)
    return _said(T("Elsewhere"), words)


def _eyes(now: InForce) -> Text:
    sees = (
        T("moderators see flagged messages and figures")
        if now.reads
        else T("moderators see figures")
    )
    places = joined([name.capitalize() for name in now.platforms if name != "local"])
    if not str(places):
        return T("{sees}; nobody outside does.", sees=sees)
    return T(
        "{sees}; nobody outside does. What you write is also with {places}, by its own rules.",
        sees=sees,
        places=places,
    )


def _say(now: InForce) -> Text:
    hints = T(
        "{show} shows it, {export} gives it to you, {delete} deletes it. You can object to each "
        "use under My choices",
        show=CommandHint("mydata"),
        export=CommandHint("mydata export"),
        delete=CommandHint("mydata delete"),
    )
    if now.contact:
        return T("{hints}, write to {contact}, or complain to your data protection authority.",
                 hints=hints, contact=now.contact)  # fmt: skip
    return T("{hints}, or complain to your data protection authority.", hints=hints)


def details(now: InForce) -> Reply:
    """How long each kind is kept."""
    rows = [
        joined(["•", T("{time}: {what}", time=_days(days), what=kind.title)], " ")
        for kind, days in sorted(now.kept, key=lambda pair: (pair[1] or 0, pair[0].kind))
        if days is not None
    ]
    none = [kind.title for kind, days in now.kept if days is None]
    return Reply(
        lines(
            bold(T("How long each thing is kept")),
            T("These go by themselves, at the latest after:"),
            *rows,
            T("Not kept here: {list}", list=joined(none, "; ")) if none else None,
            "",
            T(
                "All else stays while you are here, until you delete it or type {delete}. Figures "
                "of the past then stay without you in them.",
                delete=CommandHint("mydata delete"),
            ),
            _backups(now),
        ),
        [[Button(T("Back"), Open("about"))]],
        tone="info",
    )


def _backups(now: InForce) -> Text:
    if now.backup_days:
        return T(
            "Backups are kept for {time}: what is deleted is gone from them after that.",
            time=_days(now.backup_days),
        )
    return T("Backups: what is deleted is gone from them when the owner deletes the old ones.")


def _days(days: int | None) -> Text:
    return N("{n} day", "{n} days", max(days or 0, 1))


def pages() -> Reply:
    """For owners: the pages to publish."""
    rows = [
        [
            Button(T("{law} in English", law=name), Page(law, "en")),
            Button(T("{law} in German", law=name), Page(law, "de")),
        ]
        for law, name in LAWS
    ]
    return Reply(
        lines(
            bold(T("Pages to publish")),
            T(
                "A page made from the settings in force. What only you know is left as a marked "
                "blank; {controller} and {contact} fill two of them.",
                controller=CommandHint("settings set", "privacy.controller"),
                contact=CommandHint("settings set", "privacy.contact"),
            ),
            italic(T("A draft for you to check, no legal advice.")),
        ),
        [*rows, [Button(T("Back"), Open("about"))]],
        tone="info",
    )


def written(blanks: int) -> Text:
    """With the file."""
    left = N("{n} blank is left for you", "{n} blanks are left for you", blanks)
    return T("Here is the page as of now; {left}. It is a draft, no legal advice.", left=left)
