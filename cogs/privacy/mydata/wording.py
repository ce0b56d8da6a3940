"""What is said about one's own data, and about somebody else's whom an owner deletes for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.model import Account, Member
from bot.api.reply import Button, Look, Reply
from bot.api.services.personal import Held
from bot.api.text import CommandHint, Mention, N, T, Text, bold, joined, lines

from ..payloads import Erase, Export, Keep, Open

GOOD_S = 600  # how long a question "delete?" can be answered
TOO_OLD = T(
    "That question is too old, or it was not yours. Please type {command} again.",
    command=CommandHint("mydata delete"),
)
DONE_BEFORE = T("That has been done already: nothing of that person is kept under a name any more.")
KEPT = T("Nothing was deleted.")
LISTED = 20


@dataclass(frozen=True, slots=True)
class About:
    """Everything that a question "delete?" depends on."""

    member: Member
    by: Member
    held: Sequence[Held]
    accounts: Sequence[Account]
    backup_days: int
    now: int

    @property
    def own(self) -> bool:
        """Whether they ask for themselves."""
        return self.member.id == self.by.id


def shown(held: Sequence[Held], accounts: Sequence[Account]) -> Reply:
    """All kinds in words, with numbers."""
    return Reply(
        lines(
            bold(T("What is kept about you")),
            T("Your accounts: {list}", list=_accounts(accounts)),
            *_rows(held),
            "",
            T("You get all of it as a file, or have it deleted."),
        ),
        [
            [Button(T("Give it to me as a file"), Export(), Look.PRIMARY)],
            [Button(T("Delete it …"), Open("delete"), Look.DANGER)],
            [Button(T("My choices"), Open("choices")), Button(T("Back"), Open("about"))],
        ],
        tone="info",
    )


def _accounts(accounts: Sequence[Account]) -> Text:
    return joined([joined([account.name, f"({account.platform})"], " ") for account in accounts])


def _rows(held: Sequence[Held]) -> list[Text]:
    found: list[Text] = [
        joined(["•", T("{what}: {n}", what=one.title, n=one.count)], " ") for one in held[:LISTED]
    ]
    rest = len(held) - LISTED
    if rest > 0:
        found.append(N("… and {n} more kind", "… and {n} more kinds", rest))
    return found


def ask(about: About) -> Reply:
    """What goes, what stays and why; nothing is done yet."""
    goes = [one for one in about.held if not one.stays]
    stays = [one for one in about.held if one.stays]
    until = about.now // 1000 + GOOD_S
    yes = Erase(about.member.id, about.by.id, until)
    head = (
        T("Delete everything about you?")
        if about.own
        else T("Delete everything about {who}?", who=Mention(about.member, ping=False))
    )
    return Reply(
        lines(
            bold(head),
            T("Of these accounts together: {list}", list=_accounts(about.accounts)),
            "",
            bold(T("This goes, for good:")),
            *(_rows(goes) or [T("the name and the accounts")]),
            "",
            bold(T("This stays, under a number that leads to nobody:")),
            *_staying(stays),
            T(
                "• a ban or time-out that still holds: the platform keeps it, not I. Whoever is "
                "banned stays banned"
            ),
            T("• a mark that names nobody, so that no copy of the past brings you back")
            if about.own
            else T("• a mark that names nobody, so that no copy of the past brings them back"),
            _backups(about.backup_days),
            "",
            T("Whoever writes here again afterwards is a new member. It cannot be undone."),
        ),
        [
            [Button(T("Delete it for good"), yes, Look.DANGER)],
            [Button(T("Keep everything"), Keep())],
        ],
        tone="warn",
    )


def _staying(stays: Sequence[Held]) -> list[Text]:
    return [
        joined(["•", T("{what}: {n}, {why}", what=one.title, n=one.count, why=one.stays)], " ")
        for one in stays[:LISTED]
    ]


def _backups(days: int) -> Text:
    if days:
        return N(
            "• copies in backups, until those are deleted after {n} day",
            "• copies in backups, until those are deleted after {n} days",
            days,
        )
    return T("• copies in the owner's backups, until those are deleted")


def done(*, own: bool) -> Reply:
    """Said once it is done."""
    text = (
        T(
            "Done. Everything about you is deleted; what stays is under a number that leads to "
            "nobody. This message is the last that I send you by myself."
        )
        if own
        else T("Done. Everything about them is deleted; what stays is under a bare number.")
    )
    return Reply(text, tone="good")


def given(mime: str) -> Text:
    """With each file."""
    if mime == "application/json":
        return T("All that is kept about you, for programs (JSON).")
    if mime == "text/html":
        return T("The same to read: open it in a browser.")
    return T("All that is kept about you: one file for programs, one to read in a browser.")
