"""Discord's documented limits, as far as its OpenAPI document does not state them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from .wire import COMPONENTS_V2

Json = dict[str, Any]

BUTTON, TEXT_INPUT, LABEL = 2, 4, 18
SELECTS = frozenset({3, 5, 6, 7, 8})
LINK_STYLE, PREMIUM_STYLE = 5, 6


def message_problems(payload: Json, *, files: int, edit: bool = False) -> Iterator[str]:
    content = payload.get("content") or ""
    embeds = payload.get("embeds") or []
    components = payload.get("components") or []
    if len(content) > 2000:
        yield f"content has {len(content)} characters, at most 2000 are allowed"
    if not edit and not (content.strip() or embeds or files or components or payload.get("poll")):
        yield "cannot send an empty message"
    if files > 10:
        yield f"{files} files, at most 10 are allowed"
    yield from embed_problems(embeds)
    if not (payload.get("flags") or 0) & COMPONENTS_V2:
        yield from component_problems(components)


def embed_problems(embeds: list[Json]) -> Iterator[str]:
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds, at most 10 are allowed"
    total = 0
    for embed in embeds:
        fields = embed.get("fields") or []
        pieces = [
            ("title", embed.get("title") or "", 256),
            ("description", embed.get("description") or "", 4096),
            ("footer", (embed.get("footer") or {}).get("text") or "", 2048),
            ("author", (embed.get("author") or {}).get("name") or "", 256),
        ]
        for number, entry in enumerate(fields):
            pieces.append((f"field {number} name", entry.get("name") or "", 256))
            pieces.append((f"field {number} value", entry.get("value") or "", 1024))
            if not (entry.get("name") or "").strip() or not (entry.get("value") or "").strip():
                yield f"embed field {number} needs a name and a value"
        if len(fields) > 25:
            yield f"embed has {len(fields)} fields, at most 25 are allowed"
        for name, text, limit in pieces:
            total += len(text)
            if len(text) > limit:
                yield f"embed {name} has {len(text)} characters, at most {limit} are allowed"
    if total > 6000:
        yield f"embeds have {total} characters together, at most 6000 are allowed"


def component_problems(rows: list[Json]) -> Iterator[str]:
    if len(rows) > 5:
        yield f"{len(rows)} action rows, at most 5 are allowed"
    seen: set[str] = set()
    for row in rows:
        if row.get("type") != 1:
            yield f"top-level component of type {row.get('type')} outside an action row"
            continue
        inside = row.get("components") or []
        if not 1 <= len(inside) <= 5:
            yield f"action row with {len(inside)} components, 1 to 5 are allowed"
        if any(one.get("type") in SELECTS for one in inside) and len(inside) > 1:
            yield "a select menu needs an action row of its own"
        for one in inside:
            yield from _one_component(one)
            custom_id = one.get("custom_id")
            if custom_id is not None and custom_id in seen:
                yield f"custom_id {custom_id!r} is used twice in one message"
            seen.add(custom_id or "")


def _one_component(one: Json) -> Iterator[str]:
    kind, custom_id = one.get("type"), one.get("custom_id")
    if custom_id is not None and not 1 <= len(custom_id) <= 100:
        yield f"custom_id has {len(custom_id)} characters, 1 to 100 are allowed"
    if kind == BUTTON:
        style = one.get("style")
        if len(one.get("label") or "") > 80:
            yield f"button label has {len(one['label'])} characters, at most 80 are allowed"
        if not one.get("label") and not one.get("emoji") and style != PREMIUM_STYLE:
            yield "button without label and emoji"
        if style == LINK_STYLE and (custom_id is not None or not one.get("url")):
            yield "link button needs a url and no custom_id"
        if style in (1, 2, 3, 4) and (custom_id is None or one.get("url")):
            yield "button needs a custom_id and no url"
    elif kind in SELECTS:
        if len(one.get("placeholder") or "") > 150:
            yield "select placeholder is longer than 150 characters"
        if kind == 3:
            yield from _select_options(one.get("options") or [])
    else:
        yield f"component of type {kind} inside an action row"


def _select_options(options: list[Json]) -> Iterator[str]:
    if not 1 <= len(options) <= 25:
        yield f"select with {len(options)} options, 1 to 25 are allowed"
    for option in options:
        for key in ("label", "value", "description"):
            if len(option.get(key) or "") > 100:
                yield f"select option {key} is longer than 100 characters"
    if len({option.get("value") for option in options}) != len(options):
        yield "select options with equal values"


def modal_problems(data: Json) -> Iterator[str]:
    if not 1 <= len(data.get("title") or "") <= 45:
        yield f"modal title has {len(data.get('title') or '')} characters, 1 to 45 are allowed"
    if not 1 <= len(data.get("custom_id") or "") <= 100:
        yield "modal custom_id needs 1 to 100 characters"
    rows = data.get("components") or []
    if not 1 <= len(rows) <= 5:
        yield f"modal with {len(rows)} components, 1 to 5 are allowed"
    seen = [field.get("custom_id") for field, _ in modal_fields(data)]
    if len(set(seen)) != len(seen):
        yield "modal fields with equal custom_ids"
    for field, label in modal_fields(data):
        if field.get("type") == TEXT_INPUT and not 1 <= len(label) <= 45:
            yield f"modal label has {len(label)} characters, 1 to 45 are allowed"
        if len(field.get("placeholder") or "") > 100:
            yield "modal placeholder is longer than 100 characters"
        if len(field.get("value") or "") > (field.get("max_length") or 4000):
            yield "modal value is longer than its max_length"


def modal_fields(data: Json) -> Iterator[tuple[Json, str]]:
    """Each input of a modal with the label that the person reads."""
    for row in data.get("components") or []:
        if row.get("type") == LABEL:
            yield row.get("component") or {}, row.get("label") or ""
        elif row.get("type") == 1:
            for field in row.get("components") or []:
                yield field, field.get("label") or ""


def choice_problems(choices: list[Json]) -> Iterator[str]:
    if len(choices) > 25:
        yield f"{len(choices)} choices, at most 25 are allowed"
    for choice in choices:
        if not 1 <= len(choice.get("name") or "") <= 100:
            yield "choice name needs 1 to 100 characters"
        if isinstance(choice.get("value"), str) and len(choice["value"]) > 100:
            yield "choice value is longer than 100 characters"
    if len({choice.get("name") for choice in choices}) != len(choices):
        yield "choices with equal names"


def commands_problems(commands: list[Json]) -> Iterator[str]:
    names = [(command.get("type", 1), command.get("name")) for command in commands]
    if len(set(names)) != len(names):
        yield "two commands of one type with the same name"
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        count = sum(1 for found, _ in names if found == kind)
        if count > most:
            yield f"{count} commands of type {kind}, at most {most} are allowed"
    for command in commands:
        yield from command_problems(command)


def command_problems(command: Json) -> Iterator[str]:
    name = command.get("name") or ""
    if command.get("type", 1) != 1:
        if not 1 <= len(name) <= 32:
            yield f"menu name {name!r} needs 1 to 32 characters"
        if command.get("description"):
            yield f"menu {name!r} must not have a description"
        return
    yield from _node_problems(command, f"/{name}", depth=0)
    size = _size(command)
    if size > 8000:
        yield f"/{name} has {size} characters in all, at most 8000 are allowed"


def _node_problems(node: Json, path: str, depth: int) -> Iterator[str]:
    name = node.get("name") or ""
    if not _valid_name(name):
        yield f"{path}: {name!r} is no valid name"
    described = [
        node.get("description") or "",
        *(node.get("description_localizations") or {}).values(),
    ]
    for text in described:
        if not 1 <= len(text) <= 100:
            yield f"{path}: description has {len(text)} characters, 1 to 100 are allowed"
    for localized in (node.get("name_localizations") or {}).values():
        if not _valid_name(localized):
            yield f"{path}: {localized!r} is no valid name"
    yield from choice_problems(node.get("choices") or [])
    if node.get("choices") and node.get("autocomplete"):
        yield f"{path}: choices and autocomplete exclude each other"
    options = node.get("options") or []
    if len(options) > 25:
        yield f"{path}: {len(options)} options, at most 25 are allowed"
    if len({option.get("name") for option in options}) != len(options):
        yield f"{path}: two options with the same name"
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield f"{path}: required options must come first"
    nested = [option.get("type") in (1, 2) for option in options]
    if any(nested) and not all(nested):
        yield f"{path}: subcommands and options exclude each other"
    for option in options:
        if option.get("type") in (1, 2) and depth > 1:
            yield f"{path}: nested too deeply"
        yield from _node_problems(option, f"{path} {option.get('name')}", depth + 1)


def _valid_name(name: str) -> bool:
    letters = all(c in "-_'" or unicodedata.category(c)[0] in "LN" for c in name)
    return bool(re.fullmatch(r".{1,32}", name)) and letters and name == name.lower()


def _size(node: Json) -> int:
    own = len(node.get("name") or "") + len(node.get("description") or "")
    own += sum(
        len(choice.get("name") or "") + len(str(choice.get("value") or ""))
        for choice in node.get("choices") or []
    )
    return own + sum(_size(option) for option in node.get("options") or [])
