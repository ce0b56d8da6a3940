"""One conversation turn: what a handler gets as `ctx`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.errors import UserError
from bot.api.model import Channel, Community, Member, Message, MessageRef, Space
from bot.api.options import When
from bot.api.people import Level
from bot.api.port.nouns import NativeUser
from bot.api.port.outgoing import OutForm, Outgoing, Power, Responder
from bot.api.port.platform import Platform
from bot.api.reply import Form, Reply
from bot.api.text import Node, T, Text
from bot.engine.commands.times import parse_when
from bot.engine.rendering.compose import Composer, Reader

from .degrade import answer
from .dialogue import Dialogues


@dataclass(slots=True)
class Turn:
    """Implements `bot.api.context.Context`."""

    community: Community
    space: Space | None
    channel: Channel
    member: Member
    level: Level
    now: int
    user: NativeUser
    platform: Platform
    responder: Responder
    composer: Composer
    dialogues: Dialogues
    default_private: bool = True
    source: MessageRef | None = None
    replied_to: Message | None = None
    private_source: bool = False
    asked: bool = False
    """A form was opened: what was begun has not ended."""
    sheet: list[Reply | Form] | None = None
    """Takes the answers where a page asks instead of a chat; the page renders them."""

    @property
    def browser(self) -> bool:
        """Whether a page asks."""
        return self.sheet is not None

    @property
    def private_reader(self) -> Reader:
        """The asker, in their own language."""
        return self.composer.reader(self.platform.name, self.community, self.member)

    @property
    def public_reader(self) -> Reader:
        """Everybody in the channel, in the community's language."""
        return self.composer.reader(self.platform.name, self.community)

    def when(self, typed: str) -> When:
        """A moment in the asker's words, in the community's zone."""
        locale, zone = self.private_reader.locale, self.community.timezone
        return When(parse_when(typed, now=self.now, zone=zone, locale=locale))

    async def reply(self, reply: Reply | Text, *, private: bool | None = None) -> None:
        """Answer, as privately as asked or as the platform allows."""
        whole = Reply(reply) if isinstance(reply, str | Node) else reply
        if self.sheet is not None:
            self.sheet.append(whole)
            return
        await answer(
            self.platform,
            self.responder,
            self.composer,
            whole,
            user=self.user,
            private_reader=self.private_reader,
            public_reader=self.public_reader,
            private=self.default_private if private is None else private,
            direct=self.channel.direct,
        )

    async def update(self, reply: Reply) -> None:
        """Change the message that the pressed button sits on."""
        if self.sheet is not None:
            self.sheet.append(reply)
            return
        private = self.channel.direct or self.private_source or self.source is None
        reader = self.private_reader if private else self.public_reader
        out = await self.composer.single(reply, reader, self.platform.limits)
        if Power.UPDATE in self.responder.powers:
            await self.responder.update(out)
        elif self.source is not None:
            await self.platform.edit(self.source.channel.native_id, self.source.native_id, out)

    async def ask(self, form: Form) -> None:
        """Show a form, or ask one question after another."""
        self.asked = True
        if self.sheet is not None:
            self.sheet.append(form)
            return
        out = self.composer.form(form, self.private_reader)
        if Power.FORM in self.responder.powers:
            await self.responder.form(out)
            return
        place = (self.platform.name, self.channel.native_id, self.user.native_id)
        await self.dialogues.begin(self, place, out, self.now)

    def require(self, level: Level) -> None:
        """UserError unless the asker has that level now."""
        if self.level < level:
            names: dict[Level, Text] = {
                Level.MODERATOR: T("Only moderators can do that here."),
                Level.ADMIN: T("Only administrators can do that here."),
                Level.OWNER: T("Only owners can do that here."),
            }
            raise UserError(names[level])


class Silent:
    """The responder of a turn that is answered by its return value (completions)."""

    powers = Power.NONE

    async def reply(self, out: Outgoing, *, private: bool) -> int | None:
        """Say nothing."""
        return None

    async def alert(self, text: str) -> None:
        """Say nothing."""

    async def update(self, out: Outgoing) -> None:
        """Change nothing."""

    async def form(self, form: OutForm) -> None:
        """Show nothing."""

    async def done(self) -> None:
        """Nothing to end."""
