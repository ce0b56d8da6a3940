"""The ladder: what to do where a platform cannot do what a cog wants.

private answer   in place, only for the asker (Discord, local)
                 -> a short one without buttons: an alert on the click (Telegram)
                 -> a direct message
                 -> a public note without the content
form             a form -> one question after another (dialogue.py)
update           the message the button sits on -> nothing (outbox.update reaches it anyway)
"""

from __future__ import annotations

from bot.api.errors import CannotReach, Unsupported
from bot.api.port.nouns import NativeUser
from bot.api.port.outgoing import Outgoing, Power, Responder
from bot.api.port.platform import Platform
from bot.api.port.powers import Can
from bot.api.reply import Reply
from bot.api.text import T, Text
from bot.engine.rendering.compose import Composer, Reader, length

ALERT_LIMIT = 200
WRITE_TO_ME: Text = T(
    "I have an answer that only you should see. Please open a private chat with me, "
    "press Start, and ask again."
)
SEE_PRIVATE: Text = T("I have sent you the answer in our private chat.")


async def answer(
    platform: Platform,
    responder: Responder,
    composer: Composer,
    reply: Reply,
    *,
    user: NativeUser,
    private_reader: Reader,
    public_reader: Reader,
    private: bool,
    direct: bool,
) -> None:
    """Answer one interaction as privately as asked, by the best means there is.

    `direct` says that the conversation is a direct message, so everything in it is private.
    """
    reader = private_reader if private or direct else public_reader
    parts = await composer.parts(reply, reader, platform.limits)
    if not private or direct or Power.PRIVATE in responder.powers:
        for part in parts:
            await responder.reply(part, private=private and not direct)
        return
    if Power.ALERT in responder.powers and _fits_alert(parts, spare=reply.spare):
        await responder.alert(parts[0].text)
        return
    if await _direct(platform, user, parts):
        if Power.ALERT in responder.powers:
            await responder.alert(composer.plain(SEE_PRIVATE, private_reader))
        return
    note = composer.plain(WRITE_TO_ME, private_reader)
    if Power.ALERT in responder.powers:
        await responder.alert(note)
    else:
        for part in await composer.parts(Reply(WRITE_TO_ME), public_reader, platform.limits):
            await responder.reply(part, private=False)


def _fits_alert(parts: list[Outgoing], *, spare: bool) -> bool:
    only = parts[0]
    return (
        len(parts) == 1
        and (spare or not only.buttons)
        and only.file is None
        and length(only.spans) <= ALERT_LIMIT
    )


async def _direct(platform: Platform, user: NativeUser, parts: list[Outgoing]) -> bool:
    if Can.DIRECT not in platform.can:
        return False
    try:
        for part in parts:
            await platform.send_direct(user.native_id, part)
    except (CannotReach, Unsupported):
        return False
    return True
