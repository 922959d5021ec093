"""The digest of a whole county on one screen: measured in a browser, over the demo's own county."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"Open (http://\S+) in a browser")
SCREEN: ViewportSize = {"width": 1280, "height": 860}
NARROW: ViewportSize = {"width": 420, "height": 860}


@pytest.fixture
def demo() -> Iterator[str]:
    """The demo in a process of its own: the address of its page, with Grove County in it."""
    command = [sys.executable, "-m", "bot.cli", "demo"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        yield next(filter(None, map(ADDRESS.search, process.stdout))).group(1)
    finally:
        process.terminate()
        process.wait(20)


def in_the_channel(page: Page, address: str) -> Locator:
    """The newest digest in the channel."""
    page.goto(address)
    page.get_by_test_id("conversations").get_by_text("readiness", exact=True).click()
    found = page.get_by_test_id("message").filter(has_text="What to do next").last
    found.wait_for(timeout=20_000)
    found.locator("figure svg").first.wait_for()
    return found


def height_of(message: Locator) -> float:
    box = message.bounding_box()
    assert box is not None
    return box["height"]


def test_a_countys_digest_is_one_screen_and_two_on_a_telephone(context: BrowserContext, demo: str) -> None:
    page = context.new_page()
    page.set_viewport_size(SCREEN)
    digest = in_the_channel(page, demo)
    assert height_of(digest) <= SCREEN["height"]
    labels = digest.locator("figure svg text").all_text_contents()
    assert {"0", "100"} <= {*labels}, "its axis runs from 0 to 100"
    assert not [label for label in labels if label.endswith("…")], "no label is cut"
    before_the_steps = digest.inner_text().split("What to do next")[0].split("What changed since")[1]
    numbers = re.findall(r"\d[\d,.]*%?", before_the_steps.split(":", 1)[1])
    assert len(numbers) <= 3, "at most three numbers before the first next step"
    page.set_viewport_size(NARROW)
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    assert height_of(digest) <= 2 * NARROW["height"]
