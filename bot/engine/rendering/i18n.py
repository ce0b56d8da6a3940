"""Typed text in somebody's language, as runs of characters for an adapter to escape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Formatter

from babel import dates, numbers, units

from bot.api.model import zone_of
from bot.api.port.outgoing import Span, Style
from bot.api.text import (
    CommandHint,
    Join,
    Length,
    Link,
    Mention,
    Moment,
    Node,
    Percent,
    Raw,
    Styled,
    T,
    Text,
    Value,
)

from .bidi import closed
from .catalogue import SOURCE_LOCALE, Catalogue, holes

SCHEMES = ("http://", "https://", "tg://")


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
