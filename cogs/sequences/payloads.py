"""What the buttons and forms of sequences carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Begin(Payload, tag="seq.new"):
    """The form of a new sequence; `start` is "joined" or "matched"."""

    start: str


@dataclass(frozen=True)
class Change(Payload, tag="seq.edit"):
    """Another name, audience or end: the button, and the form."""

    sequence: int


@dataclass(frozen=True)
class PutStep(Payload, tag="seq.put"):
    """A step: the button, and the form. `step` 0 is a new one; `channel` 0 is privately."""

    sequence: int
    step: int
    channel: int


@dataclass(frozen=True)
class Show(Payload, tag="seq.show"):
    """The card of a sequence."""

    sequence: int


@dataclass(frozen=True)
class ShowStep(Payload, tag="seq.step"):
    """One step, whole."""

    sequence: int
    step: int


@dataclass(frozen=True)
class DropStep(Payload, tag="seq.drop"):
    """Take a step out."""

    sequence: int
    step: int


@dataclass(frozen=True)
class Privately(Payload, tag="seq.dm"):
    """A step goes to people privately instead of a channel."""

    sequence: int
    step: int


@dataclass(frozen=True)
class AskOn(Payload, tag="seq.ask"):
    """Who would get it? Asked before it is switched on."""

    sequence: int


@dataclass(frozen=True)
class SwitchOn(Payload, tag="seq.on"):
    """From now on; `everyone`: also for those who are here."""

    sequence: int
    everyone: bool


@dataclass(frozen=True)
class Pause(Payload, tag="seq.stop"):
    """Nothing goes out until it goes on."""

    sequence: int


@dataclass(frozen=True)
class Try(Payload, tag="seq.try"):
    """All steps to me, now."""

    sequence: int


@dataclass(frozen=True)
class Figures(Payload, tag="seq.fig"):
    """How its steps go."""

    sequence: int


@dataclass(frozen=True)
class Remove(Payload, tag="seq.gone"):
    """Remove it for good."""

    sequence: int
