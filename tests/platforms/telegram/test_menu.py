"""The list behind "/": what does not fit is folded, nothing is left out unsaid."""

from __future__ import annotations

from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.platforms.telegram.menu import MAX_COMMANDS, listed


def command(path: str, level: Level = Level.MEMBER, *, default: bool = False) -> CommandInfo:
    return CommandInfo(
        path, {"en": f"About {path}", "de": f"Über {path}"}, level, [], False, default
    )


def family(name: str, size: int, level: Level = Level.MEMBER) -> list[CommandInfo]:
    return [command(f"{name} part{n}", level) for n in range(size)]


def test_few_are_listed_one_by_one() -> None:
    found = listed(
        [command("poll"), command("faq ask", default=True), command("faq add", Level.MODERATOR)],
        [MenuInfo("save_as_faq", {"en": "Save"}, Level.MODERATOR)],
        Level.MEMBER,
        "de",
    )
    assert found == [("poll", "Über poll"), ("faq", "Über faq ask")]


def test_the_largest_families_are_folded_and_say_what_is_in_them() -> None:
    commands = [*family("ideas", 25), command("poll"), *family("polls", 20), *family("few", 60)]
    found = dict(listed(commands, [], Level.MEMBER, "en"))
    assert len(found) <= MAX_COMMANDS
    assert found["few"].startswith("… part0, part1")
    assert {"ideas_part24", "polls_part19", "poll"} <= found.keys()
    assert list(found).index("poll") == 25


def test_what_somebody_may_not_use_takes_no_room() -> None:
    commands = [*family("mods", 80, Level.MODERATOR), *family("ideas", 25)]
    assert len(listed(commands, [], Level.MEMBER, "en")) == 25
    assert len(listed(commands, [], Level.OWNER, "en")) == 26
