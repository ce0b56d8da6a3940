"""Translations: what the .po files of the core and of each cog say, read once for all bots."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from bot.api.errors import SetupError
from bot.api.text import N, T

SOURCE_LOCALE = "en"
CORE = Path(__file__).resolve().parents[2] / "locales"
DOMAIN = "townhall"


def holes(template: str) -> set[str] | None:
    """Names of the holes in a template; None when it is malformed."""
    try:
        return {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError:
        return None


def fits(message: Message) -> bool:
    """Whether a translation is there with the holes of its source.

    A plural may leave `{n}` out: "one vote".
    """
    sources = (message.id,) if isinstance(message.id, str) else message.id
    strings = (message.string,) if isinstance(message.string, str) else message.string
    if not strings or not all(strings):
        return False
    wanted = set[str]().union(*(holes(source) or () for source in sources))
    free = {"n"} if message.pluralizable else set()
    found = [holes(string) for string in strings]
    return all(f is not None and wanted - free <= f <= wanted for f in found)


class Catalogue:
    """All translations, read from .po files: the core's own and those of each cog."""

    def __init__(self, core: Path = CORE) -> None:
        self._files: dict[str, tuple[_Version, ...]] = {}
        self._compiled: dict[str, _Words] = {}
        self.locales: tuple[str, ...] = (SOURCE_LOCALE,)
        """Languages that there are, the source language first."""
        for file in sorted(core.glob(f"*/{DOMAIN}.po")):
            self._merge(file.parent.name, file)

    def add(self, folder: Path) -> None:
        """Adds the translations of a cog: `<folder>/<locale>.po`."""
        for file in sorted(folder.glob("*.po")):
            self._merge(file.stem, file)

    def best(self, tag: str | None, fallback: str) -> str:
        """The language to use for a BCP 47 tag: "de-AT" -> "de"."""
        for wanted in (tag, fallback):
            primary = (wanted or "").replace("_", "-").split("-")[0].lower()
            if primary in self.locales:
                return primary
        return SOURCE_LOCALE

    def translate(self, text: T, locale: str) -> str:
        """The template in that language, plural chosen, holes not yet filled."""
        words = self._words(self.best(locale, SOURCE_LOCALE))
        return words.many(text) if isinstance(text, N) else words.one(text.template)

    def _words(self, locale: str) -> _Words:
        if locale not in self._compiled:
            self._compiled[locale] = _together(locale, self._files.get(locale, ()))
        return self._compiled[locale]

    def _merge(self, locale: str, file: Path) -> None:
        version = (file, file.stat().st_mtime_ns)
        _usable(locale, *version)  # one that cannot be read is an error now
        self._files[locale] = (*self._files.get(locale, ()), version)
        self._compiled.pop(locale, None)
        self.locales = (SOURCE_LOCALE, *sorted(set(self._files) - {SOURCE_LOCALE}))


_Version = tuple[Path, int]
"""A file and when it was changed last, in nanoseconds."""

_Said = tuple[str, str | tuple[str, ...]]
"""The English words (of a plural the singular) and what they are called, in each plural form."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What some files say; what they leave out stays English."""

    said: Mapping[str, str | tuple[str, ...]]
    plural: Callable[[int], int]
    """Which of a plural's forms is that of a number."""

    def one(self, source: str) -> str:
        found = self.said.get(source, source)
        return found if isinstance(found, str) else found[self.plural(1)]

    def many(self, source: N) -> str:
        found = self.said.get(source.template)
        if isinstance(found, tuple):
            return found[self.plural(source.n)]
        return source.template if source.n == 1 else source.plural


@lru_cache(maxsize=8)
def _together(locale: str, files: tuple[_Version, ...]) -> _Words:
    """What the files translate together; of two for the same words the first one holds. Kept: a
    process reads the same files for every bot that it starts."""
    said: dict[str, str | tuple[str, ...]] = {}
    for file in reversed(files):
        said |= _usable(locale, *file)
    return _Words(said, gettext.c2py(Catalog(locale=locale).plural_expr))


@lru_cache(maxsize=128)
def _usable(locale: str, file: Path, _changed: int) -> tuple[_Said, ...]:
    """What a file translates rightly. Kept: to read them all is a tenth of a start."""
    try:
        with file.open("rb") as source:
            catalog = read_po(source, locale=locale, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise SetupError(f"{file} is not a readable translation file: {error}") from error
    said = [_said(m) for m in catalog if m.id and not m.fuzzy and fits(m)]
    forms = Catalog(locale=locale).num_plurals
    return tuple(one for one in said if isinstance(one[1], str) or len(one[1]) == forms)


def _said(message: Message) -> _Said:
    one = message.id if isinstance(message.id, str) else message.id[0]
    string = message.string or ""
    return one, string if isinstance(string, str) else tuple(string)
