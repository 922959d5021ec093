"""Takes the pictures of docs/asking.md and of files as they come: `python docs/asking.py`, with Chromium.

It asks in the demo what people ask, and brings a file as a tool wrote it. Each answer is taken at the width
of a desk and of a phone; how high it is, is said, and one that is wider, or higher than `SCREENS`, ends it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from picture import CHROMIUM, LEAD, MANAGER, NARROW, RESPONDERS, WIDE, _be, _composed, _take, demo
from playwright.sync_api import Locator, Page, expect, sync_playwright

SCREENS = {1280: 860, 420: 1720}
"""How high an answer may be: a screen of a desk, two of a phone."""
PERSON = "Cora Ibarra"
QUESTIONS = (
    ("due-lead", LEAD, "/due Cedar Fire"),
    ("due-region", MANAGER, "/due everyone"),
    ("due-person", LEAD, f"is {PERSON} current in ASIM Basic?"),
    ("due-record", LEAD, f"/due {PERSON}"),
    ("due-share", MANAGER, "what share of dispatch is current on EMD?"),
    ("due-ranking", MANAGER, "which agencies are below 80% on BLS?"),
    ("asked-back", LEAD, "who's due in Elm?"),
)
"""Each picture, who asks, and what."""
LOGGED = "I finished BLS on Friday, 4 hours, at the county academy"
FILE = """\
Training report,,,,,
Employee Name,Work Email,Course Name,Completion Date,Date Completed,Status
Cora Ibarra,cora.ibarra37@grove.example,Basic Life Support,10/05/2026,10/06/2026,Passed
Finn Ibarra,finn.ibarra40@grove.example,HAZWOPER Refresher,10/05/2026,10/06/2026,Passed
Ada Abbott,ada.abbott285@grove.example,Heartsaver,10/07/2026,10/07/2026,Passed
Ben Moreau,ben.moreau316@grove.example,Basic Life Support,10/07/2026,10/08/2026,No show
"""
"""A report with a title, two columns of days, a course nobody here knows, and one who was not there."""


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
            _taken(name, _answer(page, said))
        log_form(page)
        with tempfile.TemporaryDirectory(prefix="muster-asking-") as folder:
            a_file(page, Path(folder))
        browser.close()


def log_form(page: Page) -> None:
    """A firefighter logs a class with words I can't read: the form has what was understood."""
    _be(page, RESPONDERS)
    _answer(page, LOGGED).get_by_role("button", name="Open the form", exact=True).click()
    form = page.get_by_test_id("modal")
    form.get_by_text("Log it").wait_for()
    _form_taken("log-form", form)


def a_file(page: Page, folder: Path) -> None:
    """The emergency manager brings a file as a tool wrote it: what it leaves open, the form, the preview."""
    table = folder / "training-report.csv"
    table.write_text(FILE)
    _be(page, MANAGER)
    _composed(page, "Messages", "/muster import completions")
    form = page.get_by_test_id("modal")
    form.locator("input[type=file]").set_input_files(table)
    form.get_by_text(table.name).first.wait_for()
    form.get_by_role("button", name="Read it", exact=True).click()
    answers = page.get_by_role("button", name=re.compile(r"^Answer( \d+)?$"))
    card = page.get_by_test_id("message").filter(has=answers).last
    card.wait_for(timeout=60_000)
    _taken("file-open", card)
    answers.last.click()
    form.get_by_text("First values").first.wait_for()
    _form_taken("file-form", form, closes=False)
    form.get_by_role("combobox").first.click()
    page.get_by_role("option").filter(has_text="Date Completed").first.click()
    form.locator("button[type=submit]").click()
    apply = page.get_by_role("button", name="Apply", exact=True)
    preview = page.get_by_test_id("message").filter(has=apply).last
    preview.wait_for(timeout=60_000)
    _taken("file-preview", preview)
    preview.get_by_role("button", name="Discard", exact=True).click()


def _answer(page: Page, said: str) -> Locator:
    """Says it to Muster alone; the message that answers."""
    page.get_by_test_id("conversations").get_by_text("Messages", exact=True).click()
    page.wait_for_timeout(800)  # for what came before
    messages = page.get_by_test_id("message")
    before = messages.count()
    _composed(page, "Messages", said)
    # A sentence stands there as a message of its own, a command does not.
    expect(messages).to_have_count(before + (1 if said.startswith("/") else 2), timeout=10_000)
    return messages.last


def _taken(name: str, of: Locator) -> None:
    """Takes it at both widths."""
    page = of.page
    for size, called in ((WIDE, name), (NARROW, f"{name}-narrow")):
        page.set_viewport_size(size)
        page.wait_for_timeout(300)  # for the page to lie anew
        box = of.bounding_box()
        assert box is not None
        over = of.evaluate("each => each.scrollWidth - each.clientWidth")
        print(f"{called}: {box['height']:.0f} high at {size['width']}")
        if over > 0 or box["height"] > SCREENS[size["width"]]:
            raise SystemExit(f"{called} does not fit: {box['height']:.0f} high, {over} too wide.")
        _take(called, of)
    page.set_viewport_size(WIDE)


def _form_taken(name: str, form: Locator, closes: bool = True) -> None:
    """Takes a form over its page, and by itself on a phone."""
    page = form.page
    page.wait_for_timeout(300)
    _take(name, page)
    page.set_viewport_size(NARROW)
    page.wait_for_timeout(300)
    _take(f"{name}-narrow", form)
    page.set_viewport_size(WIDE)
    if closes:
        page.keyboard.press("Escape")
        form.wait_for(state="detached")


if __name__ == "__main__":
    main()
