"""A small bot of our own in the engine's place, to prove the local platform by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo, OptionInfo
from bot.api.port.inbound import Completion, Inbound, InButton, InForm, InMenu, InMessage
from bot.api.port.outgoing import OutButton, OutField, OutFile, OutForm, Outgoing, Responder, Span
from bot.api.port.platform import Platform
from bot.api.reply import Look


def both(english: str, german: str) -> dict[str, str]:
    """A text by locale."""
    return {"en": english, "de": german}


def say(text: str, **more: object) -> Outgoing:
    """A plain message."""
    return Outgoing((Span(text),), **more)  # type: ignore[arg-type]


QUESTION = OptionInfo("question", "str", both("What do you ask?", "Was fragst du?"), True)
OPTIONS = OptionInfo("options", "items", both("Answers, separated by ;", "Antworten"), True)
CLOSES = OptionInfo("closes", "when", both("When it ends", "Wann sie endet"), False)
CAKE = OptionInfo("cake", "str", both("Which cake?", "Welcher Kuchen?"), True, completes=True)
WHERE = OptionInfo(
    "size", "str", both("How big?", "Wie groß?"), False,
    choices=[("small", both("Small", "Klein")), ("large", both("Large", "Groß"))],
)  # fmt: skip
COMMANDS = (
    CommandInfo(
        "poll", both("Ask the community", "Frage die Community"), Level.MEMBER,
        (QUESTION, OPTIONS, CLOSES),
    ),
    CommandInfo("idea", both("Share an idea", "Teile eine Idee"), Level.MEMBER, ()),
    CommandInfo("order", both("Order a cake", "Bestelle Kuchen"), Level.MEMBER, (CAKE, WHERE)),
    CommandInfo("secret", both("A word for you", "Nur für dich"), Level.MEMBER, (), private=True),
    CommandInfo("chart", both("Show a picture", "Zeige ein Bild"), Level.MEMBER, ()),
    CommandInfo("faq add", both("Add an answer", "Antwort anlegen"), Level.MODERATOR, ()),
)  # fmt: skip
MENUS = (
    MenuInfo("save_as_faq", both("Save as FAQ", "Als FAQ speichern"), Level.MODERATOR),
    MenuInfo("report", both("Report", "Melden"), Level.MEMBER),
)
FORM = OutForm(
    "Share an idea",
    "idea.new",
    (
        OutField("title", "Title", "Short and clear", "", True, 80, False),
        OutField("why", "Why?", "", "", False, 500, True),
    ),
)
CAKES = ("Apple", "Plum", "Plum crumble")


def poll(question: str, apples: int) -> Outgoing:
    """A poll card with the tally of its first option."""
    buttons = (
        (
            OutButton(f"Apple ({apples})", "vote:apple", Look.PRIMARY),
            OutButton("Plum (0)", "vote:plum"),
        ),
    )
    spans = (Span(question, frozenset({"bold"})), Span("\nTap to vote."))
    return Outgoing(spans, buttons, tone="info")


class DemoSink:
    """Answers /poll, /idea, /order, /secret and /chart; keeps all it heard in `events`."""

    def __init__(self, platform: Platform, picture: bytes = b"") -> None:
        self.platform = platform
        self.picture = picture
        self.events: list[Inbound] = []
        self.heard = asyncio.Event()
        self._apples: set[str] = set()

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        await asyncio.gather(*(self.receive(platform, event) for event in events))

    async def receive(self, platform: str, event: Inbound) -> None:
        assert platform == "local"
        self.events.append(event)
        self.heard.set()
        responder = getattr(event, "responder", None)
        if responder is None:
            return
        await self._answer(event, responder)
        await responder.done()

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        return [cake for cake in CAKES if cake.casefold().startswith(ask.typed.casefold())]

    async def _answer(self, event: Inbound, responder: Responder) -> None:
        match event:
            case InMessage(text=text) if text.startswith("/"):
                await self._command(text, responder)
            case InButton(payload="vote:apple", user=user):
                self._apples ^= {user.native_id}
                await responder.update(poll("Which cake?", len(self._apples)))
                await responder.reply(say("Your vote counts."), private=True)
            case InForm(answers=answers):
                await responder.reply(say(f"New idea: {answers['title']}"), private=False)
            case InMenu(key=key, message=message):
                await responder.reply(say(f"{key}: {message.text}"), private=True)

    async def _command(self, text: str, responder: Responder) -> None:
        match text.split()[0]:
            case "/poll":
                await responder.reply(poll("Which cake?", 0), private=False)
            case "/idea":
                await responder.form(FORM)
            case "/order":
                await responder.reply(say(f"Ordered: {text}", tone="good"), private=False)
            case "/secret":
                spans = (Span("The key is under the "), Span("oven", frozenset({"spoiler"})))
                await responder.reply(Outgoing(spans, tone="warn"), private=True)
            case "/chart":
                file = OutFile("week.png", self.picture, "image/png", "Messages rose this week")
                await responder.reply(say("This week", file=file), private=False)
            case other:
                await responder.reply(say(f"There is no {other}."), private=True)

    def of(self, kind: type) -> list[Inbound]:
        """The events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]
