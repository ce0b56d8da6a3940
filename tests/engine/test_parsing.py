"""Text commands: matching, splitting into named values, typing the values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.api.errors import UserError
from bot.api.options import Duration, Items, When
from bot.api.people import Level
from bot.api.port.commands import CommandInfo, Kind, OptionInfo
from bot.engine.commands.parsing import ParseError, coerce, match, near, parse, usage
from bot.engine.commands.times import parse_when

NOW = 1_784_725_200_000  # Wednesday, 22 July 2026, 15:00 in Berlin


def option(name: str, kind: Kind = "str", required: bool = True, **more: Any) -> OptionInfo:
    return OptionInfo(name=name, kind=kind, description={"en": name}, required=required, **more)


def command(path: str, *options: OptionInfo, default: bool = False) -> CommandInfo:
    return CommandInfo(path, {"en": path}, Level.MEMBER, options, default=default)


STATUS = (("planned", {"en": "Planned", "de": "Geplant"}), ("in progress", {"de": "In Arbeit"}))
POLL = command(
    "poll",
    option("question"),
    option("options", "items"),
    option("closes", "when", False),
    option("multiple", "bool", False),
)
ASK = command("faq ask", option("question"), default=True)
ADD = command("faq add", option("question"), option("answer"), option("tags", "items", False))
LIST = command(
    "ideas", option("status", "str", False, choices=STATUS), option("query", "str", False)
)
WARN = command(
    "warn", option("member", "member"), option("minutes", "int", False), option("reason")
)
REPLAY = command(
    "replay",
    option("period", "duration", False),
    option("how", "str", False, choices=(("strict", {"de": "streng"}), ("relaxed", {}))),
)
COMMANDS = {info.path: info for info in (POLL, ASK, ADD, LIST, WARN)}


@pytest.mark.parametrize(
    ("text", "path", "rest"),
    [
        ("/poll a b", "poll", "a b"),
        ("/POLL a", "poll", "a"),
        ("/poll@townhall_bot a", "poll", "a"),
        ("/faq add x y", "faq add", "x y"),
        ("/faq ADD\nx y", "faq add", "x y"),
        ("/faq_add x y", "faq add", "x y"),
        ("/faq how do I?", "faq ask", "how do I?"),
        ("/faq", "faq ask", ""),
        ("/ideas", "ideas", ""),
    ],
)
def test_match_finds_the_command(text: str, path: str, rest: str) -> None:
    found = match(text, COMMANDS)
    assert found is not None
    assert (found[0].path, found[1]) == (path, rest)


@pytest.mark.parametrize(
    "text", ["/", "//", "/usr/bin", "hello /poll", "poll", "/pol", "/1", "", "/idea"]
)
def test_match_leaves_the_rest_alone(text: str) -> None:
    assert match(text, COMMANDS) is None


def test_near_offers_what_resembles() -> None:
    assert near("/pol x", COMMANDS) == ["poll"]
    assert near("/faqs", COMMANDS)[:1] in (["faq ask"], ["faq add"])
    assert near("/faq_ad", COMMANDS)[0] == "faq add"
    assert near("/zzzzzz", COMMANDS) == []
    assert near("hello", COMMANDS) == []


@pytest.mark.parametrize(
    ("info", "rest", "values"),
    [
        (
            POLL,
            '"Which cake?" Apple; Plum closes:friday 18:00',
            {"question": "Which cake?", "options": "Apple; Plum", "closes": "friday 18:00"},
        ),
        (
            POLL,
            "Which cake should we bake? | Apple | Plum",
            {"question": "Which cake should we bake?", "options": "Apple | Plum"},
        ),
        (POLL, "Which cake? Apple; Plum", {"question": "Which cake?", "options": "Apple; Plum"}),
        (POLL, "Cake\nApple\nPlum tart", {"question": "Cake", "options": "Apple\nPlum tart"}),
        (POLL, "Cake | Apple? | Plum?", {"question": "Cake", "options": "Apple? | Plum?"}),
        (POLL, "Really? Now? | yes | no", {"question": "Really? Now?", "options": "yes | no"}),
        (POLL, "Lunch Pizza Pasta", {"question": "Lunch", "options": "Pizza Pasta"}),
        (
            POLL,
            "„Welcher Kuchen?“ Apfel; Pflaume Closes: 'friday 18:00' multiple:yes",
            {
                "question": "Welcher Kuchen?",
                "options": "Apfel; Pflaume",
                "closes": "friday 18:00",
                "multiple": "yes",
            },
        ),
        (
            POLL,
            'options:"Red apple" "Plum" question:Which one is it',
            {"options": '"Red apple" "Plum"', "question": "Which one is it"},
        ),
        (ASK, "note: see http://x.org?a=b", {"question": "note: see http://x.org?a=b"}),
        (ASK, '"Sourdough" - what is it?', {"question": '"Sourdough" - what is it?'}),
        (ASK, "it's 'quoted'", {"question": "it's 'quoted'"}),
        (ASK, 'say "closed', {"question": 'say "closed'}),
        (ADD, "When are you open? 9 to 5", {"question": "When are you open?", "answer": "9 to 5"}),
        (ADD, "hours | 9 to 5", {"question": "hours", "answer": "9 to 5"}),
        (ADD, '"a b" "c d" e, f', {"question": "a b", "answer": "c d", "tags": "e, f"}),
        (LIST, "", {}),
        (LIST, "coffee machine", {"query": "coffee machine"}),
        (LIST, "in Progress coffee", {"status": "in Progress", "query": "coffee"}),
        (LIST, "status:in progress coffee", {"status": "in progress", "query": "coffee"}),
        (WARN, "@ben be kind", {"member": "@ben", "reason": "be kind"}),
        (REPLAY, "7d strict", {"period": "7d", "how": "strict"}),
        (REPLAY, "2 weeks streng", {"period": "2 weeks", "how": "streng"}),
        (REPLAY, "7d", {"period": "7d"}),
        (REPLAY, "relaxed 7d", {"period": "relaxed 7d"}),
        (WARN, "@ben 10 be kind", {"member": "@ben", "minutes": "10", "reason": "be kind"}),
    ],
)
def test_parse(info: CommandInfo, rest: str, values: dict[str, str]) -> None:
    assert parse(info, rest) == values


@pytest.mark.parametrize(
    ("info", "rest", "words"),
    [
        (POLL, "", "question is missing. Type it like this: /poll <question> <options> [closes:…]"),
        (POLL, "Which cake?", "options is missing"),
        (POLL, "closes:tomorrow Which? A; B", "question is missing"),
        (POLL, "a; b closes:", "closes has no value"),
        (POLL, "a; b closes:x closes:y", "closes is given twice"),
        (command("ping"), "what", "“what” is too much"),
        (command("add", option("n", "int")), "1 2", "“2” is too much"),
    ],
)
def test_parse_says_what_is_wrong(info: CommandInfo, rest: str, words: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(info, rest)
    assert words in str(caught.value)
    assert usage(info) in str(caught.value)


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(question=WORDS, answer=WORDS, keyed=st.booleans(), swapped=st.booleans())
@settings(max_examples=200, deadline=None)
def test_parse_inverts_quoting(question: str, answer: str, keyed: bool, swapped: bool) -> None:
    parts = [f"question:{quoted(question)}", f"answer={quoted(answer)}"]
    if not keyed:
        parts = [quoted(question), quoted(answer)]
    elif swapped:
        parts.reverse()
    assert parse(ADD, " ".join(parts)) == {"question": question, "answer": answer}


ITEM = st.text(
    st.characters(categories=["L", "N"], include_characters="-?!:."), min_size=1, max_size=12
)


@given(items=st.lists(ITEM, min_size=2, max_size=12), mark=st.sampled_from([";", " | ", "\n"]))
@settings(max_examples=150, deadline=None)
def test_items_come_back(items: list[str], mark: str) -> None:
    info = command("x", option("options", "items"))
    raw = parse(info, "options:" + mark.join(items))["options"]
    assert typed(info.options[0], raw) == Items(items)


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for info in COMMANDS.values():
        try:
            values = parse(info, text)
        except ParseError:
            continue
        assert set(values) <= {o.name for o in info.options}


def typed(what: OptionInfo, raw: Any) -> Any:
    return coerce(what, raw, now=NOW, zone="Europe/Berlin", locale="en")


@pytest.mark.parametrize(
    ("what", "raw", "value"),
    [
        (option("a"), " hello ", "hello"),
        (option("a", "int"), "-12", -12),
        (option("a", "int"), 12, 12),
        (option("a", "float"), "2,5", 2.5),
        (option("a", "float"), 3, 3.0),
        (option("a", "bool"), "Ja", True),
        (option("a", "bool"), "off", False),
        (option("a", "bool"), True, True),
        (option("a", choices=STATUS), "PLANNED", "planned"),
        (option("a", choices=STATUS), "in arbeit", "in progress"),
        (option("a", "duration"), "2h 30m", Duration(9000)),
        (option("a", "items"), "Apple; Plum, red", Items(("Apple", "Plum, red"))),
        (option("a", "items"), '"Red apple" Plum', Items(("Red apple", "Plum"))),
        (option("a", "items"), '"Red; apple"; Plum', Items(("Red; apple", "Plum"))),
        (option("a", "items"), '"Apple; Plum"', Items(("Apple", "Plum"))),
        (option("a", "items"), "Red apple, Plum", Items(("Red apple", "Plum"))),
        (option("a", "items"), "Yes No", Items(("Yes", "No"))),
        (option("a", "items"), "Don't; can't", Items(("Don't", "can't"))),
        (option("a", "items"), " ; |", Items()),
        (option("a", "member"), "@ben", "@ben"),
    ],
)
def test_coerce(what: OptionInfo, raw: Any, value: Any) -> None:
    found = typed(what, raw)
    assert found == value
    assert type(found) is type(value)


def test_coerce_reads_times_in_the_zone() -> None:
    found = typed(option("a", "when"), "friday 18:00")
    assert isinstance(found, When)
    assert found == parse_when("friday 18:00", now=NOW, zone="Europe/Berlin", locale="en")


@pytest.mark.parametrize(
    ("what", "raw", "words"),
    [
        (option("n", "int"), "many", "n must be a whole number, not “many”."),
        (option("n", "int"), "1" * 30, "n must be a whole number"),
        (option("n", "int", min=1, max=5), "6", "n: from 1 to 5, not 6."),
        (option("n", "int", min=1), "0", "n: at least 1, not 0."),
        (option("n", "float"), "nan", "n must be a number, not “nan”."),
        (option("n", "float", max=2), "2.5", "n: at most 2, not 2.5."),
        (option("n", "bool"), "perhaps", "n must be yes or no, not “perhaps”."),
        (option("n", choices=STATUS), "done", "n must be one of Planned, in progress, not “done”."),
        (option("n", max=3), "four", "n: at most 3 characters, not 4 characters."),
        (option("n", "items", min=2, max=10), "a", "n: from 2 entries to 10 entries, not 1 entry."),
        (option("n", "duration", max=60), "2m", "n: at most 60 s, not 120 s."),
        (option("n", "duration"), "soon", "“soon” is not a length of time."),
        (option("n", "when"), "whenever", "I cannot read “whenever” as a time."),
    ],
)
def test_coerce_says_what_was_expected(what: OptionInfo, raw: Any, words: str) -> None:
    with pytest.raises(UserError) as caught:
        typed(what, raw)
    assert words in str(caught.value)
