"""Text commands: what was typed after the slash becomes named values, then typed ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from bot.api.errors import UserError
from bot.api.port.commands import CommandInfo, OptionInfo
from bot.api.text import T, code, joined

from .values import WHOLE, YES_NO, coerce, take_quoted

__all__ = ["ParseError", "coerce", "match", "near", "parse", "usage"]

_COMMAND = re.compile(r"/([a-z][a-z0-9_]*)(?:@\w+)?(?=\s|$)", re.IGNORECASE)
_WORD = re.compile(r"[^\s;|]*[\s;|]*")
_SEPARATORS = " \t\r\n;|"
_SINGLE = ("int", "float", "bool", "member", "channel")


class ParseError(UserError):
    """The command is known, but what follows it cannot be understood."""


def match(text: str, commands: Mapping[str, CommandInfo]) -> tuple[CommandInfo, str] | None:
    """The command that a text calls, and the rest of the text.

    "/faq add x", "/faq_add x" and, for the default subcommand, "/faq x".
    """
    found = _COMMAND.match(text)
    if found is None:
        return None
    name, rest = found[1].lower(), text[found.end() :].strip()
    words = rest.split(maxsplit=1)
    if words and (info := commands.get(f"{name} {words[0].lower()}")):
        return info, words[1] if len(words) == 2 else ""
    underscored = {path.replace(" ", "_"): info for path, info in commands.items()}
    if info := commands.get(name) or underscored.get(name):
        return info, rest
    defaults = (info for path, info in commands.items() if path.split()[0] == name)
    info = next((info for info in defaults if info.default), None)
    return (info, rest) if info else None


def near(text: str, commands: Mapping[str, CommandInfo]) -> list[str]:
    """Up to three paths that resemble what was typed, the best first; for the name of a family
    alone, all of it."""
    found = _COMMAND.match(text)
    if found is None:
        return []
    family = [path for path in commands if path.split()[0] == found[1].lower()]
    if family and not text[found.end() :].strip():
        return family
    words = [found[1].lower().replace("_", " "), *text[found.end() :].lower().split()[:1]]
    scores: dict[str, float] = {}
    for typed in (words[0], " ".join(words)):
        for path, score, _ in process.extract(typed, list(commands), scorer=fuzz.ratio, limit=None):
            scores[path] = max(score, scores.get(path, 0))
    for path in commands:
        if fuzz.ratio(words[0], path.split()[0]) >= 75:
            scores[path] = max(scores[path], 75)
    good = sorted((path for path in scores if scores[path] >= 60), key=lambda p: -scores[p])
    return good[:3]


def usage(info: CommandInfo) -> str:
    """How the command is typed: "/poll <question> <options> [closes:…]"."""
    words = [f"<{o.name}>" if o.required else f"[{o.name}:…]" for o in info.options]
    return " ".join((f"/{info.path}", *words))


def parse(info: CommandInfo, rest: str) -> dict[str, str]:
    """The raw text of each option that was given, by `key:value` or by position.

    The last required text takes what is left, so quotes are rarely needed.
    """
    values, text = _take_keyed(info, rest)
    left = [option for option in info.options if option.name not in values]
    _take_positional(info, left, text, values)
    for option in info.options:
        if option.required and option.name not in values:
            raise ParseError(
                T(
                    "{option} is missing. Type it like this: {usage}",
                    option=code(option.name),
                    usage=code(usage(info)),
                )
            )
    return values


def _take_keyed(info: CommandInfo, rest: str) -> tuple[dict[str, str], str]:
    """Values given by name, and the text without them."""
    options = {option.name: option for option in info.options}
    if not options:
        return {}, rest
    found = _keys(rest, re.compile(rf"({'|'.join(options)})[:=](?!//)", re.IGNORECASE))
    ends = [key.start() for key in found[1:]] + [len(rest)]
    pieces = [rest[: found[0].start()] if found else rest]
    values: dict[str, str] = {}
    for key, end in zip(found, ends, strict=True) if found else ():
        option = options[key[1].lower()]
        if option.name in values:
            raise _refused(T("{option} is given twice.", option=code(option.name)), info)
        zone = rest[key.end() : end].strip()
        if not zone:
            raise _refused(T("{option} has no value.", option=code(option.name)), info)
        values[option.name], after = _keyed_value(option, zone)
        pieces.append(after)
    return values, " ".join(piece.strip() for piece in pieces).strip()


def _keys(text: str, key: re.Pattern[str]) -> list[re.Match[str]]:
    """Where an option's name stands at the start of a word outside quotation marks."""
    found, position, unclosed = list[re.Match[str]](), 0, set[str]()
    while position < len(text):
        opening = text[position]
        quoted = take_quoted(text[position:]) if opening not in unclosed else None
        if quoted is None:
            unclosed.add(opening)  # nor will a later one be closed
        if quoted:
            position = len(text) - len(quoted[1])
        elif match := key.match(text, position):
            found.append(match)
            position = match.end()
        elif word := _WORD.match(text, position):
            position = word.end()
    return found


def _keyed_value(option: OptionInfo, zone: str) -> tuple[str, str]:
    """The value at the start of the text up to the next key, and what does not belong to it."""
    if option.kind == "items":
        return zone.strip(_SEPARATORS), ""
    if quoted := take_quoted(zone):
        return quoted
    if option.choices:
        return _choice(option, zone) or _first_word(zone)
    return _first_word(zone) if option.kind in _SINGLE else (zone, "")


def _take_positional(
    info: CommandInfo, options: Sequence[OptionInfo], text: str, values: dict[str, str]
) -> None:
    """Gives the words to the options in order; the greedy one takes what is left."""
    greedy = _greedy(options)
    for index, option in enumerate(options):
        text = text.strip()
        if not text:
            return
        if option is not greedy:
            before_greedy = options[index + 1 : index + 2] == [greedy]
            if taken := _positional_value(option, text, before_greedy):
                values[option.name], text = taken
            continue
        later = options[index + 1 :]
        quoted = take_quoted(text) if option.kind != "items" else None
        if quoted and (_greedy(later) or not quoted[1].strip()):
            values[option.name] = quoted[0]
            _take_positional(info, later, quoted[1].lstrip(_SEPARATORS), values)
        else:
            if option.kind in ("when", "duration"):
                text = _take_choices_behind(later, text, values)
            values[option.name] = text.strip(_SEPARATORS) if option.kind == "items" else text
        return
    if text.strip(_SEPARATORS):
        shown = text if len(text) <= 40 else f"{text[:39]}…"
        raise _refused(T("“{words}” is too much.", words=shown), info)


def _take_choices_behind(options: Sequence[OptionInfo], text: str, values: dict[str, str]) -> str:
    """The time without the choices of later options that end the text: "7d strict"."""
    for option in reversed(options):
        names = {name for value, labels in option.choices for name in (value, *labels.values())}
        behind = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        if names and (found := re.search(rf"\s({behind})$", text, re.IGNORECASE)):
            values[option.name], text = found[1], text[: found.start()]
    return text


def _greedy(options: Sequence[OptionInfo]) -> OptionInfo | None:
    """The last required text, else an optional list, else the first optional text, else the last
    time."""
    texts = [o for o in options if o.kind in ("str", "items") and not o.choices]
    required = [o for o in texts if o.required]
    times = [o for o in options if o.kind in ("when", "duration")]
    lists = [o for o in texts if o.kind == "items"]
    return next(iter(required[-1:] or lists[:1] or texts[:1] or times[-1:]), None)


def _positional_value(option: OptionInfo, text: str, before_greedy: bool) -> tuple[str, str] | None:
    """The option's value and the rest; None when an optional one is not meant by this word."""
    if quoted := take_quoted(text):
        return quoted[0], quoted[1].lstrip(_SEPARATORS)
    if option.choices:
        return _choice(option, text) or (_first_word(text) if option.required else None)
    if option.kind == "str" and before_greedy:
        return _sentence(text) or (_first_word(text) if option.required else (text, ""))
    word, rest = _first_word(text)
    return (word, rest) if option.required or _resembles(option, word) else None


def _choice(option: OptionInfo, text: str) -> tuple[str, str] | None:
    """The choice, of one word or several, that the text starts with."""
    names = {name for value, labels in option.choices for name in (value, *labels.values())}
    for name in sorted(names, key=len, reverse=True):
        if re.match(rf"{re.escape(name)}(?=[\s;|]|$)", text, re.IGNORECASE):
            return text[: len(name)], text[len(name) :]
    return None


def _sentence(text: str) -> tuple[str, str] | None:
    """Splits a question from the answers: at its question mark, else at the first separator."""
    mark = re.search(r"\?(?=\s*[|;\n])", text) or re.search(r"\?(?=\s)[^|;\n]", text)
    separator = re.search(r"[|;\n]", text)
    if mark and not (separator and separator.start() < mark.start()):
        return text[: mark.start() + 1], text[mark.start() + 1 :].lstrip(_SEPARATORS)
    if separator:
        return text[: separator.start()].strip(), text[separator.end() :].lstrip(_SEPARATORS)
    return (text, "") if text.endswith("?") else None


def _first_word(text: str) -> tuple[str, str]:
    word, *rest = text.split(maxsplit=1)
    return word, rest[0] if rest else ""


def _resembles(option: OptionInfo, word: str) -> bool:
    """Whether a word can be meant for an optional option that may as well be left out."""
    match option.kind:
        case "int" | "float":
            return WHOLE.fullmatch(word) is not None
        case "bool":
            return word.casefold() in YES_NO
        case "member":
            return word.startswith(("@", "<@"))
        case "channel":
            return word.startswith(("#", "<#"))
        case "duration":
            return re.match(r"\d+\s*[^\W\d]", word) is not None
        case _:
            return False


def _refused(reason: T, info: CommandInfo) -> ParseError:
    hint = T("Type it like this: {usage}", usage=code(usage(info)))
    return ParseError(joined((reason, hint), " "))
