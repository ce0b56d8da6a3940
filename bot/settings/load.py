"""From config.toml and the environment to `Settings`; every mistake is told at once."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

import pydantic_settings
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, create_model

from bot.api.cog import CogConfig

from . import lines, token_files
from .model import Settings
from .problems import ENV_PREFIX, SettingsError, env_name, is_secret, sentence

CogModels: TypeAlias = Mapping[str, type[CogConfig]]
CONFIG_VARIABLE = ENV_PREFIX + "CONFIG"
_FILE = "_FILE"


def find_file(named: str | None) -> Path | None:
    """The file to read: the one named, else $TOWNHALL_CONFIG, else ./config.toml if there."""
    chosen = named or os.environ.get(CONFIG_VARIABLE)
    if chosen:
        return Path(chosen)
    usual = Path("config.toml")
    return usual if usual.exists() else None


def load(path: Path | None, cogs: CogModels, defaults: Mapping[str, Any] | None = None) -> Settings:
    """Settings of a file (None: of `defaults`, as parsed TOML) and of the environment over it."""
    shape = with_cogs(cogs)
    text = _read(path) if path else ""
    raw = _parse(text, path.name) if path else dict(defaults or {})
    known_lines = lines.key_lines(text)

    def where(at: lines.Path) -> str:
        if variable := _variable(at):
            return variable
        line = lines.line_of(known_lines, at)
        return f"{path.name if path else 'config.toml'}{f' line {line}' if line else ''}"

    merged, problems = _with_environment(raw, shape)
    folder = path.resolve().parent if path else Path()
    merged, unread = token_files.read(merged, folder, where)
    problems += unread
    try:
        valid = shape.model_validate(merged)
    except ValidationError as error:
        found = error.errors(include_url=False)
        found.sort(key=lambda e: lines.line_of(known_lines, tuple(e["loc"])) or 0)
        problems += [sentence(e, shape, where) for e in found]
        raise SettingsError(problems) from None
    if problems := [*problems, *_contradictions(valid, where)]:
        raise SettingsError(problems)
    sections = {name: getattr(valid, name) for name in Settings.model_fields}
    return Settings(**sections | {"cogs": {name: getattr(valid.cogs, name) for name in cogs}})


def with_cogs(cogs: CogModels) -> type[Settings]:
    """The settings model with one typed section for each cog."""
    sections: dict[str, Any] = {n: (m, Field(default_factory=m)) for n, m in sorted(cogs.items())}
    closed = ConfigDict(extra="forbid", frozen=True)
    cogs_model = create_model("Cogs", __config__=closed, **sections)
    all_cogs: Any = (cogs_model, Field(default_factory=cogs_model))
    return create_model("Settings", __base__=Settings, cogs=all_cogs)


def secrets_of(settings: BaseModel) -> Iterator[str]:
    """Every secret in the settings, for the log's filter."""
    for _, value in settings:
        if isinstance(value, SecretStr) and value.get_secret_value():
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from secrets_of(value)
        elif isinstance(value, str) and (password := re.search(r"://[^:/@]*:([^@]+)@", value)):
            yield from {password[1], unquote(password[1])}  # a driver says it as it is


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SettingsError([f"{path} is not a text file in UTF-8; save it as UTF-8."]) from None
    except OSError as error:
        raise SettingsError([f"{path} cannot be read: {error.strerror}."]) from None


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, at, place = str(error).rpartition(" (at ")
        line = re.search(r"line (\d+), column (\d+)", place)
        last = text.count("\n", 0, len(text.rstrip())) + 1
        spot = f"line {line[1]}, column {line[2]}" if line and at else f"line {last}"
        hint = " (text needs double quotes)" if what == "Invalid value" else ""
        raise SettingsError(
            [f"{name} {spot}: this is not valid TOML: {(what or str(error)).lower()}{hint}"]
        ) from None


def _with_environment(raw: dict[str, Any], shape: type[Settings]) -> tuple[Any, list[str]]:
    """The file's values with those of the environment over them, and what is wrong with these."""
    fields: dict[str, Any] = {n: (f.annotation, f) for n, f in shape.model_fields.items()}
    reader = pydantic_settings.EnvSettingsSource(
        create_model("Environment", __base__=pydantic_settings.BaseSettings, **fields),
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
    )
    variables, problems = _secret_files(reader.env_vars, shape)
    reader.env_vars = variables
    for variable in variables:
        name = variable.upper()
        if name.startswith(ENV_PREFIX) and name != CONFIG_VARIABLE:
            section = variable[len(ENV_PREFIX) :].partition("__")[0].lower()
            if section not in shape.model_fields:
                problems.append(
                    f"{name}: there is no section {section}; a name is made of {ENV_PREFIX}, the "
                    f"section, two underscores and the key, such as {env_name(('log', 'level'))}"
                )
    try:
        return _merge(raw, reader()), problems
    except pydantic_settings.SettingsError as error:
        field = re.search(r'field "(\w+)"', str(error))
        name = env_name((field[1],)) if field else "the environment"
        return raw, [*problems, f"{name}: expected JSON"]


def _secret_files(
    variables: Mapping[str, str | None], shape: type[Settings]
) -> tuple[dict[str, str | None], list[str]]:
    """The variables, with what stands in files over them: TOWNHALL_..._TOKEN_FILE=path, and over
    that systemd's credential of the name TOWNHALL_..._TOKEN."""
    files = {name[: -len(_FILE)]: name for name in variables if _is_file(name, shape)}
    read = {name: value for name, value in variables.items() if name not in files.values()}
    problems = []
    for secret, name in files.items():
        words, problem = _held(name.upper(), Path(variables[name] or ""))
        read |= {} if words is None else {secret: words}
        problems += problem
    for path in sorted(_credentials()):
        if is_secret(shape, _path_of(path.name)):
            words, problem = _held(f"the credential {path.name}", path)
            read |= {} if words is None else {path.name.lower(): words}
            problems += problem
    return read, problems


def _is_file(name: str, shape: type[Settings]) -> bool:
    return name.upper().endswith(_FILE) and is_secret(shape, _path_of(name[: -len(_FILE)]))


def _path_of(variable: str) -> tuple[str, ...]:
    return tuple(variable.lower().removeprefix(ENV_PREFIX.lower()).split("__"))


def _credentials() -> list[Path]:
    """What systemd hands over for this service alone (LoadCredential= and the like)."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    found = list(Path(folder).iterdir()) if folder and Path(folder).is_dir() else []
    return [path for path in found if path.name.upper().startswith(ENV_PREFIX)]


def _held(name: str, path: Path) -> tuple[str | None, list[str]]:
    """What a file holds, or what is wrong with it."""
    try:
        return path.read_text(encoding="utf-8").strip(), []
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        return None, [f"{name}: the file {path} cannot be read: {reason}"]


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        merged[key] = _merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


def _variable(path: lines.Path) -> str | None:
    """The environment variable that this key came from, if it did."""
    names = {name.upper() for name in os.environ}
    for length in range(len(path), 0, -1):
        for name in (env_name(path[:length]), env_name(path[:length]) + _FILE):
            if name in names:
                return name
    return None


def _contradictions(settings: Settings, where: Any) -> Iterator[str]:
    """What is wrong although each value for itself is right."""
    platforms = settings.platforms
    if not any(part.enabled for _, part in platforms):
        at = where(("platforms", "local", "enabled"))
        yield f"{at}: [platforms] no platform is enabled; enable at least one"
    for name in ("discord", "telegram"):
        part = getattr(platforms, name)
        path = ("platforms", name, "token")
        if part.enabled and not part.token.get_secret_value().strip():
            yield (
                f"{where(path)}: [platforms.{name}] is enabled, but token is missing; set it here "
                f"or as {env_name(path)} or {env_name(path)}_FILE in the environment"
            )
    if platforms.telegram.webhook_url and not platforms.telegram.webhook_secret:
        path = ("platforms", "telegram", "webhook_url")
        yield f"{where(path)}: [platforms.telegram] webhook_url needs webhook_secret too"
    names: set[str] = set()
    spaces: dict[str, str] = {}
    for index, community in enumerate(settings.communities):
        at = f"{where(('communities', index, 'name'))}: [[communities]]"
        if community.name in names:
            yield f'{at} there are two communities named "{community.name}"'
        names.add(community.name)
        for space in community.spaces:
            if space in spaces:
                yield f'{at} "{space}" is already a space of "{spaces[space]}"'
            spaces[space] = community.name
