"""config.toml as setup changes it: what others wrote, comments too, stays as it is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from bot.api.errors import SetupError

HEAD = (
    "Made by `townhall setup`; run it again to go on. `townhall config example` prints every "
    "setting, explained."
)
OWNER_ONLY = 0o600


class ConfigFile:
    """The file at `path`, which need not exist; `save` writes it at once or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.is_new = not self.path.exists()
        try:
            text = "" if self.is_new else self.path.read_text(encoding="utf-8")
            self._document = tomlkit.parse(text)
        except (OSError, UnicodeDecodeError, ParseError) as error:
            raise SetupError(f"{path} cannot be read: {error}") from None
        if self.is_new:
            self._document.add(tomlkit.comment(HEAD))

    def get(self, *keys: str) -> Any:
        """The value at these keys, or None."""
        place: Any = self._document
        for key in keys:
            place = place.get(key) if isinstance(place, dict) else None
        return place

    def set(self, *keys: str, value: Any) -> None:
        """Set one value; its sections are made where they are missing."""
        place: Any = self._document
        for depth, key in enumerate(keys[:-1], 1):
            if key not in place:
                place[key] = tomlkit.table(is_super_table=depth < len(keys) - 1)
            place = place[key]
            if not isinstance(place, dict):
                raise SetupError(f"{self.path}: {'.'.join(keys[:depth])} must be a section.")
        place[keys[-1]] = value

    def drop(self, *keys: str) -> None:
        """Take a value out, if it is there."""
        place = self.get(*keys[:-1])
        if isinstance(place, dict):
            place.pop(keys[-1], None)

    @property
    def community(self) -> dict[str, Any] | None:
        """The first [[communities]], to read and to change."""
        every: Any = self._document.get("communities")
        return every[0] if every else None

    @property
    def spaces(self) -> list[str]:
        """Those of all communities."""
        every: Any = self._document.get("communities") or ()
        return [space for one in every for space in one.get("spaces", ())]

    def add_community(self, **values: str) -> None:
        every = tomlkit.aot()
        table = tomlkit.table()
        table.update({**values, "spaces": []})
        every.append(table)
        self._document["communities"] = every

    def save(self) -> None:
        """Replace the file; its rights stay as they were."""
        mode = self.path.stat().st_mode & 0o777 if self.path.exists() else OWNER_ONLY
        try:
            write(self.path, tomlkit.dumps(self._document), mode)
        except OSError as error:
            raise SetupError(f"{self.path} cannot be written: {error.strerror}.") from None

    def keep_token(self, platform: str, token: str) -> Path:
        """Write the token to a file that nobody else can read, and name that file here. A file
        that somebody else made is left alone."""
        ours = self.get("platforms", platform, "token_file")
        name, number = str(ours or f"{platform}.token"), 2
        while not ours and (self.path.parent / name).exists():
            name, number = f"{platform}-{number}.token", number + 1
        file = self.path.parent / name
        try:
            write(file, f"{token}\n", OWNER_ONLY)
        except OSError as error:
            raise SetupError(f"{file} cannot be written: {error.strerror}.") from None
        self.drop("platforms", platform, "token")
        self.set("platforms", platform, "enabled", value=True)
        self.set("platforms", platform, "token_file", value=name)
        return file


def write(path: Path, text: str, mode: int) -> None:
    """All of it or nothing: a new file with these rights from its first byte on takes the place."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            Path(made).chmod(mode)  # os.fchmod is missing on Windows before Python 3.13
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(made).replace(path)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
