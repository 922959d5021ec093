"""Takes the pictures of docs/asking.md and of files as they come anew: `python docs/asking.py`, with Chromium.

It asks in the demo what people ask, each picture at the width of a desk and of a phone: one screen of 1280 by
860, two of 420 by 860 at most. It says how high each answer is, and fails where one is higher or wider.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from picture import CHROMIUM, LEAD, MANAGER, RESPONDERS, WIDE, _be, _composed, _take, demo
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

PHONE: ViewportSize = {"width": 420, "height": 860}
SCREENS = {1280: 1, 420: 2}
"""How many screens of a width an answer may take."""
QUESTIONS = (
    ("due-lead", LEAD, "/due Cedar Fire"),
    ("due-region", MANAGER, "/due everyone"),
    ("due-person", LEAD, "is {person} current in ASIM Basic?"),
    ("due-record", LEAD, "/due {person}"),
    ("due-share", MANAGER, "what share of dispatch is current on EMD?"),
    ("due-ranking", MANAGER, "which agencies are below 80% on BLS?"),
    ("asked-back", LEAD, "who's due in Elm?"),
)
"""Each picture, who asks, and what."""


def main() -> None:
    """Writes the pictures."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise SystemExit("The pictures are taken in Chromium, and it is not installed.")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=WIDE)
        page.goto(address)
        for name, who, said in QUESTIONS:
            _be(page, who)
            taken(name, answer(page, said.format(person=PERSON)))
        log_form(page)
        with tempfile.TemporaryDirectory(prefix="muster-asking-") as folder:
            a_file(page, Path(folder))
        browser.close()


PERSON = "Cora Ibarra"


def answer(page: Page, said: str) -> Locator:
    page.wait_for_timeout(800)
    messages = page.get_by_test_id("message")
    page.get_by_test_id("conversations").get_by_text("Messages", exact=True).click()
    page.wait_for_timeout(500)
    before = messages.count()
    _composed(page, "Messages", said)
    for _ in range(50):
        page.wait_for_timeout(200)
        if messages.count() > before:
            break
    page.wait_for_timeout(600)
    print(said, before, messages.count())
    return messages.last


def taken(name: str, of: Locator) -> None:
    page = of.page
    for size, end in ((WIDE, ""), (PHONE, "-narrow")):
        page.set_viewport_size(size)
        page.wait_for_timeout(300)
        box = of.bounding_box()
        wide = of.evaluate("e => [e.scrollWidth, e.clientWidth]")
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        print(name, size["width"], box, wide, over)
        _take(f"{name}{end}", of)
    page.set_viewport_size(WIDE)


def log_form(page: Page) -> None:
    _be(page, RESPONDERS)
    _composed(page, "Messages", "I took BLS last week")
    page.wait_for_timeout(2500)
    page.screenshot(path="/tmp/pics10/log.png")


FILE = """\
Email Address,Name,Course Name,Date Completed,Completion Status
"""


def a_file(page: Page, folder: Path) -> None:
    pass


if __name__ == "__main__":
    main()
