"""Answers to interactions: the callback and the webhook that follows it."""

from __future__ import annotations

import time
from typing import Any

from .. import limits
from ..interactions import AUTOCOMPLETE, COMPONENT, FIRST_ANSWER_SECONDS, MODAL, Interaction
from ..payloads import message_json
from ..wire import COMPONENTS_V2, EPHEMERAL, LOADING, ApiError, invalid_form, unknown
from ..world import Message
from .call import Call, endpoint
from .channels import apply_edit

Json = dict[str, Any]
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
MESSAGE_ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9


@endpoint("POST", "/interactions/{interaction_id}/{interaction_token}/callback", bot=False)
async def callback(call: Call) -> Json | None:
    number = call.id("interaction_id")
    found = next((i for i in call.server.interactions if i.id == number), None)
    if found is None or found.token != call.path("interaction_token"):
        raise unknown(10062, "interaction")
    waited = time.monotonic() - found.sent_at
    if found.callback is None and waited > FIRST_ANSWER_SECONDS:
        raise unknown(10062, "interaction")
    if found.callback is not None:
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    data = call.data.get("data") or {}
    kind = call.data["type"]
    call.body = data
    await _apply(call, found, kind, data)
    found.callback, found.answered_after = kind, waited
    if call.request.query.get("with_response") in ("1", "true"):
        return _described(call, found, kind)
    return None


async def _apply(call: Call, found: Interaction, kind: int, data: Json) -> None:
    if kind == CHOICES:
        if found.kind != AUTOCOMPLETE:
            raise invalid_form(["choices answer an autocomplete only"])
        call.refuse(limits.choice_problems(data.get("choices") or []))
        found.choices = data.get("choices") or []
    elif found.kind == AUTOCOMPLETE:
        raise invalid_form(["an autocomplete is answered by choices only"])
    elif kind == SHOW_MODAL:
        if found.kind == MODAL:
            raise invalid_form(["a form cannot open another form"])
        call.refuse(limits.modal_problems(data))
        found.modal = data
    elif kind == MESSAGE_ANSWER:
        call.refuse(limits.message_problems(data, files=len(call.files)))
        found.original = await answer(call, found, (data.get("flags") or 0) & ~LOADING)
    elif kind == DEFER:
        flags = LOADING | ((data.get("flags") or 0) & EPHEMERAL)
        call.body = {}
        found.original = await answer(call, found, flags)
    elif kind in (DEFER_UPDATE, UPDATE):
        if found.kind not in (COMPONENT, MODAL) or found.message is None:
            raise invalid_form(["there is no message to update"])
        found.original = found.message
        if kind == UPDATE:
            await apply_edit(call, found.message)
            found.responses.append(found.message)
    else:
        raise invalid_form([f"callback type {kind} is not known"])


async def answer(call: Call, found: Interaction, flags: int) -> Message:
    """A new message of the bot for this interaction, private ones outside the channel."""
    data, server = call.data, call.server
    about: Json = {
        "embeds": data.get("embeds") or [],
        "components": data.get("components") or [],
        "attachments": call.attachments(found.channel.id),
        "allowed_mentions": data.get("allowed_mentions"),
        "flags": flags & (EPHEMERAL | LOADING | COMPONENTS_V2 | 4),
        "type": 20,
        "interaction_id": found.id,
    }
    text = data.get("content") or ""
    if flags & EPHEMERAL:
        message = Message(server.ids.next(), found.channel, server.bot, text, **about)
    else:
        message = await server.post(found.channel, server.bot, text, **about)
    found.responses.append(message)
    return message


def _described(call: Call, found: Interaction, kind: int) -> Json:
    about: Json = {"id": str(found.id), "type": found.kind}
    result: Json = {"interaction": about}
    if found.original is not None:
        about["response_message_id"] = str(found.original.id)
        about["response_message_loading"] = found.original.loading
        about["response_message_ephemeral"] = found.original.ephemeral
        message = message_json(found.original, call.server)
        result["resource"] = {"type": kind, "message": message}
    return result


def _of_token(call: Call) -> Interaction:
    token = call.path("webhook_token")
    found = next((i for i in call.server.interactions if i.token == token), None)
    if found is None or call.id("webhook_id") != call.server.application_id:
        raise unknown(10015, "Webhook")
    if found.expired:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    if found.callback is None:
        raise unknown(10015, "Webhook")
    return found


@endpoint("POST", WEBHOOK, bot=False)
async def followup(call: Call) -> Json:
    found = _of_token(call)
    call.refuse(limits.message_problems(call.data, files=len(call.files)))
    waiting = found.original
    if waiting is not None and waiting.loading and not waiting.deleted:
        # Discord lets the first follow-up after a deferral take its place, privacy included.
        await _fill(call, waiting)
        return message_json(waiting, call.server)
    message = await answer(call, found, call.data.get("flags") or 0)
    return message_json(message, call.server)


async def _fill(call: Call, message: Message) -> None:
    message.flags &= ~LOADING
    await apply_edit(call, message)


def _message(call: Call) -> tuple[Interaction, Message]:
    found = _of_token(call)
    if call.record.template.endswith("@original"):
        message = found.original
    else:
        number = call.id("message_id")
        candidates = [*found.responses, *([found.message] if found.message is not None else [])]
        message = next((one for one in candidates if one.id == number), None)
    if message is None or message.deleted:
        raise unknown(10008, "Message")
    return found, message


@endpoint("GET", WEBHOOK + "/messages/@original", bot=False)
@endpoint("GET", WEBHOOK + "/messages/{message_id}", bot=False)
async def get(call: Call) -> Json:
    return message_json(_message(call)[1], call.server)


@endpoint("PATCH", WEBHOOK + "/messages/@original", bot=False)
@endpoint("PATCH", WEBHOOK + "/messages/{message_id}", bot=False)
async def edit(call: Call) -> Json:
    _, message = _message(call)
    await _fill(call, message)
    return message_json(message, call.server)


@endpoint("DELETE", WEBHOOK + "/messages/@original", bot=False)
@endpoint("DELETE", WEBHOOK + "/messages/{message_id}", bot=False)
async def delete(call: Call) -> None:
    await call.server.remove_message(_message(call)[1])
