"""`/status`: whether the bot keeps up, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.api.cog import command
from bot.api.context import Context
from bot.api.people import Level
from bot.api.services import Health
from bot.api.services.health import Condition, Link
from bot.api.text import Length, N, T, Text, bold, lines

PLATFORMS: Mapping[str, Text] = {
    "discord": "Discord",
    "telegram": "Telegram",
    "local": T("The local chat"),
}
LATE_S = 60


class Status:
    """What moderators can look at when the bot seems slow."""

    _health: Health

    @command(
        "status",
        T("Whether the bot keeps up, and what it had to leave out"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def status(self, ctx: Context) -> None:
        """Connections, queues, and what was not scored."""
        now = await self._health.condition(ctx.community.id)
        up = max(1, (ctx.now - now.started_at) // 1000)
        await ctx.reply(
            lines(
                bold(_verdict(now)),
                T("Running for {length}.", length=Length(up)),
                *(_link(name, link) for name, link in now.links.items()),
                *_queues(now),
                *_left_out(now),
            )
        )


def _verdict(now: Condition) -> Text:
    if not all(link.connected for link in now.links.values()):
        return T("Not everything is connected.")
    match now.scored_in:
        case 0:
            return T("Everything keeps up.")
        case 1:
            return T("Much waits: edited messages are not looked at again for now.")
        case many:
            return T(
                "Very much waits: for now one new message in {many} is scored, and no edited one.",
                many=many,
            )


def _link(name: str, link: Link) -> Text:
    platform = PLATFORMS.get(name, name)
    if not link.connected:
        return T("✗ {platform} is not connected; I go on trying.", platform=platform)
    if link.latency_s is None:
        return T("✓ {platform} is connected.", platform=platform)
    took = f"{link.latency_s * 1000:.0f}"
    return T("✓ {platform} is connected and answers in {took} ms.", platform=platform, took=took)


def _queues(now: Condition) -> Iterator[Text]:
    yield N("{n} event was taken in.", "{n} events were taken in.", now.taken)
    # this command is one of them
    if (others := now.handlers - 1) > 0:
        yield N("{n} event is being worked on.", "{n} events are being worked on.", others)
    if now.model:
        yield N("{n} text waits to be scored.", "{n} texts wait to be scored.", now.scores)
    else:
        yield T("There is no toxicity model: messages are not scored.")
    if now.posts:
        yield N("{n} post waits to be sent.", "{n} posts wait to be sent.", now.posts)
    if now.oldest_post_s is not None and now.oldest_post_s > LATE_S:
        yield T("The oldest has waited for {length}.", length=Length(int(now.oldest_post_s)))
    if now.overdue:
        yield N("{n} task is late.", "{n} tasks are late.", now.overdue)


def _left_out(now: Condition) -> Iterator[Text]:
    """What was not done, and where to look."""
    if now.unscored:
        yield N(
            "{n} message was not scored, because too much waited.",
            "{n} messages were not scored, because too much waited.",
            now.unscored,
        )
    if now.unscored_edits:
        yield N(
            "{n} edit was not looked at, because too much waited.",
            "{n} edits were not looked at, because too much waited.",
            now.unscored_edits,
        )
    if now.slowed:
        yield N(
            "Somebody who asked for very much was asked to wait, {n} time.",
            "Somebody who asked for very much was asked to wait, {n} times.",
            now.slowed,
        )
    if now.failed_posts:
        yield N("{n} post could not be sent.", "{n} posts could not be sent.", now.failed_posts)
    if now.unclear_posts:
        yield N(
            "{n} post may have arrived; it is not repeated.",
            "{n} posts may have arrived; they are not repeated.",
            now.unclear_posts,
        )
    if now.incidents:
        yield N(
            "{n} fault of mine; the log has its number.",
            "{n} faults of mine; the log has their numbers.",
            now.incidents,
        )
