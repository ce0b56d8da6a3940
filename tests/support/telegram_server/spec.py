"""The Bot API's own table of methods and types, used to check what goes in and what goes out."""

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

SPEC_FILE = Path(__file__).parent.parent / "specs" / "telegram-bot-api.json.gz"
RESULTS = {
    "sendMessage": "Message",
    "sendPhoto": "Message",
    "sendDocument": "Message",
    "editMessageText": "Message",
    "getMe": "User",
    "getChat": "ChatFullInfo",
    "getChatMember": "ChatMember",
    "getChatAdministrators": "Array of ChatMember",
    "createForumTopic": "ForumTopic",
    "getFile": "File",
    "getWebhookInfo": "WebhookInfo",
}
"""What these methods answer with; checked like everything that the bot sends."""

SCALARS = {"Integer", "Float", "String", "Boolean", "InputFile", "True"}


class Spec:
    """Answers "is this a valid call or object?" in plain words."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.methods: dict[str, dict[str, dict[str, Any]]] = {
            name: {field["name"]: field for field in method["fields"]}
            for name, method in document["methods"].items()
        }
        self.types: dict[str, dict[str, dict[str, Any]]] = {
            name: {field["name"]: field for field in kind["fields"]}
            for name, kind in document["types"].items()
        }
        self.subtypes: dict[str, list[str]] = {
            name: kind["subtypes"]
            for name, kind in document["types"].items()
            if kind.get("subtypes")
        }
        self.real_names = {name.lower(): name for name in self.methods}

    def decode(
        self, method: str, raw: dict[str, Any], files: set[str]
    ) -> tuple[dict[str, Any], list[str]]:
        """Turn form strings into typed values; say what breaks the method's signature."""
        fields = self.methods[method]
        problems = [f"{method}: unknown parameter {name!r}" for name in raw if name not in fields]
        problems += [
            f"{method}: missing parameter {name!r}"
            for name, field in fields.items()
            if field["required"] and name not in raw and name not in files
        ]
        typed: dict[str, Any] = {}
        for name, value in raw.items():
            if name not in fields:
                continue
            kinds = fields[name]["types"]
            typed[name] = decoded = _from_form(kinds, value)
            problems += self._any_of(kinds, decoded, f"{method}.{name}")
        return typed, problems

    def problems(self, kind: str, value: Any, where: str = "") -> list[str]:
        """What is wrong with `value` as an object of type `kind` (empty: nothing)."""
        where = where or kind
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where}: expected an array, got {value!r}"]
            inner = kind.removeprefix("Array of ")
            found = [self.problems(inner, item, f"{where}[{i}]") for i, item in enumerate(value)]
            return [problem for group in found for problem in group]
        if kind in SCALARS:
            return [] if _is_scalar(kind, value) else [f"{where}: {value!r} is no {kind}"]
        if kind in self.subtypes:
            return self._any_of(self.subtypes[kind], value, where)
        return self._object(kind, value, where)

    def _object(self, kind: str, value: Any, where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where}: expected a {kind} object, got {value!r}"]
        fields = self.types[kind]
        found = [f"{where}: unknown field {name!r} in {kind}" for name in value.keys() - fields]
        for name, field in fields.items():
            if name in value:
                found += self._any_of(field["types"], value[name], f"{where}.{name}")
            elif field["required"]:
                found.append(f"{where}: field {name!r} of {kind} is missing")
        return found

    def _any_of(self, kinds: list[str], value: Any, where: str) -> list[str]:
        first: list[str] = []
        for kind in kinds:
            found = self.problems(kind, value, where)
            if not found:
                return []
            first = first or found
        return first


@lru_cache(maxsize=1)
def load_spec() -> Spec:
    """Read the shipped table once."""
    return Spec(json.loads(gzip.decompress(SPEC_FILE.read_bytes())))


def _is_scalar(kind: str, value: Any) -> bool:
    if kind == "Integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "Float":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind in ("Boolean", "True"):
        return isinstance(value, bool)
    return isinstance(value, str)


def _from_form(kinds: list[str], value: Any) -> Any:
    """A form field is text; the spec says what it stands for. JSON bodies come typed already."""
    if not isinstance(value, str):
        return value
    if "Integer" in kinds and value.lstrip("-").isdigit():
        return int(value)
    if "Boolean" in kinds and value.lower() in ("true", "false", "1", "0"):
        return value.lower() in ("true", "1")
    if "String" in kinds or "InputFile" in kinds:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
