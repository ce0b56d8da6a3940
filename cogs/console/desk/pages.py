"""The pages of the desk: what there is, one command, and what came of what was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from bot.api.boards.pages import Content, Document, Shown, Visit, el, to
from bot.api.boards.pages.desk import Desk, DeskCommand, Said
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.text import T, code

from . import answers, asking
from .answers import Spot

HIDDEN = frozenset({"console"})
"""Commands that make no sense where one is already."""
NOTHING: Mapping[str, str] = {}
_NUMBER = re.compile(r"[0-9]{1,15}")


class DeskPages:
    """Makes and takes them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def commands(self, visit: Visit) -> list[DeskCommand]:
        """What the visitor may use."""
        return [one for one in self._desk.commands(visit) if one.path not in HIDDEN]

    # ---- looking

    async def page(self, visit: Visit) -> Shown:
        """The list, or a command: one that only shows is run, any other is a form."""
        if not visit.rest:
            return Document(T("Desk"), _listed(self.commands(visit)))
        command = self._find(visit)
        if command is None:
            return None
        body: list[Content | None] = [_typed(command)]
        try:
            if is_open(command):
                said = await self._desk.run(visit, command.path, {})
                body += answers.body(said, Spot(command.path))
                if command.options:
                    body.append(await self._again(visit, command, Spot(command.path)))
            else:
                body.append(await self._form(visit, command))
        except UserError as error:
            body.append(_failed(error))
        return Document(command.about, body)

    async def _again(
        self, visit: Visit, command: DeskCommand, spot: Spot, typed: Mapping[str, str] = NOTHING
    ) -> Content:
        """The form below an answer."""
        shown = await self._form(visit, command, typed, spot.at)
        return el("details", el("summary", T("Again, with changes")), shown)

    async def _form(
        self,
        visit: Visit,
        command: DeskCommand,
        typed: Mapping[str, str] = NOTHING,
        at: int = 0,
    ) -> Content:
        suggested = {
            option.name: await self._desk.complete(visit, command.path, option.name)
            for option in command.options
            if option.completes
        }
        places = await self._desk.places(visit)
        return asking.form(command, places, suggested, typed, at=at)

    def _find(self, visit: Visit) -> DeskCommand | None:
        path = visit.rest.replace("/", " ")
        return next((one for one in self.commands(visit) if one.path == path), None)

    # ---- doing

    async def take(self, visit: Visit, sent: Mapping[str, str]) -> Shown:
        """What came of a command, a button or a form."""
        command = self._find(visit)
        if visit.rest and command is None:
            return None
        path = command.path if command else ""
        at = int(sent["at"]) if _NUMBER.fullmatch(sent.get("at", "")) else 0
        spot = Spot(path, at, on_card=sent.get("do") == "press" or "card" in sent)
        try:
            said = await self._do(visit, sent, spot)
            came = answers.body(said, spot)
        except UserError as error:
            came = [_failed(error)]
        if command is None:
            back = to("console", T("Back to the console"))
        else:
            back = to(spot.page, T("Back to: {what}", what=command.about))
        body: list[Content] = [el("section", *came, news=True, label=T("Answer"), css="cards")]
        if command is not None and command.options and sent.get("do") == "run":
            typed = answers.answers(sent, asking.OPTION)
            body.append(await self._again(visit, command, spot, typed))
        body.append(el("p", back))
        return Document(command.about if command else T("Desk"), body, still=True)

    async def _do(self, visit: Visit, sent: Mapping[str, str], spot: Spot) -> Said:
        payload = sent.get("payload", "")
        match sent.get("do"):
            case "run" if spot.path:
                values = answers.answers(sent, asking.OPTION)
                return await self._desk.run(visit, spot.path, values, spot.at)
            case "press":
                return await self._desk.press(visit, payload, spot.at)
            case "fill":
                given = answers.checked(sent)
                return await self._desk.fill(visit, payload, given, spot.at, on_card=spot.on_card)
        raise UserError(T("That is no longer in use."))


def is_open(command: DeskCommand) -> bool:
    """Whether it can be shown at once."""
    return command.view and not any(option.required for option in command.options)


def waiting(commands: Sequence[DeskCommand]) -> Content | None:
    """Links to what the team looks at first, for the overview."""
    found = [_entry(one) for one in commands if is_open(one) and one.level > Level.MEMBER]
    return el("ul", *found, css="entries") if found else None


def _listed(commands: Sequence[DeskCommand]) -> list[Content | None]:
    views = [_entry(one) for one in commands if is_open(one)]
    rest = sorted((one for one in commands if not is_open(one)), key=lambda one: one.cog)
    groups = [list(group) for _, group in groupby(rest, key=lambda one: one.cog)]
    about = T(
        "All that you can do in the chat you can do here. The answers are for you alone; what is "
        "posted goes to the channel that you choose."
    )
    return [
        el("p", about, css="lead"),
        el("h2", T("To look at")),
        el("ul", *views, css="entries"),
        el("h2", T("To do")),
        el("div", *[_group(group) for group in groups], css="groups"),
    ]


def _group(commands: Sequence[DeskCommand]) -> Content:
    """Those of one cog."""
    entries = el("ul", *[_entry(one) for one in commands], css="entries")
    return el("details", el("summary", commands[0].title), entries)


def _entry(command: DeskCommand) -> Content:
    link = to(answers.address(command.path), command.about)
    return el("li", link, el("small", code(f"/{command.path}")))


def _typed(command: DeskCommand) -> Content:
    return el("p", T("In the chat: {command}", command=code(f"/{command.path}")), css="quiet")


def _failed(error: UserError) -> Content:
    return answers.body([Reply(error.text, tone="warn")], Spot())[0]
