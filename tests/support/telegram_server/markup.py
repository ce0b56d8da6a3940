"""Telegram's HTML mode and the entities it finds by itself in plain text."""

import re
from typing import Any

from .errors import ApiError, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
TAG = re.compile(r"<(?P<end>/?)(?P<name>[^\s>/]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
ATTRIBUTE = re.compile(r"""([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")
FOUND = [
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}")),
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "url",
        re.compile(r"https?://[^\s<>\"]+|(?<![\w@./])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net)\b\S*"),
    ),
]
Entity = dict[str, Any]


def utf16(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of an HTML-mode message, or the error Telegram gives."""
    out: list[str] = []
    length = at = 0
    entities: list[Entity] = []
    nested: list[tuple[str, int, dict[str, str]]] = []
    while at < len(source):
        if source[at] != "<":
            piece, at = _plain(source, at)
            out.append(piece)
            length += utf16(piece)
            continue
        tag = TAG.match(source, at)
        name = tag["name"].lower() if tag else ""
        offset = len(source[:at].encode())
        if tag is None:
            raise _cannot(f"Unclosed start tag at byte offset {offset}")
        if tag["end"]:
            entities += _close(nested, name, length, offset)
        else:
            nested.append((name, length, _attributes(name, tag["rest"], offset)))
        at = tag.end()
    if nested:
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{nested[-1][0]}"')
    return _trim("".join(out), sorted(entities, key=lambda e: (e["offset"], -e["length"])))


def find_entities(text: str, known: list[Entity]) -> list[Entity]:
    """Add the entities Telegram detects (commands, mentions, links) outside code and links."""
    closed = [e for e in known if e["type"] in ("code", "pre", "text_link", "text_mention")]
    found = list(known)
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            start, size = utf16(text[: match.start()]), utf16(match[0])
            taken = closed + [e for e in found if e not in known]
            if not any(
                start < e["offset"] + e["length"] and e["offset"] < start + size for e in taken
            ):
                found.append({"type": kind, "offset": start, "length": size})
    return sorted(found, key=lambda e: (e["offset"], -e["length"]))


def cut(text: str, entity: Entity) -> str:
    """The stretch of text an entity covers."""
    units = text.encode("utf-16-le")
    start = entity["offset"] * 2
    return units[start : start + entity["length"] * 2].decode("utf-16-le")


def _cannot(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def _plain(source: str, at: int) -> tuple[str, int]:
    if reference := REFERENCE.match(source, at):
        decimal, hexadecimal, named = reference.groups()
        code = int(decimal) if decimal else int(hexadecimal or "0", 16)
        return (NAMED[named] if named else chr(code)), reference.end()
    ends = [i for i in (source.find("<", at + 1), source.find("&", at + 1)) if i > 0]
    end = min(ends, default=len(source))
    return source[at:end], end


def _attributes(name: str, rest: str, offset: int) -> dict[str, str]:
    if name not in TAGS:
        raise _cannot(f'Unsupported start tag "{name}" at byte offset {offset}')
    found: dict[str, str] = {}
    for key, value in ATTRIBUTE.findall(rest):
        value = value[1:-1] if value[:1] in "\"'" else value
        found[key.lower()] = REFERENCE.sub(lambda m: _plain(m[0], 0)[0], value)
    if name == "span" and found.get("class") != "tg-spoiler":
        raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    return found


def _close(
    nested: list[tuple[str, int, dict[str, str]]], name: str, length: int, offset: int
) -> list[Entity]:
    if not nested:
        raise _cannot(f"Unexpected end tag at byte offset {offset}")
    opened, start, attributes = nested.pop()
    if name and name != opened:
        raise _cannot(
            f'Unmatched end tag at byte offset {offset}, expected "</{opened}>", found "</{name}>"'
        )
    if length == start:
        return []
    entity: Entity = {"type": TAGS[opened], "offset": start, "length": length - start}
    if opened == "a":
        if "href" not in attributes:
            return []
        entity["url"] = attributes["href"]
    elif opened == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    elif opened == "tg-emoji":
        entity["custom_emoji_id"] = attributes.get("emoji-id", "")
    return [entity]


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    lead = utf16(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    size = utf16(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, size)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept
