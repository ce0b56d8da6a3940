"""Data sets are used only when they are the ones that the card names, and say what they say."""

import gzip
import hashlib
import json

import pytest

import training.corpus.data
from training.corpus.data import UNKNOWN, DataError, abuse, chat


def rows(*lines: dict[str, object]) -> list[dict[str, object]]:
    return [{"split": "train", "text": "x", "detail": "None", **line} for line in lines]


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Writes a data file and makes its hash the expected one."""

    def write(name: str, lines: list[dict[str, object]]):
        content = gzip.compress("\n".join(map(json.dumps, lines)).encode())
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        monkeypatch.setitem(training.corpus.data._SHA256, name, hashlib.sha256(content).hexdigest())
        return tmp_path

    return write


def test_another_file_is_refused(tmp_path) -> None:
    (tmp_path / "abuse").mkdir()
    (tmp_path / "abuse" / "train.jsonl.gz").write_bytes(gzip.compress(b"{}"))
    with pytest.raises(DataError, match="SHA-256"):
        abuse(tmp_path)


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(DataError, match=r"train\.jsonl\.gz cannot be read"):
        abuse(tmp_path)


def test_labels_are_unknown_where_a_set_is_silent(data) -> None:
    folder = data(
        "abuse/train.jsonl.gz",
        rows(
            {"src": "davidson", "toxic": 1, "detail": "offensive"},
            {"src": "edos", "toxic": 0, "detail": "none"},
            {"src": "edos", "toxic": 1, "detail": "1. threats, plans to harm and incitement"},
            {"src": "hatexplain", "toxic": 1, "detail": "2"},
            {"src": "toxigen", "toxic": 1},
            {"src": "surge", "toxic": 1},
        ),
    )
    davidson, harmless, threat, offensive, toxigen, surge = (row.labels for row in abuse(folder))
    assert (davidson["toxicity"], davidson["identity_attack"]) == (1, 0)
    assert harmless["toxicity"] == UNKNOWN
    assert (harmless["identity_attack"], harmless["threat"]) == (0, 0)
    assert (threat["toxicity"], threat["identity_attack"], threat["threat"]) == (1, 1, 1)
    assert offensive["identity_attack"] == UNKNOWN
    assert toxigen["identity_attack"] == 1
    assert surge["identity_attack"] == UNKNOWN
    assert surge["obscene"] == UNKNOWN


def test_chat_skips_joins_and_leaves(data) -> None:
    names = ("ubuntu", "stripe", "rust", "mediawiki", "ubuntu-meeting")
    for name in names:
        folder = data(f"chat/{name}.jsonl.gz", [{"text": f"hi {name}"}, {"event": "joined"}])
    assert list(chat(folder)) == [f"hi {name}" for name in names]
