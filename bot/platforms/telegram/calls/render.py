"""The only way out: typed text becomes Telegram's HTML, buttons an inline keyboard."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.api.port.outgoing import OutButton, Outgoing, Span, Style
from bot.api.reply import Look

_TAGS: tuple[tuple[Style, str], ...] = (
    ("bold", "b"),
    ("italic", "i"),
    ("strike", "s"),
    ("spoiler", "tg-spoiler"),
)
_STYLES = {Look.PRIMARY: "primary", Look.SUCCESS: "success", Look.DANGER: "danger"}
_SCHEMES = ("https://", "http://", "tg://")

# Telegram finds "@name" in plain text by itself and notifies whoever has that name. Only mentions
# of ours may: in all other words something stands between, or, where that would be much, a sign
# that looks alike.
_NAME = re.compile(r"(?<![\w@])@(?=[A-Za-z]\w)")
_URL = re.compile(r"(https?://[^\s<>]+)")
APART, ALIKE = "\u2060", "\uff20"
ROOM = 40
"""So many characters may be added; the limits of the platform leave them free."""


def html(spans: tuple[Span, ...]) -> str:
    """Spans as HTML; every text is escaped, so nothing in it can become a tag."""
    pieces = []
    many = sum(len(_NAME.findall(span.text)) for span in spans) > ROOM
    sign = ALIKE if many else f"@{APART}"
    for quoted, run in groupby(spans, key=lambda span: "quote" in span.styles):
        inner = "".join(_span(span, sign) for span in run)
        pieces.append(f"<blockquote>{inner}</blockquote>" if quoted and inner.strip() else inner)
    return "".join(pieces)


def _span(span: Span, sign: str) -> str:
    text = escape(span.text, quote=False)
    if not text.strip():
        return text
    if "code" in span.styles:
        # Telegram allows nothing else inside or around code
        return f"<code>{text}</code>"
    if span.mention is not None and span.ping and span.mention.isdecimal():
        text = f'<a href="tg://user?id={span.mention}">{text}</a>'
    elif span.link is not None and span.link.startswith(_SCHEMES):
        text = f'<a href="{escape(span.link)}">{text}</a>'
    else:
        parts = _URL.split(text)
        text = "".join(p if n % 2 else _NAME.sub(sign, p) for n, p in enumerate(parts))
    for style, tag in _TAGS:
        if style in span.styles:
            text = f"<{tag}>{text}</{tag}>"
    return text


def keyboard(out: Outgoing) -> InlineKeyboardMarkup | None:
    """The buttons, or None when there are none."""
    rows = [[_button(button) for button in row if _usable(button)] for row in out.buttons]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _usable(button: OutButton) -> bool:
    """One bad address would make Telegram refuse the whole message."""
    return button.url is None or button.url.startswith(_SCHEMES)


def _button(button: OutButton) -> InlineKeyboardButton:
    if button.url is not None:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(
        button.label, callback_data=button.payload, style=_STYLES.get(button.look)
    )


def is_photo(out: Outgoing) -> bool:
    """Whether the file is one that Telegram shows as a picture (others become documents)."""
    file = out.file
    return (
        file is not None
        and file.mime in ("image/png", "image/jpeg")
        and len(file.content) <= 10 * 1024 * 1024
    )
