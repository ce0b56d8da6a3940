"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept, Name
from bot.api.text import T

KEEPS = Keeps(
    T("to see how people find us"),
    {
        "referrals_codes": Kept(
            T("your codes to invite friends"),
            columns={
                "code": T("code"),
                "label": T("label"),
                "most": T("uses at most"),
                "shown": T("others see your number"),
                "ended_at": T("ended"),
            },
        ),
        "referrals_uses": Kept(
            T("the code with which you came"), columns={"agreed": T("whoever invited you is told")}
        ),
        "referrals_tries": Kept(
            T("wrong codes that you typed"), columns={"wrong": T("wrong codes")}
        ),
    },
    names={"code_id": Name(T("code"), "referrals_codes", "code")},
)
