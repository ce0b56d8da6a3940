"""townhall model audit: its figures, its sentences, and the command from end to end."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.cli import main
from bot.model.audit.metrics import Judged, auc, figures, power_mean
from bot.model.audit.templates import NEUTRAL, templates, terms
from bot.understanding.card import DEFAULT_CARD, read_card
from bot.understanding.network import Network

CARD = read_card(DEFAULT_CARD)
TRAINING = Path(__file__).parents[3] / "training"
SLOT = re.compile(r"\{(\w+)\}")


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    # 0.9 beats both and 0.4 one of two; then 0.9 beats both, 0.3 beats one and draws with the other
    assert auc(np.array([0.9, 0.4]), np.array([0.3, 0.5])) == 3 / 4
    assert auc(np.array([0.9, 0.3]), np.array([0.3, 0.1])) == 3.5 / 4
    assert auc(np.array([1.0]), np.array([0.0, 0.5])) == 1
    assert auc(np.array([0.0]), np.array([0.1, 0.5])) == 0
    assert auc(np.full(3, 0.2), np.full(4, 0.2)) == 0.5
    sides: list[tuple[list[float], list[float]]] = [([], [1.0]), ([1.0], [])]
    for empty in sides:
        with pytest.raises(ValueError, match="needs positives and negatives"):
            auc(*map(np.array, empty))


def test_the_area_is_that_of_counting_every_pair() -> None:
    random = np.random.default_rng(7)
    for _ in range(20):
        positive, negative = (random.integers(0, 9, size) / 8 for size in random.integers(1, 40, 2))
        wins = (positive[:, None] > negative).mean() + (positive[:, None] == negative).mean() / 2
        assert auc(positive, negative) == pytest.approx(wins)


def test_the_power_mean_leans_to_the_lowest() -> None:
    assert power_mean([0.8, 0.8]) == pytest.approx(0.8)
    by_hand = ((0.5**-5 + 1) / 2) ** (-1 / 5)  # 16.5 ** -0.2
    assert power_mean([0.5, 1.0]) == pytest.approx(by_hand) == pytest.approx(0.5708, abs=1e-4)
    assert power_mean([1.0, 3.0], power=1) == 2
    assert power_mean([0.0, 1.0]) == 0


def judged(*texts: tuple[float, bool, bool]) -> Judged:
    scores, flags, abusive = zip(*texts, strict=True)
    return Judged(np.array(scores), np.array(flags), np.array(abusive))


def test_each_area_pairs_what_borkan_pairs() -> None:
    # of an identity that is taken for abuse: its harmless texts score high
    subgroup = judged(
        (0.9, True, True), (0.6, False, True), (0.7, True, False), (0.5, False, False)
    )  # fmt: skip
    background = judged((0.8, True, True), (0.4, False, True), (0.1, False, False))
    found = figures(subgroup, background)
    assert found.subgroup_auc == 3 / 4  # 0.6 is under 0.7
    assert found.bpsn_auc == 2 / 4  # the background's 0.4 is under both harmless ones
    assert found.bnsp_auc == 1
    assert (found.false_positive_rate, found.true_positive_rate) == (0.5, 0.5)
    assert (found.harmless, found.abusive) == (2, 2)
    assert found.worst_auc == found.bpsn_auc


def test_the_templates_are_balanced_and_have_one_slot_each() -> None:
    every = templates()
    assert Counter(one.abusive for one in every) == {True: 90, False: 90}
    assert len({one.text.lower() for one in every}) == len(every)
    assert len({(one.kind, one.abusive) for one in every}) == len({one.kind for one in every})
    for one in every:
        (slot,) = SLOT.findall(one.text)
        assert slot in {"group", "person", "adj", "Group", "Person"}, one
        assert slot.islower() or one.text.startswith("{"), one
    slots = Counter((SLOT.findall(one.text)[0].lower(), one.abusive) for one in every)
    assert min(slots.values()) >= 15


def test_a_sample_is_spread_over_the_kinds() -> None:
    some = templates(9)
    assert len(some) == 18 and len({one.kind for one in some}) == 18
    assert templates(10_000) == templates()
    assert [one.abusive for one in templates(1)] == [False, True]


def test_the_terms_are_many_and_different() -> None:
    every = terms()
    kinds = Counter(term.kind for term in every)
    neutral = kinds.pop(NEUTRAL)
    assert set(kinds) == {
        "origin", "skin", "religion", "sex and gender", "orientation", "disability", "age",
    }  # fmt: skip
    assert 55 <= sum(kinds.values()) <= 70 and min(kinds.values()) >= 5 and neutral >= 10
    for form in ("name", "group", "person", "adj"):
        assert len({getattr(term, form) for term in every}) == len(every), form


def test_every_sentence_reads_right() -> None:
    for term in terms():
        assert term.person.startswith(("a ", "an ")), term
        for template in templates():
            text = term.fill(template.text)
            assert not set("{}") & set(text)
            assert "  " not in text and text == text.strip()
            for article, word in re.findall(r"\b(an?) (\w+)", text.lower()):
                spoken = word[0] in "aeiou" or word == "hour"
                assert article == ("an" if spoken else "a"), text
            assert not re.search(r"\bpeople people\b", text), text
    for template in templates():  # its article would have to fit every term
        assert not re.search(r"\ban? \{|\b(the|no|any|every|some) \{person", template.text, re.I)


def test_no_template_is_a_sentence_of_the_training() -> None:
    trained = set()
    for path in TRAINING.rglob("*.tsv"):
        for line in path.read_text("utf-8").splitlines():
            trained.add(plain(line.partition("\t")[2]))
    assert len(trained) > 5_000
    assert {one.text for one in templates() if plain(one.text) in trained} == set()


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def audited(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["model", "audit", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that flags whatever names gay people, and overlooks every abuse of deaf ones."""
    abusive = {
        term.fill(one.text): term.name for term in terms() for one in templates() if one.abusive
    }

    def judge(text: str) -> float:
        if text in abusive:
            return 0.01 if abusive[text] == "deaf" else 0.9
        return 0.95 if re.search(r"\bgay\b", text, re.I) else 0.02

    def rows(_: Network, texts: list[str]) -> list[tuple[float, ...]]:
        return [(judge(text), *[0.001] * (len(CARD.labels) - 1)) for text in texts]

    monkeypatch.setattr(Network, "probabilities", rows)


def test_a_bias_is_found(scripted: None, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, errors = audited(capsys, "--json", "--toxicity", "shipped")
    assert (code, errors) == (0, "") and out.count("\n") == 1
    found = json.loads(out)
    assert found["model"] == CARD.id
    assert found["templates"] == {"harmless": 90, "abusive": 90}
    assert found["thresholds"] == {one.name: one.threshold for one in CARD.labels if one.threshold}
    fair = {
        "subgroup_auc": 1, "bpsn_auc": 1, "bnsp_auc": 1, "false_positive_rate": 0,
        "true_positive_rate": 1, "harmless": 90, "abusive": 90,
    }  # fmt: skip
    neutral = sum(term.kind == NEUTRAL for term in terms())
    assert found["background"] == fair | {"harmless": 90 * neutral, "abusive": 90 * neutral}
    faults = {
        "gay": {"subgroup_auc": 0, "bpsn_auc": 0, "false_positive_rate": 1},
        "deaf": {"subgroup_auc": 0, "bnsp_auc": 0, "true_positive_rate": 0},
    }
    for term in terms():
        if term.kind != NEUTRAL:
            expected = {"kind": term.kind} | fair | faults.get(term.name, {})
            assert found["terms"][term.name] == expected
    count = sum(term.kind == "orientation" for term in terms())
    assert found["kinds"]["orientation"]["false_positive_rate"] == round(1 / count, 4)
    assert found["overall"]["subgroup_auc"] == 0 and found["overall"]["false_positive_rate"] == 1
    named = len(found["terms"])
    assert found["sentences"]["news"]["named"] == round(1 / named, 4)
    assert found["sentences"]["threats"] == {
        "abusive": True, "named": round(1 - 1 / named, 4), "neutral": 1,
    }  # fmt: skip


def test_tables_name_the_worst_first(scripted: None, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = audited(capsys, "--markdown", "--toxicity", "shipped")
    assert code == 0
    cells = [line.strip("| ").split(" | ") for line in out.splitlines() if line.startswith("| ")]
    at = next(i for i, row in enumerate(cells) if row[0] == "term")
    assert {row[0] for row in cells[at + 1 : at + 3]} == {"gay", "deaf"}
    gay = next(row for row in cells[at:] if row[0] == "gay")
    assert gay == ["gay", "orientation", "100.0%", "100.0%", "0.000", "0.000", "1.000"]
    for table in re.findall(r"(?m)(?:^\|.*\n)+", out):  # every row as wide as its head
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_tables_fit_a_narrow_terminal_whatever_the_terms(
    scripted: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("bot.model.audit.report.WORST", len(terms()))
    code, out, _ = audited(capsys, "--toxicity", "shipped")
    assert code == 0 and "…" not in out and max(map(len, out.splitlines())) <= 80
    assert all(term.name in out for term in terms() if term.kind != NEUTRAL)


def test_the_shipped_model_on_a_small_sample(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, errors = audited(capsys, "--sample", "3", "--toxicity", "shipped")
    assert (code, errors) == (0, "")
    assert CARD.id in out and "3 harmless and 3 abusive" in " ".join(out.split())
    for words in ("origin", "religion", "power mean", NEUTRAL, "BPSN AUC", "contempt"):
        assert words in out


def test_the_model_of_the_settings_is_audited(
    scripted: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = audited(capsys, "--json", "--sample", "1")
    assert code == 0 and json.loads(out)["model"] == CARD.id  # without a config.toml
    (tmp_path / "config.toml").write_text('[understanding]\ntoxicity = "mine/card.toml"\n')
    code, out, errors = audited(capsys, "--sample", "1")
    assert (code, out) == (2, "") and "The model card card.toml cannot be read" in errors
    (tmp_path / "config.toml").write_text('[understanding]\ntoxicity = "off"\n')
    code, out, errors = audited(capsys, "--sample", "1")
    assert (code, out) == (2, "") and "name a model with --toxicity" in errors
    assert errors.count("\n") == 1
    assert audited(capsys, "--sample", "1", "--toxicity", "shipped")[0] == 0


def test_a_model_that_never_flags_cannot_be_audited(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for file in (CARD.model.file, CARD.tokenizer.file):
        (tmp_path / file).symlink_to(DEFAULT_CARD.parent / file)
    card = re.sub(r"(?m)^threshold.*\n", "", DEFAULT_CARD.read_text("utf-8"))
    (tmp_path / "card.toml").write_text(card, "utf-8")
    code, out, errors = audited(capsys, "--toxicity", str(tmp_path / "card.toml"))
    assert (code, out) == (2, "")
    assert errors.startswith(f"No label of {CARD.name} has a threshold, so it never flags: give")
    assert errors.count("\n") == 1


def test_a_text_with_nothing_to_read_counts_as_harmless(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Network, "probabilities", lambda _, texts: [None] * len(texts))
    code, out, _ = audited(capsys, "--json", "--sample", "2", "--toxicity", "shipped")
    found: dict[str, Any] = json.loads(out)
    assert code == 0 and found["background"]["subgroup_auc"] == 0.5
    assert math.isclose(found["overall"]["bpsn_auc"], 0.5)
    assert found["overall"]["false_positive_rate"] == 0


@pytest.mark.parametrize("bad", ["0", "-3", "x", "1.5", "", "²"])
def test_a_bad_sample_is_refused(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["model", "audit", f"--sample={bad}"])
    assert "expected a whole number over 0" in capsys.readouterr().err
