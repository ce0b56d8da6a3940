"""Outgoing messages in discord.py's terms: the only way out.

Text becomes Markdown in which a person's words can never become markup.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import discord

from bot.api.port.outgoing import OutButton, OutForm, Outgoing, Span, Style
from bot.api.reply import Look, Tone

CONTENT_LIMIT, EMBED_LIMIT = 2000, 4096
PAYLOAD_PREFIX, FORM_PREFIX = "t", "f:"

COLOURS: dict[Tone, int] = {
    "info": 0x3B82F6,
    "good": 0x22C55E,
    "warn": 0xF59E0B,
    "danger": 0xEF4444,
}
STYLES = {
    Look.PRIMARY: discord.ButtonStyle.primary,
    Look.SECONDARY: discord.ButtonStyle.secondary,
    Look.SUCCESS: discord.ButtonStyle.success,
    Look.DANGER: discord.ButtonStyle.danger,
}

_SPECIAL = re.compile(r"([\\*_~`|\[\]<])")
_URL = re.compile(r"(https?://[^\s<>|*`]+)")
_ORDERED = re.compile(r"^([ \t]*\d+)([.)])", re.MULTILINE)
# Innermost first; "code" and "quote" have rules of their own.
_MARKS: tuple[tuple[Style, str], ...] = (
    ("italic", "*"),
    ("bold", "**"),
    ("strike", "~~"),
    ("spoiler", "||"),
)
# Keeps the marks of two neighbours apart: **a**<here>***b***
_JOINT = "\u200b"


def sending(out: Outgoing) -> dict[str, Any]:
    """Keyword arguments for a new message; nothing is pinged that the text does not name."""
    content, embed = _words(out)
    kwargs: dict[str, Any] = {"allowed_mentions": _mentions(out)}
    if content:
        kwargs["content"] = content
    if embed is not None:
        kwargs["embed"] = embed
    else:
        # what is quoted may link to anything, and a preview would show it to all (the flag would
        # hide a card of ours, too; in a card Discord previews nothing)
        kwargs["suppress_embeds"] = True
    if out.file is not None:
        kwargs["file"] = _file(out)
    if out.buttons:
        kwargs["view"] = view(out)
    return kwargs


def editing(out: Outgoing) -> dict[str, Any]:
    """Keyword arguments that replace everything in an existing message."""
    content, embed = _words(out)
    return {
        "content": content or None,
        "embeds": [embed] if embed is not None else [],
        "attachments": [_file(out)] if out.file is not None else [],
        "view": view(out) if out.buttons else None,
        "allowed_mentions": _mentions(out),
    }


def _words(out: Outgoing) -> tuple[str, discord.Embed | None]:
    """Content and card. Escapes can lengthen a text beyond what the content holds: then a card."""
    text = markdown(out.spans).strip("\n")
    if out.tone == "plain" and len(text) <= CONTENT_LIMIT:
        return text, None
    if len(text) > EMBED_LIMIT:
        text = markdown(_shortened(out.spans))
    embed = discord.Embed(description=text, colour=COLOURS.get(out.tone))
    if out.file is not None and out.file.mime.startswith("image/"):
        embed.set_image(url=f"attachment://{out.file.name}")
    # A mention inside a card notifies nobody.
    return " ".join(dict.fromkeys(f"<@{user}>" for user in _pinged(out))), embed


def _shortened(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """As many characters as surely fit, even if each of them needs an escape."""
    room, kept = EMBED_LIMIT // 2 - 100, list[Span]()
    for span in spans:
        kept.append(replace(span, text=span.text[:room]))
        room -= len(span.text)
        if room <= 0:
            return (*kept, Span("…"))
    return tuple(kept)


def _pinged(out: Outgoing) -> Iterator[str]:
    for span in out.spans:
        if span.mention is not None and span.ping:
            yield span.mention


def _mentions(out: Outgoing) -> discord.AllowedMentions:
    users = [discord.Object(int(user)) for user in dict.fromkeys(_pinged(out))]
    return discord.AllowedMentions(
        everyone=False, roles=False, replied_user=False, users=users or False
    )


def _file(out: Outgoing) -> discord.File:
    assert out.file is not None  # noqa: S101 - narrows the type
    alt = out.file.alt[:1024] or None
    return discord.File(io.BytesIO(out.file.content), filename=out.file.name, description=alt)


def view(out: Outgoing) -> discord.ui.View:
    """The buttons. Already stopped, so that discord.py keeps nothing of it in memory."""
    made = discord.ui.View(timeout=None)
    number = 0
    for row, buttons in enumerate(out.buttons[:5]):
        for button in buttons[:5]:
            made.add_item(_button(button, row, number))
            number += 1
    made.stop()
    return made


def _button(button: OutButton, row: int, number: int) -> discord.ui.Button[discord.ui.View]:
    label = button.label[:80] or "…"
    if button.url is not None:
        return discord.ui.Button(label=label, url=button.url, row=row)
    # The number keeps two buttons with one payload apart: Discord refuses equal ids.
    return discord.ui.Button(
        label=label,
        style=STYLES[button.look],
        custom_id=f"{PAYLOAD_PREFIX}{number}:{button.payload}",
        row=row,
    )


def modal(form: OutForm) -> discord.ui.Modal:
    """The form. Stopped like a view: its answers come back as a raw interaction."""
    made = discord.ui.Modal(
        title=form.title[:45], timeout=None, custom_id=f"{FORM_PREFIX}{form.payload}"
    )
    for field in form.fields[:5]:
        limit = max(1, min(field.max, 4000))
        entry: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            custom_id=field.key,
            style=discord.TextStyle.paragraph if field.multiline else discord.TextStyle.short,
            placeholder=field.placeholder[:100] or None,
            default=field.value[:limit] or None,
            required=field.required,
            max_length=limit,
        )
        made.add_item(discord.ui.Label(text=field.label[:45], component=entry))
    made.stop()
    return made


def escape(text: str) -> str:
    """The text so that Discord shows exactly these characters."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    escaped = _ORDERED.sub(r"\1\\\2", escaped)
    return re.sub(r"^([ \t]*)([>#+-])", r"\1\\\2", escaped, flags=re.MULTILINE)


def escape_words(text: str) -> str:
    """Like `escape`, but addresses of web pages stay clickable."""
    first, *rest = _URL.split(text)
    # what follows an address does not begin a line
    words = (
        part if number % 2 == 0 else escape(f".{part}")[1:] for number, part in enumerate(rest)
    )
    return escape(first) + "".join(words)


def markdown(spans: Iterable[Span]) -> str:
    """All spans as one Markdown text."""
    out = ""
    for quoted, group in groupby(_merged(spans), key=lambda span: "quote" in span.styles):
        piece = _row(group)
        if quoted:
            piece = "\n".join(f"> {line}" for line in piece.strip("\n").split("\n"))
            out += piece if not out or out.endswith("\n") else f"\n{piece}"
        else:
            after_quote = out.startswith("> ") or "\n> " in out
            fresh = after_quote and out.rpartition("\n")[2].startswith("> ")
            out += piece if not fresh or piece.startswith("\n") else f"\n{piece}"
    return out


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Neighbours of one look joined, so that their marks cannot meet."""
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last is not None and _plain(span) and _plain(last) and last.styles == span.styles:
            merged[-1] = replace(last, text=last.text + span.text)
            continue
        merged.append(span)
    return merged


def _plain(span: Span) -> bool:
    return span.link is None and span.mention is None


def _row(spans: Iterable[Span]) -> str:
    out = ""
    for span in spans:
        piece = _styled(span)
        meets = out and piece and out[-1] in "*~|`" and piece[0] in "*~|`"
        out += f"{_JOINT}{piece}" if meets else piece
    return out


def _styled(span: Span) -> str:
    if span.mention is not None:
        return f"<@{span.mention}>"
    if not span.text.strip():
        return span.text
    marked = any(style in span.styles for style, _ in _MARKS)
    if "code" in span.styles:
        inner = _code(span.text)
    elif span.link is not None:
        inner = _link(span.text, span.link)
    else:
        inner = escape(span.text) if marked else escape_words(span.text)
    if not marked:
        return inner
    core = inner.strip()
    start = inner.index(core)
    before, after = inner[:start], inner[start + len(core) :]
    for style, mark in _MARKS:
        if style in span.styles:
            core = f"{mark}{core}{mark}"
    return f"{before}{core}{after}"


def _code(text: str) -> str:
    # No escape works inside code, so a look-alike takes the place of the back-tick.
    safe = text.replace("`", "\u02cb")
    return f"```\n{safe}\n```" if "\n" in safe else f"`{safe}`"


def _link(label: str, url: str) -> str:
    safe = url.replace(" ", "%20").replace(")", "%29").replace(">", "%3E").replace("<", "%3C")
    # Discord does not mask an address with another address.
    if "://" in label:
        return f"<{safe}>"
    return f"[{escape(label)}](<{safe}>)"
