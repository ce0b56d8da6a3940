"""Forms where there are none: one question after another, answered in plain messages."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from bot.api.port.inbound import InForm, InMessage
from bot.api.port.outgoing import OutField, OutForm, Responder
from bot.api.reply import Reply
from bot.api.text import T, Text, bold, code, italic, lines

TTL_MS = 15 * 60_000
MAX_OPEN = 5_000
SKIP = ("/skip", "-")
CANCEL = "/cancel"


Place = tuple[str, str, str]
"""(platform, channel, person)"""


class Asker(Protocol):
    """Whoever asks the questions: a turn, whose responder changes with every answer."""

    responder: Responder

    async def reply(self, reply: Reply | Text, *, private: bool | None = None) -> None:
        """Say something in the place of the dialogue."""


@dataclass(slots=True)
class Dialogue:
    """A form being answered."""

    form: OutForm
    turn: Asker
    expires: int
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def current(self) -> OutField:
        """The question that is open."""
        return self.form.fields[len(self.answers)]


class Dialogues:
    """Open dialogues by (platform, channel, person); past the limit the oldest are given up."""

    def __init__(self) -> None:
        self._open: OrderedDict[Place, Dialogue] = OrderedDict()

    async def begin(self, turn: Asker, place: Place, form: OutForm, now: int) -> None:
        """Ask the first question."""
        dialogue = Dialogue(form, turn, now + TTL_MS)
        self._open[place] = dialogue
        while len(self._open) > MAX_OPEN:
            self._open.popitem(last=False)
        await self._question(dialogue, first=True)

    async def _question(self, dialogue: Dialogue, *, first: bool = False) -> None:
        form, number = dialogue.form, len(dialogue.answers) + 1
        asked = dialogue.current
        how: Text = (
            T("Answer with a message. {cancel} stops.", cancel=code(CANCEL))
            if asked.required
            else T(
                "Answer with a message, or {skip} to leave it empty. {cancel} stops.",
                skip=code(SKIP[0]),
                cancel=code(CANCEL),
            )
        )
        await dialogue.turn.reply(
            Reply(
                lines(
                    bold(form.title) if first else None,
                    T(
                        "{number} of {total}: {question}",
                        number=number,
                        total=len(form.fields),
                        question=bold(asked.label),
                    ),
                    italic(asked.placeholder) if asked.placeholder else None,
                    how,
                )
            ),
            private=False,
        )

    def wants(self, platform: str, message: InMessage, now: int) -> bool:
        """Whether a message is an answer to an open question. Another command gives it up."""
        key = (platform, message.channel.native_id, message.author.native_id)
        dialogue = self._open.get(key)
        if dialogue is None or message.responder is None:
            return False
        text = message.text.strip()
        other_command = text.startswith("/") and text.casefold() not in (*SKIP, CANCEL)
        if now > dialogue.expires or other_command:
            del self._open[key]
            return False
        return True

    async def take(self, platform: str, message: InMessage, now: int) -> InForm | None:
        """Take a wanted message as an answer; the filled form when it was the last."""
        key = (platform, message.channel.native_id, message.author.native_id)
        dialogue = self._open.get(key)
        if dialogue is None or message.responder is None:
            return None
        dialogue.turn.responder = message.responder
        text = message.text.strip()
        if text.casefold() == CANCEL:
            del self._open[key]
            await dialogue.turn.reply(T("Stopped. Nothing was sent."), private=False)
            return None
        asked = dialogue.current
        if text in SKIP:
            text = ""
        if (asked.required and not text) or len(text) > asked.max:
            await dialogue.turn.reply(
                T("Please answer with 1 to {max} characters.", max=asked.max), private=False
            )
            return None
        dialogue.answers[asked.key] = text
        if len(dialogue.answers) < len(dialogue.form.fields):
            await self._question(dialogue)
            return None
        del self._open[key]
        return InForm(
            dialogue.form.payload,
            dict(dialogue.answers),
            message.channel,
            message.author,
            message.responder,
            now,
        )
