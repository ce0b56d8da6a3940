"""How help and settings are laid out; no I/O."""

from collections.abc import Sequence

from bot.api.services import SettingView
from bot.api.text import Node, Text, bold, code, italic, lines

PAGE_CHARS = 1500


def help_lines(commands: Sequence[tuple[str, str]]) -> list[Text]:
    """One line a command: how to type it, what it does."""
    return [code(usage) + " " + description for usage, description in commands]


def setting_line(view: SettingView) -> Node:
    """Name and value; a value that an owner changed is bold."""
    value: Text = bold(view.value or "-") if view.overridden else (view.value or "-")
    return code(view.name) + " = " + value


def setting_card(view: SettingView, default_word: Text) -> Text:
    """One setting in full."""
    return lines(
        setting_line(view),
        italic(view.description) if view.description else None,
        default_word,
    )


def matching(views: Sequence[SettingView], words: str) -> list[SettingView]:
    """Settings whose name or description holds every word."""
    wanted = words.casefold().split()
    return [
        view
        for view in views
        if all(w in f"{view.name} {view.description}".casefold() for w in wanted)
    ]


def sections(views: Sequence[SettingView]) -> list[tuple[str, int, int]]:
    """(cog, settings, of these changed) in order."""
    counts: dict[str, tuple[int, int]] = {}
    for view in views:
        cog = view.name.partition(".")[0]
        total, changed = counts.get(cog, (0, 0))
        counts[cog] = (total + 1, changed + view.overridden)
    return [(cog, total, changed) for cog, (total, changed) in counts.items()]
