"""Takes the README's picture anew: `python docs/picture.py`, with Chromium installed.

It runs the demo, opens the practice workspace's page as the training officer, and asks in the channel who is
due, so that the picture shows what Muster says and nothing drawn by hand.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

PICTURE = Path(__file__).with_name("picture.png")
SIZE: ViewportSize = {"width": 1200, "height": 800}
ASKED = "@Muster who's due for a refresher in Cedar Fire for ASIM Basic?"
ADDRESS = re.compile(r"Open (http://\S+) in a browser")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def demo() -> Iterator[str]:
    """The demo in a process of its own; the page's address. Raises SystemExit where it does not come up."""
    command = [sys.executable, "-m", "bot.cli", "demo"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PICTURE.parents[1])  # noqa: S603
    try:
        assert process.stdout is not None
        found = next(filter(None, map(ADDRESS.search, process.stdout)), None)
        if found is None:
            raise SystemExit("The demo did not come up: run `make demo` to see why.")
        yield found.group(1)
    finally:
        process.terminate()
        process.wait(20)


def ask(page: Page, address: str) -> None:
    """Asks as Cedar Fire's training officer, and waits for the answer."""
    page.goto(address)
    page.get_by_test_id("speaker").click()
    page.get_by_role("option", name="Training officer, Cedar Fire").click()
    page.get_by_test_id("conversations").get_by_text("readiness", exact=True).click()
    page.get_by_test_id("composer").fill(ASKED)
    page.get_by_test_id("send").click()
    page.get_by_test_id("message").last.get_by_role("button", name="Share", exact=True).wait_for()
    page.wait_for_load_state("networkidle")


def main() -> None:
    """Writes the picture."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise SystemExit("The picture is taken in Chromium, and it is not installed.")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        ask(page, address)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
