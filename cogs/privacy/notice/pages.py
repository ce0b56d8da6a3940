"""Pages that an owner can publish: the texts of a law in a language, with the settings in force.

They are documents: each language has its own whole text (templates/), not a translated one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from bot.api.boards.privacy.retention import Expiring
from bot.api.model import zone_of
from bot.api.text import Text

from .inforce import InForce
from .kept import listed

LAWS, LANGUAGES = ("gdpr", "ccpa"), ("en", "de")
_FOLDER = Path(__file__).parent / "templates"
BLANK = "<mark>"


def page(
    now: InForce, law: str, language: str, at: int, plain: Callable[[Text, str], str]
) -> bytes:
    """A whole page; `at` is the moment it is made, `plain` renders a text in a language. KeyError
    for a law or language that there is not."""
    if law not in LAWS or language not in LANGUAGES:
        raise KeyError(f"{law}.{language}")
    from babel.dates import format_date  # slow to import, and seldom needed

    phrases = tomllib.loads((_FOLDER / f"phrases.{language}.toml").read_text("utf-8"))
    filled = _Filled(now, phrases, law, lambda text: plain(text, language)).all()
    day = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone_of(now.community.timezone))
    filled["date"] = escape(format_date(day, "long", locale=language))
    body = Template((_FOLDER / f"{law}.{language}.html").read_text("utf-8")).substitute(filled)
    title = body.split("<h1>", 1)[1].split("</h1>", 1)[0]
    whole = Template((_FOLDER / "page.html").read_text("utf-8"))
    return whole.substitute(lang=language, title=title, body=body).encode()


def blanks(made: bytes) -> int:
    """How many are left for the owner to fill in."""
    return made.decode().count(BLANK)


class _Filled:
    """What stands in the holes of a page; every value is escaped here, and only here."""

    def __init__(
        self, now: InForce, phrases: Mapping[str, Any], law: str, plain: Callable[[Text], str]
    ) -> None:
        self._now = now
        self._say = phrases
        self._law = law
        self._plain = plain

    def all(self) -> dict[str, str]:
        """By the name of the hole."""
        now, say = self._now, self._say
        return {
            "community": escape(now.community.name),
            "controller": self._given(now.controller, "controller"),
            "contact": self._given(now.contact, "contact"),
            "texts": self._texts(),
            "purposes": self._purposes(),
            "model": escape(say["model"][self._mode()].format(model=now.model)),
            "helper": self._helper(),
            "profiling": self._profiling(),
            "inferences": escape(
                say["inferences"]["some" if now.forecasts or now.network else "none"]
            ),
            "eyes": escape(say["eyes"]["flagged" if now.text_days is not None else "figures"]),
            "platforms": "\n".join(
                _paragraph(say["platforms"][name])
                for name in now.platforms
                if name in say["platforms"]
            ),
            "kept": self._kept(),
            "kinds": listed(now.keepers, self._plain),
            "backups": self._backups(),
        }

    def _given(self, value: str, name: str) -> str:
        if value:
            return escape(value).replace("\n", "<br>")
        return f"{BLANK}[{escape(self._say['blank'][name])}]</mark>"

    def _mode(self) -> str:
        return self._now.mode if self._now.reads else "none"

    def _texts(self) -> str:
        now = self._now
        which = {
            (True, True): "both",
            (True, False): "flagged",
            (False, True): "asked",
            (False, False): "none",
        }[now.text_days is not None, bool(now.question_days)]
        return escape(
            self._say["texts"][which].format(
                flagged=self._days(now.text_days or 0), asked=self._days(now.question_days or 0)
            )
        )

    def _purposes(self) -> str:
        say = self._say
        rows = []
        for purpose, rule in self._now.rules.items():
            what, basis = escape(say["purposes"][purpose]), escape(say["basis"][rule])
            if self._law == "gdpr":
                rows.append(f"<tr><td>{what}</td><td>{basis}</td></tr>")
            else:
                rows.append(f"<li>{what}</li>")
        return "\n".join(rows)

    def _helper(self) -> str:
        now = self._now
        if not now.helper:
            return ""
        which = "outside" if now.helper_outside else "own"
        return _paragraph(self._say["helper"][which].format(host=now.helper))

    def _profiling(self) -> str:
        now = self._now
        if not (now.forecasts or now.network):
            return ""
        return _paragraph(self._say["profiling"]["forecasts" if now.forecasts else "network"])

    def _kept(self) -> str:
        rows = [(days, self._title(kind)) for kind, days in self._now.kept if days is not None]
        row = self._say["days"]["row"]
        return "\n".join(
            f"<li>{escape(row.format(time=self._days(days, after=True), what=title))}</li>"
            for days, title in sorted(rows)
        )

    def _title(self, kind: Expiring) -> str:
        told: str | None = self._say.get("kept", {}).get(kind.kind)
        return told or self._plain(kind.title)

    def _backups(self) -> str:
        say, days = self._say["backups"], self._now.backup_days
        if days:
            return escape(say["known"].format(time=self._days(days, after=True)))
        return escape(say["blank"]).replace("{blank}", self._given("", "backups"))

    def _days(self, days: int, *, after: bool = False) -> str:
        n = max(days, 1)
        form = ("after_" if after else "") + ("one" if n == 1 else "many")
        said: str = self._say["days"][form].format(n=n)
        return said


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"
