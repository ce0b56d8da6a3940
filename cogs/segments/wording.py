"""What is said about segments."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.audience import SMALLEST_GROUP, Trait, crowd
from bot.api.text import CommandHint, Join, N, T, Text, bold, code, joined, lines

from .logic import Counted, too_few
from .store import Saved

PLATFORMS = {"discord": "Discord", "telegram": "Telegram"}
_MOST_CHOICES = 12
_LONGEST_CHOICE = 40


def card(saved: Saved | None, condition: str, explained: Text, count: Counted) -> Text:
    """A segment or a condition with who is meant."""
    shown = code(condition) if condition else None
    return lines(
        _named(saved) if saved is not None else shown,
        explained,
        "",
        _size(count),
        _reachable(count),
        _platforms(count),
    )


def _named(saved: Saved) -> Text:
    # an empty condition, which means everybody, would leave nothing to see
    condition = code(saved.condition or "everybody")
    return T("{name}: {condition}", name=bold(saved.name), condition=condition)


def _size(count: Counted) -> Text:
    if too_few(count.total):
        return T(
            "Meant now: not counted, for with fewer than {n} members a number tells who it is.",
            n=SMALLEST_GROUP,
        )
    if count.nearly_all:
        return T("Meant now: all but a few of the {total} members.", total=count.total)
    return T(
        "Meant now: {count} of {total} members.", count=bold(crowd(count.size)), total=count.total
    )


def _reachable(count: Counted) -> Text | None:
    if count.size == 0 or count.reachable is None:
        return None
    if count.reachable == count.size:
        return T("I may write to all of them in private.")
    return N(
        "I may write to {n} of them in private.",
        "I may write to {n} of them in private.",
        count.reachable,
    )


def _platforms(count: Counted) -> Text | None:
    if count.size == 0 or count.platforms is None:
        return None
    return joined(
        f"{PLATFORMS.get(name, name.capitalize())}: {size}"
        for name, size in count.platforms.items()
    )


def listed(found: Sequence[Saved]) -> Text:
    """All segments of a community."""
    if not found:
        return T(
            "There are no segments yet; save one like this: {example}",
            example=code("/segment save regulars regular or active"),
        )
    return lines(
        *(_named(saved) for saved in found),
        T("{show} counts one of them.", show=CommandHint("segment show", found[0].name)),
    )


def trait_line(trait: Trait, choices: Sequence[str]) -> Text:
    """One trait: how it is written, what it says, and which words there are."""
    line = T(
        "{example}: {description}",
        example=code(example(trait, choices)),
        description=trait.description,
    )
    if not choices or trait.name == "activity":  # its description has them all
        return line
    shown = [word[:_LONGEST_CHOICE] for word in choices[:_MOST_CHOICES]]
    more = ["…"] if len(choices) > _MOST_CHOICES else []
    return T("{line} ({choices})", line=line, choices=joined([*shown, *more]))


def example(trait: Trait, choices: Sequence[str] = ()) -> str:
    """How a trait is written."""
    match trait.kind:
        case "flag":
            return trait.name
        case "number":
            return f"{trait.name} >= 2"
        case "time":
            return f"{trait.name} within 30 days"
        case "words":
            return f"{trait.name} is {_quoted(choices[0]) if choices else '…'}"


def _quoted(word: str) -> str:
    return word if word.isalnum() else '"' + word.replace('"', '""') + '"'


def words(traits: Sequence[Text]) -> Text:
    """Everything that a condition can ask."""
    return lines(
        T("This is what a segment can ask about members:"),
        *(Join(("• ", trait)) for trait in traits),
        "",
        T(
            "Put {and_}, {or_}, {not_} and parentheses between them, as in {example}; another"
            " segment is {segment}.",
            segment=code("segment regulars"),
            and_=code("and"),
            or_=code("or"),
            not_=code("not"),
            example=code("(new or back) and not messages >= 10"),
        ),
    )
