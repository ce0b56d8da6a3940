"""The example of docs/writing-a-cog.md is run as it stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from textwrap import indent

import pytest

from bot.api.boards import pages
from bot.api.boards.pages import Maker
from bot.api.model import Community
from bot.api.text import T
from bot.engine import loader
from tests.support.community import Opener

DOC = Path(__file__).parents[1] / "docs" / "writing-a-cog.md"


@pytest.fixture
def coffee(tmp_path: Path) -> Iterator[None]:
    """The documented cog as an importable package."""
    init, module, _test = re.findall(r"```python\n(.*?)```", DOC.read_text(), re.S)
    folder = tmp_path / "documented_coffee"
    folder.mkdir()
    (folder / "__init__.py").write_text(init)
    (folder / "cog.py").write_text(module)
    sys.path.insert(0, str(tmp_path))
    yield
    sys.path.remove(str(tmp_path))
    for name in [n for n in sys.modules if n.startswith("documented_coffee")]:
        del sys.modules[name]


async def test_the_documented_cog_works(coffee: None, open_chat: Opener) -> None:
    documented = loader.cog_class(import_module("documented_coffee.cog"))
    chat = await open_chat(more={documented.name: documented})
    namespace: dict[str, object] = {}
    *_, story = re.findall(r"```python\n(.*?)```", DOC.read_text(), re.S)
    exec(story, namespace)
    await namespace["test_a_round"](chat)  # type: ignore[operator]
    closed = (await chat.messages("general"))[-1]
    assert closed.buttons == ()


class Pinned:
    """A board that keeps what is offered."""

    def __init__(self) -> None:
        self.offers: dict[str, tuple[T | None, Maker]] = {}

    def offer(self, path: str, title: T | None, make: Maker) -> None:
        self.offers[path] = (title, make)


async def test_the_documented_page_works(coffee: None) -> None:
    (methods,) = re.findall(r"```py\n(.*?)```", DOC.read_text(), re.S)
    names = {**vars(import_module("documented_coffee.cog")), **vars(pages)}
    exec(f"class Shop(Coffee):\n{indent(methods, chr(32) * 4)}", names)
    shop, board = names["Shop"](None, None, None), Pinned()
    shop._pages, shop._rounds = board, {1: ("the roof", [])}
    await shop.start()
    title, make = board.offers["coffee"]
    assert title == T("Coffee")
    shown = await make(pages.Visit(Community(1, "Sourdough"), "", {}))
    cup = pages.el("li", "the roof", css="card")
    assert shown == pages.Document(T("Coffee rounds"), [pages.el("ul", cup, css="cards")])
