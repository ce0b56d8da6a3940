"""What docs/polls.md says about checking a count, done as it stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cogs.polls.methods import drawn
from cogs.polls.record import faults, read_record
from tests.cogs.polls.record.closed import closed
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

DOC = (Path(__file__).parents[1] / "docs" / "polls.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOC, re.S)


def by_hand(capsys: pytest.CaptureFixture[str]) -> str:
    """What the documented lines print, run one after the other beside the file."""
    scope: dict[str, object] = {}
    for lines in blocks("python"):
        exec(lines, scope)
    return capsys.readouterr().out


def test_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    [file] = blocks("json")
    Path("poll-12.json").write_text(file, encoding="utf-8")
    assert by_hand(capsys) == "".join(blocks("text"))
    record = read_record(file)
    assert faults(record) == []
    assert record.outcome == "tie"
    assert record.options[record.count.winner or 0] == "Rye"


def test_it_agrees_with_the_command(
    townhall: Callable[..., Said], capsys: pytest.CaptureFixture[str]
) -> None:
    record = closed((1,), (0, 1, 1), (0, 1), (1, 0, 1), (0, 0, 1), threshold=20)
    file = Path("poll-12.json")
    file.write_text(record.to_json(), encoding="utf-8")
    assert townhall("verify", "poll-12.json")[0] == 0
    order = " > ".join(record.options[i] for i in drawn(bytes.fromhex(record.fingerprint), 3))
    votes = [f"{record.options[i]} {n}" for i, n in enumerate((2, 2, 3))]
    assert by_hand(capsys).splitlines() == [f"{record.fingerprint} as it says", *votes, order]

    file.write_text(record.to_json().replace("Which", "what"), encoding="utf-8")
    assert townhall("verify", "poll-12.json")[0] == 1
    assert "NOT AS IT SAYS" in by_hand(capsys)


def test_fifteen_lines_are_enough() -> None:
    chain, _ = blocks("python")
    assert len([line for line in chain.splitlines() if line]) <= 15
