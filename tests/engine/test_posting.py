"""Forms of a page: what a browser is given, and which forms are taken for ours."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.api.boards.pages import Content, Question, attached, posting
from bot.api.boards.pages.desk import DeskCommand, DeskOption
from bot.api.errors import UserError
from bot.api.model import Channel, Space
from bot.api.port.outgoing import Span
from bot.api.reply import Button, Field, File, Form, Look, Payload, Reply
from bot.api.text import Text
from bot.engine.pages.posting import MARK, is_ours, mark_of
from bot.engine.pages.writing import Addresses, Writer
from cogs.console.desk import answers, asking
from cogs.console.desk.answers import Spot


@dataclass(frozen=True)
class Bake(Payload, tag="t.bake"):
    """A button of the tests."""

    loaf: int


def html(*content: Content) -> str:
    def spans(text: Text) -> tuple[Span, ...]:
        return (Span(str(text)),)

    return Writer(spans, Addresses("../", {"lang": "de"}), mark="m1").html(content)


def test_a_form_is_known_by_the_browser_it_was_made_for() -> None:
    assert is_ours("a pass", {MARK: mark_of("a pass")})
    for form in ({MARK: mark_of("another")}, {MARK: ""}, {}, {MARK: "ä\ud800"}):
        assert not is_ours("a pass", form)
    assert not is_ours("", {MARK: mark_of("")})


def test_every_kind_of_question() -> None:
    shown = html(
        posting(
            "shop/x",
            "Send <it>",
            Question("w", "Words", value='"<b>', hint="why", required=True, min=2, max=20),
            Question("l", "Long", "long", "\nfirst"),
            Question("n", "Whole", "whole", min=1, max=5),
            Question("f", "Number", "number"),
            Question("c", "Choice", "choice", "b", choices=[("a", "A"), ("b", "B & C")]),
            Question("s", "Known", suggested=["rye"]),
            look=Look.DANGER,
            hidden={"do": "x"},
        )
    )
    for piece in (
        '<form method="post" action="../pages/shop/x?lang=de" class="ask">',
        '<input type="hidden" name="do" value="x">',
        '<input type="hidden" name="mark" value="m1">',
        "<label><span>Words</span><small>why</small>",
        'required="required" type="text" value="&quot;<b&gt;" maxlength="20" minlength="2"',
        'rows="4">\n\nfirst</textarea>',
        'type="number" step="1" value="" min="1" max="5"',
        'step="any"',
        '<option value="">–</option><option value="a">A</option>'
        '<option value="b" selected="selected">B &amp; C</option>',
        '<datalist id="values-s"><option value="rye"></option></datalist>',
        '<button type="submit" class="button danger">Send &lt;it&gt;</button>',
    ):
        assert piece in shown, shown


def test_what_the_bot_says_with_its_buttons_and_files() -> None:
    picture = File("a.png", b"1", "image/png", "A <loaf>")
    said = [
        Reply(
            "A <loaf>\nis ready",
            [[Button("Bake", Bake(3), Look.PRIMARY), Button("Look", url="https://x.example/a")]],
            picture,
            "warn",
        ),
        Form("More", [Field("why", "Why?", "tell", "x", multiline=True, max=50)], Bake(4)),
    ]
    shown = html(*answers.body(said, Spot("faq list", 7, on_card=True)))
    for piece in (
        '<article class="card said warn"><p>A &lt;loaf&gt;\nis ready</p>',
        '<img src="data:image/png;base64,MQ==" alt="A <loaf&gt;">',
        'action="../pages/console/desk/faq/list?lang=de" class="press">',
        '<input type="hidden" name="payload" value="t.bake:3">',
        '<input type="hidden" name="at" value="7">',
        'class="button primary">Bake</button>',
        "<h2>More</h2>",
        '<input type="hidden" name="card" value="1">',
        'name="a.why" required="required" maxlength="50" rows="4">\nx</textarea>',
    ):
        assert piece in shown, shown
    assert html(*answers.body([], Spot())) == '<div><p class="card said good">Done.</p></div>'
    kept = html(attached(File("<b>.csv", b"1", "text/html"), "Keep it"))
    assert 'href="data:application/octet-stream;base64,MQ=="' in kept and "text/html" not in kept
    assert answers.answers({"a.x": " 1\r\n2 ", "do": "fill", "o.y": "3"}) == {"x": "1\n2"}


def test_answers_are_as_long_as_asked() -> None:
    asks = {"asks": "why:5:1 more:3:0", "a.why": "x"}
    assert answers.checked(asks) == {"why": "x", "more": ""}
    for wrong in ({"a.why": "  "}, {"a.why": "123456"}, {"a.more": "1234"}):
        with pytest.raises(UserError):
            answers.checked(asks | wrong)


def test_a_command_asks_for_its_options() -> None:
    space = Space(1, 1, "local", "local", "Bakery")
    places = [Channel(1, "local", "m", "mods", space), Channel(2, "local", "g", "general", space)]
    kinds = ["str", "int", "float", "bool", "member", "channel", "when", "items"]
    options = [DeskOption(kind, kind, f"A {kind}", kind == "str") for kind in kinds]
    options.append(DeskOption("sort", "str", "Order", False, choices=[("top", "Best")]))
    options.append(DeskOption("words", "str", "Words", False, max=1500))
    command = DeskCommand("bake it", "bakes", "Bakes", "Bake", options=options)
    shown = html(asking.form(command, places, {"member": ["Ana"]}, {"int": "4"}, at=2))
    for piece in (
        'action="../pages/console/desk/bake/it?lang=de"',
        'name="o.str" required="required" type="text"',
        'name="o.bool"><option value="">–</option><option value="yes">yes</option>',
        '<datalist id="values-o.member"><option value="Ana">',
        'name="o.channel"><option value="">–</option><option value="1">mods (Bakery)</option>',
        '<textarea name="o.items"',
        '<option value="top">Best</option>',
        '<textarea name="o.words" maxlength="1500"',
        'name="o.int" type="number" step="1" value="4"',
        '<option value="2" selected="selected">general (Bakery)</option></select>',
    ):
        assert piece in shown, shown
    assert 'name="at"' not in html(asking.form(command, places[:1], {}, {}))
