"""The forms."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.reply import Field, Form
from bot.api.text import T

from ..model import MAX_TEXT
from ..payloads import Reword, SendBack, Write


def form(payload: Write, values: Mapping[str, str]) -> Form:
    """The form of a draft."""
    return Form(
        T("An announcement"),
        [
            Field("text", T("What it says"), value=values.get("text", ""), max=MAX_TEXT,
                  multiline=True),
            Field("when", T("When"), T("empty for now; best; friday 18:00"),
                  values.get("when", ""), required=False, max=60),
            Field("every", T("Again and again"), T("empty for once; every week; every month"),
                  values.get("every", ""), required=False, max=60),
            Field("to", T("To whom"), T("empty for everybody, or a segment"),
                  values.get("to", ""), required=False, max=500),
            Field("selling", T("Does it sell something?"), T("yes or no"),
                  values.get("selling", ""), required=False, max=10),
        ],
        payload,
    )  # fmt: skip


def reword_form(payload: Reword, text: str) -> Form:
    """Other words for one that was approved."""
    field = Field("text", T("What it says"), value=text, max=MAX_TEXT, multiline=True)
    return Form(T("Other words"), [field], payload)


def reason_form(payload: SendBack) -> Form:
    """Why not."""
    return Form(
        T("Send it back"),
        [Field("reason", T("What should be different?"), max=500, multiline=True)],
        payload,
    )
