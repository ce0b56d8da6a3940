"""The local chat on disk: one JSON file and a folder of pictures, written behind the scenes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from bot.api.errors import SetupError
from bot.api.services.calendars import Occasion

from .nouns import Change, PendingForm, Person, Post, Room
from .state import State

log = logging.getLogger(__name__)
_DELAY = 1.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is kept of a world."""

    last_id: int
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]
    posts: tuple[Post, ...]
    forms: tuple[PendingForm, ...]
    calendar: dict[str, Occasion] = field(default_factory=dict)


_ADAPTER = TypeAdapter(Snapshot)


def load(path: Path, state: State) -> bool:
    """Bring a world back; False when there is none. A file that cannot be read is put aside."""
    try:
        saved = _ADAPTER.validate_json(path.read_bytes())
    except FileNotFoundError:
        return False
    except ValidationError:
        aside = path.with_suffix(".broken")
        path.replace(aside)
        log.warning("%s is damaged; it was put aside as %s and the chat starts anew", path, aside)
        return False
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror}): check its rights.") from error
    state.last_id = saved.last_id
    state.rooms.update((room.id, room) for room in saved.rooms)
    for person in saved.people:
        state.put_person(person)
    for post in saved.posts:
        if post.picture and (file := _folder(path) / post.picture.id).is_file():
            state.files[post.picture.id] = file.read_bytes()
        state.put(post)
    state.forms.update((form.person, form) for form in saved.forms)
    state.calendar.update(saved.calendar)
    return True


def _folder(path: Path) -> Path:
    return path.with_name(path.stem + "-files")


def _plain(value: object) -> list[str]:
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _write(path: Path, saved: Snapshot, files: dict[str, bytes]) -> None:
    """Runs in a thread; everything it is given is frozen or its own."""
    folder = _folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    there = {entry.name for entry in folder.iterdir()}
    for name in files.keys() - there:
        _replace(folder / name, files[name])
    _replace(path, orjson.dumps(saved, default=_plain))
    for name in there - files.keys():
        (folder / name).unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


class Saver:
    """Writes the world about a second after a change, and at the end."""

    def __init__(self, state: State, path: Path) -> None:
        self._state = state
        self._path = path
        self._dirty = asyncio.Event()
        self._clean = asyncio.Event()
        self._clean.set()
        self._closing = asyncio.Event()
        self._unwatch = state.watch(self._changed)
        self._task = asyncio.create_task(self._run(), name="local-saver")

    async def close(self) -> None:
        """Write what is left, and stop."""
        self._unwatch()
        self._closing.set()
        self._dirty.set()
        await self._task

    def _changed(self, change: Change) -> None:
        if change.kind not in ("busy", "progress"):
            self._dirty.set()
            self._clean.clear()

    async def settle(self) -> None:
        """Wait until the file holds every change."""
        await self._clean.wait()

    async def _run(self) -> None:
        while True:
            await self._dirty.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), _DELAY)
            self._dirty.clear()
            await self._save()
            if not self._dirty.is_set():
                self._clean.set()
            if self._closing.is_set():
                return

    async def _save(self) -> None:
        state = self._state
        posts = tuple(post for room in state.rooms for post in state.posts(room))
        saved = Snapshot(
            state.last_id, tuple(state.people.values()), tuple(state.rooms.values()), posts,
            tuple(state.forms.values()), dict(state.calendar),
        )  # fmt: skip
        try:
            await asyncio.to_thread(_write, self._path, saved, dict(state.files))
        except OSError as error:
            log.warning("the local chat cannot be saved to %s: %s", self._path, error.strerror)
