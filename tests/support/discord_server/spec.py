"""Validation against Discord's own OpenAPI document (tests/support/specs)."""

from __future__ import annotations

import gzip
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

SPEC = Path(__file__).parents[1] / "specs" / "discord-openapi.json.gz"


@cache
def document() -> dict[str, Any]:
    with gzip.open(SPEC) as file:
        spec: dict[str, Any] = json.load(file)
    # discord.py sends ids as numbers in several places and Discord takes both.
    spec["components"]["schemas"]["SnowflakeType"] = {
        "anyOf": [
            {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"},
            {"type": "integer", "minimum": 0},
        ]
    }
    return spec


@cache
def _body_validator(method: str, template: str) -> Draft202012Validator | None:
    operation = document()["paths"].get(template, {}).get(method.lower())
    if operation is None:
        raise LookupError(f"Discord's OpenAPI document has no {method} {template}")
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    schema = content["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": document()["components"]})


# Documented to be read from the body; discord.py 2.7 sends it in the query as well.
TOLERATED_QUERY = {("PUT", "/guilds/{guild_id}/bans/{user_id}"): {"delete_message_seconds"}}


@cache
def _query_names(method: str, template: str) -> frozenset[str]:
    path = document()["paths"][template]
    listed = path.get("parameters", []) + path[method.lower()].get("parameters", [])
    return frozenset(one["name"] for one in listed if one["in"] == "query")


def problem_with(method: str, template: str, body: Any, query: frozenset[str]) -> str | None:
    """The most telling reason why Discord's document does not allow a request."""
    unknown = (
        query - _query_names(method, template) - TOLERATED_QUERY.get((method, template), set())
    )
    if unknown:
        return f"unknown query parameters {sorted(unknown)}"
    if body is None:
        return None
    return _body_problem(method, template, json.dumps(body))


@lru_cache(maxsize=512)
def _body_problem(method: str, template: str, body: str) -> str | None:
    """Kept: every start sends the same commands, for which the document is a hundred pages long."""
    validator = _body_validator(method, template)
    if validator is None:
        return None
    error = best_match(validator.iter_errors(json.loads(body)))
    if error is None:
        return None
    where = "/".join(str(part) for part in error.absolute_path)
    return f"{where or 'body'}: breaks {error.validator}={str(error.validator_value)[:200]}"
