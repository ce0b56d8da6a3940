"""A cog: one feature, declared with five decorators.

>>> class Hello(Cog[CogConfig]):
...     name = "hello"
...
...     @command("hello", T("Say hello"))
...     async def hello(self, ctx: Context) -> None:
...         await ctx.reply(T("Hello {who}!", who=Mention(ctx.member)))

The constructor asks for services by type (see `services.py`); the loader fills them in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from .events import Event
from .kept import Keeps
from .people import Level
from .reply import Payload
from .text import T

F = TypeVar("F", bound=Callable[..., Any])


class CogConfig(BaseModel):
    """Settings of a cog: `[cogs.<name>]` in the file, `TOWNHALL_COGS__<NAME>__<KEY>` in the
    environment, and per community by `/settings`. Every field needs a description."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    enabled: bool = Field(True, description="Use this feature.")


C = TypeVar("C", bound=CogConfig)


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A slash command: `path` is one or two words ("poll", "faq add").

    `default` marks the subcommand that "/faq how do I ..." means where commands are plain text.
    `private` says that the answer is for the asker alone; ctx.reply() then defaults to private.
    `view` says that without its options it only shows: it changes nothing and tells nobody else,
    so that a page may run it whenever somebody looks.
    """

    path: str
    description: T
    level: Level
    private: bool
    default: bool
    view: bool = False


@dataclass(frozen=True, slots=True)
class MenuSpec:
    """An entry of the context menu of a message, e.g. "Save as FAQ"."""

    name: T
    level: Level


@dataclass(frozen=True, slots=True)
class PayloadSpec:
    """A button (`form=False`) or form (`form=True`) handler for one payload type."""

    payload: type[Payload]
    level: Level
    form: bool


@dataclass(frozen=True, slots=True)
class ListenSpec:
    """A listener; lower `order` hears an event earlier (safety uses 0, the rest 100)."""

    event: type[Event]
    order: int


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A durable task: the handler of rows that `Scheduler.at` writes."""

    name: str


@dataclass(frozen=True, slots=True)
class EverySpec:
    """A tick every `seconds` while the bot runs; not durable, not caught up."""

    seconds: int


Spec = CommandSpec | MenuSpec | PayloadSpec | ListenSpec | TaskSpec | EverySpec


def _mark(spec: Spec) -> Callable[[F], F]:
    def mark(function: F) -> F:
        specs: list[Spec] = function.__dict__.setdefault("__townhall__", [])
        specs.append(spec)
        return function

    return mark


def command(
    path: str,
    description: T,
    *,
    level: Level = Level.MEMBER,
    private: bool = False,
    default: bool = False,
    view: bool = False,
) -> Callable[[F], F]:
    """A slash command `async (self, ctx: Context, <options>)`; see `options.py`, and for the words
    `CommandSpec`."""
    return _mark(CommandSpec(path, description, level, private, default, view))


def menu(name: T, *, level: Level = Level.MEMBER) -> Callable[[F], F]:
    """A message-menu entry `async (self, ctx: Context, message: Message)`.

    Where a platform has no such menu: reply to the message with the name as a command
    ("Save as FAQ" -> /save_as_faq).
    """
    return _mark(MenuSpec(name, level))


def button(payload: type[Payload], *, level: Level = Level.MEMBER) -> Callable[[F], F]:
    """A button handler `async (self, ctx: Context, payload)`; the level is checked at the click."""
    return _mark(PayloadSpec(payload, level, form=False))


def form(payload: type[Payload], *, level: Level = Level.MEMBER) -> Callable[[F], F]:
    """A form handler `async (self, ctx: Context, payload, answers: Answers)`."""
    return _mark(PayloadSpec(payload, level, form=True))


def listen(event: type[Event], *, order: int = 100) -> Callable[[F], F]:
    """A listener `async (self, event)`."""
    return _mark(ListenSpec(event, order))


def task(name: str) -> Callable[[F], F]:
    """A durable task handler `async (self, data: dict[str, Any], due: int)`.

    Runs at least once, so it must be idempotent. `name` is "<cog>.<what>".
    """
    return _mark(TaskSpec(name))


def every(seconds: int) -> Callable[[F], F]:
    """A housekeeping tick `async (self)`."""
    return _mark(EverySpec(seconds))


class Cog(Generic[C]):
    """Base of every cog. `name` is also its folder, config section and migration branch."""

    name: ClassVar[str]
    title: ClassVar[T]
    config_model: ClassVar[type[CogConfig]] = CogConfig
    migrations: ClassVar[Path | None] = None
    """Folder of the cog's own Alembic migrations, if it has tables."""
    keeps: ClassVar[Keeps | None] = None
    """What its tables keep of people, in words; needed where one names a person."""

    async def start(self) -> None:
        """Called once when services stand and before the first event."""

    async def resume(self) -> None:
        """Called after each start, when the platforms are there and the tasks that fell due
        meanwhile have run: what a crash left half done is finished here. After an error it is
        called again later, so twice must be the same as once."""

    async def stop(self) -> None:
        """Called once at the end."""

    async def linked(self, kept: int, gone: int) -> None:
        """Member `gone` turned out to be member `kept`: repoint this cog's rows, so that the
        person counts once. A cog with tables must override it."""

    async def erase(self, member_id: int) -> None:
        """Forget a person: delete or anonymise this cog's rows about them. A cog with tables
        must override it."""


def specs_of(cog: Cog[Any] | type[Cog[Any]]) -> list[tuple[str, Spec]]:
    """(method name, spec) of everything that a cog declares, in the order of the source."""
    kind = cog if isinstance(cog, type) else type(cog)
    found: dict[str, list[Spec]] = {}
    for base in reversed(kind.__mro__):
        for name, member in vars(base).items():
            if specs := getattr(member, "__townhall__", None):
                found[name] = specs
    return [(name, spec) for name, specs in found.items() for spec in specs]
