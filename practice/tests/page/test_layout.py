"""The page on a phone, in the dark, and without a mouse."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.page.fake_workspace import PEOPLE, Serving

pytestmark = pytest.mark.browser


def test_at_360_pixels_nothing_sticks_out_and_the_sidebar_is_a_drawer(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("figure", name="Coverage by discipline").scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.get_by_test_id("messages").evaluate("node => node.scrollWidth <= node.clientWidth")
    expect(page.get_by_test_id("speaker")).not_to_be_visible()
    page.get_by_role("button", name="Conversations and people").click()
    expect(page.get_by_test_id("speaker")).to_be_focused()
    page.get_by_role("button", name="leads-only").click()
    expect(page.get_by_test_id("speaker")).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("leads-only")


def test_a_modal_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.get_by_role("button", name="Log training").click()
    box = page.get_by_test_id("modal").bounding_box()
    assert box is not None
    assert box["width"] == 360
    assert box["height"] <= 640
    expect(page.get_by_test_id("submit")).to_be_in_viewport()


def test_dark_where_the_reader_prefers_it(page: Page) -> None:
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light == "rgb(255, 255, 255)"
    assert max(int(part) for part in dark.removeprefix("rgb(").removesuffix(")").split(",")) < 40


def test_everything_has_a_name(page: Page) -> None:
    nameless = """() => [...document.querySelectorAll("button, input, textarea, [role]")]
      .filter((node) => node.checkVisibility() && !node.closest("[aria-hidden=true]"))
      .filter((node) => !["status", "alert", "note", "separator", "presentation"].includes(node.role))
      .filter((node) => !node.ariaLabel && !node.getAttribute("aria-labelledby"))
      .filter((node) => !node.textContent.trim() && !node.labels?.length)
      .map((node) => node.outerHTML.slice(0, 120))"""
    assert page.evaluate(nameless) == []
    page.get_by_role("button", name="Log training").click()
    page.get_by_test_id("modal").wait_for()
    assert page.evaluate(nameless) == []


def test_a_lost_connection_is_shown_and_mended(context: BrowserContext, serving: Serving) -> None:
    cut = False
    page = context.new_page()
    page.route("**/practice/**", lambda route: route.abort() if cut else route.continue_())
    page.goto(f"{serving.url}/#as=U2&at=C1")
    expect(page.get_by_text("Practice workspace")).to_be_visible()
    cut = True
    serving.hang_up()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    page.wait_for_timeout(50)
    expect(page.get_by_test_id("toasts")).to_have_text("")
    serving.change("U2", lambda fake, _: fake.add_message("U2", "C1", PEOPLE[-1], "Said meanwhile"))
    cut = False
    expect(page.get_by_text("Said meanwhile")).to_be_visible()
    expect(page.get_by_text("Practice workspace")).to_be_visible()
    page.close()


def test_a_server_that_began_anew_is_met_anew(context: BrowserContext, serving: Serving) -> None:
    page = context.new_page()
    page.goto(f"{serving.url}/#as=U2&at=C1")
    expect(page.get_by_test_id("speaker")).to_have_accessible_name("Speaking as Luis Ortega")
    serving.change("U1", lambda fake, _: fake.states.pop("U2"))
    serving.hang_up()
    expect(page.get_by_test_id("speaker")).to_have_accessible_name("Speaking as Dana Okafor")
    page.close()
