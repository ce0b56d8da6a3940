"""The steps of `townhall setup`. Each looks what is done, asks only the rest, and saves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tzlocal import get_localzone_name

from bot.settings.model import CommunitySettings

from .asking import Asker
from .file import ConfigFile
from .platforms import GUIDES, Joining
from .presets import DAYS, LANGUAGES, STRICTNESS


class Wizard:
    """Asks and writes. `given` are answers from the command line, by their names."""

    def __init__(self, file: ConfigFile, asker: Asker, given: Mapping[str, str | None]) -> None:
        self._file = file
        self._ask = asker
        self._given = {name: value for name, value in given.items() if value}

    def run(self, wanted: set[str]) -> bool:
        """All steps; whether the bot can run as it is now. `wanted`: the platforms asked for."""
        self._greet()
        self._community()
        done = [self._platform(name, name in wanted) for name in GUIDES]
        self._presets()
        self._file.save()
        return all(done)

    def _greet(self) -> None:
        if self._file.is_new:
            self._ask.say(f"Hello! A few questions, and {self._file.path.name} is written.", "bold")
        else:
            self._ask.say(f"Going on with {self._file.path}.", "bold")
        if not self._ask.silent:
            self._ask.say("Enter takes what is in [brackets]. Ctrl-C stops; answers are kept.")

    # ---- the community

    def _community(self) -> None:
        self._title("Your community")
        if (known := self._file.community) is not None:
            self._done(f"{known.get('name')}, {known.get('locale', 'en')}, {_zone(known)}")
            return
        locale = self._answer("language") or self._ask.choice(
            "Which language does it speak?", LANGUAGES, "en"
        )
        name = self._answer("name") or self._ask.text("What is it called?", "My Community", _name)
        zone = self._answer("timezone") or self._ask.text(
            "In which time zone is it?", _zone_here(), _bad_zone
        )
        CommunitySettings(name=name, locale=locale, timezone=zone)
        self._file.add_community(name=name, locale=locale, timezone=zone)
        self._file.save()
        self._done(f"{name}, {locale}, {zone}")

    def _answer(self, name: str) -> str | None:
        return self._given.get(name)

    # ---- where it is

    def _platform(self, name: str, wanted: bool) -> bool:
        title = name.capitalize()
        self._title(title)
        joining = Joining(name, self._file, self._ask)
        if not (wanted or joining.begun):
            wanted = self._ask.yes(f"Is your community on {title}?", default=False)
        if not (wanted or joining.begun):
            self._ask.say(f"Not on {title}, then. Run setup again when that changes.")
            return True
        return joining.token() and joining.places()

    # ---- a few presets

    def _presets(self) -> None:
        self._title("How it works for you")
        self._preset(
            "strictness", ("cogs", "safety", "strictness"), "When shall moderators be alerted?",
            STRICTNESS, "standard",
        )  # fmt: skip
        self._preset(
            "digest_day", ("cogs", "digest", "weekday"), "On which day shall the digest come?",
            dict.fromkeys(DAYS, ""), "monday",
        )  # fmt: skip

    def _preset(
        self, name: str, keys: tuple[str, ...], question: str, options: dict[str, str], usual: str
    ) -> None:
        if (value := self._file.get(*keys)) is None:
            value = self._answer(name) or self._ask.choice(question, options, usual)
            self._file.set(*keys, value=value)
            self._file.save()
        self._done(f"{'.'.join(keys[1:])} = {value}")

    def _title(self, text: str) -> None:
        self._ask.say(f"\n{text}", "bold")

    def _done(self, text: str) -> None:
        self._ask.say(f"✓ {text}", "green")


def closing(path: Path, *, ready: bool, usual: bool) -> str:
    """What to do next."""
    option = "" if usual else f" --config {path}"
    if not ready:
        return f"Not quite done. Run `townhall setup{option}` again to go on."
    return (
        f"Done. Now run `townhall run{option}`, then type /help in your community.\n"
        f"When something seems wrong: `townhall doctor{option}`."
    )


def _zone(known: Mapping[str, object]) -> object:
    return known.get("timezone", "UTC")


def _zone_here() -> str:
    """As this machine is set, where that can be told."""
    guess = get_localzone_name() or ""
    return "UTC" if _bad_zone(guess) else guess


def _name(text: str) -> str | None:
    return None if 0 < len(text) <= 100 else "Please type a name of at most 100 characters."


def _bad_zone(text: str) -> str | None:
    try:
        CommunitySettings(name="x", timezone=text)
    except ValueError as error:
        said = str(error).partition("Value error, ")[2].partition(" [type=")[0]
        return f"{said}."
    return None
