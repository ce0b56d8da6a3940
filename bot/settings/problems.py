"""What is wrong with the settings, in sentences: where, which key, what was expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.api.errors import SetupError

from .lines import Path

ENV_PREFIX = "TOWNHALL_"
_EXPECTED: Mapping[str, str] = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "string": "text in double quotes",
    "list": "a list in [square brackets]",
    "tuple": "a list in [square brackets]",
    "set": "a list in [square brackets]",
    "dict": "a section",
    "model": "a section",
}
_BOUNDS: Mapping[str, str] = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "string_too_short": "text that is at least {min_length} long",
    "string_too_long": "text of at most {max_length} characters",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "string_pattern_mismatch": "text of the form {pattern}",
}


class SettingsError(SetupError):
    """The settings cannot be used; `problems` has one sentence for each mistake."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def env_name(path: Path) -> str:
    """The environment variable that sets this key."""
    return ENV_PREFIX + "__".join(str(part) for part in path).upper()


def sentence(error: ErrorDetails, model: type[BaseModel], where: Callable[[Path], str]) -> str:
    """One of pydantic's errors as a sentence."""
    path: Path = tuple(error["loc"])
    section, key = label(path)
    if error["type"] == "extra_forbidden":
        said = _unknown(path, key, model)
    elif error["type"] == "missing":
        said = f"{key} is missing"
    elif error["type"] in ("value_error", "assertion_error"):
        said = f"{key}: {error['ctx']['error']}" if "ctx" in error else f"{key}: {error['msg']}"
    else:
        said = f"{key} must be {_expected(error)}{_given(error, path, model)}"
    return f"{where(path)}: {section}{said}"


def label(path: Path) -> tuple[str, str]:
    """("[platforms.discord] ", "token") for a key, ("", "[log]") for a section at the top."""
    if len(path) == 1:
        return "", str(path[0])
    section, key = path[:-1], path[-1]
    while section and isinstance(key, int):
        section, key = section[:-1], f"{section[-1]}, item {key + 1}"
    names = ".".join(str(part) for part in section if isinstance(part, str))
    brackets = ("[[", "]] ") if section and isinstance(section[-1], int) else ("[", "] ")
    return (brackets[0] + names + brackets[1] if names else ""), str(key)


def _unknown(path: Path, key: str, model: type[BaseModel]) -> str:
    owner = _model_at(model, path[:-1])
    known = sorted(owner.model_fields) if owner else []
    near = process.extractOne(key.casefold(), known, scorer=fuzz.ratio, score_cutoff=60)
    what = "is not a section" if len(path) == 1 else "is not a setting"
    if path[:-1] == ("cogs",):
        what = "is not an installed cog"
    if near:
        return f'{key} {what}; did you mean "{near[0]}"?'
    return f"{key} {what}; there is {', '.join(known)}" if known else f"{key} {what}"


def _expected(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind in _BOUNDS:
        return _BOUNDS[kind].format_map(error.get("ctx", {})).replace("'", '"')
    return _EXPECTED.get(kind.split("_")[0], error["msg"])


def _given(error: ErrorDetails, path: Path, model: type[BaseModel]) -> str:
    value = error["input"]
    if is_secret(model, path) or not isinstance(value, str | int | float):
        return ""
    shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
    return f", not {shown[:80]}"


def is_secret(model: type[BaseModel], path: Path) -> bool:
    """Whether the key at this path holds something that nobody should read."""
    owner = _model_at(model, path[:-1])
    field = owner.model_fields.get(str(path[-1])) if owner else None
    return field is not None and (SecretStr.__name__ in str(field.annotation) or not field.repr)


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model of the section at this path."""
    kind: Any = model
    for part in path:
        if isinstance(part, int):
            kind = next((a for a in getattr(kind, "__args__", ()) if a is not Ellipsis), None)
        elif isinstance(kind, type) and issubclass(kind, BaseModel) and part in kind.model_fields:
            kind = kind.model_fields[part].annotation
        else:
            return None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
