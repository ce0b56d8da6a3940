"""Reading a record that anybody may have written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Annotated, NoReturn

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from bot.api.text import clip

from ..methods import Count
from ..model import Kind, Rules
from .chain import canonical
from .outcome import Outcome
from .record import VERSION, Record, milliseconds

MOST_OPTIONS = 100  # far more than a poll may have; counting would take ever longer
_FRACTION = re.compile(r"\d{1,30}(/\d{1,30})?", re.ASCII)  # 1e999999999 would take for ever
_MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
_Whole = Annotated[int, Field(ge=0, lt=2**53)]  # what JSON numbers hold everywhere (RFC 8259, 6)
_DIGITS = 16  # of such a number


@with_config(ConfigDict(extra="forbid", strict=True))
@dataclass(frozen=True, slots=True)
class _File:
    """The shape of the file, by its keys."""

    townhall_poll: int
    poll: _Whole
    question: str
    options: Annotated[tuple[str, ...], Field(max_length=MOST_OPTIONS)]
    kind: Kind
    rules: dict[str, int]
    eligible: _Whole | None
    closed_at: Annotated[str, Field(pattern=_MOMENT)]
    ballots: tuple[tuple[str, tuple[_Whole, ...]], ...]
    fingerprint: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    result: dict[str, object]


_FILE = TypeAdapter(_File)
_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


def read_record(text: str | bytes) -> Record:
    """What `Record.to_json` wrote; spaces and the order of keys do not matter, all else does.

    ValueError in plain words for anything that cannot be such a record; whether it is true is for
    `faults` to say.
    """
    data, plain = _parsed(text)
    try:
        record = _made(_FILE.validate_json(plain))
    except ValidationError as error:
        # pydantic's own words are for programmers, and may be as long as the file
        where = ".".join(map(str, error.errors(include_input=False)[0]["loc"])) or "result"
        raise _wrong(clip(where, 40)) from None
    written = record.to_data()
    for key, value in data.items():
        # True for 1, "2/4" for "1/2", a key that we do not know: nothing may have two spellings
        if canonical(value) != canonical(written[key]):
            raise ValueError(f"{key} is not written as Townhall writes it.")
    return record


def _parsed(text: str | bytes) -> tuple[dict[str, object], bytes]:
    """The object in the text, as Python and in canonical JSON."""
    try:
        data = json.loads(
            text,
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        plain = canonical(data)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"This is not JSON: I can read it until line {error.lineno}, column {error.colno}."
        ) from None
    except UnicodeError:
        raise ValueError("This is not text in UTF-8.") from None
    except RecursionError:
        raise ValueError("This is not the record of a poll.") from None
    if not isinstance(data, dict) or "townhall_poll" not in data:
        raise ValueError("This is not the record of a poll.")
    if data["townhall_poll"] != VERSION:
        raise ValueError("This record was made by another version of Townhall; use that one.")
    return data, plain


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object; one that has a key twice reads differently to different readers."""
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("This is not the record of a poll: it says something twice.")
    return data


def _whole(digits: str) -> int:
    return int(digits) if len(digits) <= _DIGITS else _no_number(digits)


def _no_number(_: str) -> NoReturn:
    raise ValueError("This is not the record of a poll: all its numbers are whole and small.")


def _made(file: _File) -> Record:
    result = dict(file.result)
    outcome = _OUTCOME.validate_python(result.pop("outcome", None))
    for shares in (result.get("scores"), result.get("shares")):
        if not (isinstance(shares, list) and all(map(_is_fraction, shares))):
            raise _wrong("result")
    return Record(
        poll_id=file.poll,
        question=file.question,
        options=file.options,
        rules=_rules(file),
        closed_at=_moment(file.closed_at),
        eligible=file.eligible,
        ballots=file.ballots,
        fingerprint=file.fingerprint,
        count=Count.from_data(result),
        outcome=outcome,
    )


def _rules(file: _File) -> Rules:
    try:
        return Rules.from_json(canonical({**file.rules, "kind": file.kind}))
    except ValueError:
        raise _wrong("rules") from None


def _moment(text: str) -> int:
    try:
        return milliseconds(text)
    except ValueError:
        raise _wrong("closed_at") from None


def _is_fraction(value: object) -> bool:
    return isinstance(value, str) and _FRACTION.fullmatch(value) is not None


def _wrong(where: str) -> ValueError:
    return ValueError(f"This is not the record of a poll: {where} is wrong or missing.")
