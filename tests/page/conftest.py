"""The county's people in a practice workspace with Muster answering, seen through the page in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    sync_playwright,
)

from tests.conversations.conftest import Stage, pytest_generate_tests, stage

__all__ = ["pytest_generate_tests", "stage"]

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


# Not for the whole session: while Playwright runs, no other test in this process could run an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"the page is walked in a browser, and there is none of {', '.join(NAMES)} on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def door() -> str:
    """Muster is reached over Socket Mode, as in the demo."""
    return "socket"


@pytest.fixture
def page(context: BrowserContext, stage: Stage) -> Iterator[Page]:
    """The page over that workspace. Errors in its console fail the test."""
    wrong: list[str] = []

    def page_error(error: Error) -> None:
        wrong.append(str(error))

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(message.text)

    page = context.new_page()
    page.on("pageerror", page_error)
    page.on("console", console)
    page.goto(stage.slack.url)
    page.get_by_test_id("composer").wait_for()
    yield page
    page.close()
    assert wrong == []
