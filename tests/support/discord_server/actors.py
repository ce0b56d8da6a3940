"""What a person does in a Discord client, as calls of a test."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import interactions as act
from . import limits
from .payloads import message_json, user_json
from .wire import EPHEMERAL, PUBLIC_THREAD, THREADS, NotAllowed, Perm

if TYPE_CHECKING:
    from .interactions import Interaction
    from .world import Attachment, Channel, Guild, Member, Message, User


class MemberActions:
    """Everything a member can do; mixed into Member."""

    guild: Guild
    user: User
    pending: bool

    if TYPE_CHECKING:

        @property
        def timed_out(self) -> bool: ...
        @property
        def present(self) -> bool: ...
        def permissions(self, channel: Channel | None = None) -> int: ...

    @property
    def dm(self) -> Channel:
        """The direct-message channel with the bot."""
        return self.guild.server.dm(self.user)

    @property
    def dms(self) -> list[Message]:
        """Direct messages that the bot sent to this person."""
        server = self.guild.server
        return [m for m in self.dm.messages if m.author is server.bot and not m.deleted]

    @property
    def private(self) -> list[Message]:
        """Ephemeral answers that this person saw, oldest first."""
        mine = [i for i in self.guild.server.interactions if i.user is self.user]
        return [m for i in mine for m in i.responses if m.ephemeral and not m.loading]

    def _may(self, channel: Channel, permission: Perm) -> None:
        if channel.guild is None:
            return
        if not self.present:
            raise NotAllowed(f"{self.user.name} is not in {channel.guild.name}")
        if self.pending:
            raise NotAllowed(f"{self.user.name} has not passed the screening")
        if channel.type in THREADS and permission is Perm.SEND_MESSAGES:
            permission = Perm.SEND_MESSAGES_IN_THREADS
        if not self.permissions(channel) & permission:
            raise NotAllowed(f"{self.user.name} lacks {permission.name} in #{channel.name}")

    async def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        reply_to: Message | None = None,
        files: tuple[tuple[str, bytes], ...] = (),
    ) -> Message:
        self._may(channel, Perm.SEND_MESSAGES)
        server = self.guild.server
        if channel.guild is not None and await server.automod_stops(channel, self, text):  # type: ignore[arg-type]
            raise NotAllowed("AutoMod has blocked this message")
        attachments = [self.upload(channel, name, content) for name, content in files]
        return await server.post(
            channel,
            self.user,
            text,
            attachments=attachments,
            reference=reply_to.id if reply_to is not None else None,
            type=19 if reply_to is not None else 0,
        )

    def upload(self, channel: Channel, name: str, content: bytes) -> Attachment:
        """A file of this person, for `say` or an attachment option."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return self.guild.server.store_file(channel.id, name, content, kind)

    async def edit(self, message: Message, text: str) -> None:
        if message.author is not self.user:
            raise NotAllowed("only own messages can be edited")
        message.content, message.edited_at = text, datetime.now(UTC)
        await self.guild.server.message_changed(message)

    async def delete(self, message: Message) -> None:
        if message.author is not self.user:
            self._may(message.channel, Perm.MANAGE_MESSAGES)
        await self.guild.server.remove_message(message)

    async def react(self, message: Message, emoji: str) -> None:
        self._may(message.channel, Perm.ADD_REACTIONS)
        await self.guild.server.add_reaction(message, self.user, emoji)

    async def unreact(self, message: Message, emoji: str) -> None:
        await self.guild.server.remove_reaction(message, self.user, emoji)

    async def open_thread(
        self, channel: Channel, name: str, *, about: Message | None = None
    ) -> Channel:
        self._may(channel, Perm.CREATE_PUBLIC_THREADS)
        server = self.guild.server
        return await server.open_thread(channel, self.user, name, PUBLIC_THREAD, about=about)

    async def slash(
        self, words: str, /, *, in_: Channel | None = None, **options: Any
    ) -> Interaction:
        """Sends a slash command; words after the first are subcommands."""
        channel = self._place(in_)
        server = self.guild.server
        data = act.command_data(server, channel, words, options)
        return await act.start(server, act.COMMAND, self.user, channel, data)

    async def autocomplete(
        self, words: str, option: str, typed: str, /, *, in_: Channel | None = None, **others: Any
    ) -> list[dict[str, Any]]:
        """Types into an option and returns the suggestions that the bot gave."""
        channel = self._place(in_)
        server = self.guild.server
        given = {**others, option: typed}
        data = act.command_data(server, channel, words, given, focused=option)
        started = await act.start(server, act.AUTOCOMPLETE, self.user, channel, data)
        return await started.suggestions()

    async def message_menu(self, name: str, message: Message) -> Interaction:
        """Apps > name in the menu of a message."""
        server, channel = self.guild.server, message.channel
        self._place(channel)
        guild_id = channel.guild.id if channel.guild is not None else None
        command = act.find_command(server, guild_id, 3, name)
        resolved = {"messages": {str(message.id): message_json(message, server)}}
        data = {
            "id": command["id"],
            "name": name,
            "type": 3,
            "target_id": str(message.id),
            "resolved": resolved,
        }
        return await act.start(server, act.COMMAND, self.user, channel, data)

    async def user_menu(
        self, name: str, target: Member, *, in_: Channel | None = None
    ) -> Interaction:
        """Apps > name in the menu of a person."""
        server, channel = self.guild.server, self._place(in_)
        command = act.find_command(server, self.guild.id, 2, name)
        resolved = {"users": {str(target.id): user_json(target.user)}}
        data = {
            "id": command["id"],
            "name": name,
            "type": 2,
            "target_id": str(target.id),
            "resolved": resolved,
        }
        return await act.start(server, act.COMMAND, self.user, channel, data)

    async def click(self, message: Message, button: str) -> Interaction:
        """Presses the button with this label or custom_id."""
        self._sees(message)
        for component in message.buttons:
            if button in (component.get("label"), component.get("custom_id")):
                if component.get("disabled"):
                    raise NotAllowed(f"the button {button!r} is disabled")
                data = {"custom_id": component["custom_id"], "component_type": 2, "id": 1}
                return await self._component(message, data)
        labels = [component.get("label") for component in message.buttons]
        raise NotAllowed(f"there is no button {button!r}, only {labels}")

    async def select(self, message: Message, *labels: str) -> Interaction:
        """Picks options of the message's only select menu by their labels."""
        self._sees(message)
        menu = next(component for component in message.buttons if component["type"] == 3)
        values = [o["value"] for label in labels for o in menu["options"] if o["label"] == label]
        if len(values) != len(labels):
            raise NotAllowed(f"the menu has only {[o['label'] for o in menu['options']]}")
        data = {"custom_id": menu["custom_id"], "component_type": 3, "values": values, "id": 1}
        return await self._component(message, data)

    async def submit_modal(self, shown: Interaction, /, **values: str) -> Interaction:
        """Fills the modal that `shown` opened; keys are custom_ids or labels."""
        modal = await shown.form()
        fields = list(limits.modal_fields(modal))
        known = {name for field, label in fields for name in (field["custom_id"], label)}
        if set(values) - known:
            raise NotAllowed(f"the form has no {sorted(set(values) - known)}, only {sorted(known)}")
        rows = []
        for number, (field, label) in enumerate(fields):
            rows.append(_filled(modal, number, field, label, values))
        data = {"custom_id": modal["custom_id"], "components": rows}
        server = self.guild.server
        return await act.start(
            server, act.MODAL, self.user, shown.channel, data, message=shown.message
        )

    async def leave(self) -> None:
        await self.guild.server.remove_member(self)  # type: ignore[arg-type]

    async def join(self, *, pending: bool = False) -> Member:
        """Comes back after leaving, as a fresh member without roles."""
        return await self.guild.server.add_member(self.guild, self.user.name, pending=pending)

    async def pass_screening(self) -> None:
        self.pending = False
        await self.guild.server.member_changed(self)  # type: ignore[arg-type]

    def _place(self, channel: Channel | None) -> Channel:
        place = channel or self.guild.text_channels[0]
        self._may(place, Perm.USE_APPLICATION_COMMANDS)
        return place

    def _sees(self, message: Message) -> None:
        if message.deleted:
            raise NotAllowed("the message is gone")
        if message.flags & EPHEMERAL and message not in self.private:
            raise NotAllowed("the message is private to somebody else")
        self._may(message.channel, Perm.VIEW_CHANNEL)

    async def _component(self, message: Message, data: dict[str, Any]) -> Interaction:
        server, channel = self.guild.server, message.channel
        return await act.start(server, act.COMPONENT, self.user, channel, data, message=message)


def _filled(
    modal: dict[str, Any], number: int, field: dict[str, Any], label: str, values: dict[str, str]
) -> dict[str, Any]:
    custom_id = field["custom_id"]
    text = values.get(custom_id, values.get(label, field.get("value") or ""))
    if field.get("required", True) and not text:
        raise NotAllowed(f"the form field {label!r} is required")
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    if text and not low <= len(text) <= high:
        raise NotAllowed(f"{label!r} takes {low} to {high} characters, not {len(text)}")
    answer = {"type": field["type"], "custom_id": custom_id, "value": text, "id": number + 1}
    if modal["components"][number]["type"] == limits.LABEL:
        return {"type": limits.LABEL, "id": number + 100, "component": answer}
    return {"type": 1, "id": number + 100, "components": [answer]}
