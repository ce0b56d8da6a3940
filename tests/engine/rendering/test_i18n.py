"""Languages: complete catalogues, and typed text that becomes spans."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.errors import SetupError
from bot.api.model import Account, Member
from bot.api.port.outgoing import Span
from bot.api.text import (
    CommandHint,
    Length,
    Link,
    Mention,
    Moment,
    N,
    Percent,
    T,
    Text,
    bold,
    italic,
    joined,
    lines,
)
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer
from bot.locales import tool

NOW = 1_784_725_200_000  # Wednesday, 22 July 2026, 15:00 in Berlin
HOUR = 3_600_000
ANN = Member(7, 1, "Ann *B*", Account("discord", "42", "Ann"))
PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Hello {who}!"
msgstr "Hallo {who}!"

msgid "{n} vote"
msgid_plural "{n} votes"
msgstr[0] "eine Stimme"
msgstr[1] "{n} Stimmen"

msgid "Lost {a}"
msgstr "Verloren"

msgid "More {a}"
msgstr "Mehr {a} {b}"

msgid "Broken {a}"
msgstr "Kaputt {a"

#, fuzzy
msgid "Unsure"
msgstr "Unsicher"

msgid "Empty"
msgstr ""
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "de.po").write_text(PO, encoding="utf-8")
    made = Catalogue(tmp_path / "nowhere")
    made.add(tmp_path)
    return made


@pytest.fixture
def renderer(catalogue: Catalogue) -> Renderer:
    return Renderer(catalogue)


def plain(renderer: Renderer, text: Text, locale: str = "en", zone: str = "Europe/Berlin") -> str:
    # CLDR sets no-break spaces within numbers with their units
    words = renderer.plain(text, locale=locale, zone=zone, platform="telegram", now=NOW)
    return words.replace("\xa0", " ")


def spans(renderer: Renderer, text: Text, platform: str = "discord") -> tuple[Span, ...]:
    return renderer.spans(text, locale="en", zone="UTC", platform=platform, now=NOW)


def test_german_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["check"]) == 0, capsys.readouterr().out


def test_the_shipped_catalogue_speaks_german() -> None:
    shipped = Catalogue()
    assert shipped.locales == ("en", "de")
    assert shipped.translate(T("yes or no"), "de") == "ja oder nein"
    assert shipped.translate(T("yes or no"), "en") == "yes or no"


def test_best_language(catalogue: Catalogue) -> None:
    assert catalogue.locales == ("en", "de")
    assert catalogue.best("de-AT", "en") == "de"
    assert catalogue.best("DE_ch", "en") == "de"
    assert catalogue.best("fr", "de") == "de"
    assert catalogue.best(None, "xx") == "en"
    assert catalogue.best("", "de-DE") == "de"


def test_translation_and_plurals(catalogue: Catalogue) -> None:
    assert catalogue.translate(T("Hello {who}!", who="x"), "de") == "Hallo {who}!"
    assert catalogue.translate(T("Hello {who}!", who="x"), "en") == "Hello {who}!"
    assert catalogue.translate(N("{n} vote", "{n} votes", 1), "de") == "eine Stimme"
    assert catalogue.translate(N("{n} vote", "{n} votes", 0), "de") == "{n} Stimmen"
    assert catalogue.translate(N("{n} vote", "{n} votes", 1), "en") == "{n} vote"
    assert catalogue.translate(T(""), "de") == ""


@pytest.mark.parametrize("text", ["Lost {a}", "More {a}", "Broken {a}", "Unsure", "Empty", "New"])
def test_a_doubtful_translation_falls_back_to_english(catalogue: Catalogue, text: str) -> None:
    assert catalogue.translate(T(text, a="x"), "de") == text


def test_the_first_translation_of_a_message_wins(catalogue: Catalogue, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "de.po").write_text('msgid "Hello {who}!"\nmsgstr "Servus {who}!"\n', encoding="utf-8")
    catalogue.add(other)
    assert catalogue.translate(T("Hello {who}!", who="x"), "de") == "Hallo {who}!"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "de.po").write_text("this is no catalogue", encoding="utf-8")
    with pytest.raises(SetupError, match=r"de\.po is not a readable translation file"):
        Catalogue(tmp_path).add(tmp_path)


def test_holes_keep_their_styles(renderer: Renderer) -> None:
    text = T("Hello {who}, {what}!", who=bold("Ann"), what=italic(bold("hi {x}")))
    assert spans(renderer, text) == (
        Span("Hello "),
        Span("Ann", frozenset({"bold"})),
        Span(", "),
        Span("hi {x}", frozenset({"bold", "italic"})),
        Span("!"),
    )


def test_neighbours_of_one_style_are_one_span(renderer: Renderer) -> None:
    assert spans(renderer, lines("a", "", T("b"), None, "c")) == (Span("a\n\nb\nc"),)
    assert spans(renderer, joined([bold("a"), bold("b")], "")) == (Span("ab", frozenset({"bold"})),)


def test_a_mention_is_one_only_on_its_platform(renderer: Renderer) -> None:
    assert spans(renderer, Mention(ANN)) == (Span("Ann *B*", mention="42", ping=True),)
    quiet = Mention(ANN, ping=False)
    assert spans(renderer, joined([quiet, quiet], "")) == (Span("Ann *B*", mention="42"),) * 2
    assert spans(renderer, Mention(ANN), "telegram") == (Span("Ann *B*", frozenset({"bold"})),)


def test_only_harmless_links(renderer: Renderer) -> None:
    assert spans(renderer, Link(T("here"), "https://x.org")) == (
        Span("here", link="https://x.org"),
    )
    assert spans(renderer, Link("x", "tg://user?id=1"))[0].link == "tg://user?id=1"
    assert spans(renderer, Link("x", "javascript:alert(1)")) == (Span("x"),)


def test_command_hint(renderer: Renderer) -> None:
    assert spans(renderer, CommandHint("faq ask", "hi")) == (
        Span("/faq ask hi", frozenset({"code"})),
    )


def test_a_hole_that_nothing_fills_stays(renderer: Renderer) -> None:
    assert plain(renderer, T("Hi {name}, {{name}}")) == "Hi {name}, {name}"
    assert plain(renderer, T("Odd {", a="x")) == "Odd {"


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        (T("{n}", n=12345), "12,345", "12.345"),
        (N("{n} vote", "{n} votes", 1200), "1,200 votes", "1.200 Stimmen"),
        (Percent(0.123), "12%", "12 %"),
        (Percent(0.123, signed=True), "+12%", "+12 %"),
        (Percent(-0.1, signed=True), "-10%", "-10 %"),
        (Percent(0.001, signed=True), "0%", "0 %"),
        (Length(7200), "2 hours", "2 Stunden"),
        (Length(5400), "1 hour 30 minutes", "1 Stunde 30 Minuten"),
        (Length(86405), "1 day", "1 Tag"),
        (Length(604_800), "1 week", "1 Woche"),
        (Length(0), "0 seconds", "0 Sekunden"),
        (Moment(NOW), "Wed, Jul 22, 3:00 PM CEST", "Mi., 22. Juli, 15:00 MESZ"),
        (Moment(NOW + 4380 * HOUR), "Thu, Jan 21, 2027, 2:00 AM CET", None),
        (Moment(NOW, "date"), "July 22, 2026", "22. Juli 2026"),
        (Moment(NOW, "time"), "3:00 PM", "15:00"),
        (Moment(NOW, "weekday"), "Wednesday", "Mittwoch"),
        (Moment(NOW + 2 * HOUR, "relative"), "in 2 hours", "in 2 Stunden"),
        (Moment(NOW - 72 * HOUR, "relative"), "3 days ago", "vor 3 Tagen"),
    ],
)
def test_values_are_worded(
    renderer: Renderer, text: Text, english: str, german: str | None
) -> None:
    assert plain(renderer, text) == english
    if german is not None:
        assert plain(renderer, text, "de") == german


def test_now_is_no_number_of_seconds() -> None:
    shipped = Renderer(Catalogue())
    assert plain(shipped, Moment(NOW + 300, "relative")) == "just now"
    assert plain(shipped, Moment(NOW, "relative"), "de") == "gerade eben"


def test_zones_without_a_name(renderer: Renderer) -> None:
    assert plain(renderer, Moment(NOW), zone="Asia/Dubai").endswith("5:00 PM UTC+04")
    assert plain(renderer, Moment(NOW), zone="Asia/Kolkata").endswith("6:30 PM IST")
    assert plain(renderer, Moment(NOW), zone="No/Where").endswith("1:00 PM UTC")


@given(st.text(), st.text())
def test_data_is_never_a_template(name: str, other: str) -> None:
    renderer = Renderer(Catalogue(Path("nowhere")))
    assert plain(renderer, T("{a}{b}", a=name, b=other)) == (name + other).replace("\xa0", " ")


def write_cog(root: Path, source: str) -> Path:
    folder = root / "cogs" / "demo"
    folder.mkdir(parents=True)
    (root / "bot").mkdir()
    (folder / "__init__.py").touch()
    (folder / "cog.py").write_text(source, encoding="utf-8")
    return folder / "locales" / "de.po"


def test_update_writes_what_check_then_asks_for(tmp_path: Path) -> None:
    file = write_cog(
        tmp_path, 'T("Hi {a}", a=T("inner"))\nN("{n} x", "{n} xs", 2)\nT(name)\nT("a " "b")\n'
    )
    assert len(tool.problems(tmp_path)) == 4
    assert file in tool.update(tmp_path)
    assert tool.update(tmp_path) == []
    assert [line.split(": ", 1)[1] for line in tool.problems(tmp_path)] == [
        "no translation: 'Hi {a}'",
        "no translation: 'inner'",
        "no translation: '{n} x'",
        "no translation: 'a b'",
    ]
    filled = file.read_text(encoding="utf-8")
    for source, german in (("Hi {a}", "Hallo {b}"), ("inner", "innen"), ("a b", "a b")):
        filled = filled.replace(
            f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{german}"'
        )
    filled = filled.replace('msgstr[0] ""', 'msgstr[0] "ein x"')
    file.write_text(filled.replace('msgstr[1] ""', 'msgstr[1] "{n} x"'), encoding="utf-8")
    assert tool.problems(tmp_path) == ["cogs/demo/locales/de.po: other placeholders: 'Hi {a}'"]
    assert tool.update(tmp_path) == []


def test_the_tool_lists_what_lacks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_cog(tmp_path, 'T("Hi")\n')
    tool.update(tmp_path)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.main(["check"]) == 1
    assert capsys.readouterr().out.splitlines()[:-1] == tool.problems(tmp_path)
