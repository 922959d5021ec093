"""A browser and a stand-in server, both started once; every test gets its own page over a fresh fixture."""

import time
from collections.abc import Iterator
from pathlib import Path

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

from tests.page.fake_workspace import Serving

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
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
    context = browser.new_context(viewport=DESKTOP, timezone_id="Europe/Berlin")
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


@pytest.fixture(scope="package")
def tab(context: BrowserContext) -> Page:
    """Opening a tab takes longer than most tests; each test loads the page in it anew."""
    return context.new_page()


def opened(tab: Page, url: str) -> Iterator[Page]:
    wrong: list[str] = []

    def page_error(error: Error) -> None:
        wrong.append(str(error))

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(message.text)

    tab.bring_to_front()  # browsers slow down what lies behind
    tab.set_viewport_size(DESKTOP)
    tab.on("pageerror", page_error)
    tab.on("console", console)
    # An address that differs in its fragment alone would not load anew.
    tab.goto(f"{url}/?load={time.monotonic_ns()}#as=U1&at=C1")
    tab.get_by_test_id("composer").wait_for()
    yield tab
    tab.remove_listener("pageerror", page_error)
    tab.remove_listener("console", console)
    tab.unroute_all()
    tab.emulate_media(color_scheme="light")
    assert wrong == []


@pytest.fixture
def page(tab: Page, serving: Serving) -> Iterator[Page]:
    """The page as Dana Okafor (U1) sees it in #training. Errors in its console fail the test."""
    yield from opened(tab, serving.url)


@pytest.fixture(scope="module")
def still(context: BrowserContext, server: Serving) -> Iterator[Page]:
    """The same, opened once for tests that only look."""
    server.begin_anew()
    tab = context.new_page()
    yield from opened(tab, server.url)
    tab.close()
