"""Languages: gettext catalogues, and the renderer that turns typed text into spans."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from string import Formatter

from babel import dates, numbers, units
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.api.errors import SetupError
from bot.api.model import zone_of
from bot.api.port.outgoing import Span, Style
from bot.api.text import (
    CommandHint,
    Join,
    Length,
    Link,
    Mention,
    Moment,
    N,
    Node,
    Percent,
    Raw,
    Styled,
    T,
    Text,
    Value,
)

from .bidi import closed

SOURCE_LOCALE = "en"
CORE = Path(__file__).resolve().parents[2] / "locales"
DOMAIN = "townhall"
SCHEMES = ("http://", "https://", "tg://")


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
        self._compiled: dict[str, gettext.GNUTranslations] = {}
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
        translations = self._translations(self.best(locale, SOURCE_LOCALE))
        if isinstance(text, N):
            return translations.ngettext(text.template, text.plural, text.n)
        # gettext keeps the file's header under the empty message id
        return translations.gettext(text.template) if text.template else ""

    def _translations(self, locale: str) -> gettext.NullTranslations:
        if locale not in self._files:
            return gettext.NullTranslations()
        if locale not in self._compiled:
            self._compiled[locale] = _together(locale, self._files[locale])
        return self._compiled[locale]

    def _merge(self, locale: str, file: Path) -> None:
        version = (file, file.stat().st_mtime_ns)
        _usable(locale, *version)  # one that cannot be read is an error now
        self._files[locale] = (*self._files.get(locale, ()), version)
        self._compiled.pop(locale, None)
        self.locales = (SOURCE_LOCALE, *sorted(set(self._files) - {SOURCE_LOCALE}))


_Version = tuple[Path, int]
"""A file and when it was changed last, in nanoseconds."""


@lru_cache(maxsize=8)
def _together(locale: str, files: tuple[_Version, ...]) -> gettext.GNUTranslations:
    """What the files translate together; of two for the same words the first one holds. Kept: a
    process reads the same files for every bot that it starts."""
    merged = Catalog(locale=locale)
    for file in files:
        for message in _usable(locale, *file):
            if message.id not in merged:
                merged[message.id] = message
    packed = io.BytesIO()
    write_mo(packed, merged)
    packed.seek(0)
    return gettext.GNUTranslations(packed)


@lru_cache(maxsize=128)
def _usable(locale: str, file: Path, _changed: int) -> tuple[Message, ...]:
    """What a file translates rightly. Kept: to read them all is a tenth of a start."""
    try:
        with file.open("rb") as source:
            catalog = read_po(source, locale=locale, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise SetupError(f"{file} is not a readable translation file: {error}") from error
    return tuple(m for m in catalog if m.id and not m.fuzzy and fits(m))


@dataclass(frozen=True, slots=True)
class _Scene:
    """For whom a text is rendered."""

    locale: str
    zone: str
    platform: str
    now: int


class Renderer:
    """Resolves typed text for one language, zone and platform."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def spans(
        self, text: Text, *, locale: str, zone: str, platform: str, now: int
    ) -> tuple[Span, ...]:
        """The text as runs of literal characters, ready for an adapter to escape."""
        scene = _Scene(self.catalogue.best(locale, SOURCE_LOCALE), zone, platform, now)
        return _merged(self._walk(text, scene, frozenset()))

    def plain(self, text: Text, *, locale: str, zone: str, platform: str, now: int) -> str:
        """The words without any style."""
        spans = self.spans(text, locale=locale, zone=zone, platform=platform, now=now)
        return "".join(span.text for span in spans)

    def _walk(self, value: Value, scene: _Scene, styles: frozenset[Style]) -> Iterator[Span]:
        match value:
            case T():
                yield from self._fill(value, scene, styles)
            case Join(parts=parts, sep=sep):
                kept = [part for part in parts if part != ""]
                for position, part in enumerate(kept):
                    if position and sep:
                        yield Span(sep, styles)
                    yield from self._walk(part, scene, styles)
            case Styled(style=style, text=inner):
                yield from self._walk(inner, scene, styles | {style})
            case Link(label=label, url=url):
                target = url if url.lower().startswith(SCHEMES) else None
                for span in self._walk(label, scene, styles):
                    yield Span(span.text, span.styles, target)
            case Mention(member=member, ping=ping):
                if member.account.platform == scene.platform:
                    native = member.account.native_id
                    yield Span(closed(member.name), styles, mention=native, ping=ping)
                else:
                    yield Span(closed(member.name), styles | {"bold"})
            case Moment(at=at, style="relative") if abs(at - scene.now) < 1000:
                yield from self._walk(T("just now"), scene, styles)
            case CommandHint():
                yield Span(str(value), styles | {"code"})
            case _:
                yield Span(_words(value, scene), styles)

    def _fill(self, text: T, scene: _Scene, styles: frozenset[Style]) -> Iterator[Span]:
        template = self.catalogue.translate(text, scene.locale)
        if holes(template) is None:
            yield Span(template, styles)
            return
        for literal, name, _, _ in Formatter().parse(template):
            yield Span(literal, styles)
            if name is None:
                continue
            if name in text.params:
                yield from self._walk(text.params[name], scene, styles)
            else:
                yield Span(f"{{{name}}}", styles)


def _words(value: Value, scene: _Scene) -> str:
    """A value that has no parts, in the words of the language."""
    match value:
        case str():
            return closed(value)
        case Raw(text=text):
            return closed(text)
        case int():
            return numbers.format_decimal(value, locale=scene.locale)
        case Percent(share=share, signed=signed):
            words = numbers.format_percent(share, locale=scene.locale)
            return f"+{words}" if signed and round(share, 2) > 0 else words
        case Length(seconds=seconds):
            return _length(seconds, scene.locale)
        case Moment():
            return _moment(value, scene)
        case Node():
            return str(value)


def _length(seconds: int, locale: str) -> str:
    """At most two units, so that 90 minutes never become "2 hours"."""
    sizes = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
    rest, words = abs(seconds), list[str]()
    if rest and rest % 604800 == 0:
        return units.format_unit(rest // 604800, "duration-week", locale=locale)
    for unit, size in sizes:
        count, rest = divmod(rest, size)
        if count:
            words.append(units.format_unit(count, f"duration-{unit}", locale=locale))
        if len(words) == 2 or (words and not count):
            break
    return " ".join(words) or units.format_unit(0, "duration-second", locale=locale)


def _moment(moment: Moment, scene: _Scene) -> str:
    zone, locale = zone_of(scene.zone), scene.locale
    at = datetime.fromtimestamp(moment.at / 1000, zone)
    # CLDR puts a narrow no-break space before AM and PM, which few fonts have
    time = dates.format_time(at, "short", locale=locale).replace("\u202f", " ")
    match moment.style:
        case "time":
            return time
        case "weekday":
            return dates.format_date(at, "EEEE", locale=locale)
        case "date":
            return dates.format_date(at, "long", locale=locale)
        case "relative":
            delta = timedelta(milliseconds=moment.at - scene.now)
            return dates.format_timedelta(delta, add_direction=True, locale=locale)
        case "datetime":
            this_year = at.year == datetime.fromtimestamp(scene.now / 1000, zone).year
            skeleton = "MMMEd" if this_year else "yMMMEd"
            day = dates.format_skeleton(skeleton, at, locale=locale)
            return f"{day}, {time} {_zone_name(at, locale)}"


def _zone_name(at: datetime, locale: str) -> str:
    """ "MESZ" in German, "CEST" in English, "UTC+03" where a zone has no name."""
    name = dates.get_timezone_name(at, width="short", locale=locale)
    if not name[:1].isalpha():
        name = at.tzname() or "UTC"
    return name if name[:1].isalpha() else f"UTC{name}"


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbours of the same kind become one span; mentions stay whole."""
    merged: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        last = merged[-1] if merged else None
        if (
            last
            and last.mention is None is span.mention
            and (last.styles, last.link) == (span.styles, span.link)
        ):
            merged[-1] = Span(last.text + span.text, last.styles, last.link)
        else:
            merged.append(span)
    return tuple(merged)
