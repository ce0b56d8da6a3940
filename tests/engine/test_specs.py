"""Reading signatures of cogs into what adapters announce."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest

from bot.api.cog import CommandSpec, MenuSpec, command, menu
from bot.api.context import Context
from bot.api.model import Channel, Member
from bot.api.options import Duration, Items, Opt, When
from bot.api.people import Level
from bot.api.text import T
from bot.engine.commands.specs import BadSpec, command_info, menu_info

LOCALES = ("en", "de")
GERMAN = {"Ask": "Frag", "Several": "Mehrere", "Save as FAQ": "Als FAQ sichern"}


def translate(text: T, locale: str) -> str:
    return GERMAN.get(text.template, text.template) if locale == "de" else text.template


class Polls:
    @command("poll", T("Ask"), level=Level.MODERATOR, private=True)
    async def poll(
        self,
        ctx: Context,
        question: Annotated[str, Opt(T("What?"), min=3, max=200)],
        options: Annotated[Items, Opt(T("Answers"), min=2)],
        who: Annotated[Member, Opt(T("Who?"))],
        where: Annotated[Channel | None, Opt(T("Where?"))] = None,
        closes: Annotated[When, Opt(T("When?"))] | None = None,
        length: Annotated[Duration, Opt(T("How long?"))] = Duration(60),  # noqa: B008
        mode: Annotated[
            Literal["one", "many"], Opt(T("How?"), choices=(("many", T("Several")),))
        ] = "one",
        count: Annotated[int, Opt(T("How many?"), complete="offer")] = 1,
        share: Annotated[float, Opt(T("Share?"))] = 0.5,
        loud: Annotated[bool, Opt(T("Loud?"))] = False,
    ) -> None: ...

    @menu(T("Save as FAQ"), level=Level.MODERATOR)
    async def save(self, ctx: Context, message: Any) -> None: ...


def spec_of(method: Callable[..., Any]) -> Any:
    return method.__dict__["__townhall__"][0]


@pytest.mark.parametrize("method", [Polls.poll, Polls().poll], ids=["function", "bound"])
def test_a_signature_becomes_a_command(method: Callable[..., Any]) -> None:
    info = command_info(method, spec_of(Polls.poll), translate, LOCALES)
    assert (info.path, info.level, info.private) == ("poll", Level.MODERATOR, True)
    assert info.description == {"en": "Ask", "de": "Frag"}
    assert [(o.name, o.kind, o.required) for o in info.options] == [
        ("question", "str", True),
        ("options", "items", True),
        ("who", "member", True),
        ("where", "channel", False),
        ("closes", "when", False),
        ("length", "duration", False),
        ("mode", "str", False),
        ("count", "int", False),
        ("share", "float", False),
        ("loud", "bool", False),
    ]
    by_name = {o.name: o for o in info.options}
    assert (by_name["question"].min, by_name["question"].max) == (3, 200)
    assert by_name["count"].completes
    assert by_name["mode"].choices == (
        ("one", {"en": "one", "de": "one"}),
        ("many", {"en": "Several", "de": "Mehrere"}),
    )


def test_a_menu_entry_has_a_stable_key() -> None:
    info = menu_info(spec_of(Polls.save), translate, LOCALES)
    assert info.key == "save_as_faq"
    assert info.name == {"en": "Save as FAQ", "de": "Als FAQ sichern"}
    with pytest.raises(BadSpec, match="1 to 32 fit"):
        menu_info(MenuSpec(T("x" * 33), Level.MEMBER), translate, LOCALES)


class Bad:
    async def bare(self, ctx: Context, x: str) -> None: ...
    async def untyped(self, ctx: Context, x) -> None: ...  # type: ignore[no-untyped-def]
    async def described(self, ctx: Context, x: Annotated[str, "words"]) -> None: ...
    async def strange(self, ctx: Context, x: Annotated[bytes, Opt(T("x"))]) -> None: ...
    async def union(self, ctx: Context, x: Annotated[str | int, Opt(T("x"))]) -> None: ...
    async def name(self, ctx: Context, Big: Annotated[str, Opt(T("x"))]) -> None: ...
    async def empty(self, ctx: Context, x: Annotated[str, Opt(T(""))]) -> None: ...
    async def hole(self, ctx: Context, x: Annotated[str, Opt(T("{who}"))]) -> None: ...
    async def none(self, ctx: Context, x: Annotated[str | None, Opt(T("x"))]) -> None: ...
    async def stars(self, ctx: Context, *x: Annotated[str, Opt(T("x"))]) -> None: ...
    async def number(self, ctx: Context, x: Annotated[Literal[1, 2], Opt(T("x"))]) -> None: ...
    async def unknown(self, ctx: Context, x: "Annotated[Nowhere, Opt(T('x'))]") -> None: ...  # type: ignore[name-defined]  # noqa: F821, UP037
    async def order(
        self,
        ctx: Context,
        *,
        x: Annotated[str, Opt(T("x"))] = "",
        y: Annotated[str, Opt(T("y"))],
    ) -> None: ...
    async def label(
        self, ctx: Context, x: Annotated[Literal["a"], Opt(T("x"), choices=(("b", "B"),))]
    ) -> None: ...


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bare", "needs a description"),
        ("untyped", "needs a type"),
        ("described", "needs a description"),
        ("strange", "bytes is not a type of option"),
        ("union", "is not a type of option"),
        ("name", "a name is at most 32"),
        ("empty", "has 0 characters, 1 to 100 fit"),
        ("hole", "has a hole that nothing fills"),
        ("none", "needs a default"),
        ("stars", "must be an ordinary parameter"),
        ("number", "choices are texts"),
        ("unknown", "cannot resolve the types"),
        ("order", "options with a default come after"),
        ("label", "b is not among its choices"),
    ],
)
def test_a_bad_signature_is_named(name: str, words: str) -> None:
    spec = CommandSpec("bad", T("Bad"), Level.MEMBER, private=False, default=False)
    with pytest.raises(BadSpec) as caught:
        command_info(getattr(Bad, name), spec, translate, LOCALES)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


async def nothing(self: object, ctx: Context) -> None: ...


@pytest.mark.parametrize("path", ["", "Poll", "a b c", "a  b", "1st", "x" * 33, "faq add ", "ä"])
def test_a_bad_path_is_named(path: str) -> None:
    with pytest.raises(BadSpec, match="one or two words"):
        command_info(
            nothing, CommandSpec(path, T("x"), Level.MEMBER, False, False), translate, LOCALES
        )


def test_a_description_must_fit_in_every_language() -> None:
    spec = CommandSpec("x", T("Ask"), Level.MEMBER, False, False)
    with pytest.raises(BadSpec, match=r"'de' has 101 characters"):
        command_info(nothing, spec, lambda t, locale: "x" * (101 if locale == "de" else 5), LOCALES)


def test_25_options_are_the_most() -> None:
    names = ", ".join(f"o{n}: Annotated[str, Opt(T('x'))]" for n in range(26))
    scope: dict[str, Any] = {"Annotated": Annotated, "Opt": Opt, "T": T}
    exec(f"async def many(self, ctx, {names}): ...", scope)
    with pytest.raises(BadSpec, match="26 options; 25 is the most"):
        command_info(
            scope["many"], CommandSpec("x", T("x"), Level.MEMBER, False, False), translate, LOCALES
        )
