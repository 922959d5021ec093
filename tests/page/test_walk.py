"""One walk through the practice page, as everybody who tries Muster takes it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conversations.conftest import Stage

pytestmark = pytest.mark.browser
expect.set_options(timeout=8000)


@dataclass
class Visitor:
    """Somebody with a mouse and a keyboard before the page."""

    page: Page

    @property
    def newest(self) -> Locator:
        return self.page.get_by_test_id("message").last

    def is_now(self, name: str) -> None:
        self.page.get_by_test_id("speaker").click()
        self.page.get_by_role("option", name=name).click()
        expect(self.page.get_by_test_id("speaker")).to_contain_text(name)

    def goes_to(self, place: str) -> None:
        self.page.get_by_test_id("conversations").get_by_text(place, exact=True).click()

    def says(self, text: str) -> None:
        composer = self.page.get_by_test_id("composer")
        composer.fill(text)
        composer.press("Enter")
        expect(composer).to_have_value("")

    def presses(self, label: str) -> None:
        self.newest.get_by_role("button", name=label, exact=True).click()

    def chooses(self, form: Locator, field: str, typed: str, option: str) -> None:
        form.get_by_role("combobox", name=field).click()
        self.page.keyboard.type(typed)
        self.page.get_by_role("option", name=option).click()


def test_a_walk_through_the_page(page: Page, stage: Stage) -> None:
    visitor = Visitor(page)
    a_responder_asks_and_logs_a_class_and_takes_it_back(visitor)
    a_lead_logs_for_somebody_else_and_shares_the_counts(visitor)
    a_stranger_asks_to_be_linked(visitor)


def a_responder_asks_and_logs_a_class_and_takes_it_back(visitor: Visitor) -> None:
    page = visitor.page
    visitor.is_now("Ada Abbott")
    visitor.goes_to("readiness")
    visitor.says("/due")
    expect(visitor.newest).to_contain_text("Only visible to you")
    expect(visitor.newest).to_contain_text("You are due for ASIM Basic.")
    visitor.says("/training")
    form = page.get_by_role("dialog", name="Log training")
    expect(form.get_by_role("combobox", name="People")).to_have_count(0)  # a responder logs for themself
    visitor.chooses(form, "Course", "asim b", "ASIM-B: ASIM Basic")
    expect(form.get_by_placeholder("Usual: 4")).to_be_visible()
    page.get_by_test_id("submit").click()
    expect(form).to_have_count(0)
    visitor.goes_to("Messages")
    expect(visitor.newest).to_contain_text("Recorded: ASIM Basic on 2 Nov 2026, 4 hours, for you.")
    visitor.goes_to("Home")
    home = page.get_by_test_id("home")
    expect(home).not_to_contain_text("You are due for ASIM Basic")
    visitor.goes_to("Messages")
    visitor.presses("Undo")
    expect(visitor.newest).to_contain_text("Taken back.")
    visitor.goes_to("Home")
    expect(home).to_contain_text("You are due for ASIM Basic.")


def a_lead_logs_for_somebody_else_and_shares_the_counts(visitor: Visitor) -> None:
    page = visitor.page
    visitor.is_now("Cora Diaz")
    visitor.goes_to("readiness")
    visitor.says("/training")
    form = page.get_by_role("dialog", name="Log training")
    visitor.chooses(form, "Course", "life", "BLS: Basic Life Support")
    expect(form.get_by_placeholder("Usual: 4")).to_be_visible()
    visitor.chooses(form, "People", "flor", "Ben Flores (Cedar Fire Department)")
    page.keyboard.press("Escape")
    page.get_by_test_id("submit").click()
    expect(form).to_have_count(0)
    visitor.goes_to("Messages")
    expect(visitor.newest).to_contain_text(
        "Recorded: Basic Life Support on 2 Nov 2026, 4 hours, for Ben Flores."
    )
    visitor.goes_to("readiness")
    visitor.says("/due Cedar Fire for ASIM Basic")
    expect(visitor.newest).to_contain_text("Ada Abbott: ")
    visitor.presses("Share")
    shared = page.get_by_test_id("message").filter(has_text="Shared by Cora Diaz.")
    expect(shared).to_contain_text("2 people are due")
    expect(shared).not_to_contain_text("Ada Abbott")


def a_stranger_asks_to_be_linked(visitor: Visitor) -> None:
    visitor.is_now("Dana Reyes")
    visitor.goes_to("Home")
    expect(visitor.page.get_by_test_id("home")).to_contain_text("The region")
    visitor.is_now("Sam Quill")
    visitor.goes_to("readiness")
    shared = visitor.page.get_by_test_id("message").filter(has_text="Shared by Cora Diaz.")
    expect(shared).to_be_visible()  # the channel shows it, to whoever is in it
    visitor.says("/due everyone")
    expect(visitor.newest).to_contain_text("I can't find you on the roster.")
    visitor.presses("Ask to be linked")
    expect(visitor.newest).to_contain_text("I asked an emergency manager to link you to the roster.")
    visitor.is_now("Dana Reyes")
    visitor.goes_to("Messages")
    expect(visitor.newest).to_contain_text("@Sam Quill asks to be linked to the roster.")
