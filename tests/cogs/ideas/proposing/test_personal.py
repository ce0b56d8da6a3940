"""Personal data in texts: what is found, and what only looks like it."""

from __future__ import annotations

import pytest

from cogs.ideas.proposing.screening.personal import personal


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Ask bo.b+shop@mail.example.co.uk!", ["email"]),
        ("schreib an Jürgen.Müller@bäckerei.de", ["email"]),
        ("+49 171 2345678", ["phone"]),
        ("call me: 0171/2345678.", ["phone"]),
        ("(030) 1234567", ["phone"]),
        ("0049 (0)30 1234567", ["phone"]),
        ("06.12.34.56.78", ["phone"]),
        ("06 12 34 56 78", ["phone"]),
        ("(555) 123-4567 or 555-123-4567", ["phone"]),
        ("+34 612 345 678", ["phone"]),
        ("DE89 3704 0044 0532 0130 00", ["iban"]),
        ("pay to DE89370400440532013000, thanks", ["iban"]),
        ("AT61 1904 3002 3457 3201 ASAP please", ["iban"]),
        ("GB82 WEST 1234 5698 7654 32", ["iban"]),
        ("my card 4111 1111 1111 1111 was charged", ["card"]),
        ("5500-0000-0000-0004", ["card"]),
        ("bo@example.org or 0171 2345678", ["email", "phone"]),
    ],
)
def test_found(text: str, kinds: list[str]) -> None:
    assert personal(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Open on 01.05.2026 from 08:00 to 18:00",
        "01/02/2026 10:00 or 2026-05-30 18.30",
        "Rye bread for 3.50 instead of 4.99",
        "A voucher of 1000000 euros for 25 000 visitors",
        "Follow @bakery and meet @ noon",
        "Order number 20260530123456",
        "DE89 3704 0044 0532 0130 01 has a wrong digit",
        "4111 1111 1111 1112 is no card",
        "Ratio 0.123456789",
        "Room 0815, 10-12 and 14-16",
        "192.168.100.200",
        "ISBN 978-3-16-148410-0",
        "",
    ],
)
def test_only_alike(text: str) -> None:
    assert personal(text) == []
