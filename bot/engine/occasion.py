"""Which event is being handled: an event may be handled again after a crash, and what it led to
must not be there twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from storage import StorageError
from storage.database.writing.first_write import Mark, marking

PREFIX = "inbox:"


@dataclass(slots=True)
class Occasion:
    """One row of the inbox. `begins` marks it together with the first thing that is changed."""

    row: int
    begins: Mark
    listener: str = ""
    posts: dict[str, int] | None = None


_present: ContextVar[Occasion | None] = ContextVar("townhall_occasion", default=None)


def begin(row: int, begins: Mark) -> None:
    """From here on this task handles that row, until it begins or leaves another."""
    _present.set(Occasion(row, begins))


def leave() -> None:
    """From here on this task handles none."""
    _present.set(None)


@contextmanager
def hearing(listener: str) -> Iterator[None]:
    """That listener's turn. Where the database fails it, it will hear the event again, and what it
    posts then has the same keys."""
    occasion = _present.get()
    if occasion is None:
        yield
        return
    occasion.listener = listener
    posts = dict(occasion.posts or {})
    try:
        yield
    except StorageError:
        occasion.posts = posts
        raise


def post_key(target: str, tag: str) -> str | None:
    """The key of a post that a listener makes: the same one when it hears the event again, whatever
    else it posts then. None for a command, which is never run twice once it has posted."""
    occasion = _present.get()
    if occasion is None or not occasion.listener:
        return None
    place = f"{occasion.listener}:{target}:{tag}"
    posts = occasion.posts = occasion.posts or {}
    posts[place] = posts.get(place, 0) + 1
    return f"{PREFIX}{occasion.row}:{place}:{posts[place]}"


@contextmanager
def answering() -> Iterator[None]:
    """Around the handler of a command, a button or a form."""
    occasion = _present.get()
    if occasion is None:
        yield
        return
    with marking(occasion.begins):
        yield
