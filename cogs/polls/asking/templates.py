"""What a draft may begin with: templates that come with the bot, and those of the community."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.errors import UserError
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Join, T, Text, bold, clip, lines

from ..methods import method
from ..model import DAY_MS, Draft, Rules, clean
from .payloads import BuiltIn, Drop, Own, Templates

MOST = 10  # of the community: so many buttons fit below the others
IN_ROW = 5

OwnTemplate = tuple[int, str, Draft]
"""Id, name, words."""


@dataclass(frozen=True, slots=True)
class Template:
    """One that comes with the bot: everything but the words."""

    title: T
    what: T
    draft: Draft


BUILT_IN: dict[str, Template] = {
    "decide": Template(
        T("Yes or no?"),
        T("a decision: Yes, No or Abstain"),
        Draft(rules=Rules(kind="yesno", remind=True), lasts=3 * DAY_MS),
    ),
    "date": Template(
        T("Which date?"),
        T("everybody says when they can"),
        Draft(rules=Rules(kind="dates", secrecy="open", remind=True), lasts=3 * DAY_MS),
    ),
    "rate": Template(
        T("Rate us 1 to 5"),
        T("stars, anonymous"),
        Draft(rules=Rules(kind="rating", secrecy="anonymous"), lasts=7 * DAY_MS),
    ),
    "dots": Template(
        T("Priorities with dots"),
        T("everybody spreads five dots; counts are shown at the end"),
        Draft(rules=Rules(kind="dots", hidden=True), lasts=7 * DAY_MS),
    ),
    "rank": Template(
        T("Rank the finalists"),
        T("everybody puts them in order; counts are shown at the end"),
        Draft(rules=Rules(kind="ranked", hidden=True), lasts=7 * DAY_MS),
    ),
}


def page(own: Sequence[OwnTemplate], *, may_delete: bool) -> Reply:
    """All of them, each a press away from a draft."""
    told: list[Text] = [
        Join(("• ", bold(each.title), " – ", each.what)) for each in BUILT_IN.values()
    ]
    saved: list[Text] = [
        Join(("• ", bold(name), " – ", clip(draft.question, 80) or method(draft.rules.kind).title))
        for _, name, draft in own
    ]
    buttons = [Button(each.title, BuiltIn(key)) for key, each in BUILT_IN.items()]
    rows = [buttons[:3], buttons[3:], *_rows([Button(name, Own(id_)) for id_, name, _ in own])]
    if own and may_delete:
        rows.append([Button(T("Delete one …"), Templates(deleting=True), Look.DANGER)])
    how = T(
        "Press one to begin. A draft that you begin with {command} can be saved as a template too.",
        command=CommandHint("poll"),
    )
    return Reply(
        lines(
            bold(T("Templates")),
            *told,
            *(["", bold(T("Saved here")), *saved] if saved else []),
            "",
            how,
        ),
        rows,
    )


def deleting(own: Sequence[OwnTemplate]) -> Reply:
    """Which one to delete."""
    buttons = [
        Button(T("Delete {name}", name=name), Drop(id_), Look.DANGER) for id_, name, _ in own
    ]
    return Reply(
        T("Which template shall I delete? Polls that were made with it stay."),
        [*_rows(buttons), [Button(T("Back"), Templates(deleting=False))]],
    )


def _rows(buttons: Sequence[Button]) -> list[list[Button]]:
    return [list(buttons[i : i + IN_ROW]) for i in range(0, min(len(buttons), MOST), IN_ROW)]


def checked_name(text: str, own: Sequence[OwnTemplate], *, may_replace: bool) -> str:
    """The name for a new template, or UserError."""
    name = clean(text)
    if not name:
        raise UserError(T("A template needs a name."))
    taken = any(known.casefold() == name.casefold() for _, known, _ in own)
    if taken and not may_replace:
        raise UserError(
            T("There is a template “{name}” already; please choose another name.", name=name)
        )
    if not taken and len(own) >= MOST:
        raise UserError(
            T(
                "There are {n} templates already; a moderator can delete one with {command}.",
                n=len(own),
                command=CommandHint("polls templates"),
            )
        )
    return name
