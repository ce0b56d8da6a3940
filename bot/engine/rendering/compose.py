"""From what a cog means (Reply) to what a platform gets (Outgoing): language, zone, limits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.api.model import Community, Member
from bot.api.port.outgoing import OutButton, OutField, OutFile, OutForm, Outgoing, Span
from bot.api.port.platform import Limits
from bot.api.reply import File, Form, Reply
from bot.api.services import Clock
from bot.api.text import Text, clip

from .charts import draw
from .i18n import Renderer

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a text is rendered."""

    platform: str
    locale: str
    zone: str


class Composer:
    """Makes messages ready to be sent."""

    def __init__(self, renderer: Renderer, clock: Clock) -> None:
        self._renderer = renderer
        self._clock = clock

    def reader(self, platform: str, community: Community, member: Member | None = None) -> Reader:
        """The community's language in public, the member's in private."""
        locale = member.locale if member is not None else None
        best = self._renderer.catalogue.best(locale, community.locale)
        return Reader(platform, best, community.timezone)

    def spans(self, text: Text, reader: Reader) -> tuple[Span, ...]:
        """The text as styled runs."""
        return self._renderer.spans(
            text,
            locale=reader.locale,
            zone=reader.zone,
            platform=reader.platform,
            now=self._clock.now(),
        )

    def plain(self, text: Text, reader: Reader) -> str:
        """The words without any style."""
        return "".join(span.text for span in self.spans(text, reader))

    async def parts(self, reply: Reply, reader: Reader, limits: Limits) -> list[Outgoing]:
        """The reply as one or more messages within the limits; buttons and picture on the last."""
        spans = self.spans(reply.text, reader)
        file = await self._file(reply, reader)
        pieces = fold(spans, limits.caption if file is not None else limits.text)
        if file is not None and len(pieces) > 1:
            pieces = [*fold(spans, limits.text), ()]
        first = [Outgoing(piece, tone=reply.tone) for piece in pieces[:-1]]
        buttons = self._buttons(reply, reader, limits)
        return [*first, Outgoing(pieces[-1], buttons, file, reply.tone)]

    async def single(self, reply: Reply, reader: Reader, limits: Limits) -> Outgoing:
        """The reply as exactly one message (a post that will be edited): too long is cut with …"""
        file = await self._file(reply, reader)
        limit = limits.caption if file is not None else limits.text
        spans = cut(self.spans(reply.text, reader), limit)
        return Outgoing(spans, self._buttons(reply, reader, limits), file, reply.tone)

    def form(self, form: Form, reader: Reader) -> OutForm:
        """A form ready to be shown."""
        return OutForm(
            title=clip(self.plain(form.title, reader), 45),
            payload=form.payload.encode(),
            fields=tuple(
                OutField(
                    f.key,
                    clip(self.plain(f.label, reader), 45),
                    clip(self.plain(f.placeholder, reader), 100),
                    f.value,
                    f.required,
                    f.max,
                    f.multiline,
                )
                for f in form.fields
            ),
        )

    async def _file(self, reply: Reply, reader: Reader) -> OutFile | None:
        picture = reply.picture
        if picture is None:
            return None
        alt = self.plain(picture.alt, reader)
        if isinstance(picture, File):
            return OutFile(picture.name, picture.content, picture.mime, alt)
        content = await draw(picture, lambda text: self.plain(text, reader))
        return OutFile("chart.png", content, "image/png", alt)

    def _buttons(
        self, reply: Reply, reader: Reader, limits: Limits
    ) -> tuple[tuple[OutButton, ...], ...]:
        rows: list[tuple[OutButton, ...]] = []
        for row in reply.buttons:
            made = [
                OutButton(
                    clip(self.plain(b.label, reader), limits.label),
                    b.payload.encode() if b.payload is not None else None,
                    b.look,
                    b.url,
                )
                for b in row
            ]
            width = limits.buttons_per_row
            rows += [tuple(made[i : i + width]) for i in range(0, len(made), width)]
        return tuple(rows[: limits.rows])


def length(spans: tuple[Span, ...]) -> int:
    """Characters as the platforms count them: UTF-16 units, the larger of both counts."""
    return sum(len(s.text.encode("utf-16-le", "surrogatepass")) // 2 for s in spans)


def cut(spans: tuple[Span, ...], limit: int) -> tuple[Span, ...]:
    """The beginning that fits, ending in …"""
    if length(spans) <= limit:
        return spans
    pieces = fold(spans, limit - 1)
    last = pieces[0][-1]
    return (*pieces[0][:-1], replace(last, text=last.text.rstrip() + ELLIPSIS))


def fold(spans: tuple[Span, ...], limit: int) -> list[tuple[Span, ...]]:
    """Pieces of at most `limit` UTF-16 units, broken at a line or word where possible."""
    pieces: list[tuple[Span, ...]] = []
    current: list[Span] = []
    room = limit
    for span in spans:
        rest = span.text
        while len(rest.encode("utf-16-le", "surrogatepass")) // 2 > room:
            at = _break(rest, room)
            if at == 0 and current:
                pieces.append(tuple(current))
                current, room = [], limit
                continue
            at = at or 1
            current.append(replace(span, text=rest[:at].rstrip("\n")))
            pieces.append(tuple(current))
            rest = rest[at:].lstrip("\n")
            current, room = [], limit
        if rest:
            current.append(replace(span, text=rest))
            room -= len(rest.encode("utf-16-le", "surrogatepass")) // 2
    if current or not pieces:
        pieces.append(tuple(current))
    return pieces


def _break(text: str, room: int) -> int:
    units = text.encode("utf-16-le", "surrogatepass")[: room * 2]
    head = units.decode("utf-16-le", "ignore")
    for mark in ("\n", " "):
        at = head.rfind(mark)
        if at > len(head) // 2:
            return at + 1
    return len(head)
