"""All kinds of data, from what the features declare beside their tables (bot/api/kept.py): a record
for owners and docs/kept.md, and a list for the pages that they publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from bot.api.boards.privacy.retention import Expiring
from bot.api.services.personal import Keeper
from bot.api.text import N, T, Text

Plain = Callable[[Text], str]
FATES: Mapping[str, Text] = {
    "gone": T("is deleted"),
    "unnamed": T("stays without them"),
    "number": T("stays under a number that leads to nobody"),
}


def record(
    keepers: Sequence[Keeper], expiring: Sequence[tuple[Expiring, int | None]], plain: Plain
) -> str:
    """Markdown: by feature what for, and each kind of data with when it goes."""
    days = {kind.kind: (kind, after) for kind, after in expiring}
    made = T(
        "Made by {command} from what each feature declares beside its tables. The days are those "
        "of the settings in force.",
        command="`townhall privacy kept`",
    )
    parts = [f"# {plain(T('What is kept of people'))}\n\n{plain(made)}\n"]
    for keeper in keepers:
        keeps = keeper.keeps
        why = plain(T("Kept {purpose}.", purpose=keeps.purpose))
        head = (T("what, as its person reads it"), T("goes by itself"), T("with its person"))
        rows = [
            (plain(kept.what), _goes(days.get(kept.expires), plain), plain(FATES[kept.erased]))
            for kept in keeps.tables.values()
        ]
        lines = [[plain(one) for one in head], ["---"] * len(head), *rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        parts.append(f"## {plain(keeper.title)}\n\n{why}\n\n{table}\n")
    return "\n".join(parts)


def _goes(expires: tuple[Expiring, int | None] | None, plain: Plain) -> str:
    if expires is None:
        return ""
    kind, after = expires
    if after is None:
        return plain(T("not kept here"))
    time = N("{n} day", "{n} days", max(after, 1))
    return plain(T("after {time}: {what}", time=time, what=kind.title))


def listed(keepers: Sequence[Keeper], plain: Plain) -> str:
    """HTML list items: a feature, what for, and its kinds of data."""
    return "\n".join(
        f"<li>{escape(plain(keeper.title))} ({escape(plain(keeper.keeps.purpose))}): "
        f"{escape('; '.join(plain(kept.what) for kept in keeper.keeps.tables.values()))}</li>"
        for keeper in keepers
    )
