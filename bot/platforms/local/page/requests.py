"""What a tab may ask for; anything else is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Short = Annotated[str, Field(max_length=200)]


class Request(BaseModel):
    """Base of all; `n` comes back with the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n: int


class Be(Request):
    """Act as this persona, in this language."""

    do: Literal["be"]
    person: Short
    locale: Literal["en", "de"]


class Say(Request):
    """Write a message."""

    do: Literal["say"]
    channel: Short
    text: Annotated[str, Field(max_length=20_000)]
    reply_to: int | None = None


class Edit(Request):
    """Change a message."""

    do: Literal["edit"]
    channel: Short
    id: int
    text: Annotated[str, Field(max_length=20_000)]


class Delete(Request):
    """Delete a message or dismiss a private answer."""

    do: Literal["delete"]
    channel: Short
    id: int


class React(Request):
    """Set a reaction or take it back."""

    do: Literal["react"]
    channel: Short
    id: int
    emoji: Annotated[str, Field(max_length=16)]


class Press(Request):
    """Press a button."""

    do: Literal["press"]
    channel: Short
    id: int
    payload: Short


class Menu(Request):
    """Choose an entry of a message's menu."""

    do: Literal["menu"]
    channel: Short
    id: int
    key: Short


class Fill(Request):
    """Send a form's answers, or close it with none."""

    do: Literal["fill"]
    id: int
    answers: dict[Short, Annotated[str, Field(max_length=10_000)]] | None


class Complete(Request):
    """Ask for values of an option."""

    do: Literal["complete"]
    channel: Short
    path: Short
    option: Short
    typed: Short


class More(Request):
    """Older messages of a room, with `until` back to that message."""

    do: Literal["more"]
    channel: Short
    before: int
    until: int | None = None


class Move(Request):
    """Join or leave the community."""

    do: Literal["join", "leave"]


class Replay(Request):
    """Play the demo conversation."""

    do: Literal["replay"]
    speed: Annotated[float, Field(gt=0, le=1_000_000)]


AnyRequest = Annotated[
    Be | Say | Edit | Delete | React | Press | Menu | Fill | Complete | More | Move | Replay,
    Field(discriminator="do"),
]
ADAPTER: TypeAdapter[AnyRequest] = TypeAdapter(AnyRequest)
