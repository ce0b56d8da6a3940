"""`townhall verify`: a file, a receipt, a fingerprint."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli import verify
from cogs.polls.record import Record
from tests.cogs.polls.record.closed import closed, many
from tests.support.shell import Said, Shell, shell, townhall

__all__ = ["shell", "townhall"]

Command = Callable[..., Said]
FILE = "poll-12.json"


@pytest.fixture
def record() -> Record:
    return closed((1,), (1,), (0, 1), kind="single", quorum=3, threshold=60, eligible=9)


def save(record: Record, **changes: Any) -> None:
    data = json.loads(record.to_json()) | changes
    Path(FILE).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_a_record_as_it_was_published(townhall: Command, record: Record) -> None:
    save(record)
    code, out, err = townhall("verify", FILE)
    assert (code, err) == (0, [])
    assert out.splitlines() == [
        "Poll #12 “Which bread?”, closed 2026-03-01 12:00 UTC.",
        "  Roggen has won with 2 votes.",
        "  Passed. The winner needs 60% of the voters.",
        "✓ The count and the outcome follow from the 3 ballots.",
        f"Its fingerprint is {record.fingerprint}. Compare the first 32 digits with those under "
        "the result in the chat: only if they are the same, this is that poll.",
    ]


def test_a_receipt(townhall: Command, record: Record) -> None:
    save(record)
    receipt = next(receipt for receipt, marks in record.ballots if marks == (0, 1))
    code, out, _ = townhall("verify", FILE, "--receipt", receipt.lower().replace("-", " "))
    assert code == 0
    assert f"✓ The ballot with the receipt {receipt} is in the count. You voted for Dinkel" in out
    code, out, _ = townhall("verify", FILE, "--receipt", "0000-0000-0000")
    assert code == 1
    assert "✓ The count and the outcome follow" in out
    assert "✗ There is no ballot with the receipt 0000-0000-0000." in out


def test_a_fingerprint(townhall: Command, record: Record) -> None:
    save(record)
    posted = record.fingerprint[:32]
    code, out, _ = townhall("verify", FILE, "--fingerprint", posted.upper())
    assert (code, out.splitlines()[-1]) == (0, "✓ It has the fingerprint that you gave.")
    code, out, _ = townhall("verify", FILE, "--fingerprint", "0" * 32)
    assert code == 1
    assert f"✗ This is not the record that was published: its fingerprint is {posted}" in out


def test_a_changed_file(townhall: Command, record: Record) -> None:
    save(record, question="Which bread, really?")
    [(receipt, _), *_] = record.ballots
    code, out, err = townhall("verify", FILE, "--receipt", receipt)
    assert (code, err) == (1, [])
    assert out.splitlines()[1:] == [
        "This record does not hold together:",
        "✗ The fingerprint is not that of this poll and these ballots: something was changed.",
        f"The receipt {receipt} is in the file, for what that is worth.",
    ]


def test_for_a_machine(townhall: Command, record: Record) -> None:
    save(record)
    receipt, marks = record.ballots[0]
    code, out, _ = townhall("verify", FILE, "--json", "--receipt", receipt)
    assert code == 0
    assert json.loads(out) == {
        "good": True,
        "faults": [],
        "poll": 12,
        "question": "Which bread?",
        "closed_at": "2026-03-01T12:00:00.123Z",
        "eligible": 9,
        "ballots": 3,
        "fingerprint": record.fingerprint,
        "published": None,
        "outcome": "passed",
        "winner": 0,
        "receipt": receipt,
        "ballot": list(marks),
    }
    save(record, question="Which bread, really?")
    code, out, _ = townhall("verify", FILE, "--json", "--fingerprint", record.fingerprint)
    said = json.loads(out)
    assert code == 1
    assert (said["good"], said["published"], len(said["faults"])) == (False, True, 1)


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (closed(), ["Nobody voted."]),
        (closed((1,), quorum=5), ["Roggen has won with 1 vote.", "Too few voted: 5 were needed."]),
        (closed((1,), quorum_percent=5), ["Roggen has won with 1 vote.", "Too few voted."]),
        (closed((0, 1), kind="yesno"), ["No has it, 1 to 0.", "Not passed."]),
        (closed((1, 1, 1), kind="dates"), ["None of the dates suits anybody.", "Not passed."]),
        (closed((5, 4), kind="rating"), ["Roggen has won with 5 of 5 stars on average."]),
    ],
)
def test_outcomes_in_words(townhall: Command, record: Record, says: list[str]) -> None:
    save(record)
    code, out, _ = townhall("verify", FILE)
    assert code == 0
    assert [line.strip() for line in out.splitlines()[1:-2]] == says


def test_words_of_a_file_command_no_terminal(townhall: Command) -> None:
    nasty = "a\x1b[2Jb\u202ec\nd [bold]e[/bold] :bread: 👩\u200d🍳"
    record = closed((1,))
    record = replace(record, question=nasty, options=(nasty, "b", "c"))
    seal = record.seal()
    record = replace(record, fingerprint=seal, count=record.recount(seal))
    save(record)
    code, out, _ = townhall("verify", FILE, "--receipt", record.ballots[0][0])
    shown = "a�[2Jb�c�d [bold]e[/bold] :bread: 👩\u200d🍳"
    assert code == 0
    assert out.count(shown) == 3
    assert "\x1b" not in out
    save(record, **{"\x1b[2J": 1})
    code, _, [said] = townhall("verify", FILE)
    assert (code, said) == (
        2, f"{FILE}: This is not the record of a poll: �[2J is wrong or missing.",
    )  # fmt: skip


def test_what_cannot_be_read(
    townhall: Command, monkeypatch: pytest.MonkeyPatch, record: Record
) -> None:
    def said(*arguments: str) -> str:
        code, out, [sentence] = townhall("verify", *arguments)
        assert (code, out) == (2, "")
        return sentence

    assert said("missing.json") == "I cannot read missing.json: No such file or directory."
    assert said(".", "--json") == "I cannot read .: Is a directory."
    Path(FILE).write_text("hello")
    assert said(FILE).startswith(f"{FILE}: This is not JSON")
    Path(FILE).write_bytes(b'{"question":"\xe9"}')
    assert said(FILE) == f"{FILE}: This is not text in UTF-8."
    save(record)
    size = Path(FILE).stat().st_size
    monkeypatch.setattr(verify, "MOST_BYTES", size)
    assert townhall("verify", FILE)[0] == 0
    monkeypatch.setattr(verify, "MOST_BYTES", size - 1)
    assert said(FILE) == f"{FILE} has more than 0 MB; no poll has that."


@pytest.mark.parametrize(
    "arguments", [("--receipt", "K7QF"), ("--fingerprint", "abc"), ("--fingerprint", "g" * 32)]
)
def test_what_cannot_be_asked(
    townhall: Command, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        townhall("verify", FILE, *arguments)
    assert f'"{arguments[1]}" is none' in capsys.readouterr().err


async def test_a_big_poll_as_a_person_does_it(shell: Shell) -> None:
    """In a process of its own, and in an empty folder: no settings, no database."""
    record = many(20_000)
    (shell.folder / FILE).write_text(record.to_json(), encoding="utf-8")
    receipt, _ = record.ballots[12_345]
    started = await shell.start("verify", FILE, "--receipt", receipt)
    code, out, err = await started.end()
    assert (code, err) == (0, "")
    assert "follow from the 20000 ballots" in out
    assert f"{receipt} is in the count" in out
    assert [path.name for path in shell.folder.iterdir()] == [FILE]
