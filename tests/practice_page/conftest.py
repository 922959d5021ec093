"""A browser and a stand-in server, both started once; every test gets its own page over a fresh fixture."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.practice_page.fake_workspace import Serving

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Not for the whole session: while Playwright runs, no other test in this process could run an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"the page is tried in a browser, and Chromium is not at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Europe/Berlin")
    context.set_default_timeout(4000)
    yield context
    context.close()


@pytest.fixture(scope="package")
def server() -> Iterator[Serving]:
    with Serving() as serving:
        yield serving


@pytest.fixture
def serving(server: Serving) -> Serving:
    server.begin_anew()
    return server


def opened(context: BrowserContext, serving: Serving) -> Iterator[Page]:
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(f"{serving.url}/#as=U1&at=C1")
    page.get_by_test_id("composer").wait_for()
    yield page
    page.close()
    assert wrong == []


@pytest.fixture
def page(context: BrowserContext, serving: Serving) -> Iterator[Page]:
    """The page as Dana Okafor (U1) sees it in #training. Errors in its console fail the test."""
    yield from opened(context, serving)


@pytest.fixture(scope="module")
def still(context: BrowserContext, server: Serving) -> Iterator[Page]:
    """The same, opened once for tests that only look."""
    server.begin_anew()
    yield from opened(context, server)
