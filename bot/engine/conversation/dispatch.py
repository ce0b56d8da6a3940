"""From an event to the handlers of the cogs: rights, options, errors."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.api.errors import Gone, TownhallError, UserError
from bot.api.events import CommandUsed, Event
from bot.api.model import Member, Message, MessageRef
from bot.api.people import Level
from bot.api.port.commands import CommandInfo
from bot.api.port.inbound import Completion, InButton, InCommand, InForm, InMenu, InMessage
from bot.api.port.nouns import NativeChannel, NativeUser
from bot.api.port.outgoing import Power, Responder
from bot.api.reply import Form, Reply
from bot.api.services import Clock, Configs
from bot.api.text import T, Text, code, joined
from bot.engine.commands import parsing
from bot.engine.recall import Recall
from bot.engine.registry import Book
from bot.engine.services.people.directory import Registry
from storage import StorageError

from .context import Turn
from .dialogue import Dialogues
from .flood import TOO_MUCH, Flood
from .listening import hear
from .running import Claim, Runner
from .turns import Turns

log = logging.getLogger(__name__)

STILL_THERE: Text = T(
    "I may not delete messages here, so what you have typed can be read by all. Please delete it "
    "if it should stay between us, and write to me in our private chat instead."
)

Interaction = InCommand | InMenu | InButton | InForm


class Dispatcher:
    """Calls the right handler with the right things, and tells people what went wrong."""

    def __init__(
        self,
        book: Book,
        registry: Registry,
        turns: Turns,
        dialogues: Dialogues,
        recall: Recall,
        configs: Configs,
        clock: Clock,
    ) -> None:
        self._book = book
        self._registry = registry
        self._turns = turns
        self._dialogues = dialogues
        self._recall = recall
        self._configs = configs
        self._clock = clock
        self._runner = Runner(book, registry, configs)
        self.flood = Flood()
        self.slowed: Counter[int] = Counter()
        """How often somebody was told that it is too much, by community."""
        self._warned: set[int] = set()

    # ---- events

    def hears(self, event: Event) -> bool:
        """Whether any cog listens to events of this kind."""
        return self._book.heard(event)

    async def publish(self, event: Event, again_s: Sequence[float] = ()) -> None:
        """Listeners in their order; one that fails does not keep the next from hearing.

        One whom the database fails hears the event again after each of these seconds. StorageError
        if it fails them to the last.
        """
        away: StorageError | None = None
        for cog, listener in self._book.listeners(event):
            if self._book.enabled(cog, self._configs, event.community.id):
                away = await hear(cog, listener, event, again_s) or away
        if away is not None and again_s:
            raise away

    async def _begin(
        self, platform: str, channel: NativeChannel, user: NativeUser, responder: Responder | None
    ) -> Turn | None:
        """The turn of somebody who asks for something; None where it is too much."""
        space = channel.space.native_id if channel.space is not None else None
        verdict = self.flood.ask(platform, user.native_id, space)
        if verdict == "silent":
            if responder is not None:
                await responder.done()
            return None
        turn = await self._turns.begin(platform, channel, user, responder)
        if turn is not None and verdict == "tell":
            self.slowed[turn.community.id] += 1
            await self._runner.guarded(turn, "a note", turn.reply(TOO_MUCH, private=True))
            return None
        return turn

    # ---- text

    def claims(self, platform: str, event: InMessage) -> Claim | None:
        """The work to do when a message is an answer or a command, or written to the bot alone;
        None for conversation."""
        if self._dialogues.wants(platform, event, self._clock.now()):
            return Claim(partial(self._answer, platform, event), answer=True)
        if event.text.startswith("/"):
            found = self._match(event)
            if found is not None:
                return Claim(partial(self._typed, platform, event, *found))
            if parsing.near(event.text, self._book.commands):
                return Claim(partial(self._unknown, platform, event))
        help_ = self._book.commands.get("help")
        if event.channel.space is None and help_ is not None:
            return Claim(partial(self._typed, platform, event, help_, ""))
        return None

    async def _answer(self, platform: str, event: InMessage) -> None:
        form = await self._dialogues.take(platform, event, self._clock.now())
        if form is not None:
            await self.interaction(platform, form)

    async def excuse(self, platform: str, event: InMessage | Interaction, text: Text) -> None:
        """Tell somebody why what they asked for is not done."""
        typed = event if isinstance(event, InMessage) else None
        user = event.author if isinstance(event, InMessage) else event.user
        turn = await self._turns.begin(platform, event.channel, user, event.responder)
        if turn is None:
            return
        found = self._match(typed) if typed is not None else None
        # what was typed for all to see may be named before all
        private = found is None or isinstance(found[0], str) or found[0].private
        await self._runner.guarded(turn, "an excuse", turn.reply(text, private=private))
        if typed is not None and found is not None and private:
            await self._withdraw(turn, typed.native_id)

    def _match(self, event: InMessage) -> tuple[CommandInfo | str, str] | None:
        if event.text.split()[0].casefold() == "/start" and "help" in self._book.commands:
            return self._book.commands["help"], ""
        found = parsing.match(event.text, self._book.commands)
        if found is not None:
            return found
        word = event.text[1:].split()[0].casefold() if event.text[1:].strip() else ""
        return (word, "") if word in self._book.menus else None

    async def _unknown(self, platform: str, event: InMessage) -> None:
        names = parsing.near(event.text, self._book.commands)
        turn = await self._turns.begin(platform, event.channel, event.author, event.responder)
        if turn is not None:
            await turn.reply(
                T("I do not know that command. Did you mean {names}?", names=_commands(names))
            )
            await turn.responder.done()

    async def _typed(
        self, platform: str, event: InMessage, what: CommandInfo | str, rest: str
    ) -> None:
        turn = await self._begin(platform, event.channel, event.author, event.responder)
        if turn is None:
            return
        if event.reply_to is not None:
            turn.replied_to = self._recall.find(turn.channel, event.reply_to)
        well = False
        if isinstance(what, str):
            await self._runner.guarded(
                turn, f"/{what}", self._runner.menu(turn, what, turn.replied_to)
            )
        else:
            well = await self._runner.guarded(
                turn, f"/{what.path}", self._run_text(turn, platform, event, what, rest)
            )
        if isinstance(what, str) or what.private:
            await self._withdraw(turn, event.native_id)
        if well and not isinstance(what, str):
            await self._used(turn, what.path)

    async def _used(self, turn: Turn, path: str) -> None:
        """Listeners hear of a member's command, once it has ended and they are still known."""
        bound = self._book.command(path)
        if bound is None or bound.level > Level.MEMBER or turn.asked or turn.browser:
            return
        if await self._registry.member(turn.member.id) is not None:
            await self.publish(CommandUsed(turn.community, turn.now, turn.member, turn.channel))

    async def _withdraw(self, turn: Turn, native_id: int) -> None:
        """Take a private command out of a group where everybody can read what was typed."""
        if turn.channel.direct or Power.PRIVATE in turn.responder.powers:
            return
        try:
            await turn.platform.delete(turn.channel.native_id, native_id)
        except Gone:
            return
        except (TownhallError, ConnectionError):
            if turn.member.id not in self._warned:  # once is enough
                self._warned.add(turn.member.id)
                await self._runner.guarded(turn, "a note", turn.reply(STILL_THERE, private=True))

    async def _run_text(
        self, turn: Turn, platform: str, event: InMessage, info: CommandInfo, rest: str
    ) -> None:
        raw: dict[str, Any] = dict(parsing.parse(info, rest))
        for option in info.options:
            if option.kind == "member" and option.name in raw:
                raw[option.name] = await self._named(turn, event, str(raw[option.name]))
            elif option.kind == "channel" and option.name in raw:
                raw[option.name] = turn.channel
        await self._runner.command(turn, platform, info, raw)

    async def _named(self, turn: Turn, event: InMessage, typed: str) -> Member:
        wanted = typed.strip().lstrip("@").casefold()
        for user in event.mentions:
            if wanted in ((user.username or "").casefold(), user.name.casefold(), user.native_id):
                return await self._registry.native_member(
                    turn.community.id, turn.platform.name, user
                )
        found = await self._registry.find_member(turn.community.id, turn.platform.name, wanted)
        if found is None:
            raise UserError(T("I do not know anybody called {name} here.", name=typed))
        return found

    # ---- structured interactions

    async def interaction(
        self, platform: str, event: Interaction, sheet: list[Reply | Form] | None = None
    ) -> None:
        """A slash command, a menu choice, a button or a form; with a `sheet` from a page, which
        takes the answers."""
        turn = await self._begin(platform, event.channel, event.user, event.responder)
        if turn is None:
            return
        turn.sheet = sheet
        match event:
            case InCommand():
                info = self._book.commands.get(event.path)
                if info is None:
                    work = self._runner.gone()
                else:
                    work = self._runner.command(turn, platform, info, event.options)
                if await self._runner.guarded(turn, f"/{event.path}", work):
                    await self._used(turn, event.path)
            case InMenu():
                message = await self._menu_message(turn, platform, event)
                await self._runner.guarded(
                    turn, event.key, self._runner.menu(turn, event.key, message)
                )
            case InButton():
                turn.source = MessageRef(turn.channel, event.message_id)
                turn.private_source = event.private
                await self._runner.guarded(
                    turn, "a button", self._runner.payload(turn, event.payload, None)
                )
            case InForm():
                if event.message_id is not None:
                    turn.source = MessageRef(turn.channel, event.message_id)
                    turn.private_source = event.private
                await self._runner.guarded(
                    turn, "a form", self._runner.payload(turn, event.payload, event.answers)
                )

    async def _menu_message(self, turn: Turn, platform: str, event: InMenu) -> Message:
        known = self._recall.find(turn.channel, event.message.native_id)
        if known is not None:
            return known
        author = await self._registry.native_member(
            turn.community.id, platform, event.message.author
        )
        return Message(
            MessageRef(turn.channel, event.message.native_id),
            author,
            event.message.text,
            event.message.sent_at,
            url=event.message.url,
        )

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        """Values for an option that is being typed."""
        found = self._book.completer(ask.path, ask.option)
        turn = await self._turns.begin(platform, ask.channel, ask.user, None)
        if found is None or turn is None:
            return []
        cog, completer = found
        if not self._book.enabled(cog, self._configs, turn.community.id):
            return []
        bound = self._book.command(ask.path)
        if bound is None or turn.level < bound.level:
            return []
        values: Sequence[str] = await completer(turn, ask.typed)
        return [value[:100] for value in values[:25]]


def _commands(names: Sequence[str]) -> Text:
    return joined([code(f"/{name}") for name in names], " / ")
