"""townhall model score and show, as a person pipes into them."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.understanding.card import DEFAULT_CARD, read_card

CARD = read_card(DEFAULT_CARD)
NAMES = [label.name for label in CARD.labels]
NASTY = "you are a worthless piece of trash"
FRIENDLY = "good morning, do you have rye bread?"


class Piped:
    """Runs `townhall model score --jsonl` here, on given lines."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, lines: bytes, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        stdin = io.TextIOWrapper(io.BytesIO(lines))
        self._monkeypatch.setattr("sys.stdin", stdin)
        code = main(["model", "score", "--jsonl", *arguments])
        said = self._capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Piped:
    return Piped(monkeypatch, capsys)


def lines_of(*texts: str) -> bytes:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()


def test_one_line_each_in_the_same_order(piped: Piped) -> None:
    texts = [FRIENDLY, NASTY, "hi", f"{FRIENDLY} " * 30, f"{FRIENDLY} {NASTY}"]
    code, rows, errors = piped(lines_of(*texts))
    assert code == 0 and errors == ""
    assert [row["flag"] for row in rows] == [False, True, False, False, True]
    assert all(list(row) == [*NAMES, "flag"] for row in rows)
    assert all(0 <= row[name] <= 1 for row in rows for name in NAMES)


def test_nothing_to_read_is_null_and_no_flag(piped: Piped) -> None:
    _, rows, _ = piped(lines_of("", " \n", "\0", NASTY))
    nothing = dict.fromkeys(NAMES) | {"flag": False}
    assert rows[:3] == [nothing] * 3
    assert rows[3]["flag"]


def test_odd_texts_and_other_keys_are_taken(piped: Piped) -> None:
    lines = b'{"text": "\\ud83d \\u0000x", "id": 7}\n' + lines_of("a" * 4_000, "\N{PILE OF POO}")
    code, rows, _ = piped(lines)
    assert code == 0
    assert all(row["toxicity"] is not None for row in rows) and len(rows) == 3


@pytest.mark.parametrize(
    "bad",
    [
        b"not json", b"", b'"text"', b'{"txt": "x"}', b'{"text": 3}', b'{"text": null}', b"\xff",
        b"[" * 9_999,
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_those_before_it_are_answered(piped: Piped, bad: bytes) -> None:
    code, rows, errors = piped(lines_of(NASTY, FRIENDLY) + bad + b"\n" + lines_of(NASTY))
    assert code == 2
    assert [row["flag"] for row in rows] == [True, False]
    assert errors.startswith("Line 3 is not a text: write one JSON object a line")
    assert errors.count("\n") == 1


def test_windows_do_not_matter(piped: Piped, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"order {i} " * (i % 7 + 1) for i in range(40)] + [NASTY]
    _, together, _ = piped(lines_of(*texts))
    monkeypatch.setattr("bot.model.score.WINDOW", 3)
    _, apart, _ = piped(lines_of(*texts))
    assert [row["flag"] for row in apart] == [row["flag"] for row in together]
    for one, other in zip(apart, together, strict=True):
        assert one["toxicity"] == pytest.approx(other["toxicity"], abs=1e-4)


def test_a_model_that_fails_is_one_sentence(piped: Piped, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError("the text is not to be told: " + NASTY)

    monkeypatch.setattr("bot.understanding.network.Network.probabilities", fail)
    code, rows, errors = piped(lines_of(NASTY))
    assert (code, rows) == (2, [])
    assert f"{CARD.name} failed on one of these texts (ArithmeticError)" in errors
    assert errors.count("\n") == 1 and NASTY not in errors


def test_no_such_model_is_one_sentence(piped: Piped, tmp_path: Path) -> None:
    code, rows, errors = piped(lines_of(NASTY), "--model", str(tmp_path / "none.toml"))
    assert (code, rows) == (2, [])
    assert "The model card none.toml cannot be read" in errors and errors.count("\n") == 1


def test_a_reader_that_has_seen_enough_ends_it_quietly() -> None:
    command = [sys.executable, "-m", "bot", "model", "score", "--jsonl"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(lines_of(*["hello"] * 512))
        process.stdin.flush()
        first = json.loads(process.stdout.readline())  # long before the input ends
        process.stdout.close()
        process.stdin.write(lines_of(*["hello"] * 512))
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
    assert first["flag"] is False


def test_show_says_what_the_model_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "show"]) == 0
    said = capsys.readouterr().out
    assert CARD.id in said and CARD.licence in said
    for label in CARD.labels:
        use = f"flags from {label.threshold:.0%}" if label.threshold else "for information"
        assert f"  {label.name}: {use}" in said
    assert main(["model", "show", "no/such/card.toml"]) == 2
    assert "cannot be read" in capsys.readouterr().err
