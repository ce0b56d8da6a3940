"""Refusals in Telegram's shape, and faults a test can order."""

from dataclasses import dataclass
from typing import Any


class ApiError(Exception):
    """Answered as {"ok": false, "error_code": ..., "description": ..., "parameters": ...}."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str, **parameters: int) -> ApiError:
    return ApiError(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    return ApiError(409, f"Conflict: {text}")


@dataclass
class Fault:
    """One ordered mishap. `accept`: the call takes effect before things go wrong."""

    error: ApiError | None = None
    accept: bool = False
    hang: bool = False

    @classmethod
    def flood(cls, retry_after: int) -> "Fault":
        """429 with parameters.retry_after."""
        text = f"Too Many Requests: retry after {retry_after}"
        return cls(ApiError(429, text, retry_after=retry_after))

    @classmethod
    def status(cls, code: int, text: str = "Internal Server Error") -> "Fault":
        """A plain failure of Telegram's own, such as 500 or 502."""
        return cls(ApiError(code, text))

    @classmethod
    def disconnect(cls, *, accept: bool = False) -> "Fault":
        """The connection breaks without an answer."""
        return cls(accept=accept)

    @classmethod
    def silence(cls, *, accept: bool = True) -> "Fault":
        """No answer until the client gives up; by default the call has taken effect."""
        return cls(accept=accept, hang=True)
