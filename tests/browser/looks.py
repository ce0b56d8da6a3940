"""Simple checks of a page that everybody can use: names, sizes, contrast."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

CHECKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")


async def assert_usable(page: Page) -> None:
    """Every control has a name, nothing sticks out sideways, all text can be read."""
    found = await complaints(page)
    assert found == [], found


async def complaints(page: Page) -> list[str]:
    """What is wrong with the page as it stands, once its style sheets are there."""
    await page.wait_for_load_state()
    found: list[str] = await page.evaluate(
        f"Object.entries({CHECKS}).flatMap(([name, check]) => "
        "check().map((what) => `${name}: ${what}`))"
    )
    return found
