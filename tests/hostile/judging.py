"""What must hold for a message whatever words are in it, by what a platform makes of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from zlib import crc32

from bot.api.port.outgoing import Outgoing, Span
from bot.engine.rendering import bidi
from bot.platforms.discord import render as discord
from bot.platforms.telegram.calls import render as telegram
from tests.contract.discord_rig import plain
from tests.support.telegram_server.markup import cut, find_entities, parse_html

_ADDRESS = re.compile(r"https?://\S*@")  # a name within it is part of it
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def judge(out: Outgoing, *, whole: bool = True) -> None:
    """AssertionError where words became markup, a ping, or something that cannot be sent. What is
    not the `whole` of a message may end within turned words."""
    out = replace(out, spans=tuple(map(_numbered, out.spans)))
    assert not _UNFIT.search(out.text), f"unfit characters in {out.text!r}"
    whole = whole and not out.text.endswith("…")
    assert not whole or bidi.closed(out.text) == out.text, (
        f"the direction of writing stays turned: {out.text!r}"
    )
    for button in (button for row in out.buttons for button in row):
        assert visible(button.label), f"a button without a word: {button.label!r}"
    on_discord(out)
    on_telegram(out.spans)


def on_discord(out: Outgoing) -> None:
    """Nobody is pinged but who is meant, and the client shows the very words."""
    sent = discord.sending(out)
    allowed = sent["allowed_mentions"].to_dict()
    meant = {int(s.mention) for s in out.spans if s.mention is not None and s.ping}
    assert allowed["parse"] == [] and set(allowed.get("users", ())) == meant, allowed
    embed = sent.get("embed")
    content, card = sent.get("content", ""), embed.description if embed else ""
    assert len(content) <= 2000 and len(card) <= 4096
    names = {int(s.mention): s.text for s in out.spans if s.mention is not None}
    # Discord does not mask an address with another one, so that is shown instead
    masked = (s.link if s.link and "://" in s.text else s.text for s in out.spans)
    shown, said = _read(plain(card or content, names)), _read("".join(masked))
    assert shown == said or (shown.endswith("…") and said.startswith(shown[:-1])), (shown, said)


def on_telegram(spans: tuple[Span, ...]) -> None:
    """The server's own parser finds our styles and links, the very words, and nobody's name."""
    text, entities = parse_html(telegram.html(spans))
    said = "".join(span.text for span in spans)
    assert _plain_at(text) == _plain_at(said), (text, said)
    meant = {f"tg://user?id={s.mention}" for s in spans if s.mention is not None and s.ping}
    links = {span.link for span in spans if span.link is not None}
    for entity in find_entities(text, entities):
        if entity["type"] == "text_link":
            assert entity["url"] in meant | links, entity
        pinged = entity["type"] == "mention" and not _ADDRESS.search(text)
        assert not pinged and entity["type"] != "custom_emoji", cut(text, entity)


def visible(label: str) -> bool:
    """Whether there is anything to see: platforms refuse a button without."""
    return any(unicodedata.category(c)[0] not in "CZ" for c in label)


def _numbered(span: Span) -> Span:
    """With a number for a person, as Discord and Telegram have them."""
    if span.mention is None or span.mention.isdecimal():
        return span
    return replace(span, mention=str(crc32(span.mention.encode())))


def _read(text: str) -> str:
    """As it reads: white space and what keeps our marks apart do not count, and within code a
    look-alike stands for the back-tick."""
    if "://" in text:  # within an address neither an escape nor a mark is one
        text = re.sub(r"[\\*]", "", text)
    return "".join(text.replace("`", "\u02cb").replace("\u200b", "").split())


def _plain_at(text: str) -> str:
    """With the sign that a name began with."""
    return text.replace(telegram.APART, "").replace(telegram.ALIKE, "@").strip()


def judge_all(outs: Iterable[Outgoing]) -> int:
    """How many there were; each different one is judged."""
    different = {(out.spans, out.buttons, out.tone): out for out in outs}
    for out in different.values():
        judge(out)
    return len(different)
