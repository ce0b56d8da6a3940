"""Telegram as a rig: the real python-telegram-bot against the local Bot API."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import SecretStr

from bot.api.people import Level
from bot.platforms.telegram import TelegramPlatform, TelegramSettings
from tests.support.chat import TIMEOUT, Actor, Rig, Seen
from tests.support.telegram_server import Chat, Message, Person, TelegramServer, all_rights

X = TypeVar("X")
TOPICS = ("ideas", "support")
RIGHTS = {
    Level.MODERATOR: {"can_delete_messages": True, "can_restrict_members": True},
    Level.ADMIN: {"can_delete_messages": True, "can_change_info": True},
}


class TelegramRig(Rig):
    """A forum group: "general" is its main chat, the other channels are topics. The moderators
    have a group of their own, since every member can read a topic."""

    name = "telegram"

    def __init__(self) -> None:
        self.server = TelegramServer()
        self.server.reserve()
        owner = self.server.add_user("Owner of record")
        self.group = self.server.add_group(
            "Sourdough & Co.", owner, forum=True, bot_rights=all_rights(can_promote_members=False)
        )
        self.team = self.server.add_group(
            "moderators", owner, bot_rights=all_rights(can_promote_members=False)
        )
        self.topics: dict[str, int | None] = {"general": None}
        for name in TOPICS:
            self.topics[name] = self.group.open_topic(name)
        self.renew()

    def renew(self) -> None:
        settings = TelegramSettings(
            enabled=True, token=SecretStr(self.server.token), api_url=self.server.api_url
        )
        self.platform = TelegramPlatform(settings)

    async def open(self) -> None:
        await self.server.go_online()

    async def close(self) -> None:
        await self.server.close()
        self.server.assert_clean()

    @property
    def space_id(self) -> str:
        return str(self.group.id)

    @property
    def spaces(self) -> Sequence[str]:
        return [self.space_id, str(self.team.id)]

    async def person(
        self, name: str, level: Level = Level.MEMBER, *, joined: bool = True
    ) -> TelegramActor:
        person = self.server.add_user(name)
        person.started = True
        if joined:
            self.group.member(person).status = "member"
        if level >= Level.MODERATOR:
            self.team.member(person).status = "member"
        if level is Level.OWNER:
            await self.group.hand_over(person)
        elif level in RIGHTS:
            await self.group.promote(person, **RIGHTS[level])
        return TelegramActor(self, person)

    async def messages(self, channel: str) -> Sequence[Seen]:
        return [self.seen(message) for message in self.said_in(channel)]

    async def wait_for(self, channel: str, containing: str) -> Seen:
        return await self.find(lambda: self.said_in(channel), containing)

    def timed_out(self, actor: Actor) -> bool:
        member = self.server.world.member(self.group, self.server.world.users[int(actor.native_id)])
        return member.status == "restricted" and not member.permissions["can_send_messages"]

    def banned(self, actor: Actor) -> bool:
        user = self.server.world.users[int(actor.native_id)]
        return self.server.world.member(self.group, user).status == "kicked"

    # ---- for actors

    def said_in(self, channel: str) -> list[Message]:
        if channel == "moderators":
            return [m for m in self.team.visible if not m.service]
        topic = self.topics[channel]
        return [m for m in self.group.visible if m.topic == topic and not m.service]

    async def find(self, among: Callable[[], Sequence[Message]], containing: str) -> Seen:
        """Wait for the newest of some messages that contains the words."""

        def look() -> Seen | None:
            found = [message for message in among() if containing in message.text]
            return self.seen(found[-1]) if found else None

        found = await self.server.wait_for(look, TIMEOUT)
        assert found is not None
        return found

    def seen(self, message: Message) -> Seen:
        names = [file.name for file in (message.photo, message.document) if file is not None]
        places = {topic: name for name, topic in self.topics.items()}
        if message.chat.peer is not None:
            place = "private"
        elif message.chat is self.team:
            place = "moderators"
        else:
            place = places[message.topic]
        return Seen(
            channel=place,
            native_id=message.id,
            text=message.text,
            author=message.sender.first_name,
            buttons=tuple(message.buttons),
            files=tuple(names),
            handle=message,
        )


class TelegramActor(Actor):
    """A person with a Telegram app."""

    def __init__(self, rig: TelegramRig, person: Person) -> None:
        self._rig = rig
        self.person = person
        self.name = person.first_name
        self.native_id = str(person.id)
        self._asked = 0

    async def say(self, channel: str, text: str, *, reply_to: Seen | None = None) -> Seen:
        return self._rig.seen(await self._say(channel, text, reply_to, {}))

    async def _say(
        self, channel: str, text: str, reply_to: Seen | None, picked: dict[str, Person]
    ) -> Message:
        answered = handle(reply_to) if reply_to is not None else None
        topic = self._rig.topics.get(channel)
        chat = self._chat(channel)
        return await self.person.say(chat, text, reply_to=answered, topic=topic, picked=picked)

    async def address(self, channel: str, other: Actor, text: str) -> Seen:
        assert isinstance(other, TelegramActor)
        picked = {other.name: other.person}
        return self._rig.seen(await self._say(channel, f"{other.name} {text}", None, picked))

    async def edit(self, message: Seen, text: str) -> None:
        await self.person.edit(handle(message), text)

    async def delete(self, message: Seen) -> None:
        await self.person.delete(handle(message))

    async def command(
        self,
        path: str,
        *,
        channel: str = "general",
        reply_to: Seen | None = None,
        **options: object,
    ) -> None:
        picked = {v.name: v.person for v in options.values() if isinstance(v, TelegramActor)}
        words = [f"{key}:{typed(value)}" for key, value in options.items()]
        text = " ".join((f"/{path.replace(' ', '_')}@townhall_bot", *words))
        await self._say(channel, text, reply_to, picked)

    async def menu(self, name: str, message: Seen) -> None:
        key = re.sub(r"[^a-z0-9]+", "_", name.lower())
        await self.say(message.channel, f"/{key}", reply_to=message)

    async def click(self, message: Seen, label: str) -> None:
        now = handle(message)
        found = [known for known in now.buttons if label in known]
        assert found, f"no button {label!r} in {now.buttons}"
        await self.person.click(now, found[0])

    async def fill(self, **answers: str) -> None:
        """Answers are given in the order of the questions; those left out must come last."""
        given = list(answers.values())
        number, total = 0, 1
        while number < total:
            number += 1
            question, total = await self._question(number)
            text = given[number - 1] if number <= len(given) else "/skip"
            await self.say(question.channel, text, reply_to=question)

    async def _question(self, number: int) -> tuple[Seen, int]:
        """Wait until the bot asks "2 of 3: ..." in the group or privately."""
        pattern = re.compile(rf"^{number} \w+ (\d+):", re.MULTILINE)

        def look() -> tuple[Message, int] | None:
            for message in reversed(self._questions()):
                if match := pattern.search(message.text):
                    return message, int(match[1])
            return None

        found = await self._rig.server.wait_for(look, TIMEOUT)
        assert found is not None
        self._asked = found[0].number
        return self._rig.seen(found[0]), found[1]

    def _questions(self) -> list[Message]:
        """What the bot has said to this person since the last question."""
        bot, person = self._rig.server.bot, self.person
        answers = [
            m
            for m in self._rig.group.visible
            if m.sender is bot and m.reply_to is not None and m.reply_to.sender is person
        ]
        return [m for m in answers + person.private_messages if m.number > self._asked]

    async def react(self, message: Seen, emoji: str) -> None:
        await self.person.react(handle(message), emoji)

    async def leave(self) -> None:
        await self.person.leave(self._rig.group)

    async def ask_to_join(self) -> None:
        await self.person.request_to_join(self._rig.group)

    async def join(self) -> None:
        await self.person.join(self._rig.group)

    async def sees(self, channel: str, containing: str, *, after: Seen | None = None) -> Seen:
        start = after.native_id if after is not None else 0

        def among() -> list[Message]:
            bot = self._rig.server.bot
            if channel == "private":
                return [m for m in self.person.private_messages if m.id > start]
            return [m for m in self._rig.said_in(channel) if m.sender is bot and m.id > start]

        return await self._rig.find(among, containing)

    async def told(self, containing: str) -> Seen:
        def look() -> Seen | None:
            written = [m for m in self.person.private_messages if containing in m.text]
            if written:
                return self._rig.seen(written[-1])
            alerts = [text for text in self._alerts() if containing in text]
            return Seen("private", 0, alerts[-1], "Townhall") if alerts else None

        found = await self._rig.server.wait_for(look, TIMEOUT)
        assert found is not None
        return found

    def told_so_far(self) -> Sequence[str]:
        return [m.text for m in self.person.private_messages] + self._alerts()

    def _alerts(self) -> list[str]:
        answers = self._rig.server.callback_answers
        return [a.text for a in answers if a.user is self.person and a.text]

    def _chat(self, channel: str) -> Chat:
        if channel == "private":
            return self.person.private
        return self._rig.team if channel == "moderators" else self._rig.group


def typed(value: object) -> str:
    """An option's value as a person types it."""
    if isinstance(value, TelegramActor):
        return value.name
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"' if not text or any(c in text for c in " ;|:,\"'\n") else text


def handle(message: Seen) -> Message:
    assert isinstance(message.handle, Message)
    return message.handle
