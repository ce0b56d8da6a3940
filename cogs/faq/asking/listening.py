"""Questions in channels: noticed, left to people for a while, then answered at most once."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Any

from bot.api.events import MessageDeleted, MessageEdited, MessagePosted
from bot.api.model import Member, Message
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler

from .. import logic
from ..answering import Answering, Looked
from ..config import FaqConfig
from ..model import Asked
from ..store import FaqStore
from . import people, wording
from .people import Waiting
from .recognising import Recogniser
from .store import Turn, TurnStore

TASK = "faq.answer"
# A turn that comes later than this, after the bot was down, is left to the team.
LATE_MS = 3_600_000
SPARE_MS = 10_000
BURST_MS = 3 * 60_000  # messages of one person this close are one question
_MENTION = re.compile(r"<@!?\d+>|(?:^|\s)@\S+")


class Listening:
    """The row of a question is unique, its turn is a durable task, and what is said has a key: so
    a question is answered once, whenever the bot is stopped."""

    def __init__(
        self,
        store: FaqStore,
        turns: TurnStore,
        answering: Answering,
        recogniser: Recogniser,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        configs: Configs,
        clock: Clock,
    ) -> None:
        self._store = store
        self._turns = turns
        self._answering = answering
        self._recogniser = recogniser
        self._outbox = outbox
        self._scheduler = scheduler
        self._directory = directory
        self._configs = configs
        self._clock = clock
        self._waiting: dict[int, list[Waiting]] = defaultdict(list)

    async def load(self) -> None:
        """Questions that were waiting when the bot was stopped go on waiting."""
        now = self._clock.now()
        for one in await self._turns.waiting(now - 2 * LATE_MS):
            self._waiting[one.channel_id].append(one)
            wait = self._configs.of(FaqConfig, one.community_id).wait_seconds
            asked = await self._store.question(one.community_id, one.id)
            if asked is not None:
                await self._plan(one, asked.asked_at + wait * 1000, mentioned=False)

    # ---- what is heard

    async def heard(self, event: MessagePosted, config: FaqConfig, *, support: bool) -> None:
        """A message in the support place or one that mentions the bot; or any other in a channel
        where a question waits."""
        message = event.message
        settled = people.answered(message, self._waiting.get(message.ref.channel.id, ()))
        for one in settled:
            await self._settled(one, message)
        if message.reply_to is not None:
            await self._replied(event, message)
        if not settled and self._for_the_bot(message, config, support=support):
            await self._noted(event, config)

    def _for_the_bot(self, message: Message, config: FaqConfig, *, support: bool) -> bool:
        if message.mentions_bot:
            return config.answer_mentions or (support and config.answer_in_support)
        named = any(not account.is_bot for account in message.mentions)
        to_somebody = message.reply_to is not None or named
        return support and config.answer_in_support and not to_somebody

    async def _noted(self, event: MessagePosted, config: FaqConfig) -> None:
        message, community_id = event.message, event.community.id
        text = question_in(message)
        if not await self._recogniser.asks(text):
            return
        question_id = await self._store.ask(
            community_id,
            message.ref.channel.id,
            message.ref.native_id,
            message.author.id,
            text[: logic.MAX_QUESTION],
            message.sent_at,
        )
        if question_id is None:
            return
        now = self._clock.now()
        if now - message.sent_at > logic.FRESH_MS:  # a replay after downtime: for the team only
            await self._over(community_id, Turn(question_id, "silent", ()), config)
            return
        one = Waiting(
            question_id,
            community_id,
            message.ref.channel.id,
            message.ref.native_id,
            message.author.id,
        )
        wait = 0 if message.mentions_bot else config.wait_seconds
        # planned even where nobody is waited for, lest a crash right now loses the question
        due = now + (wait * 1000 or SPARE_MS)
        await self._plan(one, due, mentioned=message.mentions_bot)
        if wait:
            self._waiting[one.channel_id].append(one)
        else:
            await self.turn(community_id, question_id, mentioned=message.mentions_bot)
            await self._scheduler.cancel(_key(question_id))

    async def _plan(self, one: Waiting, due: int, *, mentioned: bool) -> None:
        data = {"community": one.community_id, "question": one.id, "mentioned": mentioned}
        await self._scheduler.at(due, TASK, data, key=_key(one.id), community_id=one.community_id)

    async def _settled(self, one: Waiting, message: Message) -> None:
        """People were faster, or the asker has found it: the bot keeps silent."""
        self._gone(one.id, one.channel_id)
        now = self._clock.now()
        if message.author.id == one.member_id:
            await self._store.settle(one.community_id, one.id, "dismissed", now)
        else:
            staff = await self.is_staff(message.author)
            await self._turns.by_people(one.id, message.author.id, now, staff=staff)
        await self._turns.over(one.community_id, Turn(one.id, "silent", ()), now)
        await self._scheduler.cancel(_key(one.id))

    async def _replied(self, event: MessagePosted, message: Message) -> None:
        """A reply to a question on which the bot had nothing to say."""
        if message.reply_to is None:
            return
        asked = await self._turns.standing(message.ref.channel.id, [message.reply_to])
        if asked is not None and asked.state == "open" and asked.member_id != message.author.id:
            await self._turns.by_people(
                asked.id,
                message.author.id,
                self._clock.now(),
                staff=await self.is_staff(message.author),
            )

    async def is_staff(self, member: Member) -> bool:
        """Whether somebody is one of the team."""
        staff = await self._directory.staff(member.community_id, Level.MODERATOR)
        return any(one.id == member.id for one in staff)

    async def edited(self, event: MessageEdited) -> None:
        """A question in other words; one that asks nothing any more is left alone."""
        message = event.message
        ref, text = message.ref, question_in(message)
        asked = await self._turns.standing(ref.channel.id, [ref.native_id])
        if asked is None or asked.state != "open":
            return
        if await self._recogniser.asks(text):
            await self._turns.reworded(ref.channel.id, ref.native_id, text[: logic.MAX_QUESTION])
        elif await self._turns.withdrawn(ref.channel.id, ref.native_id):
            self._gone_at(ref.channel.id, ref.native_id)

    async def deleted(self, event: MessageDeleted) -> None:
        """Nobody answers what is not there any more."""
        ref = event.ref
        asked = await self._turns.standing(ref.channel.id, [ref.native_id])
        if asked is not None and await self._turns.withdrawn(ref.channel.id, ref.native_id):
            self._gone_at(ref.channel.id, ref.native_id)
            # nor does "I do not know" stand there without its question
            await self._outbox.retract(event.community.id, f"faq:{asked.id}")

    def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one, who is nobody else to their own question."""
        for channel_id, waiting in self._waiting.items():
            self._waiting[channel_id] = [
                replace(one, member_id=kept) if one.member_id == gone else one for one in waiting
            ]

    def waits_in(self, channel_id: int) -> bool:
        """Whether people have yet to answer a question there."""
        return bool(self._waiting.get(channel_id))

    def _gone(self, question_id: int, channel_id: int) -> None:
        left = [one for one in self._waiting.pop(channel_id, ()) if one.id != question_id]
        if left:
            self._waiting[channel_id] = left

    def _gone_at(self, channel_id: int, message_id: int) -> None:
        for one in list(self._waiting.get(channel_id, ())):
            if one.message_id == message_id:
                self._gone(one.id, channel_id)

    # ---- the bot's turn

    async def due(self, data: dict[str, Any]) -> None:
        """The time of people is over."""
        await self.turn(data["community"], data["question"], mentioned=data["mentioned"])

    async def turn(self, community_id: int, question_id: int, *, mentioned: bool) -> None:
        """Answer, ask back, or say that it is not known; nothing when somebody was faster."""
        asked = await self._store.question(community_id, question_id)
        if asked is None or asked.message_id is None:
            return
        self._gone(question_id, asked.channel_id)
        if asked.state != "open" or await self._turns.turn(question_id) is not None:
            return
        config = self._configs.of(FaqConfig, community_id)
        looked = await self._answering.look(community_id, asked.text, config)
        turn = Turn(question_id, looked.found.outcome, looked.shown)
        wait = 0 if mentioned else config.wait_seconds * 1000
        if self._clock.now() - asked.asked_at > wait + LATE_MS or not config.enabled:
            turn = Turn(question_id, "silent", looked.shown)
        elif not mentioned and await self._said(asked, looked):
            # somebody who asks in several messages hears it once
            outcome = "answer" if looked.best is not None else "silent"
            turn = Turn(question_id, outcome, looked.shown)
        elif (reply := await self._reply(asked, looked, config, mentioned=mentioned)) is not None:
            channel = await self._directory.channel(asked.channel_id)
            if channel is not None:
                key = f"faq:{question_id}"
                await self._outbox.post(channel, reply, tag=key, key=key, reply_to=asked.message_id)
        else:
            turn = Turn(question_id, "silent", looked.shown)
        await self._over(community_id, turn, config, looked)

    async def _said(self, asked: Asked, looked: Looked) -> bool:
        """Whether the asker was told the same just before: that entry, or that nothing is sure."""
        since = asked.asked_at - BURST_MS
        told = await self._turns.told(asked.channel_id, asked.member_id or 0, since)
        return told.unsure if looked.best is None else looked.best.id in told.entries

    async def _reply(
        self, asked: Asked, looked: Looked, config: FaqConfig, *, mentioned: bool
    ) -> Reply | None:
        human = wording.human_buttons(asked.id, public=True, choice=False)
        if looked.best is not None:
            text = await self._answering.say(looked, looked.best, asked.text, config)
            buttons = wording.answer_buttons(asked.id, looked.best.id, public=True)
            return Reply(text, buttons, tone="info")
        if looked.found.outcome == "maybe" and (mentioned or config.say_when_unsure):
            return wording.did_you_mean(asked.id, looked.found.matches, human)
        # who did not plainly ask is not told that nothing is known
        plainly = mentioned or (config.say_when_unsure and logic.is_question(asked.text))
        return wording.unknown(human, noted=bool(config.keep_questions_days)) if plainly else None

    async def _over(
        self, community_id: int, turn: Turn, config: FaqConfig, looked: Looked | None = None
    ) -> None:
        now, keep = self._clock.now(), bool(config.keep_questions_days)
        answer = None
        if turn.outcome == "answer" and looked is not None and looked.best is not None:
            answer = looked.best.id
        await self._turns.over(community_id, turn, now, answer=answer, keep=keep)
        if answer is None and not keep:
            await self._turns.forget_text(turn.question_id)


def question_in(message: Message) -> str:
    """What a message says beside whom it mentions."""
    return " ".join(_MENTION.sub(" ", message.text).split())


def _key(question_id: int) -> str:
    return f"faq:answer:{question_id}"
