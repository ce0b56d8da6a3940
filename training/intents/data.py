"""Messages with what they are for and how they feel, from public sets and sentences of our own."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.corpus.data import _SHA256 as CORPUS

SENTENCES = Path(__file__).parent / "sentences"
OWN, PUBLIC, NOISY = 4.0, 0.4, 0.2  # what a row counts, by how sure its label is

_SHA256 = {
    "faq/clinc150.jsonl.gz": "743716843166afab09e7a332cd0aa9c796021734976c68dbdc8c657001c5d26c",
    "faq/banking77.jsonl.gz": "0d87b0d1306b9cd40b53641b6d1acb6e68a5f2810c273b12eeb7f671a6600f06",
}

# what intents of CLINC150 mean in a community; others could be either and are left out
CLINC = {
    "help": """damaged_card report_fraud card_declined account_blocked pin_change freeze_account
        replacement_card_duration lost_luggage jump_start report_lost_card tire_change sync_device
        reset_settings application_status how_busy travel_alert international_fees w2
        direct_deposit oil_change_how bill_due cancel cancel_reservation shopping_list""",
    "purchase": """order restaurant_reservation book_flight book_hotel car_rental""",
    "thanks": "thank_you",
    "none": """greeting goodbye tell_joke fun_fact what_are_your_hobbies are_you_a_bot
        do_you_have_pets where_are_you_from what_is_your_name who_made_you how_old_are_you
        meaning_of_life yes no maybe repeat user_name change_user_name whisper_mode roll_dice
        flip_coin""",
}
_THANKS = re.compile(r"\b(thanks?|thank you|thx|ty|cheers|tysm)\b", re.IGNORECASE)
_ADDRESSED = re.compile(r"^@?[^\s:,]{2,20}[:,]\s+")


class DataError(Exception):
    """A data file is missing or is another one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message; `weight` says how sure its label is."""

    source: str
    text: str
    label: str
    weight: float


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """A file of the data folder, checked. DataError when it is another one."""
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{name} cannot be read") from error
    expected = {**CORPUS, **_SHA256}[name]
    if hashlib.sha256(content).hexdigest() != expected:
        raise DataError(f"{name} is not the file that was trained on (SHA-256)")
    return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def own(name: str) -> list[Row]:
    """Sentences of our own: "intents" or "emotions"."""
    lines = (SENTENCES / f"{name}.tsv").read_text("utf-8").splitlines()
    parted = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Row("own", text, label, OWN) for label, text in parted]


def public(folder: Path) -> Iterator[Row]:
    """What public sets say of intents: CLINC150, Banking77, Topical-Chat and #ubuntu."""
    rng = np.random.default_rng(0)
    meant = {intent: label for label, names in CLINC.items() for intent in names.split()}
    for row in rows(folder, "faq/clinc150.jsonl.gz"):
        if row["split"] == "train" and row["intent"] in meant:
            yield Row("clinc", row["text"], meant[row["intent"]], PUBLIC)
    for row in _some(rows(folder, "faq/banking77.jsonl.gz"), 2_000, rng):
        yield Row("banking", row["text"], "help", NOISY)
    said = [r for r in rows(folder, "benign/train.jsonl.gz") if r["src"] == "topicalchat"]
    for row in _some(said, 2_000, rng):
        if not _THANKS.search(row["text"]):
            yield Row("topicalchat", row["text"], "none", PUBLIC)
    yield from _chat(folder, rng)


def _chat(folder: Path, rng: np.random.Generator) -> Iterator[Row]:
    """#ubuntu by its reply links: who begins with a question wants help; who answers, or asks back,
    does not."""
    chat = [r for r in rows(folder, "chat/ubuntu.jsonl.gz") if len(r.get("text") or "") > 3]
    by_id = {row["id"]: row for row in chat}
    for row in _some(chat, 9_000, rng):
        text = spoken(row["text"])
        others = [one for one in row.get("reply_to") or [] if one != row["id"]]
        thanks = _THANKS.search(text)
        if thanks and len(text) < 60 and "?" not in text:
            yield Row("ubuntu", text, "thanks", NOISY)
        elif not others and "?" in text and len(text) > 25:
            yield Row("ubuntu", text, "help", NOISY)
        elif others and "?" not in text and not thanks:
            yield Row("ubuntu", text, "none", NOISY)
        elif "?" in text and any(_asked(by_id.get(one), row) for one in others):
            yield Row("ubuntu", text, "none", PUBLIC)


def _asked(parent: dict[str, Any] | None, row: dict[str, Any]) -> bool:
    """Whether the other message was somebody else's question that began a conversation."""
    if parent is None or parent["author"] == row["author"] or "?" not in parent["text"]:
        return False
    return not [one for one in parent.get("reply_to") or [] if one != parent["id"]]


def spoken(text: str) -> str:
    """A line of IRC without the name it is addressed to."""
    return _ADDRESSED.sub("", text.strip()).strip()


def _some(all_: list[dict[str, Any]], most: int, rng: np.random.Generator) -> Iterable[Any]:
    return [all_[i] for i in rng.permutation(len(all_))[:most]]
