"""How help and settings are laid out; no I/O."""

from collections.abc import Sequence

from bot.api.services import SettingView
from bot.api.text import Node, Text, bold, code, italic, lines

PAGE_CHARS = 1500


FEW = 2  # optional options are listed one by one up to here
FAMILY = 4  # a family of more commands than this has one line in the overview
LINES = 30  # where there would be more, every family has


def help_lines(commands: Sequence[tuple[str, str]]) -> list[Text]:
    """One line a command: how to type it, what it does; of a large family, the names alone. Whoever
    may type much gets the names of small ones alone, too."""
    found = _lines(commands, FAMILY)
    return found if len(found) <= LINES else _lines(commands, 1)


def _lines(commands: Sequence[tuple[str, str]], most: int) -> list[Text]:
    families: dict[str, list[tuple[str, str]]] = {}
    for usage, description in commands:
        families.setdefault(_words(usage)[0], []).append((usage, description))
    found: list[Text] = []
    for name, members in families.items():
        if len(members) > most:
            found.append(code(name) + " " + ", ".join(_words(usage)[1] for usage, _ in members))
        else:
            found += details([(_short(usage), description) for usage, description in members])
    return found


def _short(usage: str) -> str:
    """How a command is typed; of many options that may be left out only that there are some."""
    words = usage.split()
    optional = [word for word in words if word.startswith("[")]
    if len(optional) <= FEW:
        return usage
    return " ".join([*(word for word in words if word not in optional), "[…]"])


def details(commands: Sequence[tuple[str, str]]) -> list[Text]:
    """One line a command: how to type it, what it does."""
    return [code(usage) + " " + description for usage, description in commands]


def about(commands: Sequence[tuple[str, str]], topic: str) -> list[tuple[str, str]]:
    """The commands that "ideas", "/ideas" or "/ideas merge" means."""
    wanted = topic.casefold().removeprefix("/").split()
    return [
        (usage, description)
        for usage, description in commands
        if wanted and [word.removeprefix("/") for word in _words(usage)][: len(wanted)] == wanted
    ]


def topics(commands: Sequence[tuple[str, str]]) -> list[str]:
    """The first words of all commands."""
    return list(dict.fromkeys(_words(usage)[0].removeprefix("/") for usage, _ in commands))


def _words(usage: str) -> list[str]:
    """The name of a command, without its options."""
    words = usage.split()
    return [words[0], *(word for word in words[1:2] if word[0].isalpha() and ":" not in word)]


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
