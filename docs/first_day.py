"""Takes the pictures of docs/first-day.md anew: `python docs/first_day.py`, with Chromium installed.

It brings up an empty practice workspace with Grove County's roster, and does what the page says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from picture import CHROMIUM, DOCS, NARROW, WIDE, _composed, _narrow, _take, demo
from playwright.sync_api import Page, sync_playwright

from bot.demo import AS_OF, COUNTY, MANAGER, moved
from bot.own_county import database_in


def main() -> None:
    """Writes the pictures."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise SystemExit("The pictures are taken in Chromium, and it is not installed.")
    os.environ |= {"MUSTER_TIMEZONE": "America/Chicago", "MUSTER_REGION_NAME": "Grove County"}
    with tempfile.TemporaryDirectory(prefix="muster-first-day-") as name:
        files = moved(COUNTY, Path(name) / "files", datetime.now(UTC).date() - AS_OF)
        folder, roster = Path(name) / "our-county", files / "roster.csv"
        words = ("--workspace", str(folder), "--roster", str(roster), "--me", MANAGER)
        with demo(*words) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport=WIDE)
            page.goto(address)
            the_first_day(page, folder, files)
            browser.close()


def the_first_day(page: Page, folder: Path, files: Path) -> None:
    """The empty county's Home, the roster's preview, the preview of the first digest."""
    page.get_by_test_id("conversations").get_by_text("Home", exact=True).click()
    page.get_by_test_id("home").get_by_text("Setting up Muster").wait_for()
    _take("first-day-home", page)
    page.set_viewport_size(NARROW)
    _take("first-day-home-narrow", page)
    page.set_viewport_size(WIDE)
    _muster(folder, "import", "agencies", files / "agencies.csv")
    _composed(page, "Messages", "/muster import roster")
    form = page.get_by_test_id("modal")
    form.locator("input[type=file]").set_input_files(files / "roster.csv")
    form.get_by_text("roster.csv").first.wait_for()
    form.get_by_role("button", name="Read it", exact=True).click()
    apply = page.get_by_role("button", name="Apply", exact=True)
    preview = page.get_by_test_id("message").filter(has=apply).last
    preview.wait_for(timeout=60_000)
    _take("first-day-preview", preview)
    _narrow(page, "first-day-preview-narrow", preview)
    preview.get_by_role("button", name="Discard", exact=True).click()
    _muster(folder, "import", "county", files)
    _composed(page, "readiness", "/readiness digest")
    form.get_by_role("button", name="Preview", exact=True).click()
    form.get_by_text("What to do next").first.wait_for(timeout=60_000)
    _take("first-day-digest", page)


def _muster(folder: Path, *words: object) -> None:
    command = [sys.executable, "-m", "bot.cli", *map(str, words), "--yes"]
    environment = os.environ | {"MUSTER_DATABASE_URL": database_in(folder)}
    subprocess.run(command, check=True, cwd=DOCS.parent, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603


if __name__ == "__main__":
    main()
